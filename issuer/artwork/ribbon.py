"""The ribbon: a band across the badge with a notched tail on each side, carrying the title."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.artwork import lettering
from issuer.artwork.geometry import Outline, Point, rectangle
from issuer.artwork.lettering import Box, Lettering
from issuer.artwork.typefaces import Typefaces

_MIDDLE = 0.345
_HALF = 0.862  # half the band's width
_END = 0.985  # where the tails end
_TUCK = 0.130  # how far a tail reaches behind the band
_RISE = 0.062  # how much higher than the band a tail hangs
_NOTCH = 0.075
_HEIGHTS = (0.290, 0.368)  # of the band: for one line, for two
_MARGIN = 0.095  # free of lettering at each end of the band
_BOXES = (Box(2 * (_HALF - _MARGIN), 0.235), Box(2 * (_HALF - _MARGIN), 0.266))


@dataclass(frozen=True)
class Ribbon:
    """Where the ribbon is, for a title of so many lines."""

    height: float

    @property
    def middle(self) -> Point:
        """The middle of the band."""
        return (0.0, _MIDDLE)

    @property
    def top(self) -> float:
        """The upper edge of the band."""
        return _MIDDLE - self.height / 2

    @property
    def bottom(self) -> float:
        """The lower edge of the band."""
        return _MIDDLE + self.height / 2

    def band(self) -> Outline:
        """The front of the ribbon."""
        return rectangle(-_HALF, self.top, _HALF, self.bottom)

    @property
    def below(self) -> float:
        """Where the middle of what stands below the ribbon belongs."""
        return self.bottom + 0.152

    def hems(self) -> tuple[Outline, Outline]:
        """Two thin lines along the band's edges."""
        gap, width = 0.024, 0.009
        upper = rectangle(-_HALF, self.top + gap, _HALF, self.top + gap + width)
        lower = rectangle(-_HALF, self.bottom - gap - width, _HALF, self.bottom - gap)
        return upper, lower

    def underside(self, depth: float) -> Outline:
        """A strip below the band, where its shadow falls."""
        return rectangle(-_HALF, self.bottom - 0.01, _HALF, self.bottom + depth)

    def tails(self) -> tuple[Outline, Outline]:
        """The two ends behind the badge."""
        top, bottom = self.top - _RISE, self.bottom - _RISE
        right: Outline = (
            (_HALF - _TUCK, top),
            (_END, top),
            (_END - _NOTCH, (top + bottom) / 2),
            (_END, bottom),
            (_HALF - _TUCK, bottom),
        )
        return right, _mirrored(right)

    def folds(self) -> tuple[Outline, Outline]:
        """The two corners where the band turns back into its tails."""
        right: Outline = (
            (_HALF - _TUCK, self.top - _RISE),
            (_HALF, self.top),
            (_HALF, self.top + 0.01),
            (_HALF - _TUCK, self.top + 0.01),
        )
        return right, _mirrored(right)


def letter(title: str, typefaces: Typefaces) -> Lettering | None:
    """The title set for a ribbon, or None if it is too long for one."""
    return lettering.fit(title, _BOXES, typefaces)


def ribbon_for(title: Lettering) -> Ribbon:
    """The ribbon that a set title needs."""
    return Ribbon(_HEIGHTS[len(title.lines) - 1])


def _mirrored(outline: Outline) -> Outline:
    return tuple((-x, y) for x, y in reversed(outline))
