"""The sentences Laurel writes, by key, in one language.

The sentences live in `templates/wording/<language>/*.toml`. `{name}` is filled with a value, `*words*` are
stressed. Both are read from the template only, never from a value, so values cannot add markup. A table whose keys
are CLDR plural categories is one sentence, chosen by the language's rule for `count`.
"""

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal, Self

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_name
from babel.numbers import format_decimal

from bot.messages.cards import Line, Moment, Span, Strong, Words, plain

Entry = str | Mapping[str, str]
"""A sentence, or its plural forms by CLDR category."""
DateStyle = Literal["short", "medium", "long", "full"]


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Lines that a sentence lists, in the manner of its language."""

    lines: tuple[Line, ...]
    kind: Literal["and", "or"] = "and"


Value = str | int | Span | Line | Enumeration
"""What fills a placeholder; a number is written as the language writes it."""

PLURAL_CATEGORIES = frozenset(("zero", "one", "two", "few", "many", "other"))
FORMATS = {"en": "en-GB"}
"""Where a language's dates are not to follow its largest region: 24 December 2026, 09:05."""

_PART = re.compile(r"\{(\w+)\}|\*([^*{}]+)\*|\*\{(\w+)\}\*")


class Wording:
    """The sentences of one language, a BCP 47 tag.

    >>> say = Wording({"hello": "Hello, *{name}*!", "new": {"one": "{count} badge", "other": "{count} badges"}}, "en")
    >>> say.text("hello", name="Ana"), say.text("new", count=1), say.text("new", count=1200)
    ('Hello, Ana!', '1 badge', '1,200 badges')
    """

    def __init__(self, entries: Mapping[str, Entry], language: str) -> None:
        self.entries = entries
        self.language = language
        self.locale = _known_locale(FORMATS.get(language, language))
        self.zone: tzinfo | None = None
        """The time zone in which moments are told; None: each in its own, and ours are in UTC."""

    def in_zone(self, zone: tzinfo | None) -> Self:
        """The same sentences, with moments told in that time zone."""
        told = copy.copy(self)
        told.zone = zone
        return told

    def line(self, key: str, /, **values: Value) -> Line:
        """The sentence as spans. A missing key or value is a bug and raises KeyError."""
        entry = self.entries[key]
        template = entry if isinstance(entry, str) else entry[self._plural_category(values["count"])]
        spans: list[Span] = []
        end = 0
        for part in _PART.finditer(template):
            if part.start() > end:
                spans.append(Words(template[end : part.start()]))
            spans.extend(self._fill_placeholder(part, values))
            end = part.end()
        if end < len(template):
            spans.append(Words(template[end:]))
        return tuple(spans)

    def text(self, key: str, /, **values: Value) -> str:
        """The sentence as bare text."""
        return plain(self.line(key, **values))

    def join(self, lines: tuple[Line, ...], kind: Literal["and", "or"]) -> Line:
        """Lists lines as the language does: a, b and c."""
        patterns = self.locale.list_patterns["standard" if kind == "and" else "or"]
        if not lines:
            return ()
        if len(lines) == 2:
            return _place(patterns["2"], *lines)
        joined = lines[-1]
        for index in range(len(lines) - 2, -1, -1):
            where = "end" if index == len(lines) - 2 else "middle" if index else "start"
            joined = _place(patterns[where], lines[index], joined)
        return joined

    def date(self, moment: date | datetime, style: DateStyle = "long") -> str:
        """A day, or a moment with its time and the name of its time zone.

        >>> Wording({}, "de").date(date(2026, 12, 24))
        '24. Dezember 2026'
        """
        if not isinstance(moment, datetime):
            return format_date(moment, style, self.locale)
        at = self._local(moment)
        day = format_date(at, style, self.locale)
        return f"{day}, {format_time(at, 'short', locale=self.locale)} {self._zone_name(at)}"

    def day(self, moment: datetime) -> str:
        """The day of a moment, by the clock of its time zone: 14 March 2026."""
        return self.date(self._local(moment).date())

    def number(self, number: int) -> str:
        """A number with the language's digits and separators."""
        return format_decimal(number, locale=self.locale)

    def language_name(self, language: str) -> str:
        """What this language calls another one."""
        return _known_locale(language).get_display_name(self.locale) or language

    @property
    def text_direction(self) -> Literal["ltr", "rtl"]:
        """Where a line of the language begins; the value of HTML's `dir`."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    def _plural_category(self, count: Value) -> str:
        if not isinstance(count, int):
            raise TypeError(f"found {count!r} as count, expected a number to choose a plural by")
        return self.locale.plural_form(count)

    def _fill_placeholder(self, part: re.Match[str], values: Mapping[str, Value]) -> Line:
        name, stressed, stressed_name = part.groups()
        if stressed is not None:
            return (Strong(stressed),)
        value = values[name or stressed_name]
        if isinstance(value, int):
            value = self.number(value)
        if isinstance(value, str):
            return (Strong(value),) if stressed_name else (Words(value),)
        if isinstance(value, Enumeration):
            value = self.join(value.lines, value.kind)
        line = value if isinstance(value, tuple) else (value,)
        return tuple(self._date_moment(span) if isinstance(span, Moment) else span for span in line)

    def _date_moment(self, moment: Moment) -> Moment:
        """The moment with its words, for where the platform cannot show it in the reader's own time zone."""
        return replace(moment, words=self.day(moment.at) if moment.day else self.date(moment.at))

    def _local(self, moment: datetime) -> datetime:
        try:
            return moment.astimezone(self.zone) if self.zone else moment
        except OverflowError:  # the first or last day of the calendar, which may have no such hour there
            return moment

    def _zone_name(self, at: datetime) -> str:
        """The short name that the language has for a zone, as CET; else its distance from UTC, as UTC+05:30."""
        name = get_timezone_name(at, "short", locale=self.locale)
        if name[:1] not in "+-":
            return name
        minutes = (at.utcoffset() or timedelta()) // timedelta(minutes=1)
        return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def plural_categories(language: str) -> frozenset[str]:
    """The categories that whole numbers can have in a language; the others are for fractions."""
    rule = _known_locale(language).plural_form
    return frozenset(rule(number) for number in (*range(201), 1_000, 1_000_000))


def _known_locale(language: str) -> Locale:
    """The locale of a tag, or of its language where the region is unknown, as in the pseudo-locales."""
    tag = language
    while tag:
        try:
            return Locale.parse(tag, sep="-")
        except UnknownLocaleError:
            tag = tag.rpartition("-")[0]
    raise ValueError(f"found the language {language!r}, expected a BCP 47 tag such as de or pt-BR")


def _place(pattern: str, first: Line, second: Line) -> Line:
    """A CLDR list pattern, `{0}, {1}`, filled with lines."""
    filled: list[Span] = []
    for part in re.split(r"(\{[01]\})", pattern):
        match part:
            case "{0}":
                filled.extend(first)
            case "{1}":
                filled.extend(second)
            case "":
                pass
            case words:
                filled.append(Words(words))
    return tuple(filled)
