"""Absences and their deputies, and approvers named by owners. All of them change who decides the waiting cases.

begun = begin_absence(ctx, BeginAbsence(until, deputy))          # at once
planned = begin_absence(ctx, BeginAbsence(until, deputy, starts))  # by a timer
named = name_approver(ctx, NameApprover(person, approver))
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.notify import set_timer
from bot.context.rights import OWNER, refuse_not_owner
from bot.context.timers import TimerUseCase
from bot.domain.audit.model import AuditEntry
from bot.domain.events import AboutPerson, EventKind, event_kind
from bot.domain.nominations.model import Case
from bot.domain.outbox.tasks import TimerTask
from bot.domain.people.model import Absence, MembershipStatus, Person
from bot.domain.people.timers import AbsenceStart
from bot.messages.refusals import Refusal
from bot.use_cases.nominations.approval_requests import cases_waiting_for, reassign

SELF = "self"


@dataclass(frozen=True, slots=True)
class BeginAbsence:
    """The command: the caller is absent until then, and the deputy, if any, may decide for them."""

    until: datetime
    deputy: Person | None = None
    starts: datetime | None = None
    """When it begins, if that is later than now."""


@dataclass(frozen=True, slots=True)
class AbsenceBegun:
    """The absence, and how many waiting cases went to other approvers."""

    until: datetime
    deputy: Person | None
    handed_over: int
    starts: datetime | None = None
    """When it will begin; None: it has begun."""


@dataclass(frozen=True, slots=True)
class AbsenceEnded:
    """How many cases that other approvers were asked about came back to the caller as well."""

    handed_over: int
    was_away: bool = True
    was_planned: bool = False
    """Whether an absence was still to begin, which is cancelled."""


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
    """Records the caller's absence and reassigns their waiting cases to the deputy, or to the next approver.

    One that starts later is begun by a timer. It replaces another one planned before.
    """
    deputy = command.deputy
    refuse_deputy(ctx, deputy)
    if command.until <= max(ctx.now, command.starts or ctx.now):
        raise Refusal("away_over")
    deputy_id = deputy.id if deputy else None
    if command.starts and command.starts > ctx.now:
        _plan(ctx, command, command.starts)
        return AbsenceBegun(command.until, deputy, 0, command.starts)
    return AbsenceBegun(
        command.until, deputy, _begin(ctx, Absence(ctx.caller.id, command.until, deputy_id), ctx.caller)
    )


def start_planned(ctx: UseCaseContext, timer: AbsenceStart) -> None:
    """Begins an absence planned before, for the person who has the account by which it was planned."""
    people = ctx.store.people
    account = people.identities(timer.workspace_id, [timer.account]).get(timer.account)
    person = account.person if account else people.get(timer.person_id)
    planned = _planned(ctx, dict.fromkeys((timer.person_id, person.id)))
    if planned is None or planned.id != timer.planned_id or timer.until_at is None:
        return
    if timer.until_at > ctx.now:  # else the timer is late by the whole absence
        deputy = people.get(timer.deputy_id) if timer.deputy_id else None
        is_fit = deputy and deputy.id != person.id and deputy.standing is MembershipStatus.MEMBER
        _begin(ctx, Absence(person.id, timer.until_at, deputy.id if deputy and is_fit else None), person)


def end_absence(ctx: UseCaseContext) -> AbsenceEnded | None:
    """Ends the caller's absence, and one that was to begin later; cases reassigned meanwhile come to the caller as
    well. None if they were not away."""
    waiting = cases_waiting_for(ctx.store, ctx.caller, ctx.now)
    was_planned = _planned(ctx, [ctx.caller.id]) is not None
    was_away = ctx.store.people.end_absence(ctx.caller.id)
    if not was_away and not was_planned:
        return None
    ctx.record(EventKind.ABSENCE_ENDED, ctx.caller.id, SELF, AboutPerson())
    return AbsenceEnded(_reassign_all(ctx, waiting) if was_away else 0, was_away, was_planned)


def name_approver(ctx: UseCaseContext, command: NameApprover) -> ApproverNamed:
    """Lets an owner name the approver for a person, or remove that approver again."""
    person, approver = command.person, command.approver
    refuse_not_owner(ctx, person)
    ctx.require_fresh([person, *([approver] if approver else [])])
    if approver:
        _refuse_unfit(approver, person)
    ctx.store.people.change(replace(person, approver_id=approver.id if approver else None))
    kind = EventKind.APPROVER_NAMED if approver else EventKind.APPROVER_REMOVED
    ctx.record(kind, person.id, OWNER, AboutPerson(approver.id if approver else None))
    return ApproverNamed(_reassign_all(ctx, ctx.store.nominations.cases_about(person.id)))


def refuse_deputy(ctx: UseCaseContext, deputy: Person | None) -> None:
    """Raises for a deputy who cannot decide for the caller."""
    if deputy:
        ctx.require_fresh([deputy])
        _refuse_unfit(deputy, ctx.caller)


def _begin(ctx: UseCaseContext, absence: Absence, person: Person) -> int:
    """How many waiting cases went to other approvers."""
    waiting = cases_waiting_for(ctx.store, person, ctx.now)
    ctx.store.people.set_absence(absence)
    ctx.record(EventKind.ABSENCE_BEGUN, person.id, SELF, AboutPerson(absence.deputy_id))
    return _reassign_all(ctx, waiting)


def _plan(ctx: UseCaseContext, command: BeginAbsence, starts: datetime) -> None:
    deputy_id = command.deputy.id if command.deputy else None
    planned = ctx.event(EventKind.ABSENCE_PLANNED, ctx.caller.id, SELF, AboutPerson(deputy_id))
    ctx.store.audit.record(planned)
    account = ctx.named_accounts.get(ctx.caller.id)
    begins = AbsenceStart(
        planned.id,
        ctx.caller.id,
        ctx.workspace.id,
        account.external_id if account else "",
        command.until,
        deputy_id,
    )
    set_timer(ctx, f"absence:{planned.id}", starts, begins)


def _planned(ctx: UseCaseContext, person_ids: Iterable[UUID]) -> AuditEntry | None:
    """The event of the absence that is still to begin, if there is one: the newest that nothing has ended or begun."""
    planned: AuditEntry | None = None
    for event in ctx.store.audit.entries_about(list(person_ids)):
        kind = event_kind(event.action)
        begun_by_timer = kind is EventKind.ABSENCE_BEGUN and event.actor_id is None
        if kind is EventKind.ABSENCE_PLANNED:
            planned = event
        elif kind is EventKind.ABSENCE_ENDED or begun_by_timer:
            planned = None
    return planned


def _refuse_unfit(other: Person, person: Person) -> None:
    """Raises for a deputy or approver who is no member, or the person themselves."""
    if other.id == person.id or other.standing is not MembershipStatus.MEMBER:
        raise Refusal("approver_unfit", {"name": other.name})


def _reassign_all(ctx: UseCaseContext, cases: Iterable[Case]) -> int:
    """How many of these cases went to other approvers."""
    return sum([reassign(ctx, case) for case in cases])


ABSENCE_TIMERS: Mapping[type[TimerTask], TimerUseCase[Any]] = {
    AbsenceStart: TimerUseCase[AbsenceStart](
        lambda store, timer: store.people.workspace_by_id(timer.workspace_id), start_planned
    ),
}
"""The timers of this chapter, for `bot/dispatch/timers.py`."""
