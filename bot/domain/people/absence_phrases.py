"""Parses the end of an absence, in a person's language or English. Pure: today's local date is an argument.

    day_back("until Friday", date(2026, 3, 3), absence_words(say)) == date(2026, 3, 6)
    day_back("für 2 Wochen", date(2026, 3, 3), absence_words(say)) == date(2026, 3, 17)

An absence begins at once: text that names another first day is rejected as a whole.
"Until Friday" means back on Friday morning; the answer states the exact moment.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from bot.messages.typed_words import alternatives, typed_words
from bot.messages.wording import Wording

LONGEST = 366
"""Maximum days of an absence."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WORD = r"[^\W\d_]"
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(20\d\d)?")
"""24.12. or 24.12.2026"""
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.)? (?:of )?({_WORD}{{3,12}})\b")
_MONTH_DAY = re.compile(rf"\b({_WORD}{{3,12}}) (\d{{1,2}})(?:st|nd|rd|th)?\b")


@dataclass(frozen=True)
class AbsenceWords:
    """How a language says until when, for how long, and what begins later."""

    span: re.Pattern[str]
    weeks: frozenset[str]
    counts: Mapping[str, int]
    until: re.Pattern[str]
    tomorrow: re.Pattern[str]
    from_now: re.Pattern[str]
    later: frozenset[str]
    days: Mapping[str, int]
    months: Mapping[str, int]


@cache
def absence_words(say: Wording) -> AbsenceWords:
    """The words of a language, English included; days and months come from the language's locale."""
    numbers = {word: at % 6 + 1 for at, word in enumerate(typed_words(say, "numbers"))}
    counts = {**numbers, **dict.fromkeys(typed_words(say, "a"), 1)}
    spoken = "|".join(map(re.escape, counts))
    units = f"{alternatives(say, 'day')}|{alternatives(say, 'week')}"
    return AbsenceWords(
        re.compile(rf"\b(?:{alternatives(say, 'during')}) (\d{{1,3}}|{spoken}) ({units})\b"),
        frozenset(typed_words(say, "week")),
        counts,
        re.compile(rf"\b(?:{alternatives(say, 'until')})\b"),
        re.compile(rf"\b(?:{alternatives(say, 'tomorrow')})\b"),
        re.compile(rf"\b(?:{alternatives(say, 'now')})\b"),
        frozenset(typed_words(say, "later")),
        _by_name(say.locale.days["format"], first=0),
        _by_name(say.locale.months["format"], first=1),
    )


def day_back(words: str, today: date, vocabulary: AbsenceWords) -> date | None:
    """The day of return; None if the text names no future day within a year."""
    said = " ".join(words.casefold().split())
    start = vocabulary.span.search(said) or vocabulary.until.search(said)
    if start is None or _begins_later(said[: start.start()], vocabulary):
        return None
    text = said[start.start() :]
    found = (
        _numeric(text, today)
        or _span(text, today, vocabulary)
        or _month(text, today, vocabulary)
        or _weekday(text, today, vocabulary)
    )
    if found is None or not today < found <= today + timedelta(days=LONGEST):
        return None
    return found


def _by_name(names: Mapping[str, Mapping[int, str]], first: int) -> Mapping[str, int]:
    """Full names, and short ones of three letters or more: shorter ones are words of their own (“so”)."""
    return {
        name.casefold().rstrip("."): number - first
        for width in ("wide", "abbreviated")
        for number, name in names[width].items()
        if len(name.rstrip(".")) >= 3
    }


def _begins_later(before: str, vocabulary: AbsenceWords) -> bool:
    """Whether the absence begins on a later day than today, which is not supported."""
    words = re.findall(rf"{_WORD}+|\d", vocabulary.from_now.sub("", before))
    return any(
        word.isdecimal()
        or word in vocabulary.later
        or _number(_DAYS, vocabulary.days, word) is not None
        or _number(_MONTHS, vocabulary.months, word) is not None
        for word in words
    )


def _numeric(text: str, today: date) -> date | None:
    """A date in digits, the day first unless it is ISO's."""
    if match := _ISO.search(text):
        return _date(*map(int, match.groups()))
    if match := _DOTTED.search(text):
        return _next(int(match[2]), int(match[1]), match[3], today)
    return None


def _span(text: str, today: date, vocabulary: AbsenceWords) -> date | None:
    if vocabulary.tomorrow.search(text):
        return today + timedelta(days=1)
    match = vocabulary.span.search(text)
    if match is None:
        return None
    count = int(match[1]) if match[1].isdecimal() else vocabulary.counts[match[1]]
    return today + timedelta(days=count * (7 if match[2] in vocabulary.weeks else 1))


def _month(text: str, today: date, vocabulary: AbsenceWords) -> date | None:
    """A day and a month, in either order; in the year named, else the next such day."""
    year = re.search(r"\b20\d\d\b", text)
    for pattern, day, month in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        for match in pattern.finditer(text):
            number = _number(_MONTHS, vocabulary.months, match[month])
            if number is not None:
                return _next(number + 1, int(match[day]), year[0] if year else None, today)
    return None


def _weekday(text: str, today: date, vocabulary: AbsenceWords) -> date | None:
    for word in re.findall(rf"{_WORD}+", text):
        number = _number(_DAYS, vocabulary.days, word)
        if number is not None:
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return None


def _number(names: tuple[str, ...], other_names: Mapping[str, int], word: str) -> int | None:
    """The index of the name that a word matches: one of the language, or English by its first three letters or more."""
    if word in other_names:
        return other_names[word]
    return next((at for at, name in enumerate(names) if len(word) >= 3 and name.startswith(word)), None)


def _next(month: int, day: int, year: str | None, today: date) -> date | None:
    """That day in the year named, else the next one."""
    if year:
        return _date(int(year), month, day)
    this_year = _date(today.year, month, day)
    return _date(today.year + 1, month, day) if this_year and this_year <= today else this_year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
