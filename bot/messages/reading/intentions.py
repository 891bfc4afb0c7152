"""What a sentence asks for, besides giving a badge: to see, to check, to be away, to be back, to be helped.

The chapter `[typed]` lists phrases for each (`says_…`). One counts if its words stand in the sentence in their order,
and surely only if all other words of its clause say nothing: "show me my badges, please" is sure, "my badges look odd"
is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.messages.reading.names import Found
from bot.messages.reading.sentence import Sentence
from bot.messages.reading.tokens import TokenKind, tokens
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
_ORDER = tuple(INTENTIONS)
OF_NO_BADGE = frozenset({"mybadges", "badges", "decide", "nominations"})
"""What is asked for without the name of a badge."""
MOST_WORDS = 60
"""Longer sentences say more than one of these."""
_AROUND = Role.FILLER | Role.ARTICLE | Role.LINK | Role.FOR | Role.AND | Role.NOUN | Role.NOUNS
_IDLE = Role.POLITE | Role.GREETING | _AROUND | Role.ASKING | Role.RECEIVES
_ENDS = frozenset({",", ";", ".", "!", "?", ":", "-", "\u2014"})


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
    span: int
    """How many tokens it takes from its first word to its last."""
    is_sure: bool
    """Whether the clause says nothing else."""
    is_alone: bool = False
    """Whether the whole sentence says nothing else."""


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
    """Everything that the sentence may ask for, the likeliest first; one of its clauses says it."""
    badges = list(sentence.names.all(sentence.tokens))
    has_people = any(token.mention for token in sentence.tokens)
    found: dict[str, Intention] = {}
    clauses = _clauses(sentence, badges)
    for clause in clauses:
        others = [at for other in clauses if other is not clause for at in other]
        is_rest_idle = all(is_idle(sentence, known, at) for at in others)
        for intention in _matches(sentence, known, clause):
            if _fits(intention.name, badges=len({badge.slug for badge in badges}), has_people=has_people):
                alone = replace(intention, is_alone=intention.is_sure and is_rest_idle)
                found[alone.name] = max(found.get(alone.name, alone), alone, key=_rank)
    if "show" in found and found["show"].is_sure:
        found.pop("help", None)
    return sorted(found.values(), key=_rank, reverse=True)


def _fits(name: str, *, badges: int, has_people: bool) -> bool:
    """Whether a sentence that names so many badges, or people, can ask for this."""
    if name in ("show", "badges") and has_people:
        return False
    if name == "show":
        return badges == 1
    return not badges or name not in OF_NO_BADGE


def _clauses(sentence: Sentence, badges: Sequence[Found]) -> Sequence[Sequence[int]]:
    """The places of the words, clause by clause, without the names of badges; none if there are too many."""
    named = {at for badge in badges for at in range(badge.start, badge.end)}
    clauses: list[list[int]] = [[]]
    for at, token in enumerate(sentence.tokens):
        if token.word in _ENDS and token.kind is TokenKind.SIGN:
            clauses.append([])
        elif token.kind is TokenKind.WORD and at not in named:
            clauses[-1].append(at)
    return clauses if sum(map(len, clauses)) <= MOST_WORDS else []


def is_idle(sentence: Sentence, known: Phrases, at: int) -> bool:
    """Whether a word says nothing by itself."""
    word, role = sentence.word(at), sentence.role(at)
    if role & (Role.GIVES | Role.PROPOSES) and not sentence.role(at - 1) & Role.ARTICLE:
        return False  # “award” is a noun behind an article only
    return (
        bool(role & _IDLE)
        or word in known.idle
        or is_link(sentence, at)
        or not any(char.isalnum() for char in word)
    )


def is_link(sentence: Sentence, at: int) -> bool:
    """Whether a web address stands at a place."""
    return "://" in sentence.word(at)


def _matches(sentence: Sentence, known: Phrases, said: Sequence[int]) -> Iterator[Intention]:
    for place, at in enumerate(said):
        for words, name in known.by_first_word.get(sentence.word(at), ()):
            found = _subsequence(sentence, words, said[place:])
            if found:
                rest = [other for other in said if other not in found]
                is_sure = all(is_idle(sentence, known, other) for other in rest)
                yield Intention(name, len(words), at, found[-1] - at + 1, is_sure)


def _subsequence(sentence: Sentence, words: Sequence[str], said: Sequence[int]) -> list[int]:
    """The places of a phrase whose words stand there in its order; none if they do not."""
    found: list[int] = []
    for at in said:
        if len(found) < len(words) and sentence.word(at) == words[len(found)]:
            found.append(at)
    return found if len(found) == len(words) else []


def _rank(intention: Intention) -> tuple[bool, bool, int, int, int]:
    """Sure before unsure, more words before fewer, one's own before the others', closer together before apart."""
    order = -_ORDER.index(intention.name)
    return intention.is_alone, intention.is_sure, intention.words, order, -intention.span
