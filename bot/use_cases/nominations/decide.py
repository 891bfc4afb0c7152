"""Decides a case: an approver approves or declines. A decision binds to the content that the approver was shown.

    decided = decide(ctx, Approve(case.token, shown_digest))
    match decided:
        case Approved(nominee, achievement, credential): …

Authority is read at the click, not from the request to approve. A decision that comes too late, or about a card with
outdated content, decides nothing.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from bot.context.context import UseCaseContext
from bot.context.facts import about_case
from bot.context.lookup import find_case
from bot.context.notify import refresh
from bot.domain.authority import Authority
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import by_slug
from bot.domain.credentials.model import Credential
from bot.domain.credentials.rules import refuse_too_long
from bot.domain.events import AboutCase, EventKind
from bot.domain.nominations.model import Approval, Decision, NominationOutcome, joined_citations
from bot.domain.nominations.rules import deciding_authority
from bot.domain.people.model import MembershipStatus, Person
from bot.messages.refusals import Refusal
from bot.use_cases.credentials.award import award
from bot.use_cases.credentials.award_command import Award, ByApproval
from bot.use_cases.credentials.award_rules import AwardRules
from bot.use_cases.nominations.approval_requests import ask_next, end_case, event_of
from bot.use_cases.nominations.case_loading import CaseSnapshot, load_approvers, load_case
from bot.use_cases.nominations.case_view import CaseView, load_case_view


@dataclass(frozen=True, slots=True)
class Approve:
    """The command to approve a case. `shown_digest`: of the content that the approver was shown."""

    case_token: str
    shown_digest: str


@dataclass(frozen=True, slots=True)
class Decline:
    """The command to decline a case. `reason`: for the nominators; None where the approver could not be asked."""

    case_token: str
    shown_digest: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Approved:
    """The last approval needed: the badge is awarded."""

    nominee: Person
    achievement: Achievement
    credential: Credential


@dataclass(frozen=True, slots=True)
class ApprovedStep:
    """An approval that more must follow. `stuck`: why no approver can be asked for them now."""

    nominee: Person
    achievement: Achievement
    needed: int
    stuck: Refusal | None


@dataclass(frozen=True, slots=True)
class Declined:
    """The case is declined."""

    nominee: Person
    achievement: Achievement


@dataclass(frozen=True, slots=True)
class AlreadyDecided:
    """Nothing changed, because the case was decided before."""

    case_view: CaseView


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """Nothing changed, because the approver was shown other content."""

    case_view: CaseView


Decided = Approved | ApprovedStep | Declined | AlreadyDecided | ChangedSince


@dataclass(frozen=True, slots=True)
class CaseToDecide:
    """An open case, and the caller's authority to decide it now."""

    snapshot: CaseSnapshot
    authority: Authority


def decide(ctx: UseCaseContext, command: Approve | Decline) -> Decided:
    """Approves or declines. The last approval needed awards the badge; before that, the next approvers are asked."""
    case = open_case(ctx, command.case_token, command.shown_digest)
    if not isinstance(case, CaseToDecide):
        return case
    match command:
        case Decline(reason=reason):
            return _decline(ctx, case, reason)
        case Approve():
            ctx.require_fresh([case.snapshot.nominee])
            newest = _version_to_award(ctx, case.snapshot)
            approved = _add_approval(ctx, case)
            if approved.snapshot.progress.step is None:
                return _award(ctx, approved, newest)
            return _ask_for_more(ctx, case.snapshot, approved)
        case _:
            assert_never(command)


def open_case(
    ctx: UseCaseContext, case_token: str, shown_digest: str | None = None
) -> CaseToDecide | AlreadyDecided | ChangedSince:
    """The case, if it is open and the caller may decide it, which is read now; raises if they may not.

    `shown_digest`: of what the caller was shown. If that is outdated, all posted copies of the card are updated.
    """
    snapshot = load_case(ctx.store, find_case(ctx, case_token))
    if snapshot.case.decision:
        return AlreadyDecided(load_case_view(ctx.store, snapshot.case))
    authority = find_authority(ctx, snapshot)
    if shown_digest not in (None, snapshot.content_digest):
        refresh(ctx, snapshot.case.id)
        return ChangedSince(load_case_view(ctx.store, snapshot.case, ctx.caller.id))
    return CaseToDecide(snapshot, authority)


def find_authority(ctx: UseCaseContext, snapshot: CaseSnapshot) -> Authority:
    """The caller's authority to decide the open step now; raises with the reason if there is none."""
    step = snapshot.progress.step
    if step is None:
        raise Refusal("unknown_thing")
    pool = load_approvers(ctx.store, snapshot, ctx.now, ctx.caller.id)
    try:
        return deciding_authority(ctx.caller, pool, step, snapshot.achievement)
    except Refusal as no:
        no.subject = snapshot.case.id
        raise


def _decline(ctx: UseCaseContext, case: CaseToDecide, reason: str | None) -> Declined:
    snapshot = case.snapshot
    if reason is not None:
        refuse_too_long(reason)
    if reason == "":
        raise Refusal("decline_needs_reason")
    end_case(ctx, snapshot, Decision(NominationOutcome.DECLINED, ctx.caller.id, ctx.now, reason or ""))
    facts, edition = about_case(snapshot.case), snapshot.achievement.edition
    ctx.record(EventKind.DECLINED, snapshot.case.id, case.authority, facts, edition)
    return Declined(snapshot.nominee, snapshot.achievement)


def _add_approval(ctx: UseCaseContext, case: CaseToDecide) -> CaseToDecide:
    """The case with the caller's approval; raises if it has that already, their own or a deputy's."""
    snapshot = case.snapshot
    shown, stage = snapshot.content_digest, snapshot.progress.stage
    approval = Approval(ctx.caller.id, stage, ctx.now, case.authority, shown)
    is_repeated = approval.on_behalf_of in snapshot.approver_ids
    if is_repeated or not ctx.store.nominations.approve(snapshot.case.id, approval):
        raise Refusal("approved_already")
    return replace(case, snapshot=load_case(ctx.store, snapshot.case))


def _award(ctx: UseCaseContext, case: CaseToDecide, newest: Achievement) -> Approved:
    snapshot = case.snapshot
    end_case(ctx, snapshot, Decision(NominationOutcome.APPROVED, ctx.caller.id, ctx.now))
    ground = ByApproval(snapshot.case.id, ctx.ids.new_id())
    facts = AboutCase(snapshot.case.nominee_id, snapshot.case.achievement_id, ground.credential_id)
    edition = snapshot.achievement.edition
    ctx.record(EventKind.APPROVED, snapshot.case.id, case.authority, facts, edition)
    [badge] = award(ctx, _award_command(snapshot, newest, ground)).badges
    return Approved(snapshot.nominee, newest, badge.credential)


def _ask_for_more(ctx: UseCaseContext, before: CaseSnapshot, approved: CaseToDecide) -> ApprovedStep:
    """Continues after an approval that is not the last: in the same group, or at the next stage."""
    case = ctx.store.nominations.change_case(approved.snapshot.case)
    snapshot, stuck = replace(approved.snapshot, case=case), None
    begins = before.progress.stage != snapshot.progress.stage
    try:
        ask_next(ctx, snapshot, event_of(snapshot) if begins else "")
    except Refusal as no_approver:
        stuck = no_approver  # the approval counts all the same, and remains for later approvers
    refresh(ctx, case.id)
    facts, edition = about_case(case), snapshot.achievement.edition
    ctx.record(EventKind.APPROVED_STEP, case.id, approved.authority, facts, edition)
    return ApprovedStep(snapshot.nominee, snapshot.achievement, snapshot.progress.needed, stuck)


def _version_to_award(ctx: UseCaseContext, snapshot: CaseSnapshot) -> Achievement:
    """The version that can be awarded now. Raises if there is none, or if the nominee may no longer get it."""
    if snapshot.nominee.standing is not MembershipStatus.MEMBER:
        raise Refusal("nominee_no_member", {"name": snapshot.nominee.name})
    newest = by_slug(tuple(ctx.store.catalogue.current(ctx.organisation.id)), snapshot.achievement.slug)
    if newest is None:
        raise Refusal("achievement_retired", {"badge": snapshot.achievement.name})
    ground = ByApproval(snapshot.case.id, ctx.ids.new_id(), last=snapshot.is_last_approval)
    AwardRules(ctx).authorise(_award_command(snapshot, newest, ground))
    return newest


def _award_command(snapshot: CaseSnapshot, newest: Achievement, ground: ByApproval) -> Award:
    """The award that the approval makes, with the citations of all nominators."""
    words = joined_citations(snapshot.active_nominations)
    channel = snapshot.active_nominations[0].conversation
    where = snapshot.case.workspace_id
    return Award((snapshot.nominee,), newest, words, channel, ground, workspace_id=where)
