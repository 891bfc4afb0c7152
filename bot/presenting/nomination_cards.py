"""The cards for nominators: the approvers asked, the status, the outcome."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.context.store import Store
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import CredentialStage
from bot.domain.nominations.model import Case, Nomination, NominationOutcome
from bot.domain.nominations.rules import EXPIRES_AFTER, NUDGE_EVERY
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
    plain,
)
from bot.messages.wording import Enumeration, Wording
from bot.presenting.badge_pictures import badge_picture
from bot.use_cases.nominations.approval_requests import pending_requests
from bot.use_cases.nominations.case_loading import load_case


@dataclass(frozen=True)
class NominatorView:
    """The parts of a nomination that its nominator may see."""

    nomination: Nomination
    case: Case
    nominee: Person
    achievement: Achievement
    asked: tuple[Person, ...]
    """The approvers whose answer it waits for: those asked who can decide now."""
    taken_back_at: datetime | None = None
    """When the resulting badge was undone or revoked."""


def load_nominator_view(store: Store, nomination: Nomination, now: datetime | None = None) -> NominatorView:
    """Loads what a nominator may see of a nomination. An open one needs `now`, to find who can decide it."""
    case = store.nominations.case(nomination.case_id)
    snapshot = load_case(store, case)
    waits = pending_requests(store, snapshot, now) if now and case.decision is None else ()
    asked = tuple(store.people.get(asking.person_id) for asking in waits)
    return NominatorView(
        nomination, case, snapshot.nominee, snapshot.achievement, asked, _ended_at(store, case)
    )


def _ended_at(store: Store, case: Case) -> datetime | None:
    """When the badge was undone or revoked. A badge turned down is not shown: that is private to its earner."""
    given = store.credentials.of_case(case.id) if case.outcome is NominationOutcome.APPROVED else None
    return (
        given.undone_at
        if given and given.stage in (CredentialStage.UNDONE, CredentialStage.REVOKED)
        else None
    )


def nomination_card(
    say: Wording,
    achievement: Achievement,
    asked: tuple[tuple[Person, tuple[Person, ...]], ...],
    citation: str,
    away: Collection[UUID | None] = (),
) -> Card:
    """Tells the nominator who was asked, and which of them are absent with no one else to decide."""
    nominees = Enumeration(tuple((nominee.mention,) for nominee, _ in asked))
    everybody = dict.fromkeys(person for _, people in asked for person in people)
    approvers = Enumeration(tuple((person.mention,) for person in everybody))
    line = say.line("nominate.done", people=nominees, badge=achievement.name)
    blocks: list[Block] = [
        Paragraph(line, badge_picture(say, achievement)),
        Quote(citation),
        Note(say.line("nominate.next", approvers=approvers)),
    ]
    if absent := tuple((person.mention,) for person in everybody if person.id in away):
        blocks.append(Note(say.line("nominate.away", approvers=Enumeration(absent))))
    return Card(plain(line), tuple(blocks))


def decided_letter(say: Wording, view: NominatorView) -> Card:
    """Tells the nominator the outcome and the reason; only nominators learn the reason."""
    nominee, badge = view.nominee.mention, view.achievement.name
    match view.case.outcome:
        case NominationOutcome.APPROVED:
            line = say.line("decided.approved", badge=badge, nominee=nominee)
        case NominationOutcome.EXPIRED:
            line = say.line("decided.expired", badge=badge, nominee=nominee)
        case _:
            line = say.line("decided.declined", badge=badge, nominee=nominee)
    blocks: list[Block] = [Paragraph(line, badge_picture(say, view.achievement))]
    if view.case.decision and view.case.decision.reason:
        blocks += [Note(say.line("decided.reason")), Quote(view.case.decision.reason)]
    return Card(plain(line), tuple(blocks))


def own_nominations(say: Wording, nominations: tuple[NominatorView, ...], now: datetime) -> Card:
    """The status of each of a person's nominations."""
    if not nominations:
        line = say.line("mine.none")
        return Card(plain(line), (Paragraph(line),))
    title = say.text("mine.title")
    blocks: list[Block] = [Heading(title)]
    for view in nominations:
        head = say.line("mine.one", nominee=view.nominee.mention, badge=view.achievement.name)
        blocks += [
            Divider(),
            Paragraph((*head, *_status_line(say, view)), badge_picture(say, view.achievement)),
        ]
        if (
            view.nomination.outcome is NominationOutcome.DECLINED
            and view.case.decision
            and view.case.decision.reason
        ):
            blocks.append(Quote(view.case.decision.reason))
        if view.nomination.outcome is NominationOutcome.OPEN:
            blocks.append(_choices(say, view, now))
    blocks.append(Note(say.line("mine.private")))
    return Card(title, tuple(blocks))


def withdraw_card(say: Wording, nominee: Person, achievement: Achievement) -> Card:
    """Confirms the withdrawal."""
    line = say.line("mine.withdrawn", nominee=nominee.mention, badge=achievement.name)
    return Card(plain(line), (Paragraph(line),))


def nudge_card(say: Wording, people: tuple[Person, ...]) -> Card:
    """Confirms which approvers were reminded."""
    line = say.line("mine.nudged", people=Enumeration(tuple((person.mention,) for person in people)))
    return Card(plain(line), (Paragraph(line),))


def edit_card(say: Wording, nominee: Person, achievement: Achievement) -> Card:
    """Confirms the new citation, and that approvers are asked again."""
    line = say.line("mine.edited", nominee=nominee.mention, badge=achievement.name)
    return Card(plain(line), (Paragraph(line),))


def approver_unreachable(say: Wording, approver: Person) -> Card:
    """Tells the nominator that the request could not be delivered, and what to do."""
    line = say.line("decide.away", approver=approver.mention)
    return Card(plain(line), (Paragraph(line),))


def needs_form(say: Wording) -> Card:
    """The hint shown where the platform cannot show a form."""
    line = say.line("edit.hint")
    return Card(plain(line), (Paragraph(line),))


def _status_line(say: Wording, view: NominatorView) -> Line:
    nomination, decision = view.nomination, view.case.decision
    if nomination.outcome is NominationOutcome.OPEN:
        return _open_line(say, view)
    at = Moment(decision.at if decision else nomination.at)
    match nomination.outcome:
        case NominationOutcome.APPROVED if view.taken_back_at:
            return say.line("mine.ended", at=at, ended=Moment(view.taken_back_at))
        case NominationOutcome.APPROVED:
            return say.line("mine.approved", at=at)
        case NominationOutcome.DECLINED:
            return say.line("mine.declined", at=at)
        case NominationOutcome.WITHDRAWN:
            return say.line("mine.taken_back")
        case _:
            return say.line("mine.expired", at=at)


def _open_line(say: Wording, view: NominatorView) -> Line:
    since, until = Moment(view.nomination.at), Moment(view.case.opened_at + EXPIRES_AFTER)
    if not view.asked:
        return say.line("mine.nobody", since=since, until=until)
    waits = Enumeration(tuple((person.mention,) for person in view.asked))
    return say.line("mine.open", since=since, approvers=waits, until=until)


def _choices(say: Wording, view: NominatorView, now: datetime) -> Buttons:
    token = view.nomination.token
    last = max(at for at in (view.nomination.at, view.nomination.edited_at, view.nomination.nudged_at) if at)
    buttons = [Button(say.text("mine.edit"), "edit_nomination", token)]
    if now - last >= NUDGE_EVERY:
        buttons.insert(0, Button(say.text("mine.nudge"), "nudge", token))
    buttons.append(Button(say.text("mine.withdraw"), "withdraw", token))
    return Buttons(tuple(buttons))
