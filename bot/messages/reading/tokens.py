"""A text as tokens: words as they are compared, signs between them, mentions; each knows where it stands in the text.

Quotes, brackets and emphasis around a word are no part of it, nor are invisible characters.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.messages.characters import fold_word
from bot.messages.email_addresses import typed_address
from bot.messages.parsing import as_words
from bot.messages.requests import Mention, Text

_PIECE = re.compile(r"[^\s\u200b]+")
_AROUND = "\"'`“”„‟‘’‚‛«»‹›()[]{}<>*_~"
_ENDS = ".,:;!?…"
_WIDE_SIGNS = "：，；。！？、"
_LONG_DASHES = "\u2014\u2015"
_EMOJI = "\u2600-\u27bf\U0001f000-\U0001faff"
_INNER = re.compile(rf"([{_WIDE_SIGNS}]|(?<=\w)[{_LONG_DASHES}](?=\w)|[{_EMOJI}]+)")
_DASHES = frozenset({"-", "--", "---", "\u2014", "\u2015"})
_ARROWS = frozenset({"->", "=>", "-->", "==>", "\u2192", "\u21d2", "\u27a1"})
_SINGLE = frozenset({*",;:.!?&+/=|", *_DASHES, *_ARROWS, *_WIDE_SIGNS})


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    SIGN = auto()
    """A separator, a dash, an arrow, the end of a sentence."""
    PERSON = auto()
    GROUP = auto()
    """A mention of many: a user group, a channel, everyone."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: from `start` to `end` in one `part`; `after`: behind a quote or bracket that closes it."""

    kind: Kind
    word: str
    """As compared; a word between hyphens is one word."""
    part: int
    start: int
    end: int
    after: int
    mention: Mention | None = None
    opens_line: bool = False
    attached: bool = False
    """Whether it follows what stands before it without a space."""
    capital: bool = False
    """Whether it begins with a capital letter."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of a name that it holds."""
        return tuple(part for part in re.split(r"[-_]+", self.word) if part)


def tokens(text: Text) -> tuple[Token, ...]:
    """The tokens of a text, in order."""
    found: list[Token] = []
    after_space = opens_line = True
    for number, part in enumerate(text):
        if isinstance(part, Mention):
            kind = Kind.PERSON if part.kind in ("person", "address") else Kind.GROUP
            found.append(Token(kind, "", number, 0, 0, 0, part, opens_line, not after_space))
            after_space = opens_line = False
            continue
        end = 0
        for piece in _PIECE.finditer(part):
            gap = part[end : piece.start()]
            opens_line = opens_line or "\n" in gap or "\r" in gap
            after_space = after_space or bool(gap)
            made = _pieces(number, piece.group(), piece.start(), opens_line, not after_space)
            found += made
            if made:
                after_space = opens_line = False
            end = piece.end()
        gap = part[end:]
        opens_line = opens_line or "\n" in gap or "\r" in gap
        after_space = after_space or bool(gap)
    return tuple(found)


def _pieces(part: int, piece: str, start: int, opens_line: bool, attached: bool) -> list[Token]:
    """The tokens of one piece without spaces: a word, and the signs at its end; or several around a wide sign."""
    address = typed_address(piece)
    if address:
        return [_address(part, piece, start, address, opens_line=opens_line)]
    made: list[Token] = []
    at = start
    for inner in _INNER.split(piece):
        if inner:
            made += _word_and_signs(part, inner, at, opens_line and not made, attached or bool(made))
        at += len(inner)
    return made


def _word_and_signs(part: int, piece: str, start: int, opens_line: bool, attached: bool) -> list[Token]:
    folded = fold_word(piece)
    if folded in _SINGLE:
        end = start + len(piece)
        return [Token(Kind.SIGN, folded, part, start, end, end, None, opens_line, attached)]
    left = piece.lstrip(_AROUND + "#/")
    begin = start + len(piece) - len(left)
    core = left.rstrip(_AROUND + _ENDS)
    word = fold_word(core)
    if not any(char.isalnum() for char in word):
        if not folded or not piece.strip(_AROUND):
            return []
        end = start + len(piece)
        return [Token(Kind.WORD, folded, part, start, end, end, None, opens_line, attached)]
    end = begin + len(core)
    signs = piece[end - start :]
    after = end + len(signs) - len(signs.lstrip(_AROUND))
    capital = core[:1].isupper()
    made = [Token(Kind.WORD, word, part, begin, end, after, None, opens_line, attached, capital)]
    for offset, char in enumerate(signs):
        if char in _ENDS:
            here = end + offset
            made.append(Token(Kind.SIGN, char, part, here, here + 1, here + 1, attached=True))
    return made


def _address(part: int, piece: str, start: int, address: str, *, opens_line: bool) -> Token:
    end = start + len(piece)
    mention = Mention(address, address, "address")
    return Token(Kind.PERSON, "", part, start, end, end, mention, opens_line)


def text_between(text: Text, begin: tuple[int, int], end: tuple[int, int] | None = None) -> str:
    """The words from one place to another, exactly as typed; places are a part and a position in it."""
    first, offset = begin
    last, stop = end or (len(text), 0)
    parts: list[str | Mention] = []
    for number in range(first, min(last + 1, len(text))):
        part = text[number]
        if isinstance(part, Mention):
            if number != last:
                parts.append(part)
            continue
        parts.append(part[offset if number == first else 0 : stop if number == last else len(part)])
    return as_words(tuple(parts))


def place_after(found: Sequence[Token], index: int) -> tuple[int, int]:
    """Where the text goes on behind the token before `index`: its start if there is none."""
    if not index:
        return (0, 0)
    token = found[index - 1]
    return (
        (token.part + 1, 0)
        if token.mention and token.mention.kind != "address"
        else (token.part, token.after)
    )


def place_before(found: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Where the text stands that a token begins; None at the end."""
    return (found[index].part, found[index].start) if index < len(found) else None


def text_from(text: Text, found: Sequence[Token], index: int) -> Text:
    """The text behind the token before `index`, with its mentions; empty if no token follows."""
    if index >= len(found):
        return ()
    part, offset = place_after(found, index)
    first = text[part]
    return (first[offset:] if isinstance(first, str) else first, *text[part + 1 :])
