"""What the audit trail tells about one badge."""

from bot.auditing.model import Entry
from bot.cards import Block, Card, Heading, Line, Moment, Note, Paragraph, Words, plain
from bot.catalogue.model import Achievement
from bot.people.model import Person
from bot.wording import Wording

TOLD = (
    "nominate",
    "edit",
    "approve_step",
    "approved",
    "award",
    "amend",
    "undo",
    "revoke",
    "escalate",
)
"""What is told of a credential. What its earner shows to whom is theirs, and is left out."""
MOST_TOLD = 30


def why(
    say: Wording, recipient: Person, achievement: Achievement, trail: tuple[tuple[Entry, Person | None], ...]
) -> Card:
    """How a badge came about, step by step."""
    title = say.text("why_card.title", badge=achievement.name, name=recipient.name)
    blocks: list[Block] = [Heading(title)]
    told = [(entry, person) for entry, person in trail if entry.action in TOLD]
    for entry, person in told[:MOST_TOLD]:
        blocks.append(Paragraph(_step(say, entry, person)))
    blocks.append(Note(say.line("why_card.sealed")))
    return Card(plain((Words(title),)), tuple(blocks))


def _step(say: Wording, entry: Entry, person: Person | None) -> Line:
    who: Line = (person.mention,) if person else say.line("why_card.nobody")
    what = say.text(f"why_card.{entry.action}")
    rule = say.text("why_card.rule", rule=entry.rule) if entry.rule else ""
    return say.line(
        "why_card.step", at=Moment(entry.at), who=who, what=what, authority=entry.authority, rule=rule
    )
