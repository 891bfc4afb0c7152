"""The brand of an organisation: the design its badges share. Pure.

`[brand]` of `organisation.toml` may name a logo, an accent and a ribbon. When the catalogue is read, the accent and the
ribbon fill in what an achievement's `[look]` leaves out, so every stored version is complete and never changes its
design later.

A version of an achievement never changes, so the brand fills in its design when files are read, not when badges are
drawn: a new brand must not repaint what people have earned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.catalogue.badge_design import FindDesignProblems
from bot.domain.catalogue.fields import TableKind, TextKind, quote_key, tidy
from bot.domain.catalogue.files import Mistake
from bot.domain.catalogue.model import BadgeDesign
from issuer.messages import Message

BRAND_KEYS = TableKind(
    {
        "logo": TextKind(80, required=False),
        "accent": TextKind(30, required=False),
        "ribbon": TextKind(30, required=False),
    },
    required=False,
)
_SAMPLE = BadgeDesign("hexagon", "star", "#4338ca", "gold")


@dataclass(frozen=True, slots=True)
class Brand:
    """The values of `[brand]`. `logo`: the name of a file in the catalogue's `pictures/`."""

    logo: str | None = None
    accent: str | None = None
    ribbon: str | None = None


def brand_of(table: Mapping[str, object]) -> Brand:
    """The brand in the table of `organisation.toml`; values that are missing or no text are left out."""
    brand = table.get("brand")
    if not isinstance(brand, dict):
        return Brand()
    texts = {key: tidy(value) for key, value in brand.items() if isinstance(value, str) and value.strip()}
    return Brand(texts.get("logo"), texts.get("accent"), texts.get("ribbon"))


def brand_mistakes(brand: Brand, look_problems: FindDesignProblems) -> Iterator[Mistake]:
    """The problems that the artwork finds with the brand's colours."""
    sample = BadgeDesign(
        _SAMPLE.shape, _SAMPLE.icon, brand.accent or _SAMPLE.accent, _SAMPLE.level, "flat", brand.ribbon
    )
    for problem in look_problems("Brand", sample):
        if problem.field in ("accent", "ribbon"):
            key = ("brand", problem.field)
            found = Message("file.found.value", key=quote_key(key), value=problem.found)
            yield Mistake(key, found, problem.expected, problem.fix)


def with_brand(table: Mapping[str, object], brand: Brand) -> Mapping[str, object]:
    """An achievement's table, its look completed from the brand."""
    look = table.get("look")
    if not isinstance(look, dict):
        return table
    given = {key: value for key, value in (("accent", brand.accent), ("ribbon", brand.ribbon)) if value}
    return {**table, "look": {**given, **look}}
