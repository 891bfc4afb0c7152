"""Reads an organisation's own pictures beside its catalogue: `pictures/hero.png`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from bot.domain.catalogue.fields import quote_key
from bot.domain.catalogue.files import PICTURES, Key, Mistake
from issuer.artwork.pictures.uploads import FORMATS, LARGEST_FILE, BadUpload
from issuer.messages import Fact, Message

Redraw = Callable[[bytes], bytes]


def read_picture(
    catalogue: Path, name: str, key: Key, redraw: Redraw, kept: dict[str, bytes]
) -> str | Mistake:
    """Redraws the picture of that name into `kept` and returns its hash, or the mistake in it."""
    path = catalogue / PICTURES / name
    if Path(name).name != name or name.startswith("."):
        found = Message("file.found.value", key=quote_key(key), value=repr(name))
        expected = Message("file.expected.file_in", folder=PICTURES)
        return Mistake(key, found, expected, Message("file.fix.put_into", folder=PICTURES))
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except (OSError, ValueError):
        found = Message("file.found.no_picture", file=f"{PICTURES}/{name}")
        listed: Fact = ", ".join(_available_pictures(catalogue)) or Message("file.nothing_yet")
        expected = Message("file.expected.picture_there", names=listed)
        return Mistake(key, found, expected, Message("file.fix.add_picture"))
    try:
        png = redraw(content)
    except BadUpload as bad:
        found = Message("file.found.in_file", found=bad.found, file=f"{PICTURES}/{name}")
        return Mistake(key, found, bad.expected, bad.fix)
    content_hash = hashlib.sha256(png).hexdigest()
    kept[content_hash] = png
    return content_hash


def _available_pictures(catalogue: Path) -> list[str]:
    endings = (".jpg", *(f".{literal.lower()}" for literal in FORMATS))
    folder = catalogue / PICTURES
    return sorted(path.name for path in folder.glob("*") if path.suffix.lower() in endings)[:8]
