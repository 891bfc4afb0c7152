"""The direction of each character of a line, and the visual order of its runs.

The part of the Unicode Bidirectional Algorithm (UAX #9, revision 49) that a title or a name needs: one
paragraph, one line, no embeddings. Control characters for direction (overrides, isolates, marks) must be removed
first (`words.clean`).

>>> embedding_levels("Ana \\u05d0\\u05d1 12")
([0, 0, 0, 0, 1, 1, 1, 2, 2], 0)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

_PAIRS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "⟨": "⟩",
    "〈": "〉",
    "《": "》",
    "「": "」",
    "『": "』",
    "【": "】",
} | {
    "（": "）",
    "［": "］",
    "｛": "｝",
}
_OPENING_OF = {closing: opening for opening, closing in _PAIRS.items()}
_MARKS = frozenset({"NSM", "BN"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON"})
_DEEPEST_PAIRS = 63  # UAX #9, BD16: brackets of a line that nests deeper stay unresolved


def embedding_levels(text: str) -> tuple[list[int], int]:
    """The embedding level of each character (odd: right to left), and the level of the line itself."""
    kinds = [_bidi_class(character) for character in text]
    base = _base_level(kinds)
    start = "R" if base else "L"
    _resolve_weak_types(kinds, start)
    _resolve_brackets(text, kinds, start)
    _resolve_neutrals(kinds, start)
    return [_embedding_level(kind, base) for kind in kinds], base


def visual_order(levels: Sequence[int]) -> list[int]:
    """The indices of runs from left to right, given each run's level (UAX #9, rule L2)."""
    order = list(range(len(levels)))
    for depth in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= depth:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order


def _bidi_class(character: str) -> str:
    return unicodedata.bidirectional(character) or "L"


def _base_level(kinds: Sequence[str]) -> int:
    """Rules P2 and P3: the first strong character decides."""
    strong = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return int(strong != "L")


def _resolve_weak_types(kinds: list[str], start: str) -> None:
    """Rules W1 to W7."""
    before = start
    for n, kind in enumerate(kinds):
        if kind in _MARKS:
            kinds[n] = before
        before = kinds[n]
    strong = start
    for n, kind in enumerate(kinds):
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[n] = "AN"
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    _resolve_separators(kinds)
    strong = start
    for n, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[n] = "L"


def _resolve_separators(kinds: list[str]) -> None:
    """Rules W4 to W6: separators between or beside figures."""
    for n in range(1, len(kinds) - 1):
        left, here, right = kinds[n - 1 : n + 2]
        if left == right and ((here == "ES" and left == "EN") or (here == "CS" and left in ("EN", "AN"))):
            kinds[n] = left
    for first, last in _runs_of(kinds, frozenset({"ET"})):
        beside = {kinds[first - 1] if first else "", kinds[last] if last < len(kinds) else ""}
        kinds[first:last] = ["EN" if "EN" in beside else "ON"] * (last - first)
    kinds[:] = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in kinds]


def _resolve_brackets(text: str, kinds: list[str], start: str) -> None:
    """Rule N0: a pair of brackets takes the direction of its content."""
    for opening, closing in _bracket_pairs(text, kinds):
        inside = {_strong_direction(kind) for kind in kinds[opening + 1 : closing]} - {""}
        if start in inside:
            _turn(text, kinds, (opening, closing), start)
        elif inside:
            before = (_strong_direction(kind) for kind in reversed(kinds[:opening]))
            around = next((direction for direction in before if direction), start)
            _turn(text, kinds, (opening, closing), around if around in inside else start)


def _turn(text: str, kinds: list[str], brackets: tuple[int, int], way: str) -> None:
    """Gives brackets a direction, and the marks on them the same."""
    for bracket in brackets:
        kinds[bracket] = way
        for place in range(bracket + 1, len(text)):
            if _bidi_class(text[place]) not in _MARKS:
                break
            kinds[place] = way


def _bracket_pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    found, waiting = [], list[tuple[str, int]]()
    for n, character in enumerate(text):
        if kinds[n] != "ON":
            continue
        if character in _PAIRS:
            if len(waiting) == _DEEPEST_PAIRS:
                return []
            waiting.append((character, n))
        elif character in _OPENING_OF:
            depth = next(
                (d for d in reversed(range(len(waiting))) if waiting[d][0] == _OPENING_OF[character]), None
            )
            if depth is not None:
                found.append((waiting[depth][1], n))
                del waiting[depth:]
    return sorted(found)


def _resolve_neutrals(kinds: list[str], start: str) -> None:
    """Rules N1 and N2: neutral characters take the direction that both neighbours share, else the line's."""
    for first, last in _runs_of(kinds, _NEUTRAL):
        left = _strong_direction(kinds[first - 1]) if first else start
        right = _strong_direction(kinds[last]) if last < len(kinds) else start
        kinds[first:last] = [left if left == right else start] * (last - first)


def _runs_of(kinds: Sequence[str], wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    first = 0
    while first < len(kinds):
        last = first
        while last < len(kinds) and kinds[last] in wanted:
            last += 1
        if last > first:
            yield first, last
        first = last + 1


def _strong_direction(kind: str) -> str:
    """The direction of a resolved class; figures count as right-to-left here."""
    return "R" if kind in ("R", "EN", "AN") else kind if kind == "L" else ""


def _embedding_level(kind: str, base: int) -> int:
    """Rules I1 and I2."""
    if base:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1}.get(kind, 2)
