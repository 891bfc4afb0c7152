"""Proposals that are not clear: what is missing or doubtful is asked about, and nothing that was typed is lost."""

from collections.abc import Sequence
from dataclasses import replace

from bot.context.context import RequestContext
from bot.dispatch.chat.asking import ask, either, filled, show_form
from bot.dispatch.chat.proposals import Proposal, proposal_form, with_badge
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import by_slug, names_of
from bot.domain.credentials.rules import authority
from bot.domain.people.model import MembershipStatus, Person
from bot.messages.cards import Line
from bot.messages.forms import Reply
from bot.messages.parsing import normalise_name
from bot.messages.platforms import Platform
from bot.messages.questions import Choice, Question
from bot.messages.reading.head import Ambiguity
from bot.messages.reading.matching import ranked, similarities
from bot.messages.reading.unknown import UnknownName
from bot.messages.requests import Mention, TypedCommand
from bot.presenting.people import distinct_names

MOST_NEAR = 3


def ask_about(ctx: RequestContext, action: str, proposal: Proposal) -> Reply | Question | None:
    """Asks about what is unclear or missing; None if the proposal can be carried out. `action`: award or nominate."""
    action = _action(ctx, action, proposal)
    if Ambiguity.ANOTHER_BADGE in proposal.ambiguities and proposal.achievement:
        badges = (proposal.achievement, *proposal.others)
        return _choose_badge(ctx, action, proposal, ctx.say.line("ask.badges"), badges)
    if proposal.unknown_names and (near := _near_badges(ctx, proposal)):
        return _choose_near_badge(ctx, action, proposal, near)
    if (
        proposal.unknown_person
        and not proposal.people
        and (people := near_people(ctx, proposal.unknown_person))
    ):
        return _choose_person(ctx, action, proposal, people)
    if reason := _why_not(ctx, action, proposal):
        return show_form(ctx, proposal_form(ctx, action, proposal, reason))
    return None


def ask_which_badge(ctx: RequestContext, word: str, proposal: Proposal) -> Reply | Question | None:
    """Asks which badge a misspelt name behind `/badges why` and the like means; None if none is near."""
    if proposal.achievement or not proposal.unknown_names:
        return None
    mentions = [mention for mention, _ in proposal.people]
    near = _near_badges(ctx, proposal)
    choices = [
        Choice(
            badge.name, TypedCommand("badges", (f"{word} ", *mentions, f" {badge.slug}: {guess.citation}"))
        )
        for badge, guess in near
    ]
    return ask(ctx, _near_question(ctx, near, choices), proposal.typed, choices) if choices else None


def near_people(ctx: RequestContext, name: str) -> Sequence[tuple[Mention, Person]]:
    """The members whose name is, or is nearly, what was typed."""
    people = ctx.store.people.all(ctx.organisation.id)
    members = [
        person
        for person in people
        if person.standing is MembershipStatus.MEMBER and person.id != ctx.actor.id
    ]
    scores: dict[Person, float] = {}
    for person in members:
        whole = normalise_name(person.name)
        names = dict.fromkeys((whole, *whole.split()), person.name)
        found = similarities([name.lstrip("@")], names)
        if found:
            scores[person] = max(found.values())
    best = sorted(scores, key=lambda person: (-scores[person], person.name))[:MOST_NEAR]
    accounts = ctx.store.people.names(ctx.workspace.id, frozenset(person.id for person in best))
    named = [(_mention(accounts.get(person.id), person), person) for person in best]
    return [(mention, person) for mention, person in named if mention]


def _action(ctx: RequestContext, action: str, proposal: Proposal) -> str:
    """What the caller asks for; where no verb says it, an award if they may give it, else a nomination."""
    if proposal.proposes:
        return "nominate"
    if action == "award" and Ambiguity.STATEMENT in proposal.ambiguities:
        achievement = proposal.achievement
        people = proposal.recipients
        if not achievement or not all(authority(ctx.actor, person, achievement) for person in people):
            return "nominate"
    return action


def _near_badges(ctx: RequestContext, proposal: Proposal) -> Sequence[tuple[Achievement, UnknownName]]:
    """The badges that the unknown words may mean, each with the words that name it and what is left then."""
    achievements = tuple(ctx.store.catalogue.current(ctx.organisation.id))
    names = names_of(achievements)
    scores: dict[str, float] = {}
    guesses: dict[str, UnknownName] = {}
    for guess in proposal.unknown_names:
        whole = guess.words == proposal.unknown_badge
        for slug, score in similarities([guess.words], names, of_parts=whole).items():
            if score > scores.get(slug, 0.0):
                scores[slug], guesses[slug] = score, guess
    found = [(by_slug(achievements, slug), guesses[slug]) for slug in ranked(scores, MOST_NEAR)]
    return [(achievement, guess) for achievement, guess in found if achievement]


def _choose_near_badge(
    ctx: RequestContext, action: str, proposal: Proposal, near: Sequence[tuple[Achievement, UnknownName]]
) -> Question:
    """Asks which badge a misspelt name means; each comes with the citation that is left then."""
    meant = [(badge.name, with_badge(proposal, badge, guess.citation)) for badge, guess in near]
    choices = [filled(name, proposal_form(ctx, action, each, f"{action}.missing")) for name, each in meant]
    other = proposal_form(ctx, action, proposal, f"{action}.missing")
    return ask(ctx, _near_question(ctx, near, choices), proposal.typed, choices, other)


def _near_question(
    ctx: RequestContext, near: Sequence[tuple[Achievement, UnknownName]], choices: Sequence[Choice]
) -> Line:
    return ctx.say.line("ask.badge", found=near[0][1].words, near=either(choices))


def _choose_badge(
    ctx: RequestContext, action: str, proposal: Proposal, question: Line, badges: Sequence[Achievement]
) -> Question:
    choices = [
        filled(badge.name, proposal_form(ctx, action, with_badge(proposal, badge), f"{action}.missing"))
        for badge in badges
    ]
    return ask(ctx, question, proposal.typed, choices)


def _choose_person(
    ctx: RequestContext, action: str, proposal: Proposal, people: Sequence[tuple[Mention, Person]]
) -> Question:
    names = distinct_names(tuple(person for _, person in people))
    choices = [
        filled(name, proposal_form(ctx, action, _with_person(proposal, found), f"{action}.missing"))
        for name, found in zip(names, people, strict=True)
    ]
    question = ctx.say.line("ask.person", found=proposal.unknown_person, near=either(choices))
    other = proposal_form(ctx, action, proposal, f"{action}.missing")
    return ask(ctx, question, proposal.typed, choices, other)


def _with_person(proposal: Proposal, found: tuple[Mention, Person]) -> Proposal:
    return replace(proposal, people=(found,), unknown_person="")


def _mention(account: str | None, person: Person) -> Mention | None:
    """A person by their account here, else by their address."""
    if account:
        return Mention(account, person.name)
    return Mention(person.email, person.name, "address") if person.email else None


def _why_not(ctx: RequestContext, action: str, proposal: Proposal) -> Line | None:
    """Why the form is shown: what is missing, or not clear; None if nothing is."""
    if proposal.groups:
        return ctx.say.line("ask.group", found=", ".join(proposal.groups))
    if proposal.unknown_person:
        return _unknown_name_line(ctx, proposal.unknown_person)
    if proposal.unknown_badge:
        return ctx.say.line("ask.unknown_badge", found=proposal.unknown_badge)
    needs_words = action == "nominate" and not proposal.citation
    if proposal.achievement is None or not proposal.people or needs_words:
        return ctx.say.line(f"{action}.missing")
    return ctx.say.line("ask.sure") if proposal.ambiguities else None


def _unknown_name_line(ctx: RequestContext, name: str) -> Line:
    """The advice depends on the platform: Teams' private chat has no mentions."""
    if ctx.workspace.platform is Platform.TEAMS:
        return ctx.say.line("form.unknown_name_teams", found=name)
    return ctx.say.line("form.unknown_name", found=name)
