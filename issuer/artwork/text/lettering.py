"""Sets a title in one or two lines inside a box, the same at every picture size.

Everything is measured in ems and stored in canvas units, so whether a title fits depends on the title alone, not on
the picture size.
"""

from __future__ import annotations

from dataclasses import dataclass

from issuer.artwork.geometry import Point
from issuer.artwork.text.inking import STRAIGHT, Bow, PlacedLine
from issuer.artwork.text.shaping import ShapedLine, shape_line
from issuer.artwork.text.typefaces import HEADLINE, Typefaces
from issuer.artwork.text.words import join_chunks, line_chunks, tidy

__all__ = ["SMALLEST_EM", "Box", "Lettering", "fit_title", "tidy"]

_CAPITAL = 0.727  # height of an Inter capital in ems, by which every line is centred
_LEADING = 1.14  # from baseline to baseline, in ems
_LARGEST_EM, SMALLEST_EM = 0.192, 0.080  # canvas units; the smaller is 20 px in a picture of 512
_WORTH_BREAKING = 1.22  # a second line has to make letters this much larger
_LONGEST = 120  # characters without spaces; longer titles never fit


@dataclass(frozen=True)
class Box:
    """The width and height of a box for lettering, in canvas units."""

    width: float
    height: float


@dataclass(frozen=True)
class Lettering:
    """A typeset title: its lines, the em in canvas units, and the distance of baselines in ems."""

    lines: tuple[ShapedLine, ...]
    em: float
    leading: float = _LEADING

    @property
    def text(self) -> str:
        """The title with its line breaks."""
        return "\n".join(line.text for line in self.lines)

    def place_lines(self, middle: Point, size: int, bow: Bow = STRAIGHT) -> tuple[PlacedLine, ...]:
        """The lines around `middle` of a square picture of `size` pixels."""
        top, bottom = _vertical_extent(self.lines, self.leading)
        first = middle[1] - self.em * (bottom - top) / 2  # the first baseline that centres the capitals
        half = size / 2
        return tuple(
            PlacedLine(
                line,
                left=half + half * (middle[0] - self.em * line.width / 2),
                baseline=half + half * (first + self.em * self.leading * number),
                em=half * self.em,
                bow=bow,
            )
            for number, line in enumerate(self.lines)
        )


def fit_title(title: str, boxes: tuple[Box, Box], typefaces: Typefaces) -> Lettering | None:
    """The title as large as it goes into one line (first box) or two (second box).

    None if it does not fit into two lines at `SMALLEST_EM`, or if there is nothing to set.
    """
    pieces = line_chunks(tidy(title))
    if not pieces or sum(len(piece) for piece, _ in pieces) > _LONGEST:
        return None

    def line(some: list[tuple[str, str]]) -> ShapedLine:
        return shape_line(join_chunks(some), typefaces, HEADLINE)

    whole = _set_lines((line(pieces),), boxes[0])
    halves = [_set_lines((line(pieces[:n]), line(pieces[n:])), boxes[1]) for n in range(1, len(pieces))]
    broken = max(halves, key=lambda lettering: lettering.em, default=whole)
    best = broken if broken.em > whole.em * _WORTH_BREAKING else whole
    return best if best.em >= SMALLEST_EM else None


def _set_lines(lines: tuple[ShapedLine, ...], box: Box) -> Lettering:
    """The lines at the largest em that keeps all their ink inside the box."""
    leading = _LEADING
    if len(lines) == 2:  # Thai or Devanagari reach further up and down than Latin
        leading = max(_LEADING, lines[0].below + lines[1].above + 0.06)
    top, bottom = _vertical_extent(lines, leading)
    above = max(lines[0].above, top) + (bottom - top) / 2
    below = max(lines[-1].below + leading * (len(lines) - 1), bottom) - (bottom - top) / 2
    width = max(0.01, *(line.width for line in lines))
    em = min(_LARGEST_EM, box.width / width, box.height / 2 / max(above, below))
    return Lettering(lines, em, leading)


def _vertical_extent(lines: tuple[ShapedLine, ...], leading: float) -> tuple[float, float]:
    """The extent that is centred, in ems: up to the first line's capitals, down to the last baseline."""
    return _CAPITAL, leading * (len(lines) - 1)
