"""The cards for nominators: the approvers asked, the status, the outcome."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.catalogue.model import Achievement
from bot.domain.nominations.model import Nomination, NominationOutcome
from bot.domain.nominations.rules import NUDGE_EVERY
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
from bot.messages.forms import Form, TextField
from bot.messages.wording import Enumeration, Wording
from bot.presenting.badge_pictures import badge_picture
from bot.presenting.earners.giving import as_sentence
from bot.presenting.people import mention_of, mentions_of
from bot.use_cases.nominations.nominate import Nominated
from bot.use_cases.nominations.nominator_view import NominatorView


def nomination_card(say: Wording, nominated: Nominated) -> Card:
    """Tells the nominator who was asked, and which of them are absent with no one else to decide."""
    achievement, nominees = nominated.achievement, nominated.nominees
    approvers = dict.fromkeys(approver for each in nominees for approver in each.approvers)
    away = {person_id for each in nominees for person_id in each.away}
    names = mentions_of([each.nominee for each in nominees])
    line = say.line("nominate.done", people=names, badge=achievement.name)
    blocks: list[Block] = [
        Paragraph(line, badge_picture(say, achievement)),
        Quote(as_sentence(nominated.citation)),
        Note(say.line("nominate.next", approvers=_list_people(approvers))),
    ]
    if absent := [approver for approver in approvers if approver.id in away]:
        blocks.append(Note(say.line("nominate.away", approvers=_list_people(absent))))
    return Card(plain(line), tuple(blocks))


def decided_letter(say: Wording, view: NominatorView) -> Card:
    """Tells the nominator the outcome and the reason; only nominators learn the reason."""
    nominee, badge = mention_of(view.nominee), view.achievement.name
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


def own_nominations(
    say: Wording, nominations: tuple[NominatorView, ...], now: datetime, said: Line = ()
) -> Card:
    """The status of each of a person's nominations, below what was just done."""
    if not nominations:
        line = said or say.line("mine.none")
        return Card(plain(line), (Paragraph(line),))
    title = say.text("mine.title")
    blocks: list[Block] = [*((Paragraph(said),) if said else ()), Heading(title)]
    for view in nominations:
        blocks += [Divider(), status_row(say, view)]
        if (
            view.nomination.outcome is NominationOutcome.DECLINED
            and view.case.decision
            and view.case.decision.reason
        ):
            blocks.append(Quote(view.case.decision.reason))
        if view.nomination.outcome is NominationOutcome.OPEN:
            blocks.append(_choices(say, view, now))
    blocks.append(Note(say.line("mine.private")))
    return Card(plain(said) if said else title, tuple(blocks))


def status_row(say: Wording, view: NominatorView) -> Paragraph:
    """A nomination, and where it stands."""
    head = say.line("mine.one", nominee=mention_of(view.nominee), badge=view.achievement.name)
    return Paragraph((*head, *_status_line(say, view)), badge_picture(say, view.achievement))


def withdrawn_line(say: Wording, nominee: Person, achievement: Achievement) -> Line:
    """Confirms the withdrawal."""
    return say.line("mine.withdrawn", nominee=mention_of(nominee), badge=achievement.name)


def nudge_card(say: Wording, people: tuple[Person, ...]) -> Card:
    """Confirms which approvers were reminded."""
    line = say.line("mine.nudged", people=_list_people(people))
    return Card(plain(line), (Paragraph(line),))


def edit_card(say: Wording, nominee: Person, achievement: Achievement) -> Card:
    """Confirms the new citation, and that approvers are asked again."""
    line = say.line("mine.edited", nominee=mention_of(nominee), badge=achievement.name)
    return Card(plain(line), (Paragraph(line),))


def approver_unreachable(say: Wording, approver: Person, others: tuple[Person, ...]) -> Card:
    """Tells the nominator that the request could not be delivered, and who has it now; or what to do."""
    if others:
        people = _list_people(others)
        line = say.line("decide.passed_on", approver=mention_of(approver), others=people)
    else:
        line = say.line("decide.away", approver=mention_of(approver))
    return Card(plain(line), (Paragraph(line),))


def edit_form(say: Wording, nomination: Nomination) -> Form:
    """Asks for the new citation."""
    hint = say.line("edit.hint")
    return Form(
        action="edit_nomination",
        title=say.text("edit.form_title"),
        intro=say.text("edit.form_intro"),
        submit=say.text("edit.form_submit"),
        fields=(TextField("citation", say.text("form.citation"), nomination.citation, required=True),),
        hint=Card(plain(hint), (Paragraph(hint),)),
        subject=nomination.token,
        back=Button(say.text("form.back"), "nominations", ""),
    )


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
    since, until = Moment(view.nomination.at), Moment(view.expires_at)
    if not view.asked:
        return say.line("mine.nobody", since=since, until=until)
    return say.line("mine.open", since=since, approvers=_list_people(view.asked), until=until)


def _choices(say: Wording, view: NominatorView, now: datetime) -> Buttons:
    token = view.nomination.token
    last = max(at for at in (view.nomination.at, view.nomination.edited_at, view.nomination.nudged_at) if at)
    buttons = [Button(say.text("mine.edit"), "edit_nomination", token)]
    if now - last >= NUDGE_EVERY:
        buttons.insert(0, Button(say.text("mine.nudge"), "nudge", token))
    buttons.append(Button(say.text("mine.withdraw"), "withdraw", token))
    return Buttons(tuple(buttons))


def _list_people(people: Iterable[Person]) -> Enumeration:
    return mentions_of(tuple(people))
