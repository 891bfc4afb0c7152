"""Sends approval requests, and sets the timers for reminders, escalation and expiry.

An approver asked because others kept silent has that reason stored with the request, so at the click and in reminders
the pool is drawn with that silence; those who kept silent may still decide.

An approval binds to the content shown. When that changes, approvers are asked again with new letters and timers; the
letter's key holds digest and revision, so each change asks once.

Authority is read at the click, so a change of who decides makes cards worthless; commands that change it ask again at
once about the cases concerned.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.notify import letter, post, refresh, timer
from bot.context.store import Store
from bot.domain.catalogue.award_policy import Step
from bot.domain.catalogue.model import Achievement
from bot.domain.nominations.approvers import (
    ApproverPool,
    Candidate,
    authority,
    find_candidates,
    in_place_of,
)
from bot.domain.nominations.model import (
    ApprovalRequest,
    Case,
    Decision,
    Nomination,
    NominationOutcome,
    closed_case,
    digest,
    not_withdrawn,
)
from bot.domain.nominations.rules import ESCALATE_AFTER, REMIND_AFTER, expires_at, progress
from bot.domain.nominations.timers import CaseEscalation, CaseExpiry, CaseReminder, CaseReturn
from bot.domain.outbox.model import Job, NotificationKind, ToPerson
from bot.domain.people.model import Person
from bot.domain.people.working_hours import calendar_of
from bot.messages.refusals import Refusal
from bot.use_cases.nominations.case_loading import (
    CaseSnapshot,
    load_approvers,
    load_case,
    require_fresh_approvers,
    with_approved,
    with_silent,
)
from bot.use_cases.nominations.no_approver import no_approver, refuse_no_later_stage


def open_or_join(ctx: UseCaseContext, nomination: Nomination, achievement: Achievement) -> CaseSnapshot:
    """Adds a nomination to the open case of its nominee and achievement, or opens one. Raises if it is a duplicate.

    A case is decided under the achievement version that opened it, even if there are newer ones.
    """
    store, slug = ctx.store.nominations, achievement.slug
    nominee = ctx.store.people.get(nomination.nominee_id)
    about = (nomination.organisation_id, nominee.id, slug)
    case = store.open_case(*about)
    if case is None:
        case = _new_case(ctx, nomination)
        if not store.add_case(case, slug):
            case = store.open_case(*about)
    if case is None:  # it was closed between the two queries; a retry opens a new one
        raise Refusal("too_busy")
    joins = case.id != nomination.id
    before = (
        [nomination.nominator_id for nomination in not_withdrawn(store.of_case(case.id))] if joins else []
    )
    if nomination.nominator_id in before or not store.add(replace(nomination, case_id=case.id), slug):
        raise Refusal("nominated_before", {"name": nominee.name, "badge": achievement.name})
    if not joins:
        return CaseSnapshot(case, achievement, nominee, (nomination,), (), ())
    joined = load_case(ctx.store, store.change_case(case))
    others = [other for other in joined.nominations if other.id != nomination.id]
    ask_again(ctx, joined, digest(case, others))
    refresh(ctx, case.id)
    return joined


def ask_next(
    ctx: UseCaseContext, snapshot: CaseSnapshot, again: str = "", *, all_stages: bool = False
) -> tuple[ApprovalRequest, ...]:
    """Asks approvers for the open step; returns all requests for it. Raises if no one can decide it.

    Approvers already asked get another letter only if `again` names a new reason, such as a changed citation.
    `all_stages`: also raises if no approver would be left for a later stage.
    """
    now_open = snapshot.progress
    if now_open.step is None:
        return ()
    pool = load_approvers(ctx.store, snapshot, ctx.now)
    candidates = _still_to_ask(snapshot, pool, now_open.step)
    require_fresh_approvers(ctx, candidates)
    if not candidates:
        raise no_approver(snapshot, pool, now_open.step)
    if all_stages:
        refuse_no_later_stage(snapshot, pool)
    askings = tuple(_approval_request(candidate, now_open.stage, ctx.now) for candidate in candidates)
    end = () if snapshot.approval_requests else (_expiry_timer(ctx, snapshot.case),)
    for asking in askings:
        _ask(ctx, snapshot, asking, again, end if asking is askings[0] else ())
    return askings


def ask_again(ctx: UseCaseContext, snapshot: CaseSnapshot, shown_before: str) -> None:
    """Asks again after the content changed, which voids earlier approvals: their approvers get a new request.

    If the case fell back to an earlier stage, all people asked at that stage get one.
    """
    now_open = snapshot.progress
    before = progress(snapshot.achievement.rules.steps, snapshot.approvals, shown_before)
    voided = {approval.person_id for approval in snapshot.approvals if approval.shown == shown_before}
    for asking in pending_requests(ctx.store, snapshot, ctx.now):
        if asking.person_id in voided or before.stage != now_open.stage:
            _ask(ctx, snapshot, replace(asking, at=ctx.now), event_of(snapshot))


def pending_requests(store: Store, snapshot: CaseSnapshot, now: datetime) -> tuple[ApprovalRequest, ...]:
    """Requests for the open step without an approval, to people who may still decide.

    People in whose place others were asked, because they cannot be reached, are left out.
    """
    now_open, asked = snapshot.progress, []
    for asking in snapshot.approval_requests:
        if (
            now_open.step is None
            or asking.stage != now_open.stage
            or asking.person_id in snapshot.approver_ids
        ):
            continue
        if authority(load_approvers(store, snapshot, now, asking.person_id), now_open.step, asking.person_id):
            asked.append(asking)
    reachable = [asking for asking in asked if asking.person_id not in snapshot.unreachable]
    return tuple(reachable or asked)


def event_of(snapshot: CaseSnapshot) -> str:
    """The event key of this state of a case, different for each earlier state."""
    return f"{snapshot.content_digest}:{snapshot.case.revision}"


def ask_additional(
    ctx: UseCaseContext,
    snapshot: CaseSnapshot,
    silent: frozenset[UUID],
    unreachable: frozenset[UUID] = frozenset(),
) -> bool:
    """Asks as many additional approvers as needed, because those asked are silent, or cannot be reached.

    False if none is new.
    """
    now_open = snapshot.progress
    if now_open.step is None:
        return False
    pool = with_silent(load_approvers(ctx.store, snapshot, ctx.now), silent, unreachable)
    candidates = [
        in_place_of(candidate, unreachable)
        for candidate in _still_to_ask(snapshot, pool, now_open.step)
        if candidate.person.id not in silent | unreachable
    ]
    require_fresh_approvers(ctx, candidates)
    new = [
        _ask(ctx, snapshot, _approval_request(candidate, now_open.stage, ctx.now), "")
        for candidate in candidates[: now_open.needed]
    ]
    return any(new)


def cases_waiting_for(store: Store, person: Person, now: datetime) -> tuple[Case, ...]:
    """Open cases where this person or their deputy was asked, or where they manage the nominee."""
    found = {
        waiting_case.id: waiting_case
        for waiting_case in store.nominations.waiting_cases(person.organisation_id, person.id, False)
    }
    absence = store.people.absences([person.id], now).get(person.id)
    for case in store.nominations.cases_asked_of(absence.deputy_id) if absence and absence.deputy_id else ():
        if any(
            approval_request.deputy_of == person.id
            for approval_request in store.nominations.approval_requests(case.id)
        ):
            found.setdefault(case.id, case)
    return tuple(found.values())


def reassign(ctx: UseCaseContext, case: Case) -> bool:
    """Asks the right approvers after a change in who may decide; False if none is new."""
    snapshot = load_case(ctx.store, case)
    try:
        askings = ask_next(ctx, snapshot)
    except Refusal:
        return False  # the case waits, and expires after thirty days at the latest
    if all(snapshot.request_to(asking.person_id) for asking in askings):
        return False
    refresh(ctx, case.id)
    return True


def end_case(ctx: UseCaseContext, snapshot: CaseSnapshot, decision: Decision) -> Case:
    """Closes a case, notifies the nominators who have not withdrawn, and updates every posted card."""
    case = ctx.store.nominations.change_case(closed_case(snapshot.case, decision))
    ctx.store.nominations.end_nominations(case.id, decision.outcome)
    if decision.outcome is not NominationOutcome.WITHDRAWN:
        for nomination in snapshot.active_nominations:
            nominator = ToPerson(nomination.nominator_id)
            post(ctx, NotificationKind.DECIDED, nomination.id, nominator, began_in=nomination.workspace_id)
    refresh(ctx, case.id)
    return case


def _still_to_ask(snapshot: CaseSnapshot, pool: ApproverPool, step: Step) -> tuple[Candidate, ...]:
    """Candidates for the missing approvals. Given approvals count, even if their approver can no longer decide."""
    return find_candidates(
        with_approved(pool, snapshot.approver_ids), replace(step, of=snapshot.progress.needed)
    )


def _new_case(ctx: UseCaseContext, nomination: Nomination) -> Case:
    return Case(
        nomination.id,
        nomination.organisation_id,
        nomination.workspace_id,
        ctx.ids.token(),
        nomination.achievement_id,
        nomination.nominee_id,
        ctx.now,
    )


def _approval_request(candidate: Candidate, stage: int, now: datetime) -> ApprovalRequest:
    return ApprovalRequest(
        candidate.person.id, stage, candidate.why, now, candidate.deputy_of, candidate.skipped
    )


def _expiry_timer(ctx: UseCaseContext, case: Case) -> Job:
    """The timer that expires an undecided case. It is set with the first request, so every case has one."""
    return timer(ctx, f"expire:{case.id}", expires_at(case, ctx.organisation), CaseExpiry(case.id))


def _ask(
    ctx: UseCaseContext, snapshot: CaseSnapshot, asking: ApprovalRequest, again: str, also: Sequence[Job] = ()
) -> bool:
    """Sends the request and sets its timers, if it is new or `again` gives a reason; returns whether it is new."""
    new = ctx.store.nominations.add_approval_request(snapshot.case.id, asking)
    if new or again:
        if not new:
            ctx.store.nominations.renew_approval_request(snapshot.case.id, asking)
        event = f"{asking.person_id}:{asking.stage}:{again}"
        approver = ToPerson(asking.person_id)
        timers = _timers(ctx, snapshot, asking, ctx.store.people.get(asking.person_id), again)
        asked = letter(
            ctx, NotificationKind.TO_DECIDE, snapshot.case.id, approver, event, snapshot.case.workspace_id
        )
        ctx.store.outbox.post(asked, (*timers, *also))
    return new


def _timers(
    ctx: UseCaseContext, snapshot: CaseSnapshot, asking: ApprovalRequest, person: Person, again: str
) -> list[Job]:
    """Timers counted from this request; those of an earlier request find that it was renewed, and do nothing."""
    calendar = calendar_of(person, ctx.organisation)
    about = (snapshot.case.id, person.id, asking.stage, asking.at)
    key = f"{snapshot.case.id}:{asking.stage}:{person.id}"
    timers = []
    for nth, days in enumerate(REMIND_AFTER):
        due = calendar.working_days_later(ctx.now, days)
        timers.append(timer(ctx, f"remind:{key}:{nth}:{again}", due, CaseReminder(*about, nth=nth)))
    if returns := first_return(ctx, asking):
        timers.append(timer(ctx, f"return:{key}:{again}", returns, CaseReturn(*about)))
    due = calendar.working_days_later(ctx.now, ESCALATE_AFTER)
    return [*timers, timer(ctx, f"escalate:{key}:{again}", due, CaseEscalation(*about))]


def first_return(ctx: UseCaseContext, asking: ApprovalRequest) -> datetime | None:
    """The earliest return among the absent people in whose place this person was asked."""
    away = {
        approver.person_id
        for approver in asking.skipped
        if approver.code in ("away", "only_you") and approver.person_id
    }
    away |= {asking.deputy_of} if asking.deputy_of else set()
    absences = ctx.store.people.absences(away, ctx.now) if away else {}
    return min((absence.until for absence in absences.values()), default=None)
