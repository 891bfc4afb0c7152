"""Draws a picture of every kind and prints what its pixels add up to, as JSON by name.

    python -m tests.fakes.pixels

Run where nothing else is: another environment of the same lock file must print the same.
"""

import hashlib
import io
import json
import sys
from collections.abc import Iterator

from PIL import Image, features

from adapters.drawing.typefaces import load_typefaces
from issuer.artwork.design import Design
from issuer.artwork.pictures import charts
from issuer.artwork.pictures.celebration import CelebrationContent, celebration_picture
from issuer.artwork.pictures.charts import Chart, Series
from issuer.artwork.pictures.render import render
from issuer.artwork.pictures.tiles import collage, tile
from issuer.celebration import Consent, Extras, Giving, named_picture

PEOPLE = {
    "latin": "Ana Ruiz",
    "arabic": "محمد علي 12",
    "hebrew": "שירה כהן",
    "devanagari": "नवीन क्षत्रिय",
    "thai": "สมชาย ปั้นดี",
}
SHARED = Consent(in_chat=True, by_link=True, link_extras=Extras(words=True))


def pictures() -> Iterator[tuple[str, bytes]]:
    """Badges and marks in both finishes, celebrations in several scripts, a tile, a collage, charts."""
    typefaces = load_typefaces()
    for finish in ("metal", "flat"):
        for shape, title, icon, size in (
            ("shield", "Customer Champion of the Year", "handshake", 512),
            ("laurel", "בניין גשרים", "leaf", 160),
            ("hexagon", "Ship It", "rocket", 64),
            ("laurel", "Ship It", "heart", 32),
        ):
            design = Design(title, shape, icon, "#7c3aed", "gold", finish)
            yield f"{finish}-{shape}-{size}", render(design, size, typefaces)
    badge = render(Design("Bug Hunter", "hexagon", "bug", "#0d9488", "silver", "metal"), 256, typefaces)
    for script, person in PEOPLE.items():
        setting = CelebrationContent(
            badge, "#0d9488", "New badge earned", person, "Larkspur Labs", "a sample"
        )
        shown = named_picture(person, "Bug Hunter", SHARED, Giving.of_words(f"{person}: thank you, at last!"))
        yield f"celebration-{script}", celebration_picture(shown, setting, typefaces)
    yield "tile", tile(badge, "#0d9488")
    yield "collage", collage((badge,) * 5, "#0d9488")
    chart = Chart("Badges", "Last months", ("Nov", "Dec", "Jan"), (Series("Awarded", (6, 4, 19)),))
    yield "bars", charts.bar_chart(chart, "#4338ca", typefaces)
    yield "lines", charts.line_chart(chart, "#4338ca", typefaces, "dark")


def pixels(png: bytes) -> str:
    """SHA-256 of size and pixels, in hex: how well they were packed does not count."""
    with Image.open(io.BytesIO(png)) as opened:
        shown = opened.convert("RGBA")
    return hashlib.sha256(f"{shown.size}".encode() + shown.tobytes()).hexdigest()


if __name__ == "__main__":
    told = {name: pixels(png) for name, png in pictures()}
    sys.stdout.write(json.dumps({"libfribidi": bool(features.check("raqm")), "pixels": told}, indent=1))
