"""Absences and their deputies, and approvers named by owners. All of them change who decides the waiting cases.

begun = begin_absence(ctx, BeginAbsence(until, deputy))
named = name_approver(ctx, NameApprover(person, approver))
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.context.context import UseCaseContext
from bot.context.rights import OWNER, refuse_not_owner
from bot.domain.events import AboutPerson, EventKind
from bot.domain.nominations.model import Case
from bot.domain.people.model import Absence, MembershipStatus, Person
from bot.messages.refusals import Refusal
from bot.use_cases.nominations.approval_requests import cases_waiting_for, reassign

SELF = "self"


@dataclass(frozen=True, slots=True)
class BeginAbsence:
    """The command: the caller is absent until then, and the deputy, if any, may decide for them."""

    until: datetime
    deputy: Person | None = None


@dataclass(frozen=True, slots=True)
class AbsenceBegun:
    """The absence, and how many waiting cases went to other approvers."""

    until: datetime
    deputy: Person | None
    handed_over: int


@dataclass(frozen=True, slots=True)
class AbsenceEnded:
    """How many cases that other approvers were asked about came back to the caller as well."""

    handed_over: int


@dataclass(frozen=True, slots=True)
class NameApprover:
    """The command: who decides about a person in place of the manager; None for the manager again."""

    person: Person
    approver: Person | None


@dataclass(frozen=True, slots=True)
class ApproverNamed:
    """How many waiting cases went to other approvers."""

    handed_over: int


def begin_absence(ctx: UseCaseContext, command: BeginAbsence) -> AbsenceBegun:
    """Records the caller's absence and reassigns their waiting cases to the deputy, or to the next approver."""
    deputy = command.deputy
    refuse_deputy(ctx, deputy)
    if command.until <= ctx.now:
        raise Refusal("away_over")
    deputy_id = deputy.id if deputy else None
    waiting = cases_waiting_for(ctx.store, ctx.caller, ctx.now)
    ctx.store.people.set_absence(Absence(ctx.caller.id, command.until, deputy_id))
    ctx.record(EventKind.ABSENCE_BEGUN, ctx.caller.id, SELF, AboutPerson(deputy_id))
    return AbsenceBegun(command.until, deputy, _reassign_all(ctx, waiting))


def end_absence(ctx: UseCaseContext) -> AbsenceEnded | None:
    """Ends the caller's absence; cases reassigned meanwhile come to the caller as well. None if they were not away."""
    waiting = cases_waiting_for(ctx.store, ctx.caller, ctx.now)
    if not ctx.store.people.end_absence(ctx.caller.id):
        return None
    ctx.record(EventKind.ABSENCE_ENDED, ctx.caller.id, SELF, AboutPerson())
    return AbsenceEnded(_reassign_all(ctx, waiting))


def name_approver(ctx: UseCaseContext, command: NameApprover) -> ApproverNamed:
    """Lets an owner name the approver for a person, or remove that approver again."""
    person, approver = command.person, command.approver
    refuse_not_owner(ctx, person)
    if approver:
        _refuse_unfit(approver, person)
    ctx.store.people.change(replace(person, approver_id=approver.id if approver else None))
    kind = EventKind.APPROVER_NAMED if approver else EventKind.APPROVER_REMOVED
    ctx.record(kind, person.id, OWNER, AboutPerson(approver.id if approver else None))
    return ApproverNamed(_reassign_all(ctx, ctx.store.nominations.cases_about(person.id)))


def refuse_deputy(ctx: UseCaseContext, deputy: Person | None) -> None:
    """Raises for a deputy who cannot decide for the caller."""
    if deputy:
        _refuse_unfit(deputy, ctx.caller)


def _refuse_unfit(other: Person, person: Person) -> None:
    """Raises for a deputy or approver who is no member, or the person themselves."""
    if other.id == person.id or other.standing is not MembershipStatus.MEMBER:
        raise Refusal("approver_unfit", {"name": other.name})


def _reassign_all(ctx: UseCaseContext, cases: Iterable[Case]) -> int:
    """How many of these cases went to other approvers."""
    return sum([reassign(ctx, case) for case in cases])
