"""A text as tokens: words as they are compared, signs between them, mentions; each knows where it stands in the text.

Quotes, brackets and emphasis around a word are no part of it, nor are invisible characters.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from bot.messages.parsing import as_words, typed_address
from bot.messages.reading.characters import fold_word
from bot.messages.requests import Mention, Text

_PIECE = re.compile(r"(?:[^\s\u200b]|(?<=\w)\u200b(?=@[\w-]+\.\w)|(?<=\w@)\u200b(?=\w))+")
"""Words stand between spaces; a space without width is one, except beside the @ of an address."""
_AROUND = "\"'`“”„‟‘’‚‛«»‹›()[]{}<>*_~"
_ENDS = ".,:;!?…"
_WIDE_SIGNS = "：，；。！？、"
_LONG_DASHES = "\u2014\u2015"
_EMOJI = "\u2600-\u27bf\U0001f000-\U0001faff"
_INNER = re.compile(rf"([{_WIDE_SIGNS}]|(?<=\w)[{_LONG_DASHES}](?=\w)|[{_EMOJI}]+)")
_DASHES = frozenset({"-", "--", "---", "\u2014", "\u2015"})
_ARROWS = frozenset({"->", "=>", "-->", "==>", "\u2192", "\u21d2", "\u27a1"})
_SINGLE = frozenset({*",;:.!?&+/=|", *_DASHES, *_ARROWS, *_WIDE_SIGNS})


class TokenKind(Enum):
    """What a token is."""

    WORD = auto()
    SIGN = auto()
    """A separator, a dash, an arrow, the end of a sentence."""
    PERSON = auto()
    GROUP = auto()
    """A mention of many: a user group, a channel, everyone."""


class Token(NamedTuple):
    """A piece of the text: from `start` to `end` in one `part`; `after`: behind a quote or bracket that closes it."""

    kind: TokenKind
    word: str
    """As compared; a word between hyphens is one word."""
    part: int
    start: int
    end: int
    after: int
    before: int
    """Where what opens it stands, such as a quote."""
    mention: Mention | None = None
    opens_line: bool = False
    attached: bool = False
    """Whether it follows what stands before it without a space."""
    capital: bool = False
    """Whether it begins with a capital letter."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of a name that it holds."""
        if "-" not in self.word and "_" not in self.word:
            return (self.word,) if self.word else ()
        return tuple(part for part in re.split(r"[-_]+", self.word) if part)


def tokens(text: Text) -> tuple[Token, ...]:
    """The tokens of a text, in order."""
    found: list[Token] = []
    opens_line, attached = True, False
    for number, part in enumerate(text):
        if isinstance(part, Mention):
            kind = TokenKind.PERSON if part.kind in ("person", "address") else TokenKind.GROUP
            found.append(Token(kind, "", number, 0, 0, 0, 0, part, opens_line, attached))
            opens_line, attached = False, True
            continue
        end = 0
        before_mention = number + 1 < len(text)
        for match in _PIECE.finditer(part):
            gap = part[end : match.start()]
            opens_line, attached = opens_line or _breaks(gap), attached and not gap
            opens_mention = before_mention and match.end() == len(part)
            piece = _Piece(number, match.group(), match.start(), opens_line, attached, opens_mention)
            made = list(_in_piece(piece))
            found += made
            opens_line, attached = opens_line and not made, attached or bool(made)
            end = match.end()
        opens_line, attached = opens_line or _breaks(part[end:]), attached and end == len(part)
    return tuple(found)


class _Piece(NamedTuple):
    """Characters without a space between them."""

    part: int
    text: str
    start: int
    opens_line: bool
    attached: bool
    opens_mention: bool
    """Whether a mention follows it without a space."""


def _breaks(gap: str) -> bool:
    return "\n" in gap or "\r" in gap


def _in_piece(piece: _Piece) -> Iterator[Token]:
    """The tokens of one piece: a word and the signs at its end, or several around a wide sign, a dash, an emoji."""
    text = piece.text
    if text.isalnum() and text.isascii():  # most words
        end = piece.start + len(text)
        where = (piece.part, piece.start, end, end, piece.start, None, piece.opens_line, piece.attached)
        yield Token(TokenKind.WORD, text.lower(), *where, text[0].isupper())
        return
    address = typed_address(text)
    if address:
        mention = Mention(address, address, "address")
        end = piece.start + len(piece.text)
        yield Token(
            TokenKind.PERSON,
            "",
            piece.part,
            piece.start,
            end,
            end,
            piece.start,
            mention,
            piece.opens_line,
            piece.attached,
        )
        return
    if not _INNER.search(piece.text):
        yield from _word_and_signs(piece)
        return
    start, opens_line, attached = piece.start, piece.opens_line, piece.attached
    for inner in _INNER.split(piece.text):
        made = tuple(
            _word_and_signs(piece._replace(text=inner, start=start, opens_line=opens_line, attached=attached))
        )
        yield from made
        start, opens_line, attached = start + len(inner), opens_line and not made, attached or bool(made)


def _word_and_signs(piece: _Piece) -> Iterator[Token]:
    folded = fold_word(piece.text)
    left = piece.text.lstrip(_AROUND + "#/")
    core = left.rstrip(_AROUND + _ENDS)
    start, begin = piece.start, piece.start + len(piece.text) - len(left)
    word = fold_word(core)
    if folded in _SINGLE or not any(char.isalnum() for char in word):
        yield from _without_word(piece, folded)
        return
    end = begin + len(core)
    signs = piece.text[end - start :]
    after = end + len(signs) - len(signs.lstrip(_AROUND))
    where = (piece.part, begin, end, after, start, None, piece.opens_line, piece.attached)
    yield Token(TokenKind.WORD, word, *where, capital=core[:1].isupper())
    for here, char in enumerate(signs, end):
        if char in _ENDS:
            yield Token(TokenKind.SIGN, char, piece.part, here, here + 1, here + 1, here, attached=True)


def _without_word(piece: _Piece, folded: str) -> Iterator[Token]:
    """Signs alone: a separator, a quote that stands by itself, or anything else, such as a smiley.

    What only closes or opens a mention is no token, nor is what cannot be seen.
    """
    is_around = not piece.text.strip(_AROUND)
    if not folded or (is_around and (piece.attached or piece.opens_mention)):
        return
    kind = TokenKind.SIGN if folded in _SINGLE or is_around else TokenKind.WORD
    end = piece.start + len(piece.text)
    yield Token(
        kind, folded, piece.part, piece.start, end, end, piece.start, None, piece.opens_line, piece.attached
    )


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
    """Where a token stands in the text, with what opens it; None at the end."""
    return (found[index].part, found[index].before) if index < len(found) else None


def text_from(text: Text, found: Sequence[Token], index: int) -> Text:
    """The text behind the token before `index`, with its mentions; empty if no token follows."""
    if index >= len(found):
        return ()
    part, offset = place_after(found, index)
    first = text[part]
    return (first[offset:] if isinstance(first, str) else first, *text[part + 1 :])
