"""Nominates people for an achievement, and asks the approvers.

nominated = nominate(ctx, Nominate((ana, ben), achievement, "Stayed on the line"))
for nominee in nominated.nominees: …
"""

from dataclasses import dataclass, replace
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.facts import about_nomination
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.rules import refuse_not_in_pilot, refuse_too_long, refuse_unfit
from bot.domain.events import EventKind
from bot.domain.nominations.model import MessageEvidence, Nomination
from bot.domain.nominations.rules import refuse_nominating
from bot.domain.people.model import Person
from bot.messages.refusals import Refusal
from bot.use_cases.credentials.limits import refuse_giver_over_limit, refuse_over_limits
from bot.use_cases.nominations.approval_requests import ask_next, open_or_join
from bot.use_cases.nominations.message_evidence import watch_message

ANYONE = "anyone"
"""The authority of a nomination: the achievement's rules say who may nominate, which is anyone at first."""


@dataclass(frozen=True, slots=True)
class Nominate:
    """The command: who is nominated for what, and why."""

    nominees: tuple[Person, ...]
    achievement: Achievement
    citation: str
    conversation: str | None = None
    """The channel where it happens, if any: the first choice for a celebration."""
    evidence: MessageEvidence | None = None


@dataclass(frozen=True, slots=True)
class NominatedPerson:
    """One nomination: the nominee, and the approvers who were asked."""

    nominee: Person
    nomination_id: UUID
    approvers: tuple[Person, ...]
    away: frozenset[UUID]
    """The approvers who were asked although they are absent, because no one else can decide."""


@dataclass(frozen=True, slots=True)
class Nominated:
    """The result: a nomination for each nominee of the command."""

    achievement: Achievement
    citation: str
    nominees: tuple[NominatedPerson, ...]


def nominate(ctx: UseCaseContext, command: Nominate) -> Nominated:
    """Nominates all people of the command, or none."""
    if not command.citation:
        raise Refusal("needs_citation")
    refuse_too_long(command.citation)
    ctx.require_fresh(command.nominees)
    nominees = tuple(_nominate(ctx, command, nominee) for nominee in command.nominees)
    return Nominated(command.achievement, command.citation, nominees)


def _nominate(ctx: UseCaseContext, command: Nominate, nominee: Person) -> NominatedPerson:
    achievement = command.achievement
    _refuse_against_rules(ctx, command, nominee)
    nomination = _draft_nomination(ctx, command, nominee)
    case = open_or_join(ctx, nomination, achievement)
    requests = ask_next(ctx, case, all_stages=True)
    about = about_nomination(replace(nomination, case_id=case.case.id))
    ctx.record(EventKind.NOMINATED, nomination.id, ANYONE, about, achievement.edition)
    watch_message(ctx, nomination)
    skipped = (skipped for request in requests for skipped in request.skipped)
    return NominatedPerson(
        nominee,
        nomination.id,
        tuple(ctx.store.people.get(request.person_id) for request in requests),
        frozenset(each.person_id for each in skipped if each.code == "only_you" and each.person_id),
    )


def _refuse_against_rules(ctx: UseCaseContext, command: Nominate, nominee: Person) -> None:
    nominator, achievement = ctx.caller, command.achievement
    refuse_unfit(nominator, nominee, "self_nomination")
    refuse_not_in_pilot(nominee, achievement)
    refuse_nominating(nominator, nominee, achievement, command.citation)
    refuse_giver_over_limit(ctx, nominator, achievement)
    refuse_over_limits(ctx, None, nominee, achievement)


def _draft_nomination(ctx: UseCaseContext, command: Nominate, nominee: Person) -> Nomination:
    nomination_id = ctx.ids.new_id()
    return Nomination(
        id=nomination_id,
        organisation_id=ctx.organisation.id,
        workspace_id=ctx.workspace.id,
        case_id=nomination_id,
        token=ctx.ids.token(),
        achievement_id=command.achievement.id,
        nominee_id=nominee.id,
        nominator_id=ctx.caller.id,
        citation=command.citation,
        conversation=command.conversation,
        at=ctx.now,
        evidence=command.evidence,
    )
