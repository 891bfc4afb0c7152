"""The card with the history of a badge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.domain.audit.model import AuditEntry
from bot.domain.catalogue.model import Achievement
from bot.domain.events import EventKind
from bot.domain.nominations.model import DEPUTY
from bot.domain.people.model import Person
from bot.messages.cards import Block, Card, Heading, Line, Moment, Note, Paragraph, Words, plain
from bot.messages.wording import Wording

SHOWN_EVENTS = (
    EventKind.NOMINATED,
    EventKind.NOMINATION_EDITED,
    EventKind.WITHDRAWN,
    EventKind.APPROVED_STEP,
    EventKind.APPROVED,
    EventKind.AWARDED,
    EventKind.AMENDED,
    EventKind.UNDONE,
    EventKind.REVOKED,
    EventKind.TURNED_DOWN,
    EventKind.ESCALATED,
)
"""Events shown in a badge's history. Sharing is left out: it is private to the earner."""
AUTHORITIES = (
    *("override", "manager", "upline", "group", "listed", "owner", "anyone"),
    *(
        "awarder",
        "nominator",
        "recipient",
        "approval",
        "time",
        "unreachable",
        "operator",
        "operator_override",
    ),
)
"""What the steps of a history rest on."""
MOST_STEPS = 30


@dataclass(frozen=True)
class History:
    """The history of one badge: its achievement, its audit entries, and the people they name."""

    achievement: Achievement
    entries: Sequence[AuditEntry]
    people: Mapping[UUID, Person]


def principal_of(entry: AuditEntry) -> UUID | None:
    """The approver that a deputy decided for; None if the actor was no deputy."""
    return UUID(entry.authority.removeprefix(DEPUTY)) if entry.authority.startswith(DEPUTY) else None


def history_card(say: Wording, recipient: Person, histories: tuple[History, ...]) -> Card:
    """The history of a person's badges of one achievement, step by step; newest badge first."""
    blocks: list[Block] = []
    for history in histories:
        title = say.text("why_card.title", badge=history.achievement.name, name=recipient.name)
        blocks.append(Heading(title))
        blocks += [Paragraph(_step(say, history, entry)) for entry in history.entries[:MOST_STEPS]]
    blocks.append(Note(say.line("why_card.sealed")))
    title = say.text("why_card.title", badge=histories[0].achievement.name, name=recipient.name)
    return Card(plain((Words(title),)), tuple(blocks))


def _step(say: Wording, history: History, entry: AuditEntry) -> Line:
    person, principal = (
        history.people.get(who) if who else None for who in (entry.actor_id, principal_of(entry))
    )
    who: Line = (person.mention,) if person else say.line("why_card.nobody")
    what = say.text(f"why_card.{entry.kind.value}")
    rule = say.text("why_card.rule", rule=entry.rule) if entry.rule else ""
    authority = (
        say.line("why_card.deputy", person=principal.mention)
        if principal
        else say.line(f"authority.{entry.authority}")
    )
    return say.line("why_card.step", at=Moment(entry.at), who=who, what=what, authority=authority, rule=rule)
