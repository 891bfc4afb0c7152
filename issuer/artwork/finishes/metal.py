"""The metal finish: a rim of polished metal around enamel, a bowed ribbon, stars in a small plate.

The light comes from the upper left. Every part is painted on an opaque sheet and cut out once (see `Canvas`),
so that no part has a fringe of another one on a white or a dark page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PIL import Image, ImageChops

from issuer.artwork import colour, geometry
from issuer.artwork.colour import WHITE, Rgb, Tones
from issuer.artwork.design import LEVELS, Design
from issuer.artwork.finishes import paint
from issuer.artwork.finishes.paint import Stop
from issuer.artwork.geometry import Outline
from issuer.artwork.shapes import icons, masks, ribbon, stars
from issuer.artwork.shapes.canvas import Canvas
from issuer.artwork.shapes.masks import Mask
from issuer.artwork.shapes.patterns import rays
from issuer.artwork.shapes.shapes import SHAPES
from issuer.artwork.text import inking
from issuer.artwork.text.lettering import Lettering
from issuer.artwork.text.typefaces import Typefaces

_RIM = 0.098  # width of the rim in a badge
_MARK_RIM = 0.140
_EDGE = 0.011  # of the dark contour that makes silver visible on a white page
_SEAT = 0.020  # of the dark line between rim and enamel
_SCALE, _LIFT = 0.950, 0.030  # of the shape in a badge: room for its shadow
_SAG = 0.052  # drop of the ribbon's middle below its ends
_INK: Rgb = (16, 18, 30)
_TURN = 28.0  # degrees: where the first glint on the rim begins


@dataclass(frozen=True)
class Metal:
    """One metal: its contour, its shade, body, shine and glint."""

    edge: Rgb
    shade: Rgb
    body: Rgb
    shine: Rgb
    glint: Rgb

    def rim_stops(self) -> tuple[Stop, ...]:
        """The gradient of half a turn around the rim."""
        return (
            (0.00, self.body),
            (0.12, self.shine),
            (0.20, self.glint),
            (0.29, self.shine),
            (0.44, self.body),
            (0.60, self.shade),
            (0.74, self.body),
            (0.84, self.shine),
            (0.92, self.body),
            (1.00, self.body),
        )

    def vertical_stops(self) -> tuple[Stop, ...]:
        """The gradient of a small part, from top to bottom."""
        return (0.0, self.glint), (0.45, self.shine), (1.0, self.body)


METALS: Mapping[str, Metal] = MappingProxyType(
    {
        "bronze": Metal((84, 42, 14), (126, 70, 28), (190, 116, 58), (232, 170, 112), (255, 224, 190)),
        "silver": Metal((84, 94, 106), (118, 130, 143), (172, 183, 194), (220, 227, 233), (255, 255, 255)),
        "gold": Metal((122, 78, 4), (156, 104, 10), (214, 152, 24), (252, 208, 88), (255, 244, 196)),
        "platinum": Metal((54, 68, 96), (86, 106, 146), (142, 166, 208), (204, 220, 244), (255, 255, 255)),
    }
)


def badge(design: Design, title: Lettering | None, size: int, typefaces: Typefaces) -> Image.Image:
    """The whole badge: shape, icon, ribbon with title if there is one, stars."""
    canvas = Canvas(size)
    tones, metal = colour.tones(design.accent), METALS[design.level]
    band = ribbon.ribbon_for(title, _SAG) if title else None
    cloth = colour.tones(design.ribbon_colour)
    body = _Body(design, tones, metal, canvas, _RIM, badge=True)
    _lay_ground_shadow(canvas, body)
    _lay_rim(canvas, body)
    _lay_field(canvas, body, typefaces, band)
    if title and band:
        _lay_ribbon(canvas, band, cloth, title)
    _lay_stars(canvas, design, metal, tones, band.below if band else 0.66)
    return canvas.image


def mark(design: Design, size: int, typefaces: Typefaces) -> Image.Image:
    """The mark, for tiny sizes: thick rim, plain enamel, a large icon."""
    canvas = Canvas(size)
    body = _Body(design, colour.tones(design.accent), METALS[design.level], canvas, _MARK_RIM, badge=False)
    _lay_rim(canvas, body)
    _lay_field(canvas, body, typefaces, None)
    return canvas.image


class _Body:
    """The shape of one badge at one size: its outlines as masks."""

    def __init__(
        self, design: Design, tones: Tones, metal: Metal, canvas: Canvas, rim: float, *, badge: bool
    ) -> None:
        self.design, self.tones, self.metal, self.rim, self.badge = design, tones, metal, rim, badge
        self.shape = SHAPES[design.shape]
        self._canvas = canvas
        self.tiny = canvas.size < icons.TINY
        self.outer = self.cut(0.0)
        leaves = self.shape.tiny_ornament if self.tiny else self.shape.ornament
        self.ornament = canvas.stencil.cut(map(self._scale_outline, leaves)) if leaves else None

    def cut(self, inset: float) -> Mask:
        """The mask of the outline at an inset."""
        return self._canvas.stencil.cut([self._scale_outline(self.shape.outline(inset))])

    def _scale_outline(self, outline: Outline) -> Outline:
        return geometry.scale_and_lift(outline, _SCALE, _LIFT) if self.badge else outline

    @property
    def whole(self) -> Mask:
        """The shape with its ornament."""
        return masks.union(self.outer, self.ornament) if self.ornament else self.outer


def _lay_ground_shadow(canvas: Canvas, body: _Body) -> None:
    size = canvas.size
    fallen = paint.soften(paint.shift(body.whole, 0, size * 0.012), size * 0.011)
    canvas.tint(_INK, masks.fade(fallen, 0.36))


def _lay_rim(canvas: Canvas, body: _Body) -> None:
    """Contour, conic metal, and light on its outer and inner edge."""
    if body.ornament:
        _lay_metal(canvas, body, body.ornament, 0.020)
    _lay_metal(canvas, body, body.outer, 0.030)


def _lay_metal(canvas: Canvas, body: _Body, outer: Mask, relief: float) -> None:
    size, metal = canvas.size, body.metal
    within = paint.soften(outer, 0).point([0 if value < 255 else 255 for value in range(256)])
    sheet = canvas.blank_sheet(metal.edge)
    plate = masks.shrink_mask(outer, size * _EDGE * _SCALE / 2)
    sheet.paste(paint.conic(size, metal.rim_stops(), _TURN), mask=plate)
    if not body.tiny:
        lit, lee = paint.lit_edges(plate, size * relief / 2)
        sheet.paste(metal.glint, mask=masks.fade(masks.intersection(lit, plate), 0.90))
        sheet.paste(metal.edge, mask=masks.fade(masks.intersection(lee, within), 0.62))
    canvas.lay(sheet, outer)


def _lay_field(canvas: Canvas, body: _Body, typefaces: Typefaces, band: ribbon.Ribbon | None) -> None:
    """The enamel: seat, glow, rays, shadow of the rim, hairline, icon, gloss."""
    size, tones, metal, rim = canvas.size, body.tones, body.metal, body.rim
    opening, field = body.cut(rim), body.cut(rim + _SEAT)
    middle = body.shape.icon_middle if band else body.shape.mark_middle
    sheet = canvas.blank_sheet(tones.deep)
    glow = ((0.0, tones.glow), (0.45, tones.main), (1.0, tones.dark))
    sheet.paste(paint.radial(size, glow, (0.5, 0.5 + middle * 0.42), 0.66), mask=field)
    if body.badge:
        sheet.paste(tones.dark, mask=masks.fade(masks.intersection(rays(size, middle), field), 0.24))
    inverse = ImageChops.invert(opening)
    depth = paint.soften(paint.shift(inverse, size * 0.006, size * 0.013), size * 0.014)
    sheet.paste(tones.deep, mask=masks.fade(depth, 0.80))
    if body.badge:
        line = ImageChops.subtract(body.cut(rim + 0.062), body.cut(rim + 0.073))
        sheet.paste(paint.linear((size, size), metal.vertical_stops()), mask=masks.fade(line, 0.62))
    _lay_icon(canvas, sheet, body, typefaces, band)
    canvas.lay(sheet, opening)
    inner_lit, inner_lee = paint.lit_edges(opening, size * 0.018 / 2)
    canvas.tint(metal.glint, masks.fade(_outside(inner_lee, opening, size), 0.75))
    canvas.tint(metal.edge, masks.fade(_outside(inner_lit, opening, size), 0.65))


def _outside(edge: Mask, opening: Mask, size: int) -> Mask:
    """The light just outside the opening, on the rim's inner bevel."""
    grown = paint.soften(edge, size * 0.004)
    return ImageChops.multiply(grown, ImageChops.invert(opening))


def _lay_icon(
    canvas: Canvas, sheet: Image.Image, body: _Body, typefaces: Typefaces, band: ribbon.Ribbon | None
) -> None:
    shape, size = body.shape, canvas.size
    middle = shape.icon_middle if band else shape.mark_middle - (0.10 if body.badge else 0.0)
    reach = (
        shape.icon_reach * 0.90 if band else shape.mark_reach * (0.78 if body.badge else _mark_share(body))
    )
    floor = ribbon.CEILING if band else 1.0
    icon = icons.icon_mask(body.design.icon, (0.0, middle), reach, canvas.stencil, typefaces, floor)
    shadow = paint.soften(paint.shift(icon, size * 0.004, size * 0.014), size * 0.011)
    sheet.paste(body.tones.deep, mask=masks.fade(shadow, 0.62))
    tinted = paint.mix(WHITE, body.tones.light, 0.20)
    top, bottom = 0.5 + (middle - reach / 2) / 2, 0.5 + (middle + reach / 2) / 2
    silver = paint.linear((size, size), ((top, WHITE), (bottom, tinted)))
    sheet.paste(silver, mask=icon)


def _mark_share(body: _Body) -> float:
    """The share of its room that an icon fills in a mark: all of it at tiny sizes."""
    return 1.04 if body.tiny else 0.95


def _lay_ribbon(canvas: Canvas, band: ribbon.Ribbon, cloth: Tones, title: Lettering) -> None:
    size, stencil = canvas.size, canvas.stencil
    front, tails = stencil.cut([band.band()]), stencil.cut(band.tails())
    whole = masks.union(front, tails)
    fallen = paint.soften(paint.shift(whole, 0, size * 0.012), size * 0.010)
    canvas.tint(_INK, masks.fade(fallen, 0.46))
    behind = paint.linear((size, size), ((0.60, cloth.dark), (0.76, cloth.darker))).copy()
    dusk = paint.soften(paint.shift(front, 0, -size * 0.004), size * 0.022)
    behind.paste(cloth.deep, mask=masks.fade(dusk, 0.62))
    hem = canvas.blank_sheet(cloth.light)  # a light edge, or the tails would be lost on a dark page
    hem.paste(behind, mask=masks.shrink_mask(tails, size * ribbon.TAIL_EDGE / 2))
    canvas.lay(hem, tails)
    canvas.lay(canvas.blank_sheet(cloth.deep), stencil.cut(band.folds()))
    canvas.lay(_front(canvas, band, cloth, title), front)


def _front(canvas: Canvas, band: ribbon.Ribbon, cloth: Tones, title: Lettering) -> Image.Image:
    """The cloth with its sheen, hems and lettering."""
    size = canvas.size
    ends = (
        (0.05, cloth.dark),
        (0.20, cloth.main),
        (0.50, cloth.glow),
        (0.80, cloth.main),
        (0.95, cloth.dark),
    )
    sheet = paint.linear((size, size), ends, 0.0).copy()
    sheet.paste(cloth.shade, mask=masks.fade(canvas.stencil.cut([band.lower_half()]), 0.55))
    sheet.paste(cloth.light, mask=canvas.stencil.cut(band.hems()))
    lines = title.place_lines((band.middle[0], band.middle[1]), size, band.bow(size))
    ink = inking.text_mask(lines, sheet.size)
    sheet.paste(
        cloth.deep, mask=masks.fade(paint.soften(paint.shift(ink, 0, size * 0.006), size * 0.003), 0.55)
    )
    sheet.paste(WHITE, mask=ink)
    for emoji, corner in inking.emoji_pictures(lines):
        sheet.paste(emoji, corner, emoji)
    return sheet


def _lay_stars(canvas: Canvas, design: Design, metal: Metal, tones: Tones, height: float) -> None:
    size, stencil, level = canvas.size, canvas.stencil, LEVELS[design.level]
    plate = stencil.cut([stars.star_plate(level.stars, height, 0.102)])
    canvas.tint(_INK, masks.fade(paint.soften(paint.shift(plate, 0, size * 0.008), size * 0.007), 0.50))
    top, bottom = 0.5 + (height - 0.10) / 2, 0.5 + (height + 0.10) / 2
    span = tuple((top + share * (bottom - top), shade) for share, shade in metal.vertical_stops())
    sheet = paint.linear((size, size), (*span, (bottom + 0.01, metal.shade))).copy()
    sheet.paste(tones.deep, mask=stencil.cut([stars.star_plate(level.stars, height, 0.086)]))
    row = stencil.cut(stars.star_row(level.stars, height))
    sheet.paste(_INK, mask=masks.fade(paint.soften(paint.shift(row, 0, size * 0.004), size * 0.003), 0.6))
    sheet.paste(paint.linear((size, size), span), mask=row)
    canvas.lay(sheet, plate)
