"""`/badges away`, `/badges back`, `/badges approver`, as commands.

Laurel says the day it understood before an absence counts; a text that it does not understand as a whole comes back in
a form.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.context.context import RequestContext
from bot.context.rights import refuse_not_owner
from bot.dispatch.chat.asking import ask, either, filled, show_form
from bot.dispatch.chat.people_fields import people_field, read_people
from bot.dispatch.chat.unclear import near_people
from bot.domain.people.absence_phrases.grammar import read_absence
from bot.domain.people.absence_phrases.model import NotUnderstood, Readings
from bot.domain.people.absence_phrases.vocabulary import PERSON, absence_words
from bot.domain.people.model import Person
from bot.domain.people.working_hours import WorkCalendar, calendar_of
from bot.messages.forms import Form, Reply
from bot.messages.questions import AskFirst, Choice, Question, submission_of
from bot.messages.reading.parsing import as_words, clean_citation, normalise_name, with_addresses
from bot.messages.refusals import Refusal, refusal_card
from bot.messages.requests import FormSubmission, Mention, Text
from bot.messages.typed_words import alternatives, typed_words
from bot.messages.wording import Wording
from bot.presenting import absence_cards as cards
from bot.presenting.people import distinct_names
from bot.use_cases.people import absences

People = Sequence[tuple[Mention, Person]]
LONGEST_NAME = 3
"""Words of a deputy's name that are compared with the names of colleagues."""
_AROUND = " ,.;"


def begin_absence(ctx: RequestContext, text: Text) -> Reply | Question:
    """Asks whether the caller's absence ends when Laurel understood; a deputy is kept."""
    text = with_addresses(text)
    people = _deputy(ctx, text)
    if not people and (deputy := _typed_deputy(ctx.say, as_words(text))):
        return _ask_which_deputy(ctx, *deputy)
    words = "".join(part if isinstance(part, str) else PERSON for part in text)
    return _ask_about(ctx, words, people, bare_end=False)


def begin_absence_by_form(ctx: RequestContext, form: FormSubmission) -> Reply | Question:
    """Records the absence of a pressed answer, whose day and time are exact; else asks about the day typed."""
    people, typed = read_people(ctx, form), clean_citation(str(form.fields.get("until", "")))
    if len({person.id for _, person in people}) > 1:
        raise Refusal("one_deputy")
    if cards.DAY_UNDERSTOOD not in ctx.answered:
        return _ask_about(ctx, typed, people, bare_end=True)
    deputy = people[0][1] if people else None
    starts, _, until = typed.rpartition(cards.INTERVAL)
    command = absences.BeginAbsence(_moment(until), deputy, _moment(starts) if starts else None)
    return cards.away(ctx.say, absences.begin_absence(ctx, command))


def end_absence(ctx: RequestContext) -> Reply:
    """Ends the caller's absence."""
    ended = absences.end_absence(ctx)
    return cards.back(ctx.say, ended) if ended else cards.was_not_away(ctx.say)


def name_approver(ctx: RequestContext, text: Text) -> Reply:
    """Names the approver for a person in place of the manager, or removes that approver again."""
    text = with_addresses(text)
    people = [person for _, person in _people_mentioned(ctx, text)]
    refuse_not_owner(ctx, people[0] if people else None)
    removes = normalise_name(as_words(text)).rpartition(" ")[2] in typed_words(ctx.say, "nobody")
    if len(people) != (1 if removes else 2):
        raise Refusal("approver_usage")
    command = absences.NameApprover(people[0], None if removes else people[1])
    named = absences.name_approver(ctx, command)
    return cards.approver(ctx.say, command.person, command.approver, named.handed_over)


def _ask_about(ctx: RequestContext, words: str, people: People, *, bare_end: bool) -> Reply | Question:
    """Raises `AskFirst` with the days that the words can mean, or answers with the form that they are kept in."""
    calendar = calendar_of(ctx.actor, ctx.organisation)
    typed = _without_ask(ctx.say, " ".join(words.replace(PERSON, " ").split()))
    if not typed and not bare_end:
        return show_form(ctx, _form(ctx, "", people))
    try:
        readings = _read(ctx, words, calendar, bare_end=bare_end)
    except NotUnderstood as problem:
        refusal = _refusal(ctx.say, problem, typed)
        return show_form(ctx, _form(ctx, typed, people, refusal_card(refusal, ctx.say).summary))
    deputy = people[0][1] if people else None
    absences.refuse_deputy(ctx, deputy)
    moments, is_only = cards.returns(readings, calendar), len(readings) == 1
    labels = (
        cards.answer_until(ctx.say, at, number=number, is_only=is_only) for number, at in enumerate(moments)
    )
    raise AskFirst(
        Question(
            lines=tuple(cards.ask_until(ctx.say, readings, calendar, deputy)),
            choices=tuple(
                Choice(
                    label,
                    submission_of(_form(ctx, f"{cards.starts(readings, calendar)}{at.isoformat()}", people)),
                )
                for label, at in zip(labels, moments, strict=True)
            ),
            codes=frozenset({cards.DAY_UNDERSTOOD}),
            conversation=ctx.conversation,
            key=ctx.key,
            message=ctx.message,
            form=_form(ctx, typed, people),
            change=ctx.say.text("ask_away.another"),
        )
    )


def _read(ctx: RequestContext, words: str, calendar: WorkCalendar, *, bare_end: bool) -> Readings:
    """Read in the caller's language, else in the others: people type in one and have chosen another."""
    now, problems = ctx.now.astimezone(calendar.zone), []
    for say in dict.fromkeys((ctx.say, *ctx.languages.wordings)):
        try:
            return read_absence(words, now, absence_words(say), calendar, bare_end=bare_end)
        except NotUnderstood as problem:
            problems.append(problem)
    raise next((problem for problem in problems if problem.code not in ("unread", "when")), problems[0])


def _form(ctx: RequestContext, until: str, people: People, intro: str | None = None) -> Form:
    return cards.form(
        ctx.say, until, people_field(ctx, people, ctx.say.text("ask_away.deputy"), required=False), intro
    )


def _refusal(say: Wording, problem: NotUnderstood, typed: str) -> Refusal:
    """What was found, and what is missing."""
    facts = cards.facts_of(say, problem)
    match problem.code:
        case "unread":
            refusal = Refusal("away_unread", {"found": facts["found"][:60]})
        case "weekday":
            refusal = Refusal("away_weekday", {"day": facts["day"], "said": facts["said"]})
        case "two_ends":
            refusal = Refusal("away_two_ends", {"first": facts["first"], "second": facts["second"]})
        case "past":
            refusal = Refusal("away_past", {"day": facts["day"]})
        case "far":
            refusal = Refusal("away_far", {"day": facts["day"]})
        case "no_date":
            refusal = Refusal("away_no_date", {"found": facts["found"]})
        case _:
            refusal = Refusal("away_when", {"found": typed[:60]})
    return refusal


def _deputy(ctx: RequestContext, text: Text) -> People:
    people = _people_mentioned(ctx, text)
    if len(people) > 1:
        raise Refusal("one_deputy")
    return people


def _typed_deputy(say: Wording, text: str) -> tuple[str, str] | None:
    """What stands before the deputy, and a name after “ask”, or an @name, that is no mention, with what follows it."""
    found = re.search(rf"(@\S.*)|\b(?:{alternatives(say, 'ask')})\b(.*)", text, re.IGNORECASE)
    typed = (found[1] or found[2]).strip(_AROUND) if found else ""
    return (text[: found.start()], typed) if found and typed else None


def _ask_which_deputy(ctx: RequestContext, before: str, typed: str) -> Question:
    """Asks which colleague a typed name means, whose buttons keep the day; refuses a name that is near to none."""
    words = typed.split()
    for length in range(min(len(words), LONGEST_NAME), 0, -1):
        name, behind = " ".join(words[:length]).strip(_AROUND), " ".join(words[length:])
        if people := near_people(ctx, name):
            until = " ".join(f"{_without_ask(ctx.say, before)} {behind}".split()).strip(_AROUND)
            names = distinct_names(tuple(person for _, person in people))
            choices = [
                filled(label, _form(ctx, until, [found])) for label, found in zip(names, people, strict=True)
            ]
            question = ctx.say.line("ask.person", found=name, near=either(choices))
            return ask(ctx, question, f"{before}{typed}", choices, _form(ctx, until, ()))
    raise Refusal("unknown_deputy", {"found": typed[:60]})


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


def _without_ask(say: Wording, typed: str) -> str:
    """The words for the form, which has a field of its own for the deputy."""
    return re.sub(rf"[\s,;]*\b(?:{alternatives(say, 'ask')})[\s,.]*$", "", typed, flags=re.IGNORECASE)


def _people_mentioned(ctx: RequestContext, text: Text) -> People:
    mentions = [part for part in text if isinstance(part, Mention)]
    for mention in mentions:
        if mention.kind not in ("person", "address"):
            raise Refusal("not_one_by_one", {"found": mention.label})
    return tuple(
        {person.id: (mention, person) for mention, person in ctx.resolve_mentions(mentions)}.values()
    )
