"""Sentences and names in a column: broken into lines, fitted, at last shortened with an ellipsis."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from issuer.artwork.text.shaping import ShapedLine, shape_line
from issuer.artwork.text.typefaces import Typefaces
from issuer.artwork.text.words import clean, clusters, join_chunks, line_chunks

ELLIPSIS = "…"
_WORTH_A_WORD = 0.72  # share of a line that must be left when a cut moves back to the end of a word
_LETTERS = ("L", "N")


@dataclass(frozen=True)
class Column:
    """A column of text: its width in pixels, its most lines, and the font weight."""

    width: float
    most: int
    weight: int


def missing_characters(text: str, typefaces: Typefaces) -> str:
    """The letters and figures of a text that no typeface has; emoji and signs do not count."""
    absent = [
        character
        for character in dict.fromkeys(text)
        if not character.isspace() and not typefaces.can_draw(character)
    ]
    return "".join(character for character in absent if unicodedata.category(character)[0] in _LETTERS)


def drawable_text(text: str, typefaces: Typefaces) -> str:
    """The text, cleaned, without characters that no typeface has: boxes in place of emoji tell nothing.

    A mark that no typeface has, or not the one of its letter, is left out alone.
    """
    kept = [_drawable_cluster(piece, typefaces) for piece in clusters(clean(text))]
    return " ".join("".join(kept).split())


def _drawable_cluster(cluster: str, typefaces: Typefaces) -> str:
    if all(map(typefaces.can_draw, cluster)) and typefaces.can_draw_together(cluster):
        return cluster
    letter, marks = cluster[0], cluster[1:]
    if not typefaces.can_draw(letter) or any(unicodedata.category(mark)[0] != "M" for mark in marks):
        return ""  # an emoji without one of its parts would be another one
    kept = letter
    for mark in marks:
        kept += mark if typefaces.can_draw(mark) and typefaces.can_draw_together(kept + mark) else ""
    return kept


def wrap_text(text: str, column: Column, em: float, typefaces: Typefaces) -> tuple[ShapedLine, ...]:
    """The text in lines of the column; the last line is shortened if not all fits."""
    lines: list[str] = []
    rest = _split_wide_pieces(line_chunks(text), column, em, typefaces)
    while rest and len(lines) < column.most:
        taken = _count_fitting_pieces(rest, column, em, typefaces)
        last = len(lines) == column.most - 1
        if last and taken < len(rest):
            lines.append(shorten(join_chunks(rest), column, em, typefaces))
            break
        lines.append(join_chunks(rest[:taken]))
        rest = rest[taken:]
    return tuple(shape_line(line, typefaces, column.weight) for line in lines)


def fit_text(
    text: str, column: Column, sizes: tuple[float, float], typefaces: Typefaces
) -> tuple[tuple[ShapedLine, ...], float]:
    """The text as large as fits, between the larger and the smaller size, and the size that was chosen."""
    largest, smallest = sizes
    em = largest
    while em > smallest:
        lines = wrap_text(text, column, em, typefaces)
        if lines and not lines[-1].text.endswith(ELLIPSIS):
            single = wrap_text(text, Column(column.width, 1, column.weight), em * 0.86, typefaces)
            if len(lines) > 1 and not single[-1].text.endswith(ELLIPSIS):
                return single, em * 0.86  # a little smaller and in one line looks calmer
            return lines, em
        em *= 0.94
    return wrap_text(text, column, smallest, typefaces), smallest


def shorten(text: str, column: Column, em: float, typefaces: Typefaces) -> str:
    """The text, cut between characters until it and an ellipsis fit one line."""
    if _width(text, column, em, typefaces) <= column.width:
        return text
    pieces = clusters(text)
    low, high = 0, len(pieces)
    while low < high:
        middle = (low + high + 1) // 2
        trial = "".join(pieces[:middle]).rstrip() + ELLIPSIS
        low, high = (
            (middle, high) if _width(trial, column, em, typefaces) <= column.width else (low, middle - 1)
        )
    kept = "".join(pieces[:low])
    word, space, _ = kept.rpartition(" ")
    if space and len(word) > len(kept) * _WORTH_A_WORD:
        kept = word
    return kept.rstrip(" ,.;:–-") + ELLIPSIS


def _count_fitting_pieces(
    pieces: list[tuple[str, str]], column: Column, em: float, typefaces: Typefaces
) -> int:
    """The number of pieces that fit one line; at least one."""
    taken = 1
    while (
        taken < len(pieces)
        and _width(join_chunks(pieces[: taken + 1]), column, em, typefaces) <= column.width
    ):
        taken += 1
    return taken


def _split_wide_pieces(
    pieces: list[tuple[str, str]], column: Column, em: float, typefaces: Typefaces
) -> list[tuple[str, str]]:
    """The pieces, with those wider than the column cut between characters: long words, and Thai."""
    found: list[tuple[str, str]] = []
    for piece, joint in pieces:
        part = ""
        for cluster in clusters(piece) if _width(piece, column, em, typefaces) > column.width else (piece,):
            if part and _width(part + cluster, column, em, typefaces) > column.width:
                found.append((part, ""))
                part = ""
            part += cluster
        found.append((part, joint))
    return found


def _width(text: str, column: Column, em: float, typefaces: Typefaces) -> float:
    return shape_line(text, typefaces, column.weight).width * em
