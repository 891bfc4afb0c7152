"""What `/award` and `/nominate` share: reading people, badge and citation from text or a form."""

from dataclasses import dataclass

from bot.context.context import RequestContext
from bot.dispatch.chat.people_fields import people_field, read_people, refuse_crowds
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import by_slug, names_of
from bot.domain.credentials.rules import refuse_too_long
from bot.domain.people.model import Person
from bot.messages.cards import Button, Card, Line, Paragraph, Strong, Words, plain
from bot.messages.forms import ChoiceField, Form, TextField
from bot.messages.parsing import (
    clean_citation,
    nearest,
    parse_proposal,
)
from bot.messages.platforms import Platform
from bot.messages.refusals import Refusal
from bot.messages.requests import FormSubmission, Mention, Text
from bot.messages.typed_words import connecting_words
from bot.messages.wording import Enumeration


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
    refuse_crowds(grant.people)
    if grant.slug is None and grant.words:
        raise unknown_badge(grant.words, achievements)
    refuse_too_long(grant.citation)
    people = ctx.resolve_mentions(grant.people)
    return Proposal(people, by_slug(achievements, grant.slug), grant.citation, grant.unknown_name)


def read_proposal_form(ctx: RequestContext, form: FormSubmission) -> Proposal:
    """Reads a submitted form, which is as untrusted as typed text."""
    achievements = tuple(ctx.store.catalogue.current(ctx.organisation.id))
    people = read_people(ctx, form)
    citation = clean_citation(str(form.fields.get("citation", "")))
    refuse_too_long(citation)
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
            people_field(ctx, proposal.people, ctx.say.text("form.people")),
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
