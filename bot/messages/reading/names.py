"""The names of the catalogue, found in a sentence: the longest name, slug or alias that begins at a word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.messages.reading.tokens import Token, TokenKind, tokens


class Found(NamedTuple):
    """A name found: what it names, and the token behind it."""

    slug: str
    start: int
    end: int
    words: int
    """How many words the name has."""


@dataclass(frozen=True, slots=True)
class BadgeNames:
    """Every name by its first word, the longest first."""

    by_first_word: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
    nouns: frozenset[str]
    """What a badge is called: the word may hang at the name (Mentor-Badge)."""

    @classmethod
    def of(cls, names: Mapping[str, str], nouns: frozenset[str]) -> "BadgeNames":
        """From the folded names of a catalogue, each with its slug."""
        return _index(tuple(names.items()), nouns)

    def at(self, found: Sequence[Token], start: int) -> Found | None:
        """The longest name that begins with this token."""
        token = found[start]
        if token.kind is not TokenKind.WORD:
            return None
        words = token.words
        for spelling, slug in self.by_first_word.get(words[0], ()) if words else ():
            end = self._end(found, start, spelling)
            if end is not None:
                return Found(slug, start, end, len(spelling))
        return None

    def all(self, found: Sequence[Token]) -> Iterator[Found]:
        """Every name in the sentence, from the left, none inside another."""
        at = 0
        while at < len(found):
            name = self.at(found, at)
            if name:
                yield name
            at = name.end if name else at + 1

    def _end(self, found: Sequence[Token], start: int, spelling: tuple[str, ...]) -> int | None:
        """Behind the last token of a name that begins here; None if another word follows in its place."""
        read = 0
        for at in range(start, len(found)):
            token = found[at]
            if token.mention or not token.words or (read and token.opens_line):
                return None
            for word in token.words:
                if read < len(spelling) and word == spelling[read]:
                    read += 1
                elif read < len(spelling) or word not in self.nouns:
                    return None
            if read == len(spelling):
                return at + 1
        return None


@lru_cache(maxsize=64)
def _index(names: Sequence[tuple[str, str]], nouns: frozenset[str]) -> BadgeNames:
    """Cached: a catalogue changes seldom, and every command needs it."""
    by_first_word: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, slug in names:
        words = tuple(word for token in tokens((name,)) for word in token.words)
        for spelling in {words, ("".join(words),)} if len(words) > 1 else {words}:
            if spelling:
                by_first_word.setdefault(spelling[0], []).append((spelling, slug))
    for spellings in by_first_word.values():
        spellings.sort(key=lambda entry: (-len(entry[0]), entry))
    return BadgeNames(by_first_word, nouns)
