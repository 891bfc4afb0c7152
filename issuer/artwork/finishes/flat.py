"""The flat finish: two plain tones on each surface, a long shadow, a white line inside the rim."""

from __future__ import annotations

from PIL import Image

from issuer.artwork import colour, geometry
from issuer.artwork.colour import WHITE, Tones
from issuer.artwork.design import LEVELS, Design, LevelStyle
from issuer.artwork.geometry import Outline
from issuer.artwork.shapes import icons, masks, ribbon, stars
from issuer.artwork.shapes.canvas import Canvas
from issuer.artwork.shapes.shapes import SHAPES
from issuer.artwork.text import inking
from issuer.artwork.text.lettering import Lettering
from issuer.artwork.text.typefaces import Typefaces

_RIM, _LINE = 0.078, 0.036  # widths of the rim and of the white line in a badge
_MARK_RIM, _MARK_LINE = 0.125, 0.055
_SCALE, _LIFT = 0.975, 0.012  # of the shape in a badge: room for its lowest tip
_STARS_ALONE = 0.66  # where the stars stand in a badge without a ribbon
_RIGHT_HALF = geometry.rectangle(0.0, -1.0, 1.0, 1.0)


class _ShadedCanvas(Canvas):
    """A canvas with a mask for its shaded right half."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.facet = self.stencil.cut([_RIGHT_HALF])


def badge(design: Design, title: Lettering | None, size: int, typefaces: Typefaces) -> Image.Image:
    """The whole badge: shape, icon, ribbon with title, stars."""
    picture = _ShadedCanvas(size)
    tones = colour.tones(design.accent)
    cloth = colour.tones(design.ribbon_colour)
    band = ribbon.ribbon_for(title) if title else None
    if band:
        _lay_tails(picture, band, cloth)
    _lay_body(picture, design, tones, band, typefaces)
    if title and band:
        _lay_band(picture, band, cloth, title)
    _lay_stars(picture, design, tones, band.below if band else _STARS_ALONE)
    return picture.image


def mark(design: Design, size: int, typefaces: Typefaces) -> Image.Image:
    """The mark, for tiny sizes: shape, thick rim and a large icon, no words or stars."""
    picture = _ShadedCanvas(size)
    stencil, shape, level = picture.stencil, SHAPES[design.shape], LEVELS[design.level]
    tones = colour.tones(design.accent)
    sheet = picture.blank_sheet(level.light)
    sheet.paste(level.dark, mask=picture.facet)
    sheet.paste(WHITE, mask=stencil.cut([shape.outline(_MARK_RIM)]))
    field = stencil.cut([shape.outline(_MARK_RIM + _MARK_LINE)])
    sheet.paste(tones.main, mask=field)
    sheet.paste(tones.shade, mask=masks.intersection(field, picture.facet))
    middle = (0.0, shape.mark_middle)
    tiny = size < icons.TINY
    reach = shape.mark_reach * (1.02 if tiny else 1.0)
    sheet.paste(WHITE, mask=icons.icon_mask(design.icon, middle, reach, stencil, typefaces))
    _lay_ornament(picture, level, shape.tiny_ornament if tiny else shape.ornament)
    picture.lay(sheet, stencil.cut([shape.outline(0.0)]))
    return picture.image


def _lay_body(
    picture: _ShadedCanvas, design: Design, tones: Tones, band: ribbon.Ribbon | None, typefaces: Typefaces
) -> None:
    stencil, shape, level = picture.stencil, SHAPES[design.shape], LEVELS[design.level]

    def outline(inset: float) -> Outline:
        return geometry.scale_and_lift(shape.outline(inset), _SCALE, _LIFT)

    sheet = picture.blank_sheet(level.light)
    sheet.paste(level.dark, mask=picture.facet)
    sheet.paste(WHITE, mask=stencil.cut([outline(_RIM)]))
    field = stencil.cut([outline(_RIM + _LINE)])
    sheet.paste(tones.main, mask=field)
    sheet.paste(tones.shade, mask=masks.intersection(field, picture.facet))
    middle, reach = (
        (shape.icon_middle, shape.icon_reach) if band else (shape.mark_middle - 0.10, shape.mark_reach * 0.80)
    )
    icon = icons.icon_mask(
        design.icon, (0.0, middle), reach, stencil, typefaces, ribbon.CEILING if band else 1.0
    )
    shadow = masks.intersection(masks.long_shadow(icon, stencil.size // 2), field)
    sheet.paste(tones.deep, mask=masks.fade(shadow, 0.34))
    sheet.paste(WHITE, mask=icon)
    if band:
        sheet.paste(tones.deep, mask=masks.fade(stencil.cut([band.underside(0.042)]), 0.38))
    ornament = tuple(geometry.scale_and_lift(leaf, _SCALE, _LIFT) for leaf in shape.ornament)
    _lay_ornament(picture, level, ornament)
    picture.lay(sheet, stencil.cut([outline(0.0)]))


def _lay_ornament(picture: _ShadedCanvas, level: LevelStyle, ornament: tuple[Outline, ...]) -> None:
    if ornament:
        sheet = picture.blank_sheet(level.light)
        sheet.paste(level.dark, mask=picture.facet)
        picture.lay(sheet, picture.stencil.cut(ornament))


def _lay_tails(picture: _ShadedCanvas, band: ribbon.Ribbon, cloth: Tones) -> None:
    tails, size = picture.stencil.cut(band.tails()), picture.stencil.size
    sheet = picture.blank_sheet(cloth.light)  # a light edge keeps the tails visible on a dark page
    sheet.paste(cloth.darker, mask=masks.shrink_mask(tails, size * ribbon.TAIL_EDGE / 2))
    picture.lay(sheet, tails)


def _lay_band(picture: _ShadedCanvas, band: ribbon.Ribbon, cloth: Tones, title: Lettering) -> None:
    stencil = picture.stencil
    picture.lay(picture.blank_sheet(cloth.deep), stencil.cut(band.folds()))
    sheet = picture.blank_sheet(cloth.dark)
    sheet.paste(cloth.light, mask=stencil.cut(band.hems()))
    lines = title.place_lines(band.middle, stencil.size)
    sheet.paste(WHITE, mask=inking.text_mask(lines, sheet.size))
    for emoji, corner in inking.emoji_pictures(lines):
        sheet.paste(emoji, corner, emoji)
    picture.lay(sheet, stencil.cut([band.band()]))


def _lay_stars(picture: _ShadedCanvas, design: Design, tones: Tones, height: float) -> None:
    stencil, level = picture.stencil, LEVELS[design.level]
    sheet = picture.blank_sheet(WHITE)
    sheet.paste(tones.deep, mask=stencil.cut([stars.star_plate(level.stars, height, 0.085)]))
    sheet.paste(level.light, mask=stencil.cut(stars.star_row(level.stars, height)))
    picture.lay(sheet, stencil.cut([stars.star_plate(level.stars, height, 0.105)]))
