"""The cards for approvers: the nomination, why it came to them, and the signals worth a second look."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import CredentialStage
from bot.domain.nominations.model import Case, Decision, Nomination, NominationOutcome
from bot.domain.people.model import Person
from bot.messages.cards import (
    AnswerPlace,
    Block,
    Button,
    Buttons,
    Card,
    Divider,
    Heading,
    Line,
    Moment,
    Note,
    Paragraph,
    Quote,
    Style,
    Words,
    first_line,
    plain,
)
from bot.messages.forms import Form, TextField
from bot.messages.wording import Enumeration, Wording
from bot.presenting.badge_pictures import badge_picture
from bot.presenting.case_reasons import assignment_reasons, message_line, person_line, signal_lines
from bot.presenting.decision_answers import DecidedOn, undo_decision
from bot.presenting.people import mention_of
from bot.use_cases.nominations.case_view import CaseView

MOST_SHOWN = 8
"""Cases in one card; a platform allows about fifty blocks."""
MOST_QUOTED = 8
"""Nominations of one case in one card."""


def decision_card(
    say: Wording, case_view: CaseView, opening: Line = (), place: DecidedOn = DecidedOn.LETTER
) -> Card:
    """The approver's card: with buttons while the case is open, with the decision afterwards."""
    head = _head(say, case_view)
    blocks: list[Block] = [Heading(_title(say, case_view.case))]
    if opening and case_view.case.decision is None:
        blocks.append(Note(opening))
    blocks += [Paragraph(head, badge_picture(say, case_view.snapshot.achievement)), *_quotes(say, case_view)]
    if case_view.case.decision:
        verdict = _verdict(say, case_view, case_view.case.decision)
        return Card(plain(verdict), (*blocks, Paragraph(verdict), *_after_decision(say, case_view)))
    blocks += [Note(line) for line in (*assignment_reasons(say, case_view), *signal_lines(say, case_view))]
    blocks.append(Note((*say.line("decide.criteria"), Words(f"\n{case_view.snapshot.achievement.criteria}"))))
    if _has_approved(case_view):
        blocks.append(Paragraph(say.line("decide.yours_is_in")))
        stays = case_view.request and case_view.request.stage == case_view.snapshot.progress.stage
        decline = _buttons(say, case_view, place, approve=False)
        return Card(plain(head), (*blocks, *([decline] if stays else ())))
    blocks.append(_buttons(say, case_view, place))
    blocks.append(Note(say.line("decide.privacy", nominator=_nominators(case_view))))
    if place is DecidedOn.CASE:
        blocks.append(Buttons((Button(say.text("decide.back"), "waiting", ""),)))
    return Card(plain(opening or head), tuple(blocks))


def waiting_list(say: Wording, cases: tuple[CaseView, ...], more: bool, said: tuple[Block, ...] = ()) -> Card:
    """The cases that wait for this person's decision; `more`: there are others; `said`: what was just done."""
    nothing, done = say.line("decide.nothing"), plain(first_line(said))
    if not cases:
        return Card(done or plain(nothing), (*said, Paragraph(nothing)), AnswerPlace.PRESSED)
    title = say.text("decide.waiting", number=f"{say.number(len(cases))}+" if more else len(cases))
    blocks: list[Block] = [*said, Heading(title), *waiting_rows(say, cases)]
    if more:
        blocks.append(Note(say.line("decide.more")))
    return Card(done or title, tuple(blocks), AnswerPlace.PRESSED)


def waiting_rows(say: Wording, cases: Sequence[CaseView]) -> list[Block]:
    """Open cases, each with the buttons that decide it."""
    blocks: list[Block] = []
    for case_view in cases:
        is_one = len(case_view.snapshot.active_nominations) == 1
        blocks += [
            Divider(),
            Paragraph(_head(say, case_view), badge_picture(say, case_view.snapshot.achievement)),
            *_summary(say, case_view),
            _buttons(say, case_view, DecidedOn.LIST) if is_one else _review_button(say, case_view),
        ]
    return blocks


def content_changed(say: Wording, case_view: CaseView, place: DecidedOn = DecidedOn.LETTER) -> Card:
    """The current card, because a citation changed after the card was sent."""
    card = decision_card(say, case_view, say.line("decide.changed"), place)
    return replace(card, place=AnswerPlace.PRESSED)


def reason_form(
    say: Wording, nominee: Person, achievement: Achievement, token: str, reason: str = ""
) -> Form:
    """Asks why the nomination is declined."""
    hint = say.line("decline.hint")
    return Form(
        action="decline",
        title=say.text("decline.form_title"),
        intro=say.text("decline.form_intro", name=nominee.name, badge=achievement.name),
        submit=say.text("decline.form_submit"),
        fields=(TextField("reason", say.text("decline.reason"), reason, required=True),),
        hint=Card(plain(hint), (Paragraph(hint),)),
        subject=token,
        back=Button(say.text("form.back"), "review", token),
    )


def _title(say: Wording, case: Case) -> str:
    match case.outcome:
        case NominationOutcome.OPEN:
            return say.text("decide.title")
        case NominationOutcome.APPROVED | NominationOutcome.DECLINED:
            return say.text("decide.title_decided")
        case _:
            return say.text("decide.title_ended")


def _head(say: Wording, case_view: CaseView) -> Line:
    nominee, nominator, badge = (
        mention_of(case_view.snapshot.nominee),
        _nominators(case_view),
        case_view.snapshot.achievement.name,
    )
    if len(case_view.snapshot.active_nominations) > 1:
        return say.line("decide.asked_several", nominator=nominator, nominee=nominee, badge=badge)
    return say.line("decide.asked", nominator=nominator, nominee=nominee, badge=badge)


def _nominators(case_view: CaseView) -> Enumeration:
    return Enumeration(
        tuple(
            person_line(case_view, nomination.nominator_id)
            for nomination in case_view.snapshot.shown_nominations
        )
    )


def _quotes(say: Wording, case_view: CaseView) -> list[Block]:
    told = case_view.snapshot.shown_nominations
    if len(told) == 1:
        return _quote(say, case_view, told[0])
    blocks: list[Block] = []
    for nomination in told[:MOST_QUOTED]:
        blocks.append(
            Note(say.line("decide.says", nominator=person_line(case_view, nomination.nominator_id)))
        )
        blocks += _quote(say, case_view, nomination)
    if len(told) > MOST_QUOTED:
        blocks.append(Note(say.line("decide.more_say", count=len(told) - MOST_QUOTED)))
    return blocks


def _quote(say: Wording, case_view: CaseView, nomination: Nomination) -> list[Block]:
    """The words of a nomination, and the message behind it."""
    evidence = nomination.evidence
    message = [Note(message_line(say, case_view, evidence))] if evidence else []
    return [Quote(nomination.citation), *message]


def _summary(say: Wording, case_view: CaseView) -> list[Block]:
    """The first citation, the number of others, why it came to the viewer, and the signals."""
    more = len(case_view.snapshot.active_nominations) - 1
    lines = [say.line("decide.more_say", count=more)] if more > 0 else []
    lines += [*assignment_reasons(say, case_view), *signal_lines(say, case_view)]
    joined = tuple(span for line in lines for span in (*line, Words("\n")))[:-1]
    told = case_view.snapshot.shown_nominations
    first = _quotes(say, case_view)[:2] if more > 0 else _quote(say, case_view, told[0])
    return [*first, *([Note(joined)] if joined else [])]


def _verdict(say: Wording, case_view: CaseView, decision: Decision) -> Line:
    match decision.outcome:
        case NominationOutcome.APPROVED if decision.by:
            return say.line(
                "decide.verdict_approved", decider=person_line(case_view, decision.by), at=Moment(decision.at)
            )
        case NominationOutcome.DECLINED if decision.by:
            return say.line(
                "decide.verdict_declined", decider=person_line(case_view, decision.by), at=Moment(decision.at)
            )
        case NominationOutcome.WITHDRAWN:
            return say.line("decide.verdict_withdrawn", at=Moment(decision.at))
        case _:
            return say.line("decide.verdict_expired", at=Moment(decision.at))


def _after_decision(say: Wording, case_view: CaseView) -> Sequence[Block]:
    """The reason, for the approver who gave it; and what happened after an approval.

    A badge turned down is not shown: that is private to its earner.
    """
    credential, decision = case_view.credential, case_view.case.decision
    if decision and decision.reason and decision.by == case_view.viewer_id:
        return (Note(say.line("decide.your_reason")), Quote(decision.reason))
    if credential is None or decision is None:
        return ()
    if credential.stage in (CredentialStage.UNDONE, CredentialStage.REVOKED) and credential.undone_at:
        return (Note(say.line("decide.ended", at=Moment(credential.undone_at))),)
    return (undo_decision(say, credential),) if decision.by == case_view.viewer_id else ()


def _has_approved(case_view: CaseView) -> bool:
    """Whether the viewer has approved the current content."""
    return any(
        approval.person_id == case_view.viewer_id and approval.shown == case_view.snapshot.content_digest
        for approval in case_view.snapshot.approvals
    )


def _buttons(say: Wording, case_view: CaseView, place: DecidedOn, *, approve: bool = True) -> Buttons:
    token = _token(case_view, place)
    yes = (Button(say.text("decide.approve"), "approve", token, Style.PRIMARY),) if approve else ()
    return Buttons((*yes, Button(say.text("decide.decline"), "decline", token)))


def _review_button(say: Wording, case_view: CaseView) -> Buttons:
    """Opens the whole card, so that approvers see all citations before they approve."""
    token = _token(case_view, DecidedOn.CASE)
    return Buttons((Button(say.text("decide.read_all"), "review", token, Style.PRIMARY),))


def _token(case_view: CaseView, place: DecidedOn) -> str:
    """The case, the content that its card shows, and where the button is."""
    shown = f"{case_view.case.token}.{case_view.snapshot.content_digest}"
    return shown if place is DecidedOn.LETTER else f"{shown}.{place}"
