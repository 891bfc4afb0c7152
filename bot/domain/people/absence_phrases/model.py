"""What a text says of the end of an absence, and why it says nothing."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Protocol

LONGEST = 366
"""Maximum days of an absence."""


class NotUnderstood(Exception):
    """A text that is not understood as a whole.

    Codes: when (no end, or two beginnings), unread (words in no list), weekday (a date and another day of the week),
    two_ends, past, far, no_date.
    """

    def __init__(self, code: str, **facts: str | int | date) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class WorkWeek(Protocol):
    """What the length of an absence depends on."""

    @property
    def first_weekday(self) -> int:
        """The first working day of a week; 0 is Monday."""

    def later(self, day: date, working_days: int) -> date:
        """The day that many working days later."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the end of an absence: the day of return, and the time of that day if the text says one."""

    day: date
    at: time | None = None
    may_be_included: bool = field(default=False, compare=False)
    """Whether the text may mean that the person is away on that day as well: “until Friday”."""
    begins: date | None = field(default=None, compare=False)
    """The first day, where that is a later one than today."""


Readings = tuple[Reading, ...]
"""Of one text, the likeliest first."""
