"""The ribbon: a band across the badge with a notched tail on each side, carrying the title."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.artwork.geometry import Outline, Point
from issuer.artwork.text import lettering
from issuer.artwork.text.inking import Bow
from issuer.artwork.text.lettering import Box, Lettering
from issuer.artwork.text.typefaces import Typefaces

CEILING = 0.148  # no part of a ribbon is above this height
TAIL_EDGE = 0.014  # width of the light edge of a tail
_MIDDLE = 0.345
_HALF = 0.852  # half the band's width
_END = 0.962  # where the tails end
_TUCK = 0.130  # how far a tail reaches behind the band
_RISE = 0.062  # how much higher than the band a tail hangs
_NOTCH = 0.075
_STEPS = 48  # pieces of a bent edge
_HEIGHTS = (0.290, 0.368)  # of the band: for one line, for two
_MARGIN = 0.095  # free of lettering at each end of the band
_BOXES = (Box(2 * (_HALF - _MARGIN), 0.235), Box(2 * (_HALF - _MARGIN), 0.266))


@dataclass(frozen=True)
class Ribbon:
    """The ribbon's height, and the drop of its middle below its ends."""

    height: float
    sag: float = 0.0

    @property
    def middle(self) -> Point:
        """The middle of the band, where it is not bent."""
        return (0.0, _MIDDLE - self.sag * 0.7)

    @property
    def top(self) -> float:
        """The upper edge of the band at its ends."""
        return self.middle[1] - self.height / 2

    @property
    def bottom(self) -> float:
        """The lower edge of the band at its ends."""
        return self.middle[1] + self.height / 2

    def band(self) -> Outline:
        """The front of the ribbon."""
        return self._strip(self.top, self.bottom)

    def lower_half(self) -> Outline:
        """The darker lower part of the front."""
        return self._strip(self.middle[1] + self.height * 0.12, self.bottom)

    @property
    def below(self) -> float:
        """The vertical middle of the parts below the ribbon."""
        return self.bottom + self.sag + 0.152 - self.sag * 0.3

    def bow(self, size: int) -> Bow:
        """The bend of the lettering in a picture of `size` pixels."""
        return Bow(size / 2, _HALF * size / 2, self.sag * size / 2)

    def hems(self) -> tuple[Outline, Outline]:
        """Two thin lines along the band's edges."""
        gap, width = 0.024, 0.009
        upper = self._strip(self.top + gap, self.top + gap + width)
        lower = self._strip(self.bottom - gap - width, self.bottom - gap)
        return upper, lower

    def underside(self, depth: float) -> Outline:
        """A strip below the band, where its shadow falls."""
        return self._strip(self.bottom - 0.01, self.bottom + depth)

    def tails(self) -> tuple[Outline, Outline]:
        """The two ends behind the badge."""
        top, bottom = self.top - _RISE, self.bottom - _RISE
        lift = self.sag * 0.35
        right: Outline = (
            (_HALF - _TUCK, top),
            (_END, top - lift),
            (_END - _NOTCH, (top + bottom) / 2 - lift / 2),
            (_END, bottom - lift),
            (_HALF - _TUCK, bottom),
        )
        return right, _mirror(right)

    def folds(self) -> tuple[Outline, Outline]:
        """The two corners where the band turns back into its tails."""
        lower = self.top + self._sag_at(_HALF - _TUCK)
        right: Outline = (
            (_HALF - _TUCK, self.top - _RISE),
            (_HALF, self.top),
            (_HALF, self.top + 0.01),
            (_HALF - _TUCK, lower + 0.01),
        )
        return right, _mirror(right)

    def _strip(self, top: float, bottom: float) -> Outline:
        """A strip across the band between two heights, bent with it."""
        steps = _STEPS if self.sag else 1
        xs = [_HALF * (2 * n / steps - 1) for n in range(steps + 1)]
        upper = [(x, top + self._sag_at(x)) for x in xs]
        lower = [(x, bottom + self._sag_at(x)) for x in reversed(xs)]
        return (*upper, *lower)

    def _sag_at(self, x: float) -> float:
        return self.sag * (1 - (x / _HALF) ** 2)


def fit_ribbon_title(title: str, typefaces: Typefaces) -> Lettering | None:
    """The title typeset for a ribbon, or None if it is too long."""
    return lettering.fit_title(title, _BOXES, typefaces)


def ribbon_for(title: Lettering, sag: float = 0.0) -> Ribbon:
    """The ribbon for a typeset title."""
    return Ribbon(_HEIGHTS[len(title.lines) - 1], sag)


def _mirror(outline: Outline) -> Outline:
    return tuple((-x, y) for x, y in reversed(outline))
