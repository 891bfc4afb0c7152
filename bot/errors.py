"""The one expected no.

A use case raises `Refusal(code, facts)`; `refusal_card` words it (key `refusal.<code>` of the wording). Whatever
else is raised is a bug and is answered with a reference number.
"""

from dataclasses import dataclass, field
from uuid import UUID

from bot.cards import Card, Line, Paragraph, Span, plain
from bot.wording import Wording


@dataclass(eq=False)  # Python writes the traceback into it, so it cannot be frozen
class Refusal(Exception):
    """An expected no. `facts` fill its sentence; `audited` says that the attempt itself is worth a record.

    `subject` is what the attempt was about, for that record, where it is known.
    """

    code: str
    facts: dict[str, str | Span | Line] = field(default_factory=dict)
    audited: bool = False
    subject: UUID | None = None


class NotMet(Exception):
    """Nobody is known by these e-mail addresses yet; the platform may know them. Roll back, ask it, try again."""

    def __init__(self, emails: tuple[str, ...]) -> None:
        super().__init__("addresses that nobody here is known by")
        self.emails = emails


def refusal_card(refusal: Refusal, say: Wording) -> Card:
    """The sentence that says what was found, what was expected, and what to do."""
    line = say.line(f"refusal.{refusal.code}", **refusal.facts)
    return Card(plain(line), (Paragraph(line),))
