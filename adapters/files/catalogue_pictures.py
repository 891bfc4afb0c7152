"""Reads an organisation's own pictures beside its catalogue: `pictures/hero.png`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from bot.domain.catalogue.files import PICTURES, Key, Mistake
from issuer.artwork.pictures.uploads import FORMATS, LARGEST_FILE, BadUpload

Redraw = Callable[[bytes], bytes]


def read_picture(
    catalogue: Path, name: str, key: Key, redraw: Redraw, kept: dict[str, bytes]
) -> str | Mistake:
    """Redraws the picture of that name into `kept` and returns its hash, or the mistake in it."""
    field = ".".join(map(str, key))
    path = catalogue / PICTURES / name
    if Path(name).name != name or name.startswith("."):
        return Mistake(
            key, f"`{field}` {name!r}", f"the name of a file in {PICTURES}/", f"put it into {PICTURES}/"
        )
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except (OSError, ValueError):
        listed = ", ".join(_available_pictures(catalogue)) or "nothing yet"
        return Mistake(
            key, f"no file {PICTURES}/{name}", f"one that is there: {listed}", "add it, or mend its name"
        )
    try:
        png = redraw(content)
    except BadUpload as bad:
        return Mistake(key, f"{bad.found} in {PICTURES}/{name}", bad.expected, bad.fix)
    content_hash = hashlib.sha256(png).hexdigest()
    kept[content_hash] = png
    return content_hash


def _available_pictures(catalogue: Path) -> list[str]:
    endings = (".jpg", *(f".{literal.lower()}" for literal in FORMATS))
    folder = catalogue / PICTURES
    return sorted(path.name for path in folder.glob("*") if path.suffix.lower() in endings)[:8]
