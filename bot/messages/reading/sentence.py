"""A sentence in its tokens, with the names and words it is read by. Places in it are indexes of tokens."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.messages.parsing import clean_citation
from bot.messages.reading.names import BadgeNames, Found
from bot.messages.reading.tokens import Token, TokenKind, place_before, text_between, tokens
from bot.messages.reading.vocabulary import Role, Vocabulary
from bot.messages.requests import Text


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was typed. Behind its end stand no words and no roles, so places need no checks."""

    text: Text
    tokens: tuple[Token, ...]
    names: BadgeNames
    vocabulary: Vocabulary

    @classmethod
    def of(cls, text: Text, names: Mapping[str, str], vocabulary: Vocabulary) -> "Sentence":
        """The sentence in a text; `names` maps every folded name of the catalogue to its slug."""
        return cls(text, tokens(text), BadgeNames.of(names, vocabulary.nouns), vocabulary)

    @property
    def end(self) -> int:
        """The place behind the last token."""
        return len(self.tokens)

    def role(self, at: int) -> int:
        """What the word at a place can do."""
        return self.vocabulary.role(self.tokens[at]) if 0 <= at < self.end else Role.NONE

    def word(self, at: int) -> str:
        """The word at a place, as compared."""
        return self.tokens[at].word if 0 <= at < self.end else ""

    def is_mention(self, at: int) -> bool:
        """Whether people or a group are mentioned at a place."""
        return 0 <= at < self.end and self.tokens[at].mention is not None

    def is_sign(self, at: int) -> bool:
        """Whether a sign stands at a place."""
        return 0 <= at < self.end and self.tokens[at].kind is TokenKind.SIGN

    def badge_at(self, at: int) -> Found | None:
        """The longest name of a badge that begins at a place."""
        return self.names.at(self.tokens, at) if 0 <= at < self.end else None

    def words_from(self, start: int, stop: int | None = None) -> str:
        """The words from a token on, exactly as typed, or up to the token at `stop`; "" if nothing is visible."""
        begin = place_before(self.tokens, start)
        if begin is None:
            return ""
        end = None if stop is None else place_before(self.tokens, stop)
        return clean_citation(text_between(self.text, begin, end))

    def ends_name(self, at: int) -> bool:
        """Whether an unknown name that goes on up to a place ends there."""
        if at >= self.end or self.is_mention(at) or self.is_sign(at) or self.tokens[at].opens_line:
            return True
        return bool(self.role(at) & (Role.BECAUSE | Role.LABEL | Role.REASON))

    def behind_joiners(self, at: int) -> int:
        """Behind the words and signs that join people or badges; the same place if there are none."""
        while at < self.end and (self.word(at) in _JOINING or self.role(at) & Role.AND):
            at += 1
        return at


_JOINING = frozenset({",", ";", "&", "+", "/"})
