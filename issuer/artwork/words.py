"""Text before it becomes glyphs: cleaned of what steers or hides, and cut where people would cut it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import regex

JOINER, NON_JOINER = "\u200d", "\u200c"
_SELECTORS = frozenset({"\ufe0e", "\ufe0f"})
KEPT_UNSEEN = frozenset({JOINER, NON_JOINER}) | _SELECTORS
"""Characters that show nothing themselves and yet change how their neighbours look."""

_CLUSTER = regex.compile(r"\X")
_TAGS = range(0xE0020, 0xE0080)
_OWN_LINE = frozenset({"Lo", "Nl"})


def tidy(title: str) -> str:
    """Text as it is set: composed characters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", title).split())


def clean(text: str) -> str:
    """The text as `tidy` leaves it, without controls, characters that steer direction, and what is no character.

    For names and citations, which come from people and cannot be refused.
    """
    plain = "".join(" " if character.isspace() else character for character in text if _is_text(character))
    return tidy(plain)


def _is_text(character: str) -> bool:
    if character.isspace() or character in KEPT_UNSEEN or ord(character) in _TAGS:
        return True
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@lru_cache(maxsize=1024)
def clusters(text: str) -> tuple[str, ...]:
    """The text in pieces that belong together: a letter with its marks, an emoji with its parts (UAX #29)."""
    return tuple(_CLUSTER.findall(text))


def chunks(text: str) -> list[tuple[str, str]]:
    """What a line may be broken between: pieces, each with what joins it to the next (a space or nothing)."""
    found: list[tuple[str, str]] = []
    for word in text.split(" "):
        pieces = list(_wide_pieces(word))
        found += [(piece, "") for piece in pieces[:-1]] + [(pieces[-1], " ")] if pieces else []
    return found


def _wide_pieces(word: str) -> Iterator[str]:
    """Chinese, Japanese and Korean break between any two characters; other words stay whole."""
    piece = ""
    for cluster in clusters(word):
        if piece and _is_wide(cluster) and not _hangs(cluster) and not _hangs_before(piece[-1]):
            yield piece
            piece = ""
        piece += cluster
    if piece:
        yield piece


def _is_wide(cluster: str) -> bool:
    return unicodedata.east_asian_width(cluster[0]) in "WF" and unicodedata.category(cluster[0]) in _OWN_LINE


def _hangs(cluster: str) -> bool:
    """Small kana and the long mark never begin a line."""
    return cluster[0] in "ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"


def _hangs_before(character: str) -> bool:
    return unicodedata.category(character) in ("Ps", "Pi")


def join(pieces: list[tuple[str, str]]) -> str:
    """Pieces as one line."""
    return "".join(piece + joint for piece, joint in pieces).rstrip(" ")
