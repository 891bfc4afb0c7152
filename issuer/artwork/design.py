"""The design of a badge picture, and the problems that a design may have.

An accent below 3:1 would be darkened into another colour, so the catalogue refuses it; the renderer still draws it,
because a stored version must not lose its picture.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from issuer.artwork.colour import WHITE, Rgb, contrast, hexadecimal, is_hex_colour, rgb, tones
from issuer.artwork.shapes import ribbon
from issuer.artwork.shapes.icons import ICONS
from issuer.artwork.shapes.shapes import SHAPES
from issuer.artwork.text.lettering import tidy
from issuer.artwork.text.typefaces import Typefaces

__all__ = [
    "FINISHES",
    "ICONS",
    "LEVELS",
    "SHAPES",
    "Design",
    "DesignProblem",
    "LevelStyle",
    "design_problems",
]

FINISHES = ("flat", "metal")
NO_RIBBON = "none"
_LEAST_CONTRAST = 3.0  # contrast with white; less is refused in a catalogue


@dataclass(frozen=True)
class LevelStyle:
    """The look of a level: its stars, and the two tones of the rim."""

    stars: int
    light: Rgb
    dark: Rgb


LEVELS: Mapping[str, LevelStyle] = MappingProxyType(
    {
        "bronze": LevelStyle(1, (214, 143, 88), (172, 102, 52)),
        "silver": LevelStyle(2, (184, 194, 204), (131, 144, 158)),
        "gold": LevelStyle(3, (246, 187, 45), (207, 144, 16)),
        "platinum": LevelStyle(4, (163, 190, 228), (98, 128, 175)),
    }
)


@dataclass(frozen=True)
class Design:
    """The description of a badge picture.

    `accent` and `ribbon` are colours written #rrggbb; without `ribbon`, the ribbon has the accent's colour, and
    with the word "none" there is no ribbon and no title on the picture. The other fields take names: see `SHAPES`,
    `ICONS`, `LEVELS`, `FINISHES`.
    """

    title: str
    shape: str
    icon: str
    accent: str
    level: str
    finish: str = "flat"
    ribbon: str | None = None

    @property
    def ribbon_colour(self) -> str:
        """The colour of the ribbon."""
        return self.accent if self.ribbon is None or self.ribbon == NO_RIBBON else self.ribbon


@dataclass(frozen=True)
class DesignProblem:
    """One thing wrong with a design: which field, what was found, what was expected, how to fix it."""

    field: str
    found: str
    expected: str
    fix: str
    fatal: bool = True
    """Whether the picture cannot be drawn. A pale accent is not fatal: drawn darker, it is refused in new designs."""

    def __str__(self) -> str:
        return f"{self.field}: found {self.found}, expected {self.expected}; {self.fix}"


def design_problems(design: Design, typefaces: Typefaces) -> tuple[DesignProblem, ...]:
    """All problems of a design; empty if it has none."""
    return (
        *_title_problems(design.title, typefaces),
        *_name_problems("shape", design.shape, SHAPES),
        *_name_problems("icon", design.icon, ICONS),
        *_name_problems("level", design.level, LEVELS),
        *_name_problems("finish", design.finish, FINISHES),
        *_colour_problems("accent", design.accent),
        *(() if design.ribbon is None else _ribbon_problems(design.ribbon)),
    )


def _title_problems(title: str, typefaces: Typefaces) -> Iterator[DesignProblem]:
    tidied = tidy(title)
    if not tidied:
        yield DesignProblem("title", "no letters", "the words on the ribbon", "give the badge a title")
        return
    strange = [character for character in dict.fromkeys(tidied) if not typefaces.can_draw(character)]
    if strange:
        yield DesignProblem(
            "title",
            ", ".join(map(_character_name, strange[:5]))
            + (f" and {len(strange) - 5} more" if strange[5:] else ""),
            "letters, figures and signs that an installed typeface has",
            "write the title without these characters, or install a typeface that has them: see laurel doctor",
        )
    elif ribbon.fit_ribbon_title(tidied, typefaces) is None:
        yield DesignProblem(
            "title",
            f"{_short_repr(tidied)} ({len(tidied)} characters)",
            "what fits two lines at a readable size, about 25 characters in each",
            "shorten the title or its longest word",
        )


def _name_problems(field: str, found: str, known: Iterable[str]) -> Iterator[DesignProblem]:
    names = tuple(known)
    if found in names:
        return
    near = get_close_matches(found[:80].lower(), names, n=3, cutoff=0.5)
    listed = (
        ", ".join(names) if len(names) <= 12 else f"one of {len(names)} names, from {names[0]} to {names[-1]}"
    )
    fix = f"did you mean {' or '.join(near)}?" if near else f"choose one, such as {names[0]}"
    yield DesignProblem(field, _short_repr(found), listed, fix)


def _colour_problems(field: str, found: str) -> Iterator[DesignProblem]:
    if not is_hex_colour(found):
        expected = "a colour written #rrggbb"
        yield DesignProblem(
            field, _short_repr(found), expected, "write it with six hexadecimal digits, such as #2563eb"
        )
    else:
        yield from _contrast_problems(field, found)


def _contrast_problems(field: str, found: str) -> Iterator[DesignProblem]:
    """Refuse a pale colour: darkened for white lettering, it would not be recognisable."""
    ratio = contrast(rgb(found), WHITE)
    if ratio < _LEAST_CONTRAST:
        yield DesignProblem(
            field,
            f"{found}, whose contrast with white lettering is {ratio:.1f}:1",
            f"{_LEAST_CONTRAST:.0f}:1 or more (what is below 4.5:1 is drawn a little darker)",
            f"the nearest that reads well is {hexadecimal(tones(found).main)}",
            fatal=False,
        )


def _ribbon_problems(found: str) -> Iterator[DesignProblem]:
    if found != NO_RIBBON:
        yield from _colour_problems("ribbon", found)


def _character_name(character: str) -> str:
    name = unicodedata.name(character, "a character without a name")
    shown = f" ({character})" if character.isprintable() and not unicodedata.combining(character) else ""
    return f"U+{ord(character):04X} {name}{shown}"


def _short_repr(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "…")
