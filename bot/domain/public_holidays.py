"""Public holidays and weekends of countries and their parts, from the package `holidays`.

    region = find_region("DE-BY")
    region.is_working_day(date(2026, 12, 25)) is False

A region is a country of ISO 3166-1, or a part of one after a hyphen, as ISO 3166-2 writes most of them. A part adds its
own holidays to its country's.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

import holidays
from babel import Locale

from bot.messages.wording import Wording

_DAY = timedelta(days=1)
_YEARS = range(1970, 2100)
"""The years that are computed; in others, every Monday to Friday is a working day."""


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a region."""

    holidays: Mapping[date, str]
    """With their names, in the language of the region."""
    working_days: frozenset[date]
    """With the days that make up for a holiday, where a country has such."""


@dataclass(frozen=True, slots=True)
class Region:
    """A country, or a part of it, whose holidays are known."""

    country: str
    part: str | None = None

    @property
    def code(self) -> str:
        """As it is written in files and stored."""
        return f"{self.country}-{self.part}" if self.part else self.country

    def is_holiday(self, day: date) -> bool:
        """Whether it is a public holiday."""
        return day in _year(self, day.year).holidays

    def next_holidays(self, after: date, most: int) -> Sequence[tuple[date, str]]:
        """The holidays that come after a day within a year, with their names in the language of the region."""
        named = {**_year(self, after.year).holidays, **_year(self, after.year + 1).holidays}
        return [(day, named[day]) for day in sorted(named) if day > after][:most]

    def is_working_day(self, day: date) -> bool:
        """Whether people work that day: no weekend of the country, and no holiday."""
        if day.year not in _YEARS:
            return day.weekday() <= 4
        return day in _year(self, day.year).working_days


@cache
def find_region(code: str) -> Region | None:
    """The region of a code, whatever its case; None if its holidays are not known."""
    country, _, part = code.strip().partition("-")
    parts = _parts().get(country.upper())
    if parts is None:
        return None
    if not part:
        return Region(country.upper())
    named = next((known for known in parts if known.casefold() == part.casefold()), None)
    return Region(country.upper(), named) if named else None


def near_regions(code: str) -> Sequence[str]:
    """Codes that a wrong one may have meant: the parts of its country, else countries alike."""
    country = code.strip().partition("-")[0].upper()
    if country in _parts():
        return [f"{country}-{part}" for part in _parts()[country]] or [country]
    return difflib.get_close_matches(country, _parts(), cutoff=0.5)


def named_region(words: str, say: Wording) -> Region | None:
    """The region of a code, or the country of a name in a language or in English."""
    wanted = words.strip().casefold()
    for locale in (say.locale, Locale("en")):
        for code, name in locale.territories.items():
            if name.casefold() == wanted:
                return find_region(code)
    return find_region("-".join(words.split()))


def name_of(region: Region, say: Wording) -> str:
    """The country in a language, with the code of the part."""
    country = say.locale.territories.get(region.country, region.country)
    return f"{country} ({region.code})"


@cache
def _parts() -> dict[str, list[str]]:
    """The parts of every country, by its code of two letters."""
    supported = holidays.list_supported_countries(include_aliases=False)
    return {country: parts for country, parts in supported.items() if len(country) == 2}


@lru_cache(maxsize=256)
def _year(region: Region, year: int) -> Year:
    """One year: the package's own objects grow while they are read, and threads share this."""
    if year not in _YEARS:
        return Year({}, frozenset())
    own_language = holidays.country_holidays(region.country).default_language  # else that of the process
    found = holidays.country_holidays(
        region.country, subdiv=region.part, years=year, expand=False, language=own_language
    )
    days = [date(year, 1, 1) + number * _DAY for number in range(366)]
    return Year(
        {day: str(name) for day, name in found.items() if day.year == year},
        frozenset(day for day in days if day.year == year and found.is_working_day(day)),
    )
