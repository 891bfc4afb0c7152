"""The timers of an open case: reminders, escalation, expiry. Never an approval."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.facts import about_case
from bot.context.notify import post, refresh, set_timer
from bot.domain.events import EventKind
from bot.domain.nominations.approvers import authority
from bot.domain.nominations.model import Decision, NominationOutcome
from bot.domain.nominations.rules import ESCALATE_AFTER
from bot.domain.outbox.model import NotificationKind, ToPerson
from bot.domain.people.working_hours import is_daytime, next_daytime, working_days_later, zone_of
from bot.messages.refusals import Refusal
from bot.use_cases.nominations.approval_requests import (
    RETURN_REMINDER,
    ask_additional,
    ask_next,
    end_case,
    first_return,
)
from bot.use_cases.nominations.case_loading import CaseSnapshot, load_approvers, load_case


def run_timer(ctx: UseCaseContext, details: Mapping[str, str]) -> None:
    """Runs a due timer of a case; does nothing if the case is decided."""
    snapshot = load_case(ctx.store, ctx.store.nominations.case(UUID(details["case"])))
    if snapshot.case.decision:
        return
    if _was_asked_anew(snapshot, details):
        return
    match details["what"]:
        case "expire":
            expire(ctx, snapshot)
        case "remind":
            if not _postpone_outside_hours(ctx, details):
                act = _look_again if details["nth"] == RETURN_REMINDER else _remind
                act(ctx, snapshot, details)
        case "escalate":
            if not _postpone_outside_hours(ctx, details):
                _escalate(ctx, snapshot, int(details["stage"]))
        case unknown:
            raise ValueError(f"no timer {unknown!r}")


def expire(ctx: UseCaseContext, snapshot: CaseSnapshot) -> None:
    """Expires an undecided case. Silence is no approval."""
    end_case(ctx, snapshot, Decision(NominationOutcome.EXPIRED, None, ctx.now))
    _record(ctx, EventKind.EXPIRED, snapshot, "time")


def _remind(ctx: UseCaseContext, snapshot: CaseSnapshot, details: Mapping[str, str]) -> None:
    """Reminds an approver who can still decide; asks others instead if the approver is absent now."""
    person_id, stage, now_open = UUID(details["person"]), int(details["stage"]), snapshot.progress
    if now_open.step is None or now_open.stage != stage or person_id in snapshot.approver_ids:
        return
    pool = load_approvers(ctx.store, snapshot, ctx.now, person_id)
    if person_id in pool.deputies or authority(pool, now_open.step, person_id) is None:
        _ask_whoever_can(ctx, snapshot)
    else:
        event = f"{person_id}:{stage}:{details['nth']}:{details.get('asked', '')}"
        post(
            ctx,
            NotificationKind.REMINDER,
            snapshot.case.id,
            ToPerson(person_id),
            event,
            began_in=snapshot.case.workspace_id,
        )


def _look_again(ctx: UseCaseContext, snapshot: CaseSnapshot, details: Mapping[str, str]) -> None:
    """Handles the end of an absence: asks the returned approver too, or reminds the one who was asked while absent."""
    asking = snapshot.request_to(UUID(details["person"]))
    if asking is None or asking.stage != int(details["stage"]):
        return
    if later := first_return(ctx, asking):  # the absence was prolonged, or another one continues
        key = f"return:{snapshot.case.id}:{asking.stage}:{asking.person_id}:{later.isoformat()}"
        set_timer(ctx, key, later, **details)
    if any(skipped.code == "only_you" for skipped in asking.skipped):
        _remind(ctx, snapshot, details)
    else:
        _ask_whoever_can(ctx, snapshot)


def _escalate(ctx: UseCaseContext, snapshot: CaseSnapshot, stage: int) -> None:
    """Escalates: asks additional approvers."""
    if snapshot.progress.stage == stage and ask_additional(ctx, snapshot, _overdue_approvers(ctx, snapshot)):
        _record(ctx, EventKind.ESCALATED, snapshot, "time")
        refresh(ctx, snapshot.case.id)


def replace_unreachable(ctx: UseCaseContext, case_id: UUID, person_id: UUID) -> None:
    """Asks additional approvers at once, because the platform cannot deliver to one who was asked."""
    snapshot = load_case(ctx.store, ctx.store.nominations.case(case_id))
    asked = snapshot.request_to(person_id)
    if snapshot.case.decision or asked is None:
        return
    if ask_additional(ctx, snapshot, _overdue_approvers(ctx, snapshot) | {person_id}):
        _record(ctx, EventKind.ESCALATED, snapshot, "unreachable")
        refresh(ctx, snapshot.case.id)


def _overdue_approvers(ctx: UseCaseContext, snapshot: CaseSnapshot) -> frozenset[UUID]:
    """The approvers of the open stage whose answer is overdue."""
    found = set()
    for asking in snapshot.approval_requests:
        zone = zone_of(ctx.store.people.get(asking.person_id), ctx.organisation)
        overdue = working_days_later(asking.at, ESCALATE_AFTER, zone) <= ctx.now
        if (
            asking.stage == snapshot.progress.stage
            and asking.person_id not in snapshot.approver_ids
            and overdue
        ):
            found.add(asking.person_id)
    return frozenset(found)


def _ask_whoever_can(ctx: UseCaseContext, snapshot: CaseSnapshot) -> None:
    try:
        ask_next(ctx, snapshot)
    except Refusal:
        return  # no one can decide now; the case waits, and expires after thirty days at the latest


def _was_asked_anew(snapshot: CaseSnapshot, details: Mapping[str, str]) -> bool:
    """Whether this timer belongs to a request that was renewed since; the renewed one has its own timers."""
    if "asked" not in details:
        return False
    about = (UUID(details["person"]), int(details["stage"]))
    last = next(
        (each.at for each in snapshot.approval_requests if (each.person_id, each.stage) == about), None
    )
    return last is not None and last != datetime.fromisoformat(details["asked"])


def _postpone_outside_hours(ctx: UseCaseContext, details: Mapping[str, str]) -> bool:
    """Outside the person's working hours: reschedules the timer to the next one. Returns whether it did."""
    person = ctx.store.people.get(UUID(details["person"]))
    zone = zone_of(person, ctx.organisation)
    if is_daytime(ctx.now, zone):
        return False
    about = (details[name] for name in ("what", "case", "stage", "person"))
    key = ":".join((*about, details.get("nth", ""), details.get("asked", ""), "later"))
    set_timer(ctx, key, next_daytime(ctx.now, zone), **details)
    return True


def _record(ctx: UseCaseContext, kind: EventKind, snapshot: CaseSnapshot, authority: str) -> None:
    ctx.record(kind, snapshot.case.id, authority, about_case(snapshot.case), snapshot.achievement.edition)
