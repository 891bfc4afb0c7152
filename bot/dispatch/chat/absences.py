"""`/badges away`, `/badges back`, `/badges approver`, as commands."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time

from bot.context.context import RequestContext
from bot.domain.people.absence_phrases import absence_words, day_back
from bot.domain.people.model import Person
from bot.domain.people.working_hours import zone_of
from bot.messages.forms import Reply
from bot.messages.parsing import as_words, normalise_name, with_addresses
from bot.messages.refusals import Refusal
from bot.messages.requests import Mention, Text
from bot.messages.typed_words import alternatives, typed_words
from bot.messages.wording import Wording
from bot.presenting import absence_cards as cards
from bot.use_cases.people import absences


def begin_absence(ctx: RequestContext, text: Text) -> Reply:
    """Records the caller's absence: its end as typed, in their time zone, and a deputy."""
    text = with_addresses(text)
    zone = zone_of(ctx.actor, ctx.organisation)
    words = "".join(part for part in text if isinstance(part, str))
    back = day_back(words, ctx.now.astimezone(zone).date(), absence_words(ctx.say))
    if back is None:
        raise Refusal("away_when", {"found": as_words(text).strip()[:60] or "/badges away"})
    until = datetime.combine(back, time(), zone).astimezone(UTC)
    begun = absences.begin_absence(ctx, absences.BeginAbsence(until, _deputy(ctx, text)))
    return cards.away(ctx.say, begun.until, begun.deputy, begun.handed_over)


def end_absence(ctx: RequestContext) -> Reply:
    """Ends the caller's absence."""
    ended = absences.end_absence(ctx)
    return cards.back(ctx.say, ended.handed_over) if ended else cards.was_not_away(ctx.say)


def name_approver(ctx: RequestContext, text: Text) -> Reply:
    """Names the approver for a person in place of the manager, or removes that approver again."""
    text = with_addresses(text)
    people = _people_mentioned(ctx, text)
    absences.refuse_not_owner(ctx, people[0] if people else None)
    removes = normalise_name(as_words(text)).rpartition(" ")[2] in typed_words(ctx.say, "nobody")
    if len(people) != (1 if removes else 2):
        raise Refusal("approver_usage")
    command = absences.NameApprover(people[0], None if removes else people[1])
    named = absences.name_approver(ctx, command)
    return cards.approver(ctx.say, command.person, command.approver, named.handed_over)


def _deputy(ctx: RequestContext, text: Text) -> Person | None:
    people = _people_mentioned(ctx, text)
    if len(people) > 1:
        raise Refusal("one_deputy")
    if not people and (typed := _typed_deputy(ctx.say, as_words(text))):
        raise Refusal("unknown_deputy", {"found": typed.strip(" ,.")[:60]})
    return people[0] if people else None


def _typed_deputy(say: Wording, text: str) -> str:
    """A name after “ask”, or an @name, that is no mention."""
    found = re.search(rf"(@\S.*)|\b(?:{alternatives(say, 'ask')})\b(.*)", text, re.IGNORECASE)
    return (found[1] or found[2]) if found else ""


def _people_mentioned(ctx: RequestContext, text: Text) -> Sequence[Person]:
    mentions = [part for part in text if isinstance(part, Mention)]
    for mention in mentions:
        if mention.kind not in ("person", "address"):
            raise Refusal("not_one_by_one", {"found": mention.label})
    found = {person.id: person for _, person in ctx.resolve_mentions(mentions)}
    return tuple(found.values())
