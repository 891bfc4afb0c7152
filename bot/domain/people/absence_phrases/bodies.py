"""What one clause says, whatever the order of its words: each kind of thing once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from bot.domain.people.absence_phrases.model import NotUnderstood
from bot.domain.people.absence_phrases.vocabulary import UNITS, Kind, Lexeme, Unit

THIS, NEXT, AFTER_NEXT, COMING = range(4)


@dataclass
class Body:
    """The parts of a clause, None for what it does not say."""

    weekday: int | None = None
    weekday_which: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    date: str | None = None
    near: int | None = None
    named: int | None = None
    count: int | None = None
    """A length, in `measure`."""
    measure: Unit | None = None
    period: Unit | None = None
    """A week, month or year, and which one (`period_which`)."""
    period_which: int | None = None
    part: int | None = None
    minutes: int | None = None
    """A time of day, in minutes after midnight."""
    is_within: bool = False
    """“in two weeks”."""
    is_inclusive: bool = False
    is_after: bool = False
    is_rest: bool = False
    ends_today: bool = False
    """“the end of the day”, if the clause names no other."""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return self == Body()

    @property
    def says(self) -> frozenset[str]:
        """The names of the parts that name or measure days."""
        parts = ("weekday", "day", "month", "year", "date", "near", "named", "count", "period", "part")
        return frozenset(name for name in parts if getattr(self, name) is not None)


def read_body(parts: Sequence[Lexeme]) -> Body:
    """The body that these parts make; raises `NotUnderstood` if one has no place in it."""
    return _Reader().read(parts)


class _Reader:
    """Reads a body from left to right; which and how many wait for what they stand before."""

    def __init__(self) -> None:
        self.body = Body()
        self.which: Lexeme | None = None
        self.count: Lexeme | None = None
        self.is_week_behind_a_day = False
        """“Tuesday week”, which may go on as “Tuesday the week after next”."""

    def read(self, parts: Sequence[Lexeme]) -> Body:
        for at, part in enumerate(parts):
            following = parts[at + 1].kind if at + 1 < len(parts) else None
            self._take(part, following)
        if self.which:
            self._attach_behind(self.which)
        if self.count:
            self._take_bare_count(self.count)
        return self.body

    def _take(self, part: Lexeme, following: Kind | None) -> None:
        match part.kind:
            case Kind.WHICH:
                self._wait("which", part)
            case Kind.COUNT:
                self._wait("count", part)
            case Kind.WEAK_COUNT if following is Kind.UNIT and not self.count:
                self.count = part
            case Kind.UNIT:
                self._take_unit(part)
            case Kind.WEEKDAY:
                self._set("weekday", part.value, part)
                self.body.weekday_which = self._taken_which()
            case Kind.MONTH:
                if self.count:
                    self._set("day", self.count.value, self.count)
                    self.count = None
                self._set("month", part.value, part)
                self._taken_which()
            case Kind.OCLOCK | Kind.HALF:
                self._take_clock(part)
            case _:
                self._take_plain(part)

    def _take_plain(self, part: Lexeme) -> None:
        match part.kind:
            case Kind.NEAR | Kind.DAY | Kind.YEAR | Kind.NAMED | Kind.PART:
                self._set(part.kind.name.lower(), part.value, part)
            case Kind.DATE:
                self._set("date", part.typed, part)
            case Kind.CLOCK:
                self._set("minutes", part.value, part)
            case Kind.INCLUSIVE:
                self.body.is_inclusive = True
                self.body.ends_today = self.body.ends_today or part.value == 1
            case Kind.AFTER:
                self.body.is_after = True
            case Kind.IN:
                self.body.is_within = True
            case Kind.REST:
                self.body.is_rest = True
            case Kind.FROM | Kind.WEAK_COUNT:
                pass  # “two weeks from now”, “on a Friday”
            case _:
                raise NotUnderstood("unread", found=part.typed)

    def _take_unit(self, part: Lexeme) -> None:
        unit = UNITS[part.value]
        if self.count:
            self._set("count", self.count.value, part)
            self.body.measure, self.count = unit, None
            self._taken_which()
        elif (
            unit is Unit.WEEK and self.body.weekday is not None and not self.which and self.body.part is None
        ):
            self._set("count", 1, part)
            self.body.measure, self.is_week_behind_a_day = unit, True
        else:
            if self.body.period is not None:
                raise NotUnderstood("unread", found=part.typed)
            self.body.period, self.body.period_which = unit, self._taken_which()

    def _take_clock(self, part: Lexeme) -> None:
        """“3 pm”, “15 Uhr”, “3:30 pm”, “15:00 Uhr”."""
        if self.count:
            self._set("minutes", 60 * self.count.value, part)
            self.count = None
        if part.kind is Kind.HALF and self.body.minutes is not None:
            hours, minutes = divmod(self.body.minutes, 60)
            if not 1 <= hours <= 12:
                raise NotUnderstood("unread", found=part.typed)
            self.body.minutes = 60 * (hours % 12 + 12 * part.value) + minutes
        elif self.body.minutes is None and part.kind is Kind.OCLOCK:
            raise NotUnderstood("unread", found=part.typed)

    def _take_bare_count(self, part: Lexeme) -> None:
        """A number counts as a day beside a month or a day of the week: “December 24”, “Friday 4”."""
        if self.body.day is not None or {self.body.month, self.body.weekday} == {None}:
            raise NotUnderstood("unread", found=part.typed)
        self.body.day = part.value

    def _attach_behind(self, part: Lexeme) -> None:
        """“the week after next”, “Friday after next”."""
        if self.is_week_behind_a_day:
            self.body.count = self.body.measure = None
            self.body.period, self.body.period_which = Unit.WEEK, part.value
        elif self.body.period is not None and self.body.period_which is None:
            self.body.period_which = part.value
        elif self.body.weekday is not None and self.body.weekday_which is None:
            self.body.weekday_which = part.value
        else:
            raise NotUnderstood("unread", found=part.typed)

    def _wait(self, what: str, part: Lexeme) -> None:
        if waiting := getattr(self, what):
            if what == "count" and self.body.month is not None and self.body.day is None:
                self.body.day = waiting.value
            elif what == "which":
                self._attach_behind(waiting)
            else:
                raise NotUnderstood("unread", found=waiting.typed)
        setattr(self, what, part)

    def _taken_which(self) -> int | None:
        which, self.which = self.which, None
        return which.value if which else None

    def _set(self, name: str, value: int | str, part: Lexeme) -> None:
        if getattr(self.body, name) is not None:
            raise NotUnderstood("unread", found=part.typed)
        setattr(self.body, name, value)


def clock_of(body: Body) -> time | None:
    """The time of day that a body says; None for none, and for the morning. Raises for no time of day."""
    if not body.minutes:
        return None
    hours, minutes = divmod(body.minutes, 60)
    if hours > 23 or minutes > 59:
        raise NotUnderstood("no_date", found=f"{hours}:{minutes:02}")
    return time(hours, minutes)
