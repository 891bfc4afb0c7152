"""What approvers are answered, and the button that undoes an approval."""

from enum import StrEnum

from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.domain.nominations.model import Decision, NominationOutcome
from bot.domain.people.model import Person
from bot.messages.cards import AnswerPlace, Button, Card, Line, Moment, Paragraph, Passing, plain
from bot.messages.refusals import Refusal, refusal_card
from bot.messages.wording import Wording
from bot.presenting.award_cards import undo_blocks
from bot.presenting.case_reasons import person_line
from bot.presenting.people import mention_of
from bot.use_cases.nominations.case_view import CaseView


class DecidedOn(StrEnum):
    """Where a decision's buttons are."""

    LETTER = ""
    LIST = "w"
    """In the list of what waits."""
    CASE = "c"
    """On a case that was opened from the list."""


def approval_card(
    say: Wording,
    nominee: Person,
    achievement: Achievement,
    credential: Credential | None,
    place: DecidedOn = DecidedOn.LETTER,
) -> Card:
    """Confirms the approval, with the button to undo it if the credential is passed."""
    line = say.line("decide.done_approved", nominee=mention_of(nominee), badge=achievement.name)
    undo = (undo_decision(say, credential, place),) if credential else ()
    return Card(plain(line), (Paragraph(line), *undo), AnswerPlace.LETTER)


def decline_card(say: Wording, nominee: Person, achievement: Achievement) -> Card:
    """Confirms the declining."""
    line = say.line("decide.done_declined", nominee=mention_of(nominee), badge=achievement.name)
    return Card(plain(line), (Paragraph(line),), AnswerPlace.LETTER)


def partial_approval_card(
    say: Wording, nominee: Person, achievement: Achievement, needed: int, stuck: Refusal | None
) -> Card:
    """Confirms the approval where more are needed. `stuck`: why no approver can be asked for them now."""
    line = say.line("decide.done_step", nominee=mention_of(nominee), badge=achievement.name, needed=needed)
    why = refusal_card(stuck, say).blocks if stuck else ()
    return Card(plain(line), (Paragraph(line), *why), AnswerPlace.APART if stuck else AnswerPlace.LETTER)


def already_decided_card(say: Wording, case_view: CaseView) -> Card:
    """Answers a click on a decided case: who decided, and when; nothing changes."""
    decision = case_view.case.decision
    if decision is None:
        raise ValueError(f"case {case_view.case.id} is not decided")
    nominee, badge, at = (
        mention_of(case_view.snapshot.nominee),
        case_view.snapshot.achievement.name,
        Moment(decision.at),
    )
    if decision.by is None or decision.outcome in (NominationOutcome.WITHDRAWN, NominationOutcome.EXPIRED):
        line = say.line("decide.before_over", badge=badge, nominee=nominee, at=at)
    elif decision.by == case_view.viewer_id:
        line = _decided_by_you(say, case_view, decision)
    elif decision.outcome is NominationOutcome.APPROVED:
        decider = person_line(case_view, decision.by)
        line = say.line("decide.before_approved", decider=decider, badge=badge, nominee=nominee, at=at)
    else:
        decider = person_line(case_view, decision.by)
        line = say.line("decide.before_declined", decider=decider, badge=badge, nominee=nominee, at=at)
    return Card(plain(line), (Paragraph(line),), AnswerPlace.LETTER)


def _decided_by_you(say: Wording, case_view: CaseView, decision: Decision) -> Line:
    nominee, badge = mention_of(case_view.snapshot.nominee), case_view.snapshot.achievement.name
    if decision.outcome is NominationOutcome.APPROVED:
        return say.line("decide.you_approved", nominee=nominee, badge=badge, at=Moment(decision.at))
    return say.line("decide.you_declined", nominee=nominee, badge=badge, at=Moment(decision.at))


def undo_decision(say: Wording, credential: Credential, place: DecidedOn = DecidedOn.LETTER) -> Passing:
    token = credential.token if place is DecidedOn.LETTER else f"{credential.token}.{DecidedOn.LIST}"
    return undo_blocks(say, credential, (Button(say.text("award.undo"), "undo", token),))
