"""The words of an absence in one language, English included, and the parts of a text that they make.

    lexemes(text, absence_words(say))      # raises `NotUnderstood` for a word that is in no list

The words are in `templates/wording/<language>/absences.toml`; days and months come from the language's locale.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from bot.domain.people.absence_phrases.model import NotUnderstood
from bot.messages.typed_words import typed_words
from bot.messages.wording import Wording

PERSON = "\ufffc"
"""Stands in a text for a person who is mentioned in it."""
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SPOKEN_NUMBERS = 14


class Kind(Enum):
    """What a part of a text says."""

    UNTIL = auto()
    BACK = auto()
    FOR = auto()
    FROM = auto()
    DASH = auto()
    IN = auto()
    INCLUSIVE = auto()
    AFTER = auto()
    NEAR = auto()
    """A day near today: how many days from it."""
    WHICH = auto()
    """This (0), the next (1), the one after next (2), or the coming (3) day, week, month or year."""
    REST = auto()
    COUNT = auto()
    WEAK_COUNT = auto()
    """A word that counts only before a unit: “a week”, “a Friday”."""
    UNIT = auto()
    PART = auto()
    """The start (0), the middle (1) or the end (2) of what follows."""
    WEEKDAY = auto()
    MONTH = auto()
    DAY = auto()
    """A day of a month."""
    YEAR = auto()
    DATE = auto()
    """A date in digits, as typed."""
    CLOCK = auto()
    """Minutes after midnight."""
    OCLOCK = auto()
    HALF = auto()
    """Before (0) or after (1) noon."""
    NAMED = auto()
    """A day of the year with a name of its own: month × 100 + day."""


class Unit(Enum):
    """What an absence is measured in."""

    DAY = "day"
    WORKDAY = "workday"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    WEEKEND = "weekend"


UNITS = tuple(Unit)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A part of a text, what it says, and how it was typed."""

    kind: Kind
    value: int = 0
    typed: str = ""


Meaning = tuple[tuple[Kind, int], ...]
"""What one phrase says; nothing for one that is said along."""


@dataclass(frozen=True)
class AbsenceWords:
    """The phrases of a language."""

    meanings: Mapping[str, Meaning]
    pattern: re.Pattern[str]


_NUMERIC = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\s?\d{2}(?!\d))?|\d{1,2}\.\d{1,2}(?![.\d])"
    r"|\d{1,2}/\d{1,2}(?:/\d{4}|/\d{2})?|\d{1,2}-\d{1,2}-\d{4})(?!\d)"
    r"|(?P<clock>\d{1,2}:\d{2})(?!\d)"
    r"|(?P<day>\d{1,2})(?:st|nd|rd|th)(?![^\W_])|(?P<dotted>\d{1,2})\.(?!\d)"
    r"|(?P<year>20\d\d)(?!\d)|(?P<count>\d{1,3})(?!\d)"
)
_SKIPPED = re.compile(
    rf"[\s,;.!?@()\[\]\"'“”„‘’{PERSON}\ufe0e\ufe0f\u200d\U0001f300-\U0001faff\u2600-\u27bf]+|:(?:[a-z0-9_+-]*:)?"
)
_DASH = re.compile(r"[-‐‑‒–—]+(?:>)?")
_UNREAD = re.compile(r"[^\s,;.!?()]+")


def lexemes(text: str, words: AbsenceWords) -> tuple[Lexeme, ...]:
    """The parts of a text. Raises `NotUnderstood` with the words that are in no list."""
    said = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").casefold().split())
    found: list[Lexeme] = []
    unread: list[str] = []
    at = 0
    while at < len(said):
        end, parts = _next_part(said, at, words)
        if end == at:
            match = _UNREAD.match(said, at)
            end = match.end() if match else at + 1
            unread.append(said[at:end])
        found += parts
        at = end
    if unread:
        raise NotUnderstood("unread", found=" ".join(unread))
    return tuple(found)


def _next_part(said: str, at: int, words: AbsenceWords) -> tuple[int, tuple[Lexeme, ...]]:
    """What stands at this place, and where it ends; the place itself if nothing there is known."""
    if match := words.pattern.match(said, at):
        typed = match.group()
        return match.end(), tuple(Lexeme(kind, value, typed) for kind, value in words.meanings[typed])
    if match := _NUMERIC.match(said, at):
        return match.end(), (_numeric(match),)
    if match := _SKIPPED.match(said, at):
        return match.end(), ()
    if match := _DASH.match(said, at):
        return match.end(), (Lexeme(Kind.DASH, typed=match.group()),)
    return at, ()


def _numeric(match: re.Match[str]) -> Lexeme:
    typed = match.group()
    match match.lastgroup:
        case "date":
            return Lexeme(Kind.DATE, typed=typed.replace(" ", ""))
        case "clock":
            hours, minutes = map(int, typed.split(":"))
            return Lexeme(Kind.CLOCK, 60 * hours + minutes, typed)
        case "day" | "dotted" as group:
            return Lexeme(Kind.DAY, int(match[group]), typed)
        case "year":
            return Lexeme(Kind.YEAR, int(typed), typed)
        case _:
            return Lexeme(Kind.COUNT, int(typed), typed)


@cache
def absence_words(say: Wording) -> AbsenceWords:
    """The phrases of a language, English included; longer ones come before the shorter ones that they begin with."""
    meanings = {phrase: meaning for phrase, meaning in _phrases(say) if phrase}
    alternatives = "|".join(map(re.escape, sorted(meanings, key=len, reverse=True)))
    return AbsenceWords(meanings, re.compile(rf"(?<![^\W\d_])(?:{alternatives})(?![^\W_])"))


def _phrases(say: Wording) -> Iterator[tuple[str, Meaning]]:
    """Later ones win: a word that means something is never one that is only said along."""
    for key in ("away_said_along", "away_deputy_said", "ask"):
        yield from ((phrase, ()) for phrase in typed_words(say, key))
    yield from _day_names(say)
    for key, meaning in _MEANINGS.items():
        yield from ((phrase, meaning) for phrase in typed_words(say, key))
    for at, phrase in enumerate(typed_words(say, "numbers")):
        yield phrase, ((Kind.COUNT, at % _SPOKEN_NUMBERS + 1),)


_MEANINGS: Mapping[str, Meaning] = {
    "until": ((Kind.UNTIL, 0),),
    "away_through": ((Kind.UNTIL, 0), (Kind.INCLUSIVE, 0)),
    "away_back": ((Kind.BACK, 0),),
    "during": ((Kind.FOR, 0),),
    "away_from": ((Kind.FROM, 0),),
    "away_in": ((Kind.IN, 0),),
    "away_inclusive": ((Kind.INCLUSIVE, 0),),
    "away_after": ((Kind.AFTER, 0),),
    "yesterday": ((Kind.NEAR, -1),),
    "today": ((Kind.NEAR, 0),),
    "now": ((Kind.NEAR, 0),),
    "tomorrow": ((Kind.NEAR, 1),),
    "away_day_after_tomorrow": ((Kind.NEAR, 2),),
    "away_this": ((Kind.WHICH, 0),),
    "away_next": ((Kind.WHICH, 1),),
    "away_after_next": ((Kind.WHICH, 2),),
    "away_coming": ((Kind.WHICH, 3),),
    "away_rest_of": ((Kind.REST, 0),),
    "a": ((Kind.WEAK_COUNT, 1),),
    "couple": ((Kind.COUNT, 2),),
    "day": ((Kind.UNIT, UNITS.index(Unit.DAY)),),
    "workday": ((Kind.UNIT, UNITS.index(Unit.WORKDAY)),),
    "week": ((Kind.UNIT, UNITS.index(Unit.WEEK)),),
    "fortnight": ((Kind.COUNT, 2), (Kind.UNIT, UNITS.index(Unit.WEEK))),
    "month": ((Kind.UNIT, UNITS.index(Unit.MONTH)),),
    "year": ((Kind.UNIT, UNITS.index(Unit.YEAR)),),
    "weekend": ((Kind.UNIT, UNITS.index(Unit.WEEKEND)),),
    "away_start_of": ((Kind.PART, 0),),
    "away_middle_of": ((Kind.PART, 1),),
    "away_end_of": ((Kind.PART, 2),),
    "away_end_of_week": ((Kind.PART, 2), (Kind.UNIT, UNITS.index(Unit.WEEK))),
    "away_end_of_month": ((Kind.PART, 2), (Kind.UNIT, UNITS.index(Unit.MONTH))),
    "away_end_of_year": ((Kind.PART, 2), (Kind.UNIT, UNITS.index(Unit.YEAR))),
    "away_end_of_day": ((Kind.INCLUSIVE, 1),),
    "away_first": ((Kind.DAY, 1),),
    "morning": ((Kind.CLOCK, 0),),
    "noon": ((Kind.CLOCK, 12 * 60),),
    "oclock": ((Kind.OCLOCK, 0),),
    "away_before_noon": ((Kind.HALF, 0),),
    "away_after_noon": ((Kind.HALF, 1),),
    "christmas_eve": ((Kind.NAMED, 1224),),
    "christmas": ((Kind.NAMED, 1225),),
    "new_years_eve": ((Kind.NAMED, 1231),),
    "new_year": ((Kind.NAMED, 101),),
}
"""What the phrases of each list say."""


def _day_names(say: Wording) -> Iterator[tuple[str, Meaning]]:
    """Days and months: in full or by three letters or more in English, else in full or as the locale shortens them."""
    for kind, names, first in ((Kind.WEEKDAY, _DAYS, 0), (Kind.MONTH, _MONTHS, 1)):
        for number, name in enumerate(names, first):
            yield from ((name[:size], ((kind, number),)) for size in range(3, len(name) + 1))
    named = ((Kind.WEEKDAY, say.locale.days["format"]), (Kind.MONTH, say.locale.months["format"]))
    for kind, widths in named:
        for number, name in (*widths["wide"].items(), *widths["abbreviated"].items()):
            yield name.casefold().rstrip("."), ((kind, number),)
    for number, name in say.locale.days["format"]["wide"].items():
        for key in ("morning", "noon", "away_end_of_day"):  # “Freitagabend”
            for phrase in typed_words(say, key):
                yield f"{name}{phrase}".casefold(), ((Kind.WEEKDAY, number), *_MEANINGS[key])
