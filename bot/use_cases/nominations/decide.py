"""Decisions: authority is checked at the click, and a decision binds to the content that the card showed."""

from dataclasses import replace
from itertools import islice

from bot.context.context import RequestContext
from bot.context.lookup import named_case
from bot.context.notify import refresh
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.rules import AwardBasis, refuse_not_in_pilot
from bot.domain.nominations import rules
from bot.domain.nominations.model import Approval, Case, Decision, NominationOutcome
from bot.domain.people.model import MembershipStatus
from bot.messages.cards import Button
from bot.messages.forms import Form, Reply, TextField
from bot.messages.parsing import CITATION_LIMIT, clean_citation
from bot.messages.refusals import Refusal
from bot.messages.requests import FormSubmission
from bot.presenting import approver_cards as cards
from bot.use_cases.credentials.grant import grant
from bot.use_cases.credentials.limits import is_budget_spent, refuse_over_limits
from bot.use_cases.nominations import case_view as showing
from bot.use_cases.nominations.approval_requests import ask_next, end_case, event_of
from bot.use_cases.nominations.case_loading import CaseSnapshot, load_approvers, load_case


def approve(turn: RequestContext, token: str) -> Reply:
    """Records one approval. The last one needed awards the badge."""
    one, shown = _load_named_case(turn, token)
    if one.case.decision:
        return cards.already_decided_card(turn.say, showing.load_case_view(turn.store, one.case))
    authority = _authority(turn, one)
    if shown != one.content_digest:
        return _review(turn, one)
    newest = _version_to_issue(turn, one)
    approval = Approval(turn.actor.id, one.progress.stage, turn.now, authority, one.content_digest)
    if approval.on_behalf_of in one.approver_ids or not turn.store.nominations.approve(one.case.id, approval):
        raise Refusal("approved_already")
    after = load_case(turn.store, one.case)
    if after.progress.step is None:
        return _award(turn, after, authority, newest)
    return _ask_for_more(turn, one, after, authority)


def decline(turn: RequestContext, token: str) -> Reply:
    """Asks for the reason where the platform can show a form; elsewhere declines at once, without one."""
    one, shown = _load_named_case(turn, token)
    if one.case.decision:
        return cards.already_decided_card(turn.say, showing.load_case_view(turn.store, one.case))
    _authority(turn, one)
    if shown != one.content_digest:
        return _review(turn, one)
    return _reason_form(turn, one, token) if turn.forms else _decline(turn, one, "")


def review(turn: RequestContext, token: str) -> Reply:
    """Shows the case again to its approver: the way back from the form that asks for a reason."""
    one, _ = _load_named_case(turn, token)
    if one.case.decision is None:
        _authority(turn, one)
        return cards.decision_card(turn.say, showing.load_case_view(turn.store, one.case, turn.actor.id))
    return cards.already_decided_card(turn.say, showing.load_case_view(turn.store, one.case))


def decline_by_form(turn: RequestContext, form: FormSubmission) -> Reply:
    """Declines for the reason given. The caller must be entitled at that moment."""
    one, shown = _load_named_case(turn, form.subject)
    if one.case.decision:
        return cards.already_decided_card(turn.say, showing.load_case_view(turn.store, one.case))
    if shown != one.content_digest:
        return _review(turn, one)
    reason = clean_citation(str(form.fields.get("reason", "")))
    if len(reason) > CITATION_LIMIT:
        raise Refusal("citation_too_long", {"found": str(len(reason)), "most": str(CITATION_LIMIT)})
    if not reason:
        raise Refusal("decline_needs_reason")
    return _decline(turn, one, reason)


def show_waiting(turn: RequestContext) -> Reply:
    """Lists the open cases that the caller may decide now, even if they lost the cards."""
    everything = turn.actor.owner or _is_listed(turn)
    cases = iter(turn.store.nominations.waiting_cases(turn.organisation.id, turn.actor.id, everything))
    # Only as many as the card shows: checking one case loads all its possible approvers.
    mine = tuple(islice((case for case in cases if _may_decide(turn, case)), cards.MOST_SHOWN))
    return cards.waiting_list(
        turn.say,
        tuple(showing.load_case_view(turn.store, case, turn.actor.id) for case in mine),
        any(_may_decide(turn, case) for case in cases),
    )


def _award(turn: RequestContext, one: CaseSnapshot, authority: str, newest: Achievement) -> Reply:
    first = one.active_nominations[0]
    end_case(turn, one, Decision(NominationOutcome.APPROVED, turn.actor.id, turn.now))
    words = "\n\n".join(nomination.citation for nomination in one.active_nominations)
    grounds = AwardBasis(turn.actor.id, one.case.workspace_id, words, first.conversation, one.case.id)
    credential = grant(turn, one.nominee, newest, grounds)
    turn.record("approved", one.case.id, authority, one.achievement.edition)
    turn.record("award", credential.id, "approval", newest.edition)
    # The pressed card is updated with the undo button too: where a sentence is shown at once, that is enough.
    return cards.approval_card(turn.say, one.nominee, newest, None if turn.brief else credential)


def _ask_for_more(turn: RequestContext, before: CaseSnapshot, after: CaseSnapshot, authority: str) -> Reply:
    """Continues after an approval that is not the last: in the same group, or at the next stage."""
    case = turn.store.nominations.change_case(after.case)
    one, stuck = replace(after, case=case), None
    begins = before.progress.stage != one.progress.stage
    try:
        ask_next(turn, one, event_of(one) if begins else "")
    except Refusal as nobody:
        stuck = nobody  # the approval counts all the same, and remains for later approvers
    refresh(turn, case.id)
    turn.record("approve_step", case.id, authority, one.achievement.edition)
    needed = one.progress.needed
    return cards.partial_approval_card(turn.say, one.nominee, one.achievement, needed, stuck)


def _decline(turn: RequestContext, one: CaseSnapshot, reason: str) -> Reply:
    authority = _authority(turn, one)
    end_case(turn, one, Decision(NominationOutcome.DECLINED, turn.actor.id, turn.now, reason))
    turn.record("declined", one.case.id, authority, one.achievement.edition)
    return cards.decline_card(turn.say, one.nominee, one.achievement)


def _review(turn: RequestContext, one: CaseSnapshot) -> Reply:
    """Decides nothing, because the card showed outdated content; updates every posted copy."""
    refresh(turn, one.case.id)
    return cards.content_changed(turn.say, showing.load_case_view(turn.store, one.case, turn.actor.id))


def _load_named_case(turn: RequestContext, token: str) -> tuple[CaseSnapshot, str]:
    """The case that a button names, and the digest of the content its card showed."""
    name, _, shown = token.partition(".")
    return load_case(turn.store, named_case(turn, name)), shown


def _authority(turn: RequestContext, one: CaseSnapshot) -> str:
    step = one.progress.step
    if step is None:
        raise Refusal("unknown_thing")
    around = load_approvers(turn.store, one, turn.now, turn.actor.id)
    try:
        return rules.deciding_authority(turn.actor, around, step, one.achievement)
    except Refusal as no:
        no.subject = one.case.id
        raise


def _version_to_issue(turn: RequestContext, one: CaseSnapshot) -> Achievement:
    """The version that can be awarded now. Raises if there is none, or if the nominee may no longer get it."""
    if one.nominee.standing is not MembershipStatus.MEMBER:
        raise Refusal("nominee_no_member", {"name": one.nominee.name})
    current = turn.store.catalogue.current(turn.organisation.id)
    newest = next((each for each in current if each.slug == one.achievement.slug), None)
    if newest is None:
        raise Refusal("achievement_retired", {"badge": one.achievement.name})
    refuse_not_in_pilot(one.nominee, newest)
    refuse_over_limits(turn, None, one.nominee, newest)
    if one.is_last_approval and not turn.actor.owner and is_budget_spent(turn):
        raise Refusal("budget_needs_owner", {"budget": str(turn.organisation.budget)})
    return newest


def _reason_form(turn: RequestContext, one: CaseSnapshot, token: str) -> Form:
    say = turn.say
    return Form(
        action="decline",
        title=say.text("decline.form_title"),
        intro=say.text("decline.form_intro", name=one.nominee.name, badge=one.achievement.name),
        submit=say.text("decline.form_submit"),
        fields=(TextField("reason", say.text("decline.reason"), required=True),),
        hint=cards.decline_hint(say),
        subject=token,
        back=Button(say.text("form.back"), "review", token),
    )


def _may_decide(turn: RequestContext, case: Case) -> bool:
    try:
        _authority(turn, load_case(turn.store, case))
    except Refusal:
        return False
    return True


def _is_listed(turn: RequestContext) -> bool:
    """Whether a badge's file lists the caller, who may then decide cases without having been asked."""
    email = turn.actor.email
    current = turn.store.catalogue.current(turn.organisation.id) if email else ()
    return any(email in (*one.awarders, *one.rules.approvers) for one in current)
