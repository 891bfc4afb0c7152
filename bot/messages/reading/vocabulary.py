"""The words of a language that give a sentence its shape, from the chapter `[typed]` of the wording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.messages.reading.tokens import Token, tokens
from bot.messages.typed_words import typed_words
from bot.messages.wording import Wording


class Role:
    """What a word can do in a sentence, as bits: many can do several things, and long sentences are read at once."""

    NONE = 0
    GREETING = 1 << 0
    """Opens a sentence and says nothing: hey, the bot's name."""
    POLITE = 1 << 1
    FILLER = 1 << 2
    """May stand between verb, people and badge: I, would, like."""
    DOUBT = 1 << 3
    """Makes a request uncertain: not, maybe, if, or."""
    DEFERS = 1 << 4
    """Makes it a matter of later: tomorrow, if, until."""
    ASKING = 1 << 5
    """Opens a question."""
    GIVES = 1 << 6
    """Asks for an award."""
    PROPOSES = 1 << 7
    """Asks for a nomination."""
    RECEIVES = 1 << 8
    """Says that a person gets or deserves a badge, without asking for it."""
    TAKES = 1 << 30
    """Asks to take a badge away."""
    PARTICLE = 1 << 9
    """The second half of a verb, behind what it is about: schlage … vor."""
    AND = 1 << 10
    LINK = 1 << 11
    """Between people and badge: for, to, as."""
    ARTICLE = 1 << 12
    NOUN = 1 << 13
    """What a badge is called."""
    NOUNS = 1 << 14
    """What several are called."""
    FOR = 1 << 15
    """Introduces a reason, or what stands behind LINK."""
    BECAUSE = 1 << 16
    """Introduces a reason, and is no part of it."""
    LABEL = 1 << 17
    """Introduces a reason if a colon follows."""
    REASON = 1 << 18
    """Begins a reason, and is a part of it: since, as."""


_ROLES = {
    "greeting": Role.GREETING,
    "polite": Role.POLITE,
    "filler": Role.FILLER,
    "doubt": Role.DOUBT,
    "defers": Role.DEFERS,
    "asking": Role.ASKING,
    "award": Role.GIVES,
    "gives": Role.GIVES,
    "nominate": Role.PROPOSES,
    "proposes": Role.PROPOSES,
    "receives": Role.RECEIVES,
    "takes": Role.TAKES,
    "particle": Role.PARTICLE,
    "and": Role.AND,
    "for": Role.LINK | Role.FOR,
    "to": Role.LINK,
    "as": Role.LINK,
    "article": Role.ARTICLE,
    "badge": Role.NOUN,
    "many": Role.NOUNS,
    "because": Role.BECAUSE,
    "label": Role.LABEL,
    "reason": Role.REASON,
}
"""The keys of the chapter `[typed]`, each with the role of its words."""
VERBS = Role.GIVES | Role.PROPOSES | Role.RECEIVES
_AROUND = (
    Role.POLITE | Role.FILLER | Role.LINK | Role.ARTICLE | Role.NOUN | Role.NOUNS | Role.AND | Role.GREETING
)
FRAME = VERBS | _AROUND | Role.DOUBT | Role.DEFERS | Role.PARTICLE
"""What may stand between verb, people and badge."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The roles of words, and the beginnings of reasons that only look like connecting words."""

    roles: Mapping[str, int]
    kept: Mapping[str, Sequence[tuple[str, ...]]]
    """“because of”, “for once” …, by their first word: the whole is part of the reason."""
    joiners: frozenset[str]
    alternatives: frozenset[str]
    """“or”."""
    nouns: frozenset[str]

    @property
    def verbs(self) -> Sequence[tuple[str, int]]:
        """The verbs that ask for an award or a nomination."""
        return [(word, role) for word, role in self.roles.items() if role & (Role.GIVES | Role.PROPOSES)]

    def role(self, token: Token) -> int:
        """What a token can do; nothing if it is an unknown word."""
        return self.roles.get(token.word, Role.NONE)

    def is_kept(self, found: Sequence[Token], at: int) -> bool:
        """Whether the reason begins with this connecting word instead of behind it."""
        following = found[at + 1 : at + 2]
        if following and following[0].word[:1].isdigit() and self.role(found[at]) & Role.FOR:
            return True  # “for 10 years”
        words = tuple(token.word for token in found[at : at + 4])
        return any(words[: len(phrase)] == phrase for phrase in self.kept.get(found[at].word, ()))


@cache
def vocabulary(say: Wording) -> Vocabulary:
    """The words of a language, English included."""
    roles: dict[str, int] = {}
    for key, role in _ROLES.items():
        for word in typed_words(say, key):
            roles[word] = roles.get(word, Role.NONE) | role
    kept: dict[str, list[tuple[str, ...]]] = {}
    for phrase in typed_words(say, "kept"):
        words = tuple(token.word for token in tokens((phrase,)))
        kept.setdefault(words[0], []).append(words)
    joiners, alternatives, nouns = (frozenset(typed_words(say, key)) for key in ("and", "or", "badge"))
    return Vocabulary(roles, kept, joiners, alternatives, nouns)
