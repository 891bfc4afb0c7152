"""What `/award` and `/nominate` share: reading people, badge and citation from text or a form."""

from dataclasses import dataclass

from bot.context.context import RequestContext
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import by_slug, names_of
from bot.domain.credentials.rules import refuse_too_long
from bot.domain.people.model import Person
from bot.messages.cards import Button, Card, Line, Paragraph, Strong, Words, plain
from bot.messages.forms import ChoiceField, Form, PeopleField, TextField
from bot.messages.parsing import (
    clean_citation,
    nearest,
    parse_proposal,
    typed_addresses,
)
from bot.messages.platforms import Platform
from bot.messages.refusals import Refusal
from bot.messages.requests import TYPED_SUFFIX, FormSubmission, Mention, Text
from bot.messages.typed_words import connecting_words
from bot.messages.wording import Enumeration

MOST_PEOPLE = 20
"""People in one command; more come as a file (`laurel award --csv`)."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """People, an achievement and a citation, as far as the input named them."""

    people: tuple[tuple[Mention, Person], ...]
    achievement: Achievement | None
    citation: str
    unknown_name: str = ""
    """A typed name that does not identify a person."""

    @property
    def recipients(self) -> tuple[Person, ...]:
        """Each person once, even if mentioned under two accounts."""
        return tuple({person.id: person for _, person in self.people}.values())


def read_proposal(ctx: RequestContext, text: Text) -> Proposal:
    """Reads the text after a command; raises if it names an unknown badge, a group, or too many people."""
    achievements = tuple(ctx.store.catalogue.current(ctx.organisation.id))
    names = names_of(achievements)
    grant = parse_proposal(text, names, connecting_words(ctx.say))
    _refuse_crowds(grant.people)
    if grant.slug is None and grant.words:
        raise unknown_badge(grant.words, achievements)
    refuse_too_long(grant.citation)
    people = ctx.resolve_mentions(grant.people)
    return Proposal(people, by_slug(achievements, grant.slug), grant.citation, grant.unknown_name)


def read_proposal_form(ctx: RequestContext, form: FormSubmission) -> Proposal:
    """Reads a submitted form, which is as untrusted as typed text."""
    achievements = tuple(ctx.store.catalogue.current(ctx.organisation.id))
    chosen = tuple(str(external_id) for external_id in form.fields.get("people", ()))
    addresses = str(form.fields.get(f"people{TYPED_SUFFIX}", ""))
    typed, unread = typed_addresses(addresses, connecting_words(ctx.say))
    if unread:
        raise Refusal("not_an_address", {"found": unread[:60]})
    mentions = (*(Mention(external_id, ctx.people[external_id].name) for external_id in chosen), *typed)
    _refuse_crowds(mentions)
    citation = clean_citation(str(form.fields.get("citation", "")))
    refuse_too_long(citation)
    people = ctx.resolve_mentions(mentions)
    return Proposal(people, by_slug(achievements, str(form.fields.get("badge", ""))), citation)


def unknown_badge(words: str, achievements: tuple[Achievement, ...]) -> Refusal:
    """The refusal for an unknown name, with the nearest names."""
    near = nearest(words, names_of(achievements))
    found = [achievement for slug in near for achievement in achievements if achievement.slug == slug]
    if not found:
        return Refusal("unknown_badge", {"found": words})
    lines: tuple[Line, ...] = tuple(
        (Strong(achievement.name), Words(f" ({achievement.slug})")) for achievement in found
    )
    return Refusal("unknown_badge_near", {"found": words, "near": Enumeration(lines, "or")})


def proposal_form(
    ctx: RequestContext, action: str, proposal: Proposal, why: str, back: Button | None = None
) -> Form:
    """Asks for what is missing. `action` is award or nominate; `why` the wording key that introduces it."""
    achievements = ctx.store.catalogue.current(ctx.organisation.id)
    options = tuple((achievement.slug, achievement.name) for achievement in achievements)
    usage = ctx.say.line(f"{action}.usage")
    intro = ctx.say.line(why)
    if proposal.unknown_name:
        intro = _unknown_name_line(ctx, proposal.unknown_name)
    return Form(
        action=action,
        title=ctx.say.text(f"{action}.form_title"),
        intro=plain(intro),
        submit=ctx.say.text(f"{action}.form_submit"),
        fields=(
            _people_field(ctx, proposal),
            ChoiceField(
                "badge",
                ctx.say.text("form.badge"),
                options,
                proposal.achievement.slug if proposal.achievement else "",
            ),
            TextField(
                "citation",
                ctx.say.text("form.citation"),
                proposal.citation,
                required=action == "nominate",
            ),
        ),
        hint=Card(plain((*intro, Words(" "), *usage)), (Paragraph(intro), Paragraph(usage))),
        back=back,
    )


def _unknown_name_line(ctx: RequestContext, name: str) -> Line:
    """The advice depends on the platform: Teams' private chat has no mentions."""
    if ctx.workspace.platform is Platform.TEAMS:
        return ctx.say.line("form.unknown_name_teams", found=name)
    return ctx.say.line("form.unknown_name", found=name)


def _people_field(ctx: RequestContext, proposal: Proposal) -> PeopleField:
    """The people named so far: by their account here, or by their address if they have none."""
    accounts = ctx.store.people.names(
        ctx.workspace.id,
        frozenset(person.id for mention, person in proposal.people if mention.kind == "address"),
    )
    here: dict[str, str] = {}
    typed: list[str] = []
    for mention, person in proposal.people:
        account = accounts.get(person.id) if mention.kind == "address" else mention.external_id
        if account:
            here[account] = person.name
        else:
            typed.append(mention.external_id)
    return PeopleField(
        "people", ctx.say.text("form.people"), tuple(here), tuple(here.values()), ", ".join(typed)
    )


def _refuse_crowds(mentions: tuple[Mention, ...]) -> None:
    for mention in mentions:
        if mention.kind not in ("person", "address"):
            raise Refusal("not_one_by_one", {"found": mention.label})
    if len(mentions) > MOST_PEOPLE:
        raise Refusal("too_many_people", {"found": len(mentions), "most": MOST_PEOPLE})
