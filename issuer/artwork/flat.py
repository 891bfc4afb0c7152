"""The flat finish: two plain tones on each surface, a long shadow, a white line inside the rim."""

from __future__ import annotations

from PIL import Image

from issuer.artwork import colour, geometry, icons, lettering, masks, ribbon, stars
from issuer.artwork.colour import WHITE, Rgb, Tones
from issuer.artwork.design import LEVELS, Design
from issuer.artwork.geometry import Outline
from issuer.artwork.lettering import Lettering
from issuer.artwork.masks import Mask, Stencil
from issuer.artwork.shapes import SHAPES
from issuer.artwork.typefaces import Typefaces

_RIM, _LINE = 0.078, 0.036  # widths of the rim and of the white line in a badge
_MARK_RIM, _MARK_LINE = 0.125, 0.055
_SCALE, _LIFT = 0.975, 0.012  # of the shape in a badge: room for its lowest tip
_RIGHT_HALF = geometry.rectangle(0.0, -1.0, 1.0, 1.0)


class _Picture:
    """A picture in the making: paint goes through masks on to an opaque ground, layer by layer."""

    def __init__(self, stencil: Stencil) -> None:
        self.stencil = stencil
        self.facet = stencil.cut([_RIGHT_HALF])
        self.image = Image.new("RGBA", (stencil.size, stencil.size), (0, 0, 0, 0))

    def ground(self, paint: Rgb) -> Image.Image:
        """A sheet of one colour, to be painted on and then laid down."""
        return Image.new("RGB", self.image.size, paint)

    def lay(self, sheet: Image.Image, mask: Mask) -> None:
        """Puts a painted sheet, cut out by a mask, on top of the picture.

        Cutting once, after painting, leaves one soft edge; cutting each coat would let the coats below
        shine through as a fringe.
        """
        sheet.putalpha(mask)
        self.image.alpha_composite(sheet)


def badge(design: Design, title: Lettering, size: int, typefaces: Typefaces) -> Image.Image:
    """The whole badge: shape, icon, ribbon with title, stars."""
    picture = _Picture(Stencil(size))
    tones = colour.tones(design.accent)
    cloth = colour.tones(design.ribbon or design.accent)
    band = ribbon.ribbon_for(title)
    _lay_tails(picture, band, cloth)
    _lay_body(picture, design, tones, band, typefaces)
    _lay_band(picture, band, cloth, title, typefaces)
    _lay_stars(picture, design, tones, band.below)
    return picture.image


def mark(design: Design, size: int, typefaces: Typefaces) -> Image.Image:
    """What stands for the badge where it is tiny: shape, thick rim and a large icon, no words or stars."""
    picture = _Picture(Stencil(size))
    stencil, shape, level = picture.stencil, SHAPES[design.shape], LEVELS[design.level]
    tones = colour.tones(design.accent)
    sheet = picture.ground(level.light)
    sheet.paste(level.dark, mask=picture.facet)
    sheet.paste(WHITE, mask=stencil.cut([shape.outline(_MARK_RIM)]))
    field = stencil.cut([shape.outline(_MARK_RIM + _MARK_LINE)])
    sheet.paste(tones.main, mask=field)
    sheet.paste(tones.shade, mask=masks.both(field, picture.facet))
    middle = (0.0, shape.mark_middle)
    sheet.paste(WHITE, mask=icons.mask(design.icon, middle, shape.mark_reach, stencil, typefaces))
    picture.lay(sheet, stencil.cut([shape.outline(0.0)]))
    return picture.image


def _lay_body(
    picture: _Picture, design: Design, tones: Tones, band: ribbon.Ribbon, typefaces: Typefaces
) -> None:
    stencil, shape, level = picture.stencil, SHAPES[design.shape], LEVELS[design.level]

    def outline(inset: float) -> Outline:
        return geometry.placed(shape.outline(inset), _SCALE, _LIFT)

    sheet = picture.ground(level.light)
    sheet.paste(level.dark, mask=picture.facet)
    sheet.paste(WHITE, mask=stencil.cut([outline(_RIM)]))
    field = stencil.cut([outline(_RIM + _LINE)])
    sheet.paste(tones.main, mask=field)
    sheet.paste(tones.shade, mask=masks.both(field, picture.facet))
    icon = icons.mask(design.icon, (0.0, shape.icon_middle), shape.icon_reach, stencil, typefaces)
    shadow = masks.both(masks.cast(icon, stencil.size // 2), field)
    sheet.paste(tones.deep, mask=masks.faded(shadow, 0.34))
    sheet.paste(WHITE, mask=icon)
    body = stencil.cut([outline(0.0)])
    sheet.paste(tones.deep, mask=masks.faded(stencil.cut([band.underside(0.042)]), 0.38))
    picture.lay(sheet, body)


def _lay_tails(picture: _Picture, band: ribbon.Ribbon, cloth: Tones) -> None:
    picture.lay(picture.ground(cloth.darker), picture.stencil.cut(band.tails()))


def _lay_band(
    picture: _Picture, band: ribbon.Ribbon, cloth: Tones, title: Lettering, typefaces: Typefaces
) -> None:
    stencil = picture.stencil
    picture.lay(picture.ground(cloth.deep), stencil.cut(band.folds()))
    sheet = picture.ground(cloth.dark)
    sheet.paste(cloth.light, mask=stencil.cut(band.hems()))
    sheet.paste(WHITE, mask=lettering.mask(title, band.middle, stencil, typefaces))
    picture.lay(sheet, stencil.cut([band.band()]))


def _lay_stars(picture: _Picture, design: Design, tones: Tones, height: float) -> None:
    stencil, level = picture.stencil, LEVELS[design.level]
    sheet = picture.ground(WHITE)
    sheet.paste(tones.deep, mask=stencil.cut([stars.lozenge(level.stars, height, 0.085)]))
    sheet.paste(level.light, mask=stencil.cut(stars.row(level.stars, height)))
    picture.lay(sheet, stencil.cut([stars.lozenge(level.stars, height, 0.105)]))
