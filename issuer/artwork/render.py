"""From a design to a PNG file, and to the words that stand for it.

To add a finish, write a module with the two functions of `flat` and enter it in `FINISHES` here and its name
in `design.FINISHES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from PIL import Image

from issuer.artwork import flat, palette, ribbon
from issuer.artwork.design import LEVELS, Design, problems
from issuer.artwork.lettering import Lettering, tidy
from issuer.artwork.typefaces import Typefaces

SMALLEST, LARGEST = 16, 1024  # pixels; Teams shows no larger pictures, and a smaller one tells nothing
MARK_BELOW = 128  # pixels under which lettering cannot be read


class _Badge(Protocol):
    def __call__(self, design: Design, title: Lettering, size: int, typefaces: Typefaces) -> Image.Image: ...


class _Mark(Protocol):
    def __call__(self, design: Design, size: int, typefaces: Typefaces) -> Image.Image: ...


@dataclass(frozen=True)
class Finish:
    """How the two kinds of picture are painted, and how many colours their file may have."""

    badge: _Badge
    mark: _Mark
    colours: int


FINISHES: Mapping[str, Finish] = MappingProxyType({"flat": Finish(flat.badge, flat.mark, 64)})


def render(design: Design, size: int, typefaces: Typefaces) -> bytes:
    """The picture of a design as a square PNG of `size` pixels, transparent around the badge.

    From 128 px it is the badge, below that its mark. The same design, size and typefaces give the same bytes.
    Raises ValueError for a size outside 16 to 1024 and for a design that `problems` finds fault with.
    """
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"size: found {size}, expected {SMALLEST} to {LARGEST} pixels")
    found = problems(design, typefaces)
    title = None if found else ribbon.letter(design.title, typefaces)
    if title is None:
        raise ValueError("; ".join(map(str, found)))
    finish = FINISHES[design.finish]
    if size < MARK_BELOW:
        return palette.png(finish.mark(design, size, typefaces), finish.colours)
    return palette.png(finish.badge(design, title, size, typefaces), finish.colours)


def alt_text(design: Design) -> str:
    """What the picture shows, in words, for those who do not see it."""
    stars = LEVELS[design.level].stars
    counted = ("one star", "two stars", "three stars", "four stars")[stars - 1]
    return f"{tidy(design.title)}: {design.level} badge, {counted}, with a {design.icon} in a {design.shape}"
