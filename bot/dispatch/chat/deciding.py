"""The buttons on an approver's card, the form that asks for a reason, and `/badges decide`, as commands.

The token on a button names the case, the content that its card showed, and where it is: `<case>.<digest>.<place>`.
"""

from dataclasses import replace
from typing import assert_never

from bot.context.context import RequestContext
from bot.dispatch.chat.asking import ask_first
from bot.dispatch.chat.doubts import doubt_private, doubt_repeated
from bot.domain.credentials.model import Credential
from bot.messages.cards import AnswerPlace, Block
from bot.messages.forms import Reply
from bot.messages.reading.parsing import clean_citation
from bot.messages.requests import ButtonPress, FormSubmission
from bot.presenting import approver_cards as cards
from bot.presenting import decision_answers as answers
from bot.presenting.decision_answers import DecidedOn
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
    case, shown, place = _read(token)
    decided = decide(ctx, Approve(case, shown))
    if isinstance(decided, Approved) and decided.credential:
        doubts = doubt_repeated(ctx, decided.achievement, [decided.credential])
        ask_first(ctx, doubts, ButtonPress("approve", token), _asked_at(place))
    return _answer(ctx, decided, place)


def decline(ctx: RequestContext, token: str) -> Reply:
    """Asks for the reason where the platform can show a form; elsewhere declines at once, without one."""
    case_token, shown, place = _read(token)
    if not ctx.forms:
        return _answer(ctx, decide(ctx, Decline(case_token, shown, reason=None)), place)
    case = open_case(ctx, case_token, shown)
    if isinstance(case, CaseToDecide):
        return cards.reason_form(ctx.say, case.snapshot.nominee, case.snapshot.achievement, token)
    return _answer(ctx, case, place)


def decline_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Declines for the reason given."""
    reason = clean_citation(str(form.fields.get("reason", "")))
    case, shown, place = _read(form.subject)
    decided = decide(ctx, Decline(case, shown, reason=reason))
    if isinstance(decided, Declined):
        asked = decided.nominee, decided.achievement, form.subject, reason
        doubts = doubt_private(ctx, reason)
        ask_first(ctx, doubts, lambda: cards.reason_form(ctx.say, *asked), _asked_at(place))
    return _answer(ctx, decided, place)


def review(ctx: RequestContext, token: str) -> Reply:
    """Shows the case to its approver: from the list, or again behind the form that asks for a reason."""
    case_token, _, place = _read(token)
    if place is DecidedOn.LIST:
        return show_waiting(ctx)
    case = open_case(ctx, case_token)
    if not isinstance(case, CaseToDecide):
        return _answer(ctx, case, place)
    case_view = load_case_view(ctx.store, case.snapshot.case, ctx.actor.id)
    return replace(cards.decision_card(ctx.say, case_view, place=place), place=AnswerPlace.PRESSED)


def show_waiting(ctx: RequestContext) -> Reply:
    """Lists the open cases that the caller may decide now."""
    return waiting_again(ctx, ())


def waiting_again(ctx: RequestContext, said: tuple[Block, ...]) -> Reply:
    """The list as it is now, below what was just done."""
    waiting = find_waiting_cases(ctx, cards.MOST_SHOWN)
    return cards.waiting_list(ctx.say, waiting.cases, waiting.more, said)


def _answer(ctx: RequestContext, decided: Decided, place: DecidedOn) -> Reply:
    """On a letter the letter itself; else the list anew, with the decision above it."""
    match decided:
        case Approved(nominee, achievement, credential):
            undoable = credential if _needs_undo(ctx, credential, place) else None
            answer = answers.approval_card(ctx.say, nominee, achievement, undoable, place)
        case ApprovedStep(nominee, achievement, needed, stuck):
            answer = answers.partial_approval_card(ctx.say, nominee, achievement, needed, stuck)
        case Declined(nominee, achievement):
            answer = answers.decline_card(ctx.say, nominee, achievement)
        case AlreadyDecided(case_view):
            answer = answers.already_decided_card(ctx.say, replace(case_view, viewer_id=ctx.actor.id))
        case ChangedSince(case_view):
            return cards.content_changed(ctx.say, case_view, place)
        case _:
            assert_never(decided)
    return answer if place is DecidedOn.LETTER else waiting_again(ctx, answer.blocks)


def _asked_at(place: DecidedOn) -> AnswerPlace:
    """Where a question is asked: the list changes, a letter stays."""
    return AnswerPlace.APART if place is DecidedOn.LETTER else AnswerPlace.PRESSED


def _needs_undo(ctx: RequestContext, credential: Credential, place: DecidedOn) -> bool:
    """Whether the answer has the undo button: an approver who was asked has a letter with it."""
    if place is DecidedOn.LETTER:
        return not ctx.brief
    requests = ctx.store.nominations.approval_requests(credential.nomination_id or credential.id)
    return all(asked.person_id != ctx.actor.id for asked in requests)


def _read(token: str) -> tuple[str, str, DecidedOn]:
    """The case that a button names, the digest of the content that its card showed, and where the button is."""
    case_token, _, rest = token.partition(".")
    shown, _, place = rest.partition(".")
    return case_token, shown, DecidedOn(place) if place in tuple(DecidedOn) else DecidedOn.LETTER
