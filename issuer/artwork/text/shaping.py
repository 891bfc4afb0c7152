"""Turns a line of text into positioned glyphs, in any script: direction, font fallback, shaping. Units are ems.

    line = shape_line("Ana محمد 🦆", typefaces, HEADLINE)
    line.width                                        # of the ink
    for glyph in line.glyphs: ...                     # from left to right

HarfBuzz shapes (uharfbuzz includes a copy, so every machine shapes alike); the order of runs is ours (`bidi`).

Decision: docs/decisions/0140.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import uharfbuzz

from issuer.artwork.text.bidi import embedding_levels, visual_order
from issuer.artwork.text.typefaces import Face, Typefaces
from issuer.artwork.text.words import INVISIBLE_MODIFIERS, clusters

_EMOJI_STYLE, _TEXT_STYLE = "\ufe0f", "\ufe0e"
EMOJI_HEIGHT = 1.08  # ems; emoji stand a little taller than capitals
EMOJI_DROP = 0.17  # ems below the baseline
HIGHEST, LOWEST = 1.35, 0.65
"""Ems above and below the baseline within which marks stay: no letter of the installed typefaces reaches further."""


@dataclass(frozen=True)
class Glyph:
    """One glyph: its face, its number there, and its origin on the line, y upwards."""

    face: Face
    number: int
    x: float
    y: float
    advance: float


@dataclass(frozen=True)
class ShapedLine:
    """A line of glyphs; its ink starts at x = 0 and reaches `above` and `below` the baseline."""

    text: str
    weight: int
    glyphs: tuple[Glyph, ...]
    width: float
    above: float
    below: float
    is_right_to_left: bool
    """Whether the line as a whole runs from right to left."""


@dataclass(frozen=True)
class _Run:
    text: str
    face: Face
    level: int


@lru_cache(maxsize=2048)
def shape_line(text: str, typefaces: Typefaces, weight: int) -> ShapedLine:
    """The shaped line. Characters that no face has become the first face's missing-glyph sign."""
    levels, base = embedding_levels(text)
    runs = _runs(text, levels, typefaces)
    glyphs: list[Glyph] = []
    pen = 0.0
    for place in visual_order([run.level for run in runs]):
        for glyph in _run_glyphs(runs[place], weight):
            glyphs.append(replace(glyph, x=glyph.x + pen))
            pen += glyph.advance
    drawn = [(glyph, _ink_box(glyph, weight)) for glyph in glyphs]
    drawn = [(glyph, box) for glyph, box in drawn if not _leaves_line(glyph, box)]
    boxes = [box for _, box in drawn if box]
    left = min((box[0] for box in boxes), default=0.0)
    return ShapedLine(
        text,
        weight,
        tuple(replace(glyph, x=glyph.x - left) for glyph, _ in drawn),
        max((box[2] for box in boxes), default=0.0) - left,
        max((box[3] for box in boxes), default=0.0),
        max((-box[1] for box in boxes), default=0.0),
        bool(base),
    )


def _runs(text: str, levels: list[int], typefaces: Typefaces) -> list[_Run]:
    runs: list[_Run] = []
    place = 0
    for cluster in clusters(text):
        before = runs[-1] if runs else None
        level = levels[place]
        face = _face_for(cluster, typefaces, before.face if before else None)
        if before and before.level == level and before.face is face:
            runs[-1] = replace(before, text=before.text + cluster)
        else:
            runs.append(_Run(cluster, face, level))
        place += len(cluster)
    return runs


def _face_for(cluster: str, typefaces: Typefaces, before: Face | None) -> Face:
    """The face of a cluster: for a space, the face before it; else the first face with all its characters."""
    if cluster.isspace() and before and not before.is_coloured and before.has_character(" "):
        return before
    seen = [character for character in cluster if character not in INVISIBLE_MODIFIERS]
    knowing = [face for face in typefaces.faces if all(map(face.has_character, seen))]
    if _EMOJI_STYLE in cluster:
        knowing.sort(key=lambda face: not face.is_coloured)
    return next(iter(knowing), typefaces.faces[0])


def _run_glyphs(run: _Run, weight: int) -> list[Glyph]:
    buffer = uharfbuzz.Buffer()
    text = run.text.replace(_TEXT_STYLE, "")
    buffer.add_str(text.encode("utf-8", "replace").decode())  # a lone surrogate is no character
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    buffer.guess_segment_properties()
    uharfbuzz.shape(run.face.font(weight), buffer)
    glyphs, x, scale = [], 0.0, _scale(run.face)
    for form, spot in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=False):
        glyphs.append(
            Glyph(
                run.face, form.codepoint, spot.x_offset * scale, spot.y_offset * scale, spot.x_advance * scale
            )
        )
        x += spot.x_advance * scale
    return glyphs


def _leaves_line(glyph: Glyph, box: tuple[float, float, float, float] | None) -> bool:
    """Whether a mark stands on so many others that it would be drawn over the lines above or below."""
    return box is not None and glyph.advance == 0 and (box[3] > HIGHEST or -box[1] > LOWEST)


def _scale(face: Face) -> float:
    """Ems per design unit; an emoji font is scaled to the height of the text."""
    if not face.is_coloured:
        return 1 / face.units
    extents = face.font(400).get_font_extents("ltr")
    return EMOJI_HEIGHT / float(extents.ascender - extents.descender)


def _ink_box(glyph: Glyph, weight: int) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top of a glyph's ink, y upwards."""
    if glyph.face.is_coloured:
        return glyph.x, -EMOJI_DROP, glyph.x + glyph.advance, EMOJI_HEIGHT - EMOJI_DROP
    extents = glyph.face.font(weight).get_glyph_extents(glyph.number)
    if extents is None or not extents.width or not extents.height:
        return None
    scale = 1 / glyph.face.units
    left, top = glyph.x + extents.x_bearing * scale, glyph.y + extents.y_bearing * scale
    return left, top + extents.height * scale, left + extents.width * scale, top
