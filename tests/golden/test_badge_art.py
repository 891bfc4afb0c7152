"""Badge pictures next to ones that a person has looked at and found good.

After a change that is meant to show, run `LAUREL_GOLDEN=write pytest tests/golden/test_badge_art.py`, look at
the pictures in `tests/golden/badges/`, and commit them.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from adapters.drawing.typefaces import load_typefaces
from issuer.artwork.design import Design
from issuer.artwork.pictures.render import render

GOLDEN = Path(__file__).parent / "badges"
PAGES = ("#ffffff", "#1a1d21")
PICTURES = {
    "hexagon-gold-rocket": (Design("Ship It", "hexagon", "rocket", "#1d4ed8", "gold"), 256),
    "circle-bronze-two-lines": (
        Design("Customer Champion of the Year", "circle", "heart", "#be185d", "bronze", ribbon="#334155"),
        256,
    ),
    "shield-platinum-accents": (Design("Ångström Żółć Щ", "shield", "fire", "#b91c1c", "platinum"), 256),
    "seal-flat-arabic": (Design("بطل الحوادث 12", "seal", "fire", "#0f766e", "gold"), 256),
    **{
        f"metal-{shape}": (Design(title, shape, icon, accent, level, "metal"), 256)
        for shape, title, icon, accent, level in (
            ("hexagon", "Bridge Builder", "handshake", "#4f46e5", "gold"),
            ("circle", "Мастер вёрстки", "graduate", "#0d9488", "bronze"),
            ("shield", "Incident Commander of the Year", "fire", "#e11d48", "silver"),
            ("rosette", "Customer Champion", "heart", "#be185d", "gold"),
            ("squircle", "Bright Idea", "bulb", "#b45309", "silver"),
            ("octagon", "שוטר תקלות", "code", "#0369a1", "platinum"),
            ("seal", "नवाचार नायक", "crown", "#7c3aed", "gold"),
            ("laurel", "Green Steward", "leaf", "#15803d", "bronze"),
        )
    },
    "metal-without-ribbon": (Design("Ship It", "circle", "rocket", "#1d4ed8", "gold", "metal", "none"), 256),
    "mark-metal-laurel": (Design("Ship It", "laurel", "leaf", "#15803d", "gold", "metal"), 64),
    "mark-metal-tiny": (Design("Ship It", "shield", "star", "#b91c1c", "silver", "metal"), 32),
    "mark-silver-bug": (Design("Bug Hunter", "hexagon", "bug", "#7c3aed", "silver"), 64),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_badge_looks_as_it_did_when_someone_last_looked(name: str) -> None:
    design, size = PICTURES[name]
    drawn, golden = render(design, size, load_typefaces()), GOLDEN / f"{name}.png"
    if os.environ.get("LAUREL_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        golden.write_bytes(drawn)
    for page in PAGES:
        difference = ImageChops.difference(_on_page(drawn, page), _on_page(golden.read_bytes(), page))
        assert max(ImageStat.Stat(difference).mean) <= 1.0, f"{name} on {page} differs from {golden.name}"


def _on_page(png: bytes, page: str) -> Image.Image:
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    ground = Image.new("RGBA", image.size, page)
    ground.alpha_composite(image)
    return ground.convert("RGB")
