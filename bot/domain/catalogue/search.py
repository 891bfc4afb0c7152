"""Badges by what somebody types into a picker: a few letters of a name, a word of a description, or nothing yet. Pure.

    BadgeIndex(achievements).find("custom", most=100)

What begins with the letters comes first, then names with such a word, then descriptions, then names that are near.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import folded_words, names_of, words_of
from bot.messages.reading.matching import ranked, similarities


@dataclass(frozen=True, slots=True)
class _Entry:
    achievement: Achievement
    name: str
    name_words: tuple[str, ...]
    words: frozenset[str]


class BadgeIndex:
    """A catalogue, ready to be searched while somebody types: 5,000 badges take a few milliseconds."""

    def __init__(self, achievements: Sequence[Achievement]) -> None:
        self._entries = [
            _Entry(one, " ".join(named), tuple(named), words_of(one))
            for one in sorted(achievements, key=lambda one: one.name.casefold())
            for named in (folded_words(one.name),)
        ]
        self._names = names_of(achievements)
        self._by_slug = {one.slug: one for one in achievements}

    def find(self, typed: str, most: int) -> Sequence[Achievement]:
        """At most that many, the likeliest first; the first of all by name where nothing is typed."""
        wanted = folded_words(typed)
        if not wanted:
            return [entry.achievement for entry in self._entries[:most]]
        scored = [(rank, entry) for entry in self._entries if (rank := _rank(entry, wanted)) is not None]
        found = [entry.achievement for _, entry in sorted(scored, key=lambda pair: (pair[0], pair[1].name))]
        if not found:
            near = ranked(similarities([typed], self._names), most)
            found = [self._by_slug[slug] for slug in near]
        return found[:most]


def _rank(entry: _Entry, wanted: Sequence[str]) -> int | None:
    """0 for a name that begins with the letters, then names, then other words; None if it is not found."""
    if entry.name.startswith(" ".join(wanted)):
        return 0
    if all(any(word.startswith(part) for word in entry.name_words) for part in wanted):
        return 1
    return 2 if all(any(word.startswith(part) for word in entry.words) for part in wanted) else None
