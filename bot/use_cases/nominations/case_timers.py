"""The timers of an open case: reminders, escalation, expiry. Never an approval.

Nothing cancels a timer: when it is due it looks at the case and does what still makes sense, in the transaction that
removes it.
"""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.facts import about_case
from bot.context.notify import post, refresh, set_timer
from bot.context.store import Store
from bot.context.timers import TimerUseCase
from bot.domain.events import EventKind
from bot.domain.nominations.approvers import authority
from bot.domain.nominations.model import ApprovalRequest, Decision, NominationOutcome
from bot.domain.nominations.rules import ESCALATE_AFTER, expires_at
from bot.domain.nominations.timers import (
    CaseEscalation,
    CaseExpiry,
    CaseReminder,
    CaseReturn,
    RequestTimer,
)
from bot.domain.organisations import Workspace
from bot.domain.outbox.model import NotificationKind, ToPerson
from bot.domain.outbox.tasks import TimerTask
from bot.domain.people.working_hours import calendar_of
from bot.messages.refusals import Refusal
from bot.use_cases.nominations.approval_requests import (
    ask_additional,
    ask_next,
    end_case,
    first_return,
)
from bot.use_cases.nominations.case_loading import CaseSnapshot, load_approvers, load_case


def remind(ctx: UseCaseContext, timer: CaseReminder) -> None:
    """Reminds an approver who can still decide; asks others instead if the approver is absent now."""
    snapshot = _waiting_case(ctx, timer)
    if snapshot and not _postpone_outside_hours(ctx, timer):
        _remind(ctx, snapshot, timer, str(timer.nth))


def look_again(ctx: UseCaseContext, timer: CaseReturn) -> None:
    """Handles the end of an absence: asks the returned approver too, or reminds the one who was asked while absent."""
    snapshot = _waiting_case(ctx, timer)
    if snapshot is None or _postpone_outside_hours(ctx, timer):
        return
    asking = snapshot.request_to(timer.person_id)
    if asking is None or asking.stage != timer.stage:
        return
    if later := first_return(ctx, asking):  # the absence was prolonged, or another one continues
        key = f"return:{snapshot.case.id}:{asking.stage}:{asking.person_id}:{later.isoformat()}"
        set_timer(ctx, key, later, timer)
    if any(skipped.code == "only_you" for skipped in asking.skipped):
        _remind(ctx, snapshot, timer, "return")
    else:
        _ask_candidates(ctx, snapshot)


def escalate(ctx: UseCaseContext, timer: CaseEscalation) -> None:
    """Asks additional approvers, because those asked are silent."""
    snapshot = _waiting_case(ctx, timer)
    if snapshot is None or snapshot.progress.stage != timer.stage:
        return
    if _postpone_outside_hours(ctx, timer) or _postpone_until_overdue(ctx, snapshot, timer):
        return
    if ask_additional(ctx, snapshot, _overdue_approvers(ctx, snapshot)):
        _record(ctx, EventKind.ESCALATED, snapshot, "time")
        refresh(ctx, snapshot.case.id)


def expire(ctx: UseCaseContext, timer: CaseExpiry) -> None:
    """Expires an undecided case. Silence is no approval."""
    snapshot = load_case(ctx.store, ctx.store.nominations.case(timer.case_id))
    if snapshot.case.decision is None and not _postpone(
        ctx, timer, expires_at(snapshot.case, ctx.organisation)
    ):
        end_case(ctx, snapshot, Decision(NominationOutcome.EXPIRED, None, ctx.now))
        _record(ctx, EventKind.EXPIRED, snapshot, "time")


def replace_unreachable(ctx: UseCaseContext, case_id: UUID, person_id: UUID) -> bool:
    """Asks additional approvers at once, because the platform cannot deliver to one who was asked.

    False if that is known already, or does not matter any more.
    """
    snapshot = load_case(ctx.store, ctx.store.nominations.case(case_id))
    is_asked = snapshot.request_to(person_id) is not None
    if snapshot.case.decision or not is_asked or person_id in snapshot.unreachable:
        return False
    if ask_additional(ctx, snapshot, _overdue_approvers(ctx, snapshot), frozenset({person_id})):
        _record(ctx, EventKind.ESCALATED, snapshot, "unreachable")
        refresh(ctx, snapshot.case.id)
    return True


def _overdue_approvers(ctx: UseCaseContext, snapshot: CaseSnapshot) -> frozenset[UUID]:
    """The approvers of the open stage whose answer is overdue."""
    found = set()
    for asking in snapshot.approval_requests:
        if (
            asking.stage == snapshot.progress.stage
            and asking.person_id not in snapshot.approver_ids
            and _overdue_at(ctx, asking) <= ctx.now
        ):
            found.add(asking.person_id)
    return frozenset(found)


def _waiting_case(ctx: UseCaseContext, timer: RequestTimer) -> CaseSnapshot | None:
    """The case of a timer; None if it is decided, or if the request was renewed and has newer timers."""
    snapshot = load_case(ctx.store, ctx.store.nominations.case(timer.case_id))
    about = (timer.person_id, timer.stage)
    asked_at = next(
        (each.at for each in snapshot.approval_requests if (each.person_id, each.stage) == about), None
    )
    is_renewed = timer.asked_at is not None and asked_at not in (None, timer.asked_at)
    return None if snapshot.case.decision or is_renewed else snapshot


def _remind(ctx: UseCaseContext, snapshot: CaseSnapshot, timer: RequestTimer, which: str) -> None:
    person_id, now_open = timer.person_id, snapshot.progress
    answered_for = snapshot.approver_ids | snapshot.unreachable
    if now_open.step is None or now_open.stage != timer.stage or person_id in answered_for:
        return
    pool = load_approvers(ctx.store, snapshot, ctx.now, person_id)
    if person_id in pool.deputies or authority(pool, now_open.step, person_id) is None:
        _ask_candidates(ctx, snapshot)
        return
    asked = timer.asked_at.isoformat() if timer.asked_at else ""
    event, home = f"{person_id}:{timer.stage}:{which}:{asked}", snapshot.case.workspace_id
    post(ctx, NotificationKind.REMINDER, snapshot.case.id, ToPerson(person_id), event, began_in=home)


def _ask_candidates(ctx: UseCaseContext, snapshot: CaseSnapshot) -> None:
    try:
        ask_next(ctx, snapshot)
    except Refusal:
        return  # no one can decide now; the case waits, and expires after thirty days at the latest


def _postpone_outside_hours(ctx: UseCaseContext, timer: RequestTimer) -> bool:
    """Outside the person's working hours: reschedules the timer to the next one. Returns whether it did."""
    calendar = calendar_of(ctx.store.people.get(timer.person_id), ctx.organisation)
    return _postpone(ctx, timer, calendar.next_daytime(ctx.now))


def _postpone_until_overdue(ctx: UseCaseContext, snapshot: CaseSnapshot, timer: RequestTimer) -> bool:
    """The answer is not overdue yet if the person's calendar has more days off than when they were asked."""
    asked = snapshot.request_to(timer.person_id)
    return asked is not None and _postpone(ctx, timer, _overdue_at(ctx, asked))


def _postpone(ctx: UseCaseContext, timer: CaseExpiry | RequestTimer, due: datetime) -> bool:
    """Reschedules a timer that is not due yet. Returns whether it did."""
    if due <= ctx.now:
        return False
    values = (str(value) for value in astuple(timer))
    set_timer(ctx, ":".join((type(timer).__name__, *values, "later", due.isoformat())), due, timer)
    return True


def _overdue_at(ctx: UseCaseContext, asked: ApprovalRequest) -> datetime:
    calendar = calendar_of(ctx.store.people.get(asked.person_id), ctx.organisation)
    return calendar.working_days_later(asked.at, ESCALATE_AFTER)


def _record(ctx: UseCaseContext, kind: EventKind, snapshot: CaseSnapshot, authority: str) -> None:
    ctx.record(kind, snapshot.case.id, authority, about_case(snapshot.case), snapshot.achievement.edition)


def _workspace_of(store: Store, timer: CaseExpiry | RequestTimer) -> Workspace:
    return store.people.workspace_by_id(store.nominations.case(timer.case_id).workspace_id)


CASE_TIMERS: Mapping[type[TimerTask], TimerUseCase[Any]] = {
    CaseReminder: TimerUseCase[CaseReminder](_workspace_of, remind),
    CaseReturn: TimerUseCase[CaseReturn](_workspace_of, look_again),
    CaseEscalation: TimerUseCase[CaseEscalation](_workspace_of, escalate),
    CaseExpiry: TimerUseCase[CaseExpiry](_workspace_of, expire),
}
"""The timers of this chapter, for `bot/dispatch/timers.py`."""
