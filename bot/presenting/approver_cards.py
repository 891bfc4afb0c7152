"""The cards for approvers: the nomination, why it came to them, and the signals worth a second look."""

from collections.abc import Sequence

from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.credentials.rules import UNDO_WITHIN
from bot.domain.nominations.model import Case, Decision, NominationOutcome
from bot.domain.people.model import Person
from bot.messages.cards import (
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
    plain,
)
from bot.messages.refusals import Refusal, refusal_card
from bot.messages.wording import Wording, join_lines
from bot.use_cases.nominations.case_view import CaseView, assignment_reasons, signal_lines

MOST_SHOWN = 8
"""Cases in one card; a platform allows about fifty blocks."""
MOST_QUOTED = 8
"""Nominations of one case in one card."""


def decision_card(say: Wording, one: CaseView, opening: Line = ()) -> Card:
    """The approver's card: with buttons while the case is open, with the decision afterwards."""
    head = _head(say, one)
    blocks: list[Block] = [Heading(_title(say, one.case))]
    if opening and one.case.decision is None:
        blocks.append(Note(opening))
    blocks += [Paragraph(head, one.snapshot.achievement.picture), *_quotes(say, one)]
    if one.case.decision:
        verdict = _verdict(say, one, one.case.decision)
        return Card(plain(verdict), (*blocks, Paragraph(verdict), *_after_decision(say, one)))
    blocks += [Note(line) for line in (*assignment_reasons(say, one), *signal_lines(say, one))]
    blocks.append(Note((*say.line("decide.criteria"), Words(f"\n{one.snapshot.achievement.criteria}"))))
    if _has_approved(one):
        blocks.append(Paragraph(say.line("decide.yours_is_in")))
        stays = one.request and one.request.stage == one.snapshot.progress.stage
        return Card(plain(head), (*blocks, *([_buttons(say, one, approve=False)] if stays else ())))
    blocks.append(_buttons(say, one))
    blocks.append(Note(say.line("decide.privacy", nominator=_nominators(one))))
    return Card(plain(opening or head), tuple(blocks))


def waiting_list(say: Wording, cases: tuple[CaseView, ...], more: bool) -> Card:
    """The cases waiting for this person's decision; `more`: there are more than it shows."""
    if not cases:
        line = say.line("decide.nothing")
        return Card(plain(line), (Paragraph(line),))
    title = say.text("decide.waiting", count=f"{len(cases)}+" if more else str(len(cases)))
    blocks: list[Block] = [Heading(title)]
    for one in cases:
        blocks += [Divider(), Paragraph(_head(say, one), one.snapshot.achievement.picture)]
        blocks += [
            *_summary(say, one),
            _review_button(say, one) if len(one.snapshot.active_nominations) > 1 else _buttons(say, one),
        ]
    if more:
        blocks.append(Note(say.line("decide.more")))
    return Card(title, tuple(blocks))


def approval_card(
    say: Wording, nominee: Person, achievement: Achievement, credential: Credential | None
) -> Card:
    """Confirms the approval, with the button to undo it if the credential is passed."""
    line = say.line("decide.done_approved", nominee=nominee.mention, badge=achievement.name)
    return Card(plain(line), (Paragraph(line), *(_undo(say, credential) if credential else ())))


def decline_card(say: Wording, nominee: Person, achievement: Achievement) -> Card:
    """Confirms the declining."""
    line = say.line("decide.done_declined", nominee=nominee.mention, badge=achievement.name)
    return Card(plain(line), (Paragraph(line),))


def partial_approval_card(
    say: Wording, nominee: Person, achievement: Achievement, needed: int, stuck: Refusal | None
) -> Card:
    """Confirms the approval where more are needed. `stuck`: why no approver can be asked for them now."""
    line = say.line("decide.done_step", nominee=nominee.mention, badge=achievement.name, needed=str(needed))
    why = refusal_card(stuck, say).blocks if stuck else ()
    return Card(plain(line), (Paragraph(line), *why))


def already_decided_card(say: Wording, one: CaseView) -> Card:
    """Answers a click on a decided case: who decided, and when; nothing changes."""
    decision = one.case.decision
    if decision is None:
        raise ValueError(f"case {one.case.id} is not decided")
    nominee, badge, at = one.snapshot.nominee.mention, one.snapshot.achievement.name, Moment(decision.at)
    if decision.by is None or decision.outcome in (NominationOutcome.WITHDRAWN, NominationOutcome.EXPIRED):
        line = say.line("decide.before_over", badge=badge, nominee=nominee, at=at)
    elif decision.outcome is NominationOutcome.APPROVED:
        decider = one.line(decision.by)
        line = say.line("decide.before_approved", decider=decider, badge=badge, nominee=nominee, at=at)
    else:
        decider = one.line(decision.by)
        line = say.line("decide.before_declined", decider=decider, badge=badge, nominee=nominee, at=at)
    return Card(plain(line), (Paragraph(line),))


def content_changed(say: Wording, one: CaseView) -> Card:
    """The current card, because a citation changed after the card was sent."""
    return decision_card(say, one, say.line("decide.changed"))


def decline_hint(say: Wording) -> Card:
    """The hint shown where the platform cannot show a form."""
    line = say.line("decline.hint")
    return Card(plain(line), (Paragraph(line),))


def _title(say: Wording, case: Case) -> str:
    match case.outcome:
        case NominationOutcome.OPEN:
            return say.text("decide.title")
        case NominationOutcome.APPROVED | NominationOutcome.DECLINED:
            return say.text("decide.title_decided")
        case _:
            return say.text("decide.title_ended")


def _head(say: Wording, one: CaseView) -> Line:
    nominee, nominator, badge = one.snapshot.nominee.mention, _nominators(one), one.snapshot.achievement.name
    if len(one.snapshot.active_nominations) > 1:
        return say.line("decide.asked_several", nominator=nominator, nominee=nominee, badge=badge)
    return say.line("decide.asked", nominator=nominator, nominee=nominee, badge=badge)


def _nominators(one: CaseView) -> Line:
    return join_lines(
        tuple(one.line(nomination.nominator_id) for nomination in one.snapshot.shown_nominations)
    )


def _quotes(say: Wording, one: CaseView) -> list[Block]:
    told = one.snapshot.shown_nominations
    if len(told) == 1:
        return [Quote(told[0].citation)]
    blocks: list[Block] = []
    for nomination in told[:MOST_QUOTED]:
        blocks.append(Note(say.line("decide.says", nominator=one.line(nomination.nominator_id))))
        blocks.append(Quote(nomination.citation))
    if len(told) > MOST_QUOTED:
        blocks.append(Note(say.line("decide.more_say", count=str(len(told) - MOST_QUOTED))))
    return blocks


def _summary(say: Wording, one: CaseView) -> list[Block]:
    """The first citation, the number of others, why it came to the viewer, and the signals."""
    more = len(one.snapshot.active_nominations) - 1
    lines = [say.line("decide.more_say", count=str(more))] if more > 0 else []
    lines += [*assignment_reasons(say, one), *signal_lines(say, one)]
    joined = tuple(span for line in lines for span in (*line, Words("\n")))[:-1]
    return [*_quotes(say, one)[: 2 if more > 0 else 1], *([Note(joined)] if joined else [])]


def _verdict(say: Wording, one: CaseView, decision: Decision) -> Line:
    match decision.outcome:
        case NominationOutcome.APPROVED if decision.by:
            return say.line("decide.verdict_approved", decider=one.line(decision.by), at=Moment(decision.at))
        case NominationOutcome.DECLINED if decision.by:
            return say.line("decide.verdict_declined", decider=one.line(decision.by), at=Moment(decision.at))
        case NominationOutcome.WITHDRAWN:
            return say.line("decide.verdict_withdrawn", at=Moment(decision.at))
        case _:
            return say.line("decide.verdict_expired", at=Moment(decision.at))


def _after_decision(say: Wording, one: CaseView) -> Sequence[Block]:
    """What happened after an approval. A badge turned down is not shown: that is private to its earner."""
    credential, decision = one.credential, one.case.decision
    if credential is None or decision is None:
        return ()
    if credential.stage in (CredentialStage.UNDONE, CredentialStage.REVOKED) and credential.undone_at:
        return (Note(say.line("decide.ended", at=Moment(credential.undone_at))),)
    return _undo(say, credential) if decision.by == one.viewer_id else ()


def _undo(say: Wording, credential: Credential) -> Sequence[Block]:
    until = Moment(credential.awarded_at + UNDO_WITHIN)
    button = Button(say.text("award.undo"), "undo", credential.token)
    return Note(say.line("award.next", until=until)), Buttons((button,))


def _has_approved(one: CaseView) -> bool:
    """Whether the viewer has approved the current content."""
    return any(
        approval.person_id == one.viewer_id and approval.shown == one.snapshot.content_digest
        for approval in one.snapshot.approvals
    )


def _buttons(say: Wording, one: CaseView, *, approve: bool = True) -> Buttons:
    token = f"{one.case.token}.{one.snapshot.content_digest}"
    yes = (Button(say.text("decide.approve"), "approve", token, Style.PRIMARY),) if approve else ()
    return Buttons((*yes, Button(say.text("decide.decline"), "decline", token)))


def _review_button(say: Wording, one: CaseView) -> Buttons:
    """Opens the whole card, so that approvers see all citations before they approve."""
    token = f"{one.case.token}.{one.snapshot.content_digest}"
    return Buttons((Button(say.text("decide.read_all"), "review", token, Style.PRIMARY),))
