"""Small charts for owners: bars for amounts, lines over time. A picture, and its text alternative.

chart = Chart("Badges awarded", "Last six months", ("Nov", "Dec"), (Series("", (6, 4)),))
png = bar_chart(chart, "#4338ca", typefaces)
words = chart_text(chart)                    # the text alternative, with every figure
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from PIL import Image

from issuer.artwork import colour
from issuer.artwork.colour import Rgb
from issuer.artwork.finishes import paint, palette
from issuer.artwork.geometry import Outline
from issuer.artwork.sheet import Sheet
from issuer.artwork.text.paragraphs import Column, drawable_text, shorten
from issuer.artwork.text.shaping import ShapedLine, shape_line
from issuer.artwork.text.typefaces import HEADLINE, STRONG, TEXT, Typefaces

SIZE = (960, 504)
MOST_PLACES, MOST_SERIES = 24, 4
_LEFT, _TOP, _RIGHT, _BOTTOM = 84, 136, 918, 434
_EDGE = 40


@dataclass(frozen=True)
class ChartTheme:
    """The colours of background, text and grid."""

    paper: Rgb
    ink: Rgb
    quiet: Rgb
    grid: Rgb


THEMES: Mapping[str, ChartTheme] = MappingProxyType(
    {
        "light": ChartTheme((255, 255, 255), (23, 25, 35), (86, 91, 110), (228, 230, 238)),
        "dark": ChartTheme((26, 29, 33), (238, 240, 246), (170, 176, 192), (52, 56, 66)),
    }
)
_HUES = ("#4338ca", "#0d9488", "#be185d", "#b45309")


@dataclass(frozen=True)
class _LabelStyle:
    """The style of a label: size, weight and colour."""

    em: float
    weight: int
    ink: Rgb


@dataclass(frozen=True)
class Series:
    """One row of figures under a name."""

    name: str
    figures: tuple[float, ...]


@dataclass(frozen=True)
class Chart:
    """The content of a chart: title, subtitle, the places of the horizontal axis, and one or more series."""

    title: str
    about: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.categories) <= MOST_PLACES or not 1 <= len(self.series) <= MOST_SERIES:
            raise ValueError(
                f"found {len(self.categories)} places and {len(self.series)} series, "
                f"expected 1 to {MOST_PLACES} and 1 to {MOST_SERIES}"
            )
        for series in self.series:
            if len(series.figures) != len(self.categories) or not all(
                0 <= f < math.inf for f in series.figures
            ):
                raise ValueError(f"series {series.name!r}: expected a figure of 0 or more for each place")

    @property
    def largest_figure(self) -> float:
        """The largest figure."""
        return max(figure for series in self.series for figure in series.figures)


def bar_chart(chart: Chart, accent: str, typefaces: Typefaces, theme: str = "light") -> bytes:
    """A bar for every figure of the first series; the largest is highlighted."""
    paper = _ChartSheet(chart, typefaces, THEMES[theme], accent)
    figures = chart.series[0].figures
    highest = figures.index(max(figures))
    wide = min(84.0, paper.step * 0.62)
    for n, figure in enumerate(figures):
        x, y = paper.x(n), paper.y(figure)
        if figure:
            mask = paper.sheet.shape(_bar(x - wide / 2, y, x + wide / 2))
            paper.sheet.tint(paper.strong if n == highest else paper.soft, mask)
        paper.write_centred_label(
            _format_figure(figure), (x, y - 19), _LabelStyle(20, HEADLINE, paper.theme.ink)
        )
    return paper.png()


def line_chart(chart: Chart, accent: str, typefaces: Typefaces, theme: str = "light") -> bytes:
    """A line for every series, each named at its end; names, not only colours, distinguish them."""
    paper = _ChartSheet(chart, typefaces, THEMES[theme], accent, room=150 if len(chart.series) > 1 else 0)
    ends: list[float] = []
    for number, series in enumerate(chart.series):
        tones = colour.tones(accent if number == 0 else _HUES[number])
        ink = tones.main if theme == "light" else tones.light
        points = [(paper.x(n), paper.y(figure)) for n, figure in enumerate(series.figures)]
        strokes = [_stroke(start, end, 2.2) for start, end in pairwise(points)]
        paper.sheet.tint(ink, paper.sheet.shape(*strokes, *(_dot(point, 5.5) for point in points)))
        if len(chart.series) > 1:
            height = _free_height(points[-1][1], ends)
            ends.append(height)
            paper.write_label(series.name, (points[-1][0] + 16, height), 140, _LabelStyle(19, STRONG, ink))
        else:
            paper.write_centred_label(
                _format_figure(series.figures[-1]),
                (points[-1][0], points[-1][1] - 20),
                _LabelStyle(20, HEADLINE, paper.theme.ink),
            )
    return paper.png()


def chart_text(chart: Chart) -> str:
    """The chart in words: its title and every figure."""
    told = []
    for series in chart.series:
        pairs = ", ".join(
            f"{place} {_format_figure(f)}" for place, f in zip(chart.categories, series.figures, strict=True)
        )
        told.append(f"{series.name}: {pairs}" if series.name else pairs)
    return f"{chart.title}. {chart.about}. " + "; ".join(told) + "."


class _ChartSheet:
    """Draws title, grid and labels, and converts figures to positions."""

    def __init__(
        self, chart: Chart, typefaces: Typefaces, theme: ChartTheme, accent: str, room: int = 0
    ) -> None:
        self.chart, self.theme, self.typefaces = chart, theme, typefaces
        self.sheet = Sheet(Image.new("RGB", SIZE, theme.paper))
        tones = colour.tones(accent)
        self.strong = tones.main if theme is THEMES["light"] else tones.light
        self.soft = paint.mix(tones.light, theme.paper, 0.48)
        self.right = _RIGHT - room
        self.step = (self.right - _LEFT) / len(chart.categories)
        self.grid_step = _round_grid_step(chart.largest_figure)
        self.most = self.grid_step * max(1, math.ceil(chart.largest_figure / self.grid_step))
        self._draw_frame()

    def x(self, place: int) -> float:
        return _LEFT + self.step * (place + 0.5)

    def y(self, figure: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * figure / self.most

    def write_label(self, text: str, spot: tuple[float, float], width: float, pen: _LabelStyle) -> None:
        """Writes a label with its left end at a spot."""
        line = self._line(text, width, pen)
        self.sheet.write(line, pen.em, spot, pen.ink)

    def write_centred_label(self, text: str, spot: tuple[float, float], pen: _LabelStyle) -> None:
        """Writes a label centred on a spot, no wider than its column."""
        line = self._line(text, self.step - 6, pen)
        self.sheet.write(line, pen.em, (spot[0] - line.width * pen.em / 2, spot[1]), pen.ink)

    def _line(self, text: str, width: float, pen: _LabelStyle) -> ShapedLine:
        column = Column(width, 1, pen.weight)
        return shape_line(
            shorten(drawable_text(text, self.typefaces), column, pen.em, self.typefaces),
            self.typefaces,
            pen.weight,
        )

    def png(self) -> bytes:
        return palette.png(self.sheet.image.convert("RGBA"), 64)

    def _draw_frame(self) -> None:
        theme, width = self.theme, SIZE[0] - 2 * _EDGE
        self.write_label(self.chart.title, (_EDGE, 50), width, _LabelStyle(31, HEADLINE, theme.ink))
        self.write_label(self.chart.about, (_EDGE, 90), width, _LabelStyle(20, TEXT, theme.quiet))
        for n in range(round(self.most / self.grid_step) + 1):
            y = self.y(n * self.grid_step)
            self.sheet.image.paste(theme.grid, (_LEFT, round(y), self.right, round(y) + 1))
            label = shape_line(_format_figure(n * self.grid_step), self.typefaces, TEXT)
            self.sheet.write(label, 17, (_LEFT - 14 - label.width * 17, y), theme.quiet)
        every = math.ceil(44 / self.step)  # labels must not overlap
        for n, place in enumerate(self.chart.categories):
            if n % every == 0:
                self.write_centred_label(place, (self.x(n), _BOTTOM + 26), _LabelStyle(18, TEXT, theme.quiet))


def _round_grid_step(top: float) -> float:
    """The distance of grid lines: 1, 2 or 5 times a power of ten, three to five of them."""
    if top <= 0:
        return 1.0
    power = math.pow(10, math.floor(math.log10(top)))
    found = next(step * power for step in (0.2, 0.5, 1, 2, 5, 10) if top / (step * power) <= 4.01)
    return max(found, 1.0) if top >= 1 else found


def _format_figure(figure: float) -> str:
    return f"{figure:,.0f}" if figure == round(figure) else f"{figure:,.4g}"


def _bar(left: float, top: float, right: float) -> Outline:
    """A bar with its upper corners rounded."""
    soft = min(8.0, (_BOTTOM - top), (right - left) / 2)
    turn = [math.radians(a) for a in range(180, 271, 15)]
    left_corner = [(left + soft + soft * math.cos(a), top + soft + soft * math.sin(a)) for a in turn]
    other = [
        (right - soft - soft * math.cos(a), y)
        for a, (_, y) in zip(reversed(turn), reversed(left_corner), strict=True)
    ]
    return (*left_corner, *other, (right, _BOTTOM), (left, _BOTTOM))


def _stroke(start: tuple[float, float], end: tuple[float, float], half: float) -> Outline:
    long = math.dist(start, end) or 1.0
    dx, dy = (end[0] - start[0]) / long * half, (end[1] - start[1]) / long * half
    return (
        (start[0] - dy, start[1] + dx),
        (end[0] - dy, end[1] + dx),
        (end[0] + dy, end[1] - dx),
        (start[0] + dy, start[1] - dx),
    )


def _dot(middle: tuple[float, float], radius: float) -> Outline:
    angles = [math.tau * n / 24 for n in range(24)]
    return tuple((middle[0] + radius * math.cos(a), middle[1] + radius * math.sin(a)) for a in angles)


def _free_height(height: float, taken: list[float]) -> float:
    """The free height nearest to the wanted one, on the side of the figure."""
    near = next((other for other in taken if abs(height - other) < 24), None)
    if near is not None:
        height = near + (24 if height >= near else -24)
    while any(abs(height - other) < 24 for other in taken):
        height -= 24
    return max(_TOP - 10.0, height)
