"""Text before shaping: cleaned of control characters, and split where lines may break."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import regex

JOINER, NON_JOINER = "\u200d", "\u200c"
_SELECTORS = frozenset({"\ufe0e", "\ufe0f"})
INVISIBLE_MODIFIERS = frozenset({JOINER, NON_JOINER}) | _SELECTORS
"""Invisible characters that change the look of their neighbours."""

_CLUSTER = regex.compile(r"\X")
_TAGS = range(0xE0020, 0xE0080)
_OWN_LINE = frozenset({"Lo", "Nl"})


def tidy(title: str) -> str:
    """Normalised text: composed characters (NFC), single spaces."""
    return " ".join(unicodedata.normalize("NFC", title).split())


def clean(text: str) -> str:
    """Text normalised by `tidy`, without control characters, direction marks and unassigned code points.

    For names and citations, which cannot be refused.
    """
    plain = "".join(" " if character.isspace() else character for character in text if _is_text(character))
    return tidy(plain)


def _is_text(character: str) -> bool:
    if character.isspace() or character in INVISIBLE_MODIFIERS or ord(character) in _TAGS:
        return True
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@lru_cache(maxsize=1024)
def clusters(text: str) -> tuple[str, ...]:
    """The text in pieces that belong together: a letter with its marks, an emoji with its parts (UAX #29)."""
    return tuple(_CLUSTER.findall(text))


def line_chunks(text: str) -> list[tuple[str, str]]:
    """The pieces between which a line may break, each with the text that joins it to the next (a space or none)."""
    found: list[tuple[str, str]] = []
    for word in text.split(" "):
        pieces = list(_wide_pieces(word))
        found += [(piece, "") for piece in pieces[:-1]] + [(pieces[-1], " ")] if pieces else []
    return found


def _wide_pieces(word: str) -> Iterator[str]:
    """Split Chinese, Japanese and Korean between any two characters; keep other words whole."""
    piece = ""
    for cluster in clusters(word):
        if (
            piece
            and _is_wide(cluster)
            and not _may_not_begin_line(cluster)
            and not _may_not_end_line(piece[-1])
        ):
            yield piece
            piece = ""
        piece += cluster
    if piece:
        yield piece


def _is_wide(cluster: str) -> bool:
    return unicodedata.east_asian_width(cluster[0]) in "WF" and unicodedata.category(cluster[0]) in _OWN_LINE


def _may_not_begin_line(cluster: str) -> bool:
    """Whether a cluster must not begin a line: small kana and the long mark."""
    return cluster[0] in "ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"


def _may_not_end_line(character: str) -> bool:
    return unicodedata.category(character) in ("Ps", "Pi")


def join_chunks(pieces: list[tuple[str, str]]) -> str:
    """Pieces as one line."""
    return "".join(piece + joint for piece, joint in pieces).rstrip(" ")
