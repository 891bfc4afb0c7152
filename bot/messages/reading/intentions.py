"""What a sentence asks for, besides giving a badge: to see, to check, to be away, to be back, to be helped.

The chapter `[typed]` lists phrases for each (`says_…`). One counts if its words stand in the sentence in their order,
and surely only if all other words say nothing: "show me my badges, please" is sure, "my badges look odd" is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.messages.reading.sentence import Sentence
from bot.messages.reading.tokens import Kind, tokens
from bot.messages.reading.vocabulary import Role
from bot.messages.typed_words import typed_words
from bot.messages.wording import Wording

INTENTIONS = {
    "mybadges": "says_mybadges",
    "badges": "says_badges",
    "show": "says_show",
    "decide": "says_decide",
    "nominations": "says_nominations",
    "back": "says_back",
    "why": "says_why",
    "verify": "says_verify",
    "help": "says_help",
    "away": "says_away",
}
"""What a sentence can ask for, and the key of its phrases."""
ABOUT_A_BADGE = frozenset({"show", "why"})
MOST_WORDS = 60
"""Longer sentences say more than one of these."""
_COURTESY = Role.POLITE | Role.GREETING
_IDLE = _COURTESY | Role.FILLER | Role.ARTICLE | Role.LINK | Role.FOR | Role.AND | Role.NOUN


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of a language, each with its intention, and the words that say nothing beside them."""

    by_first_word: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
    idle: frozenset[str]


@dataclass(frozen=True, slots=True)
class Intention:
    """What a sentence may ask for."""

    name: str
    words: int
    """How many words of it say so."""
    first: int
    """The token where the phrase begins."""
    is_sure: bool
    """Whether it says nothing else."""


@cache
def phrases(say: Wording) -> Phrases:
    """The phrases of a language, English included."""
    by_first_word: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, key in INTENTIONS.items():
        for phrase in typed_words(say, key):
            words = tuple(token.word for token in tokens((phrase,)))
            by_first_word.setdefault(words[0], []).append((words, name))
    return Phrases(by_first_word, frozenset(typed_words(say, "idle")))


def intentions(sentence: Sentence, known: Phrases) -> Sequence[Intention]:
    """Everything that the sentence may ask for, the likeliest first."""
    badge = next(iter(sentence.names.all(sentence.tokens)), None)
    said = [
        at
        for at, token in enumerate(sentence.tokens)
        if token.kind is Kind.WORD and not (badge and badge.start <= at < badge.end)
    ]
    if len(said) > MOST_WORDS:
        return ()
    found: dict[str, Intention] = {}
    for intention in _matches(sentence, known, said):
        if intention.name != "show" or badge:
            others = [found[intention.name]] if intention.name in found else []
            found[intention.name] = max(intention, *others, key=_rank) if others else intention
    about = ABOUT_A_BADGE if badge else frozenset()
    return sorted(found.values(), key=lambda entry: (entry.is_sure, entry.name in about, entry.words), reverse=True)


def is_idle(sentence: Sentence, known: Phrases, at: int) -> bool:
    """Whether a word says nothing by itself."""
    return bool(sentence.role(at) & _IDLE) or sentence.word(at) in known.idle or is_link(sentence, at)


def is_link(sentence: Sentence, at: int) -> bool:
    """Whether a web address stands at a place."""
    return "://" in sentence.word(at)


def _matches(sentence: Sentence, known: Phrases, said: Sequence[int]) -> Iterator[Intention]:
    for place, at in enumerate(said):
        for words, name in known.by_first_word.get(sentence.word(at), ()):
            rest = _rest(sentence, words, said[place:])
            if rest is not None:
                is_sure = all(is_idle(sentence, known, other) for other in (*said[:place], *rest))
                yield Intention(name, len(words), at, is_sure)


def _rest(sentence: Sentence, words: Sequence[str], said: Sequence[int]) -> list[int] | None:
    """The places of the other words, if the phrase stands there in its order; None if it does not."""
    rest: list[int] = []
    read = 0
    for at in said:
        if read < len(words) and sentence.word(at) == words[read]:
            read += 1
        else:
            rest.append(at)
    return rest if read == len(words) else None


def _rank(intention: Intention) -> tuple[bool, int]:
    return intention.is_sure, intention.words
