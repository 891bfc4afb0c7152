"""The names of an achievement: slug, name, aliases; and how it is found by other words. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.catalogue.fields import Table, at_most, found_text, quote_key, visible
from bot.domain.catalogue.files import Key, Mistake
from bot.domain.catalogue.model import Achievement
from bot.messages.reading.matching import ranked, similarities
from bot.messages.reading.parsing import normalise_name
from issuer.messages import Message

LONGEST_NAME = 8
"""Maximum words in a name; the grammar reads no longer names."""

RESERVED = frozenset(
    {
        "help",
        "decide",
        "find",
        "show",
        "verify",
        "leaderboard",
        "why",
        "nominations",
        "away",
        "back",
        "approver",
        "revoke",
        "amend",
    }
)
"""Words after `/badges` that are commands, so no badge may have them as its name."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_normalise_once = lru_cache(maxsize=4096)(normalise_name)
"""Cached: the names of a catalogue are few, and every command needs them."""


def names_of(achievements: Sequence[Achievement]) -> dict[str, str]:
    """Every folded name, slug and alias, to its slug."""
    return {
        _normalise_once(name): achievement.slug for achievement in achievements for name in achievement.names
    }


def by_slug(achievements: Sequence[Achievement], slug: str | None) -> Achievement | None:
    """The achievement of that slug."""
    return next((achievement for achievement in achievements if achievement.slug == slug), None)


def slug_mistakes(slug: str, file: str) -> Iterator[Mistake]:
    """The mistakes in the slug of a file of that name."""
    if not _SLUG.fullmatch(slug):
        better = "-".join(re.findall(r"[a-z0-9]+", slug.casefold())) or "customer-hero"
        fix = Message("file.fix.slug", slug=better)
        yield Mistake(("slug",), found_text(("slug",), slug), Message("file.expected.slug"), fix)
    elif f"{slug}.toml" != file:
        found = Message("file.found.slug_in_file", slug=visible(slug), file=file)
        expected = Message("file.expected.slug_in_file", slug=slug)
        yield Mistake(("slug",), found, expected, Message("file.fix.rename_file", name=f"{slug}.toml"))
    if normalise_name(slug) in RESERVED:
        yield _reserved_mistake(("slug",), slug)


def name_mistakes(names: Iterable[tuple[Key, str]]) -> Iterator[Mistake]:
    """The mistakes that keep a name or an alias from being typed."""
    for key, text in names:
        words = normalise_name(text).split()
        if not words:
            yield Mistake(
                key,
                found_text(key, text),
                Message("file.expected.typeable_name"),
                Message("file.fix.typeable_name"),
            )
        if len(words) > LONGEST_NAME:
            found = Message("file.found.words", size=str(len(words)), key=quote_key(key))
            yield Mistake(key, found, at_most(LONGEST_NAME), Message("file.fix.shorten_to_type"))
        if normalise_name(text) in RESERVED:
            yield _reserved_mistake(key, text)


def name_clashes(tables: Mapping[str, Table]) -> Iterator[tuple[str, Mistake]]:
    """Names that lead to two achievements; `tables` by file, including files with other mistakes."""
    claims = [claim for file, table in tables.items() for claim in _claims(file, table)]
    taken: dict[str, tuple[str, str]] = {}
    for _, file, key, text in sorted(claims, key=lambda claim: claim[0]):
        other, as_written = taken.setdefault(normalise_name(text), (file, text))
        if other != file:
            found = Message(
                "file.found.name_taken",
                key=quote_key(key),
                text=visible(text),
                file=other,
                written=visible(as_written),
            )
            mistake = Mistake(key, found, Message("file.expected.own_name"), Message("file.fix.own_name"))
            yield file, mistake


def _claims(file: str, table: Table) -> Iterator[tuple[int, str, Key, str]]:
    """Every name a file claims; slugs claim first, then names, then aliases."""
    for rank, key in enumerate(("slug", "name")):
        text = table.get(key)
        if isinstance(text, str) and normalise_name(text):
            yield rank, file, (key,), text
    aliases = table.get("aliases")
    for number, alias in enumerate(aliases if isinstance(aliases, list) else ()):
        if isinstance(alias, str) and normalise_name(alias):
            yield 2, file, ("aliases", number), alias


def _reserved_mistake(key: Key, text: str) -> Mistake:
    expected = Message("file.expected.no_command", command=f"/badges {normalise_name(text)}")
    return Mistake(key, found_text(key, text), expected, Message("file.fix.add_word"))


def matches(typed: str, achievement: Achievement, *more: str) -> bool:
    """Whether every word typed begins a word of the achievement, or of `more`. Case and accents do not count."""
    wanted = folded_words(typed)
    words = words_of(achievement, *more)
    return bool(wanted) and all(any(word.startswith(part) for word in words) for part in wanted)


def words_of(achievement: Achievement, *more: str) -> frozenset[str]:
    """The words by which an achievement is found, without case and accents."""
    texts = (
        *(achievement.name, *achievement.names, achievement.description, achievement.criteria),
        *(achievement.behaviour, achievement.goal, achievement.look.level, *achievement.skills, *more),
    )
    return frozenset(word for text in texts for word in folded_words(text))


def folded_words(text: str) -> list[str]:
    """The words of a text in small letters without accents; signs end a word."""
    return _folded(text).split()


def _folded(text: str) -> str:
    """The text in small letters without accents, with spaces in place of signs."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in apart if not unicodedata.combining(char))
    return "".join(char if char.isalnum() else " " for char in letters)


@dataclass(frozen=True, slots=True)
class _Entry:
    achievement: Achievement
    name: str
    name_words: tuple[str, ...]
    words: frozenset[str]


class BadgeIndex:
    """A catalogue, ready to be searched at each letter typed: 5,000 badges take some milliseconds.

    What begins with the letters comes first, then names with such a word, then descriptions, then names that are near.
    """

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
