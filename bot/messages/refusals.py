"""Refusals: the one kind of expected error.

A use case raises `Refusal(code, facts)`; `refusal_card` words it (key `refusal.<code>` of the wording). Any other
exception is a bug and is answered with a reference number.
"""

from dataclasses import dataclass, field
from uuid import UUID

from bot.messages.cards import Card, Paragraph, plain
from bot.messages.quotations import quoted
from bot.messages.wording import Value, Wording


@dataclass(eq=False)  # Python writes the traceback into it, so it cannot be frozen
class Refusal(Exception):
    """An expected no. `facts` fill its sentence; `audited` puts the attempt itself on the audit trail.

    `subject` is what the attempt was about, for that entry, where known.
    """

    code: str
    facts: dict[str, Value] = field(default_factory=dict)
    audited: bool = False
    subject: UUID | None = None


class UnknownEmails(Exception):
    """E-mail addresses that match no known person yet. Roll back, ask the platform for them, try again."""

    def __init__(self, emails: tuple[str, ...], language: str = "") -> None:
        super().__init__("addresses that nobody here is known by")
        self.emails = emails
        self.language = language
        """The language of the caller. Set by the dispatcher."""


def refusal_card(refusal: Refusal, say: Wording, typed: str = "") -> Card:
    """A sentence: what was found, what was expected, and what to do; and what was `typed`, so that it is not lost."""
    line = say.line(f"refusal.{refusal.code}", **refusal.facts)
    return Card(plain(line), (Paragraph(line), *quoted(typed)))
