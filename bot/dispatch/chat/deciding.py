"""The buttons on an approver's card, the form that asks for a reason, and `/badges decide`, as commands.

The token on a button names the case, and the content that its card showed: `<case>.<digest>`.
"""

from typing import assert_never

from bot.context.context import RequestContext
from bot.dispatch.chat.asking import ask_first
from bot.dispatch.chat.doubts import doubt_private, doubt_repeated
from bot.messages.forms import Reply
from bot.messages.parsing import clean_citation
from bot.messages.requests import ButtonPress, FormSubmission
from bot.presenting import approver_cards as cards
from bot.use_cases.nominations.case_view import load_case_view
from bot.use_cases.nominations.decide import (
    AlreadyDecided,
    Approve,
    Approved,
    ApprovedStep,
    CaseToDecide,
    ChangedSince,
    Decided,
    Decline,
    Declined,
    decide,
    open_case,
)
from bot.use_cases.nominations.waiting_cases import find_waiting_cases


def approve(ctx: RequestContext, token: str) -> Reply:
    """Approves; the last approval needed awards the badge."""
    decided = decide(ctx, Approve(*_read(token)))
    if isinstance(decided, Approved) and decided.credential:
        doubts = doubt_repeated(ctx, decided.achievement, [decided.credential])
        ask_first(ctx, doubts, ButtonPress("approve", token))
    return _answer(ctx, decided)


def decline(ctx: RequestContext, token: str) -> Reply:
    """Asks for the reason where the platform can show a form; elsewhere declines at once, without one."""
    if not ctx.forms:
        return _answer(ctx, decide(ctx, Decline(*_read(token), reason=None)))
    case = open_case(ctx, *_read(token))
    if isinstance(case, CaseToDecide):
        return cards.reason_form(ctx.say, case.snapshot.nominee, case.snapshot.achievement, token)
    return _answer(ctx, case)


def decline_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Declines for the reason given."""
    reason = clean_citation(str(form.fields.get("reason", "")))
    decided = decide(ctx, Decline(*_read(form.subject), reason=reason))
    if isinstance(decided, Declined):
        asked = decided.nominee, decided.achievement, form.subject, reason
        ask_first(ctx, doubt_private(ctx, reason), lambda: cards.reason_form(ctx.say, *asked))
    return _answer(ctx, decided)


def review(ctx: RequestContext, token: str) -> Reply:
    """Shows the case again to its approver: the way back from the form that asks for a reason."""
    case_token, _ = _read(token)
    case = open_case(ctx, case_token)
    if isinstance(case, CaseToDecide):
        return cards.decision_card(ctx.say, load_case_view(ctx.store, case.snapshot.case, ctx.actor.id))
    return _answer(ctx, case)


def show_waiting(ctx: RequestContext) -> Reply:
    """Lists the open cases that the caller may decide now."""
    waiting = find_waiting_cases(ctx, cards.MOST_SHOWN)
    return cards.waiting_list(ctx.say, waiting.cases, waiting.more)


def _answer(ctx: RequestContext, decided: Decided) -> Reply:
    match decided:
        case Approved(nominee, achievement, credential):
            # The pressed card gets the undo button too: where a sentence is shown at once, that is enough.
            return cards.approval_card(ctx.say, nominee, achievement, None if ctx.brief else credential)
        case ApprovedStep(nominee, achievement, needed, stuck):
            return cards.partial_approval_card(ctx.say, nominee, achievement, needed, stuck)
        case Declined(nominee, achievement):
            return cards.decline_card(ctx.say, nominee, achievement)
        case AlreadyDecided(case_view):
            return cards.already_decided_card(ctx.say, case_view)
        case ChangedSince(case_view):
            return cards.content_changed(ctx.say, case_view)
        case _:
            assert_never(decided)


def _read(token: str) -> tuple[str, str]:
    """The case that a button names, and the digest of the content that its card showed."""
    case_token, _, shown_digest = token.partition(".")
    return case_token, shown_digest
