"""What `/award`, `/nominate` and their kin share: people, badge and citation from text or a form, and the form."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.context.context import RequestContext
from bot.dispatch.chat.people_fields import people_field, read_people, refuse_crowds
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import by_slug, names_of
from bot.domain.credentials.rules import refuse_too_long
from bot.domain.people.model import Person
from bot.messages.card_json import from_json, to_json
from bot.messages.cards import Button, Card, Line, Paragraph, Words, plain
from bot.messages.forms import ChoiceField, Form, TextField
from bot.messages.quotations import quoted
from bot.messages.reading.head import Ambiguity
from bot.messages.reading.parsing import as_words, clean_citation
from bot.messages.reading.proposals import ParsedProposal, parse_proposal
from bot.messages.reading.unknown import UnknownName
from bot.messages.reading.vocabulary import Role, vocabulary
from bot.messages.refusals import Refusal
from bot.messages.requests import FormSubmission, Mention, SourceMessage, Text


@dataclass(frozen=True, slots=True)
class Proposal:
    """People, an achievement and a citation, as far as the input named them, and what is to be asked about."""

    people: tuple[tuple[Mention, Person], ...]
    achievement: Achievement | None
    citation: str
    typed: str = ""
    """Everything that was typed."""
    groups: tuple[str, ...] = ()
    """The names of groups among the people."""
    others: tuple[Achievement, ...] = ()
    """Further badges, named beside the first."""
    unknown_person: str = ""
    """A typed name that does not identify a person."""
    unknown_badge: str = ""
    """Words where a badge is expected, if they name none."""
    unknown_names: tuple[UnknownName, ...] = ()
    """What may be a misspelt badge, with the citation that is left then."""
    ambiguities: frozenset[Ambiguity] = frozenset()
    source: SourceMessage | None = None
    """The message in which the people did what they are named for."""
    proposes: bool = False
    """Whether it asks for a nomination."""

    @property
    def recipients(self) -> tuple[Person, ...]:
        """Each person once, even if mentioned under two accounts."""
        return tuple({person.id: person for _, person in self.people}.values())


def read_proposal(ctx: RequestContext, text: Text, *, spoken: bool = False) -> Proposal:
    """Reads the text after a command, or a sentence; raises if it names too many people or has too many words."""
    achievements = tuple(ctx.store.catalogue.current(ctx.organisation.id))
    parsed = parse_proposal(text, names_of(achievements), vocabulary(ctx.say), spoken=spoken)
    refuse_crowds(parsed.people)
    refuse_too_long(parsed.citation)
    return _as_proposal(parsed, achievements, ctx.resolve_mentions(parsed.people), as_words(text))


def read_proposal_form(ctx: RequestContext, form: FormSubmission) -> Proposal:
    """Reads a submitted form, which is as untrusted as typed text."""
    achievements = tuple(ctx.store.catalogue.current(ctx.organisation.id))
    people = read_people(ctx, form)
    citation = clean_citation(str(form.fields.get("citation", "")))
    refuse_too_long(citation)
    achievement = by_slug(achievements, str(form.fields.get("badge", "")))
    source = from_json(json.loads(form.subject)) if form.subject else None
    return Proposal(people, achievement, citation, typed=citation, source=source)


def proposal_form(
    ctx: RequestContext, action: str, proposal: Proposal, why: str | Line, back: Button | None = None
) -> Form:
    """Asks for what is missing, filled in with the rest. `action` is award or nominate; `why` introduces it."""
    achievements = ctx.store.catalogue.current(ctx.organisation.id)
    options = tuple((achievement.slug, achievement.name) for achievement in achievements)
    about = tuple(achievement.description for achievement in achievements)
    intro = ctx.say.line(why) if isinstance(why, str) else why
    chosen = proposal.achievement.slug if proposal.achievement else ""
    return Form(
        action=action,
        title=ctx.say.text(f"{action}.form_title"),
        intro=_intro(ctx, proposal, intro),
        submit=ctx.say.text(f"{action}.form_submit"),
        fields=(
            people_field(ctx, proposal.people, ctx.say.text("form.people")),
            ChoiceField("badge", ctx.say.text("form.badge"), options, chosen, about),
            TextField(
                "citation", ctx.say.text("form.citation"), proposal.citation, required=action == "nominate"
            ),
        ),
        hint=_hint(ctx, action, proposal, intro),
        subject=json.dumps(to_json(proposal.source)) if proposal.source else "",
        back=back,
    )


def with_badge(proposal: Proposal, achievement: Achievement, citation: str | None = None) -> Proposal:
    """The proposal with that badge, and with the citation that is left then."""
    words = proposal.citation if citation is None else citation
    return replace(proposal, achievement=achievement, citation=words, unknown_badge="", unknown_names=())


def refuse_groups(proposal: Proposal) -> None:
    """Raises if it names a group: for commands that cannot ask back with a form."""
    for group in proposal.groups:
        raise Refusal("not_one_by_one", {"found": group})


def _as_proposal(
    parsed: ParsedProposal,
    achievements: Sequence[Achievement],
    people: tuple[tuple[Mention, Person], ...],
    typed: str,
) -> Proposal:
    others = (by_slug(achievements, slug) for slug in parsed.other_slugs)
    return Proposal(
        people,
        by_slug(achievements, parsed.slug),
        parsed.citation,
        clean_citation(typed),
        tuple(group.label for group in parsed.groups),
        tuple(achievement for achievement in others if achievement),
        parsed.unknown_person,
        parsed.unknown_badge,
        parsed.unknown_names,
        parsed.ambiguities,
        proposes=bool(parsed.verbs & Role.PROPOSES),
    )


def _intro(ctx: RequestContext, proposal: Proposal, intro: Line) -> str:
    """What the form asks, and everything that was typed where the form may not hold all of it."""
    asks, unclear = plain(intro), proposal.ambiguities or proposal.groups or proposal.unknown_person
    if not (unclear or proposal.unknown_names) or proposal.typed == proposal.citation:
        return asks
    return f"{asks}\n\n{ctx.say.text('form.typed', typed=proposal.typed)}"


def _hint(ctx: RequestContext, action: str, proposal: Proposal, intro: Line) -> Card:
    """The same in sentences, where a form cannot be shown."""
    usage = ctx.say.line(f"{action}.usage")
    summary = plain((*intro, Words(" "), *usage))
    return Card(summary, (Paragraph(intro), *quoted(proposal.typed), Paragraph(usage)))
