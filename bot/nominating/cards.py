"""What nominators and approvers see."""

from dataclasses import dataclass

from bot.cards import (
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
from bot.catalogue.model import Achievement
from bot.nominating.model import Decision, Nomination, Outcome
from bot.people.model import Person
from bot.ports import Store
from bot.wording import Wording, listed

MOST_SHOWN = 8
"""Nominations in one card; a platform allows about fifty blocks."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A nomination with everyone and everything its card names."""

    nomination: Nomination
    nominee: Person
    nominator: Person
    achievement: Achievement
    decided: tuple[Decision, Person] | None
    """The decision, and who made it."""


def shown(store: Store, nomination: Nomination) -> Shown:
    """Reads what the card of a nomination names."""
    decision = nomination.decision
    return Shown(
        nomination,
        store.people.get(nomination.nominee_id),
        store.people.get(nomination.nominator_id),
        store.catalogue.get(nomination.achievement_id),
        (decision, store.people.get(decision.by)) if decision else None,
    )


def nominated(
    say: Wording, achievement: Achievement, asked: tuple[tuple[Person, Person], ...], citation: str
) -> Card:
    """Tells the nominator who was asked."""
    nominees: Line = listed(tuple((nominee.mention,) for nominee, _ in asked))
    approvers: Line = listed(tuple((person.mention,) for person in dict.fromkeys(who for _, who in asked)))
    line = say.line("nominate.done", people=nominees, badge=achievement.name)
    blocks: tuple[Block, ...] = (
        Paragraph(line, achievement.picture),
        Quote(citation),
        Note(say.line("nominate.next", approvers=approvers)),
    )
    return Card(plain(line), blocks)


def to_decide(say: Wording, one: Shown) -> Card:
    """The approver's card: with buttons while it is open, with the decision afterwards."""
    head = say.line(
        "decide.asked",
        nominator=one.nominator.mention,
        nominee=one.nominee.mention,
        badge=one.achievement.name,
    )
    blocks: list[Block] = [
        Heading(say.text("decide.title")),
        Paragraph(head, one.achievement.picture),
        Quote(one.nomination.citation),
    ]
    if one.decided:
        decision, decider = one.decided
        verdict = say.line(
            f"decide.verdict_{decision.outcome}", decider=decider.mention, at=Moment(decision.at)
        )
        return Card(plain(verdict), (*blocks, Paragraph(verdict)))
    blocks.append(Note((*say.line("decide.criteria"), Words(f" {one.achievement.criteria}"))))
    blocks.append(_buttons(say, one))
    blocks.append(Note(say.line("decide.privacy", nominator=one.nominator.name)))
    return Card(plain(head), tuple(blocks))


def waiting(say: Wording, nominations: tuple[Shown, ...]) -> Card:
    """The list of what waits for this person's decision."""
    if not nominations:
        line = say.line("decide.nothing")
        return Card(plain(line), (Paragraph(line),))
    title = say.text("decide.waiting", count=str(len(nominations)))
    blocks: list[Block] = [Heading(title)]
    for one in nominations[:MOST_SHOWN]:
        head = say.line(
            "decide.asked",
            nominator=one.nominator.mention,
            nominee=one.nominee.mention,
            badge=one.achievement.name,
        )
        blocks += [
            Divider(),
            Paragraph(head, one.achievement.picture),
            Quote(one.nomination.citation),
            _buttons(say, one),
        ]
    if len(nominations) > MOST_SHOWN:
        blocks.append(Note(say.line("decide.more", count=str(len(nominations) - MOST_SHOWN))))
    return Card(title, tuple(blocks))


def decision_done(say: Wording, outcome: Outcome, nominee: Person, achievement: Achievement) -> Card:
    """Tells the approver what their click did."""
    line = say.line(f"decide.done_{outcome}", nominee=nominee.mention, badge=achievement.name)
    return Card(plain(line), (Paragraph(line),))


def decided_before(say: Wording, one: Shown) -> Card:
    """Tells a second click that nothing changed: who decided, and when."""
    if one.decided is None:
        raise ValueError(f"nomination {one.nomination.id} is not decided")
    decision, decider = one.decided
    line = say.line(
        f"decide.before_{decision.outcome}",
        decider=decider.mention,
        at=Moment(decision.at),
        nominee=one.nominee.mention,
        badge=one.achievement.name,
    )
    return Card(plain(line), (Paragraph(line),))


def decided_letter(say: Wording, one: Shown) -> Card:
    """Tells the nominator the outcome."""
    line = say.line(
        f"decided.{one.nomination.outcome}", nominee=one.nominee.mention, badge=one.achievement.name
    )
    return Card(plain(line), (Paragraph(line, one.achievement.picture),))


def approver_away(say: Wording, approver: Person) -> Card:
    """Tells the nominator that the request could not be delivered, and what helps."""
    line = say.line("decide.away", approver=approver.mention)
    return Card(plain(line), (Paragraph(line),))


def _buttons(say: Wording, one: Shown) -> Buttons:
    token = one.nomination.token
    return Buttons(
        (
            Button(say.text("decide.approve"), "approve", token, Style.PRIMARY),
            Button(say.text("decide.decline"), "decline", token),
        )
    )
