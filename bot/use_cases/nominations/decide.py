"""Decisions: authority is checked at the click, and a decision binds to the content that the card showed."""

from dataclasses import replace
from itertools import islice

from bot.context.context import RequestContext
from bot.context.facts import about_case
from bot.context.lookup import named_case
from bot.context.notify import refresh
from bot.domain.catalogue.model import Achievement
from bot.domain.events import AboutCase, EventKind
from bot.domain.nominations import rules
from bot.domain.nominations.model import Approval, Case, Decision, NominationOutcome
from bot.domain.people.model import MembershipStatus
from bot.messages.cards import Button
from bot.messages.forms import Form, Reply, TextField
from bot.messages.parsing import CITATION_LIMIT, clean_citation
from bot.messages.refusals import Refusal
from bot.messages.requests import FormSubmission
from bot.presenting import approver_cards as cards
from bot.use_cases.credentials.award import award
from bot.use_cases.credentials.award_command import Award, ByApproval
from bot.use_cases.credentials.award_rules import AwardRules
from bot.use_cases.nominations import case_view as showing
from bot.use_cases.nominations.approval_requests import ask_next, end_case, event_of
from bot.use_cases.nominations.case_loading import CaseSnapshot, load_approvers, load_case


def approve(ctx: RequestContext, token: str) -> Reply:
    """Records one approval. The last one needed awards the badge."""
    snapshot, shown = _load_named_case(ctx, token)
    if snapshot.case.decision:
        return cards.already_decided_card(ctx.say, showing.load_case_view(ctx.store, snapshot.case))
    authority = _authority(ctx, snapshot)
    if shown != snapshot.content_digest:
        return _review(ctx, snapshot)
    newest = _version_to_issue(ctx, snapshot)
    approval = Approval(ctx.actor.id, snapshot.progress.stage, ctx.now, authority, snapshot.content_digest)
    if approval.on_behalf_of in snapshot.approver_ids or not ctx.store.nominations.approve(
        snapshot.case.id, approval
    ):
        raise Refusal("approved_already")
    after = load_case(ctx.store, snapshot.case)
    if after.progress.step is None:
        return _award(ctx, after, authority, newest)
    return _ask_for_more(ctx, snapshot, after, authority)


def decline(ctx: RequestContext, token: str) -> Reply:
    """Asks for the reason where the platform can show a form; elsewhere declines at once, without one."""
    snapshot, shown = _load_named_case(ctx, token)
    if snapshot.case.decision:
        return cards.already_decided_card(ctx.say, showing.load_case_view(ctx.store, snapshot.case))
    _authority(ctx, snapshot)
    if shown != snapshot.content_digest:
        return _review(ctx, snapshot)
    return _reason_form(ctx, snapshot, token) if ctx.forms else _decline(ctx, snapshot, "")


def review(ctx: RequestContext, token: str) -> Reply:
    """Shows the case again to its approver: the way back from the form that asks for a reason."""
    snapshot, _ = _load_named_case(ctx, token)
    if snapshot.case.decision is None:
        _authority(ctx, snapshot)
        return cards.decision_card(ctx.say, showing.load_case_view(ctx.store, snapshot.case, ctx.actor.id))
    return cards.already_decided_card(ctx.say, showing.load_case_view(ctx.store, snapshot.case))


def decline_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Declines for the reason given. The caller must be entitled at that moment."""
    snapshot, shown = _load_named_case(ctx, form.subject)
    if snapshot.case.decision:
        return cards.already_decided_card(ctx.say, showing.load_case_view(ctx.store, snapshot.case))
    if shown != snapshot.content_digest:
        return _review(ctx, snapshot)
    reason = clean_citation(str(form.fields.get("reason", "")))
    if len(reason) > CITATION_LIMIT:
        raise Refusal("citation_too_long", {"found": len(reason), "most": CITATION_LIMIT})
    if not reason:
        raise Refusal("decline_needs_reason")
    return _decline(ctx, snapshot, reason)


def show_waiting(ctx: RequestContext) -> Reply:
    """Lists the open cases that the caller may decide now, even if they lost the cards."""
    everything = ctx.actor.owner or _is_listed(ctx)
    cases = iter(ctx.store.nominations.waiting_cases(ctx.organisation.id, ctx.actor.id, everything))
    # Only as many as the card shows: checking one case loads all its possible approvers.
    mine = tuple(islice((case for case in cases if _may_decide(ctx, case)), cards.MOST_SHOWN))
    return cards.waiting_list(
        ctx.say,
        tuple(showing.load_case_view(ctx.store, case, ctx.actor.id) for case in mine),
        any(_may_decide(ctx, case) for case in cases),
    )


def _award(ctx: RequestContext, snapshot: CaseSnapshot, authority: str, newest: Achievement) -> Reply:
    end_case(ctx, snapshot, Decision(NominationOutcome.APPROVED, ctx.actor.id, ctx.now))
    ground = ByApproval(snapshot.case.id, ctx.ids.new_id())
    facts = AboutCase(snapshot.case.nominee_id, snapshot.case.achievement_id, ground.credential_id)
    ctx.record(EventKind.APPROVED, snapshot.case.id, authority, facts, snapshot.achievement.edition)
    [badge] = award(ctx, _award_command(snapshot, newest, ground)).badges
    # The pressed card is updated with the undo button too: where a sentence is shown at once, that is enough.
    return cards.approval_card(ctx.say, snapshot.nominee, newest, None if ctx.brief else badge.credential)


def _ask_for_more(ctx: RequestContext, before: CaseSnapshot, after: CaseSnapshot, authority: str) -> Reply:
    """Continues after an approval that is not the last: in the same group, or at the next stage."""
    case = ctx.store.nominations.change_case(after.case)
    snapshot, stuck = replace(after, case=case), None
    begins = before.progress.stage != snapshot.progress.stage
    try:
        ask_next(ctx, snapshot, event_of(snapshot) if begins else "")
    except Refusal as nobody:
        stuck = nobody  # the approval counts all the same, and remains for later approvers
    refresh(ctx, case.id)
    ctx.record(EventKind.APPROVED_STEP, case.id, authority, about_case(case), snapshot.achievement.edition)
    needed = snapshot.progress.needed
    return cards.partial_approval_card(ctx.say, snapshot.nominee, snapshot.achievement, needed, stuck)


def _decline(ctx: RequestContext, snapshot: CaseSnapshot, reason: str) -> Reply:
    authority = _authority(ctx, snapshot)
    end_case(ctx, snapshot, Decision(NominationOutcome.DECLINED, ctx.actor.id, ctx.now, reason))
    facts = about_case(snapshot.case)
    ctx.record(EventKind.DECLINED, snapshot.case.id, authority, facts, snapshot.achievement.edition)
    return cards.decline_card(ctx.say, snapshot.nominee, snapshot.achievement)


def _review(ctx: RequestContext, snapshot: CaseSnapshot) -> Reply:
    """Decides nothing, because the card showed outdated content; updates every posted copy."""
    refresh(ctx, snapshot.case.id)
    return cards.content_changed(ctx.say, showing.load_case_view(ctx.store, snapshot.case, ctx.actor.id))


def _load_named_case(ctx: RequestContext, token: str) -> tuple[CaseSnapshot, str]:
    """The case that a button names, and the digest of the content its card showed."""
    name, _, shown = token.partition(".")
    return load_case(ctx.store, named_case(ctx, name)), shown


def _authority(ctx: RequestContext, snapshot: CaseSnapshot) -> str:
    step = snapshot.progress.step
    if step is None:
        raise Refusal("unknown_thing")
    pool = load_approvers(ctx.store, snapshot, ctx.now, ctx.actor.id)
    try:
        return rules.deciding_authority(ctx.actor, pool, step, snapshot.achievement)
    except Refusal as no:
        no.subject = snapshot.case.id
        raise


def _version_to_issue(ctx: RequestContext, snapshot: CaseSnapshot) -> Achievement:
    """The version that can be awarded now. Raises if there is none, or if the nominee may no longer get it."""
    if snapshot.nominee.standing is not MembershipStatus.MEMBER:
        raise Refusal("nominee_no_member", {"name": snapshot.nominee.name})
    current = ctx.store.catalogue.current(ctx.organisation.id)
    newest = next((each for each in current if each.slug == snapshot.achievement.slug), None)
    if newest is None:
        raise Refusal("achievement_retired", {"badge": snapshot.achievement.name})
    ground = ByApproval(snapshot.case.id, ctx.ids.new_id(), last=snapshot.is_last_approval)
    AwardRules(ctx).authorise(_award_command(snapshot, newest, ground))
    return newest


def _award_command(snapshot: CaseSnapshot, newest: Achievement, ground: ByApproval) -> Award:
    """The award that the approval makes, with the words of all who nominated."""
    words = "\n\n".join(nomination.citation for nomination in snapshot.active_nominations)
    channel = snapshot.active_nominations[0].conversation
    where = snapshot.case.workspace_id
    return Award((snapshot.nominee,), newest, words, channel, ground, workspace_id=where)


def _reason_form(ctx: RequestContext, snapshot: CaseSnapshot, token: str) -> Form:
    say = ctx.say
    return Form(
        action="decline",
        title=say.text("decline.form_title"),
        intro=say.text("decline.form_intro", name=snapshot.nominee.name, badge=snapshot.achievement.name),
        submit=say.text("decline.form_submit"),
        fields=(TextField("reason", say.text("decline.reason"), required=True),),
        hint=cards.decline_hint(say),
        subject=token,
        back=Button(say.text("form.back"), "review", token),
    )


def _may_decide(ctx: RequestContext, case: Case) -> bool:
    try:
        _authority(ctx, load_case(ctx.store, case))
    except Refusal:
        return False
    return True


def _is_listed(ctx: RequestContext) -> bool:
    """Whether a badge's file lists the caller, who may then decide cases without having been asked."""
    email = ctx.actor.email
    current = ctx.store.catalogue.current(ctx.organisation.id) if email else ()
    return any(email in (*achievement.awarders, *achievement.rules.approvers) for achievement in current)
