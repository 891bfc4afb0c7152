"""Parses the end of an absence. Pure: today's local date is an argument.

>>> day_back("until Friday", date(2026, 3, 3))
datetime.date(2026, 3, 6)
>>> day_back("for 2 weeks", date(2026, 3, 3))
datetime.date(2026, 3, 17)

An absence begins at once: text that names another first day is rejected as a whole.
"Until Friday" means back on Friday morning; the answer states the exact moment.
"""

import re
from datetime import date, timedelta

LONGEST = 366
"""Maximum days of an absence."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_FOR = re.compile(r"\bfor (\d{1,3}|a|one|two|three|four|five|six) (day|week)s?\b")
_UNTIL = re.compile(r"\b(?:until|till|til|back)\b")
_FROM_NOW = re.compile(r"\b(?:from|starting|beginning) (?:now|today)\b")
_LATER = frozenset(("from", "starting", "beginning", "after", "in", "next", "tomorrow"))
_DAY_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?([a-z]{3,9})\b")
_MONTH_DAY = re.compile(r"\b([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)?\b")


def day_back(words: str, today: date) -> date | None:
    """The day of return; None if the text names no future day within a year."""
    said = " ".join(words.casefold().split())
    start = _FOR.search(said) or _UNTIL.search(said)
    if start is None or _begins_later(said[: start.start()]):
        return None
    text = said[start.start() :]
    found = _iso(text) or _span(text, today) or _month(text, today) or _weekday(text, today)
    if found is None or not today < found <= today + timedelta(days=LONGEST):
        return None
    return found


def _begins_later(before: str) -> bool:
    """Whether the absence begins on a later day than today, which is not supported."""
    words = re.findall(r"[a-z]+|\d", _FROM_NOW.sub("", before))
    return any(
        word.isdecimal() or word in _LATER or _number((*_DAYS, *_MONTHS), word) is not None for word in words
    )


def _iso(text: str) -> date | None:
    match = _ISO.search(text)
    return _date(*map(int, match.groups())) if match else None


def _span(text: str, today: date) -> date | None:
    if re.search(r"\btomorrow\b", text):
        return today + timedelta(days=1)
    match = _FOR.search(text)
    if match is None:
        return None
    count = int(match[1]) if match[1].isdecimal() else _COUNTS[match[1]]
    return today + timedelta(days=count * (7 if match[2] == "week" else 1))


def _month(text: str, today: date) -> date | None:
    """A day and a month, in either order; in the year named, else the next such day."""
    year = re.search(r"\b20\d\d\b", text)
    for pattern, day, month in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        for match in pattern.finditer(text):
            number = _number(_MONTHS, match[month])
            if number is None:
                continue
            if year:
                return _date(int(year[0]), number + 1, int(match[day]))
            this_year = _date(today.year, number + 1, int(match[day]))
            if this_year and this_year <= today:
                return _date(today.year + 1, number + 1, int(match[day]))
            return this_year
    return None


def _weekday(text: str, today: date) -> date | None:
    for word in re.findall(r"[a-z]+", text):
        number = _number(_DAYS, word)
        if number is not None:
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return None


def _number(names: tuple[str, ...], word: str) -> int | None:
    """The index of the name that a word matches, in full or by its first three letters or more."""
    return next((at for at, name in enumerate(names) if len(word) >= 3 and name.startswith(word)), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
