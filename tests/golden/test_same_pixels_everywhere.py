"""The same pixels in every environment of the same lock file, with and without libfribidi; and emoji, where there are.

`LAUREL_GOLDEN=write` writes `pixels.json` anew, after a change that is meant to show.
"""

import io
import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from adapters.cli.doctor.machine import scripts
from adapters.drawing.typefaces import FOLDER, load_typefaces
from issuer.artwork.design import Design
from issuer.artwork.pictures.celebration import CelebrationContent, celebration_picture
from issuer.artwork.pictures.render import render
from issuer.artwork.text.typefaces import Typefaces
from issuer.celebration import Consent, named_picture
from tests.fakes.requirements import require

MANIFEST = Path(__file__).parent / "pixels.json"
DRAWS = ("pillow", "uharfbuzz", "fontpkg-inter", "fonticon-materialdesignicons7", "justmytype-intl-rtl")
EMOJI = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
"""Where Debian's fonts-noto-color-emoji puts it."""


def drawn(**environment: str) -> dict[str, Any]:
    """What a process of its own draws, without further fonts."""
    inherited = {name: value for name, value in os.environ.items() if name != FOLDER}
    done = subprocess.run(
        [sys.executable, "-m", "tests.fakes.pixels"],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_every_kind_of_picture_has_the_pixels_it_had_where_the_manifest_was_made() -> None:
    told, versions = drawn()["pixels"], {name: version(name) for name in DRAWS}
    if os.environ.get("LAUREL_GOLDEN") == "write":
        MANIFEST.write_text(json.dumps({"drawn with": versions, "pixels": told}, indent=1) + "\n", "utf-8")
    known = json.loads(MANIFEST.read_text("utf-8"))
    if known["drawn with"] != versions:
        require(False, f"other versions draw here ({versions}) than in the manifest; write it anew")
    assert told == known["pixels"]


def test_pixels_are_the_same_with_and_without_libfribidi(tmp_path: Path) -> None:
    (tmp_path / "libfribidi.so.0").write_bytes(b"")  # found first, and no library: as if none were installed
    usual, without = drawn(), drawn(LD_LIBRARY_PATH=str(tmp_path))
    assert usual["pixels"] == without["pixels"]
    assert without["libfribidi"] is False, "hiding the library did not work, and the comparison says nothing"


@pytest.fixture
def with_emoji(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Typefaces:
    """The typefaces of an operator whose fonts folder holds Debian's emoji."""
    require(EMOJI.is_file(), "fonts-noto-color-emoji is not installed")
    (tmp_path / EMOJI.name).symlink_to(EMOJI)
    monkeypatch.setenv(FOLDER, str(tmp_path))
    load_typefaces.cache_clear()
    return load_typefaces()


def test_emoji_are_drawn_in_colour_on_ribbons_and_beside_names(with_emoji: Typefaces) -> None:
    plain, ducks = (
        _opened(render(Design(title, "circle", "bug", "#334155", "gold", "metal"), 512, with_emoji))
        for title in ("Duck", "Duck 🦆🎉")
    )
    assert _bright(ducks) > _bright(plain) + 100
    badge = render(Design("Duck", "circle", "bug", "#334155", "gold"), 256, with_emoji)
    setting = CelebrationContent(badge, "#334155", "New badge")
    shown = [
        _opened(
            celebration_picture(
                named_picture(name, "Duck", Consent(in_chat=True, by_link=True)), setting, with_emoji
            )
        )
        for name in ("Ana", "Ana 🎉")
    ]
    box = ImageChops.difference(*shown).crop((590, 0, 1200, 560)).getbbox()
    assert box is not None
    assert _bright(shown[1].crop((590, 0, 1200, 560))) > _bright(shown[0].crop((590, 0, 1200, 560))) + 100


def test_the_doctor_offers_emoji_only_where_there_are_none(with_emoji: Typefaces) -> None:
    assert not any("emoji" in line.what for line in scripts())


def test_without_a_folder_the_doctor_says_where_emoji_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    load_typefaces.cache_clear()
    [line] = [doctor_line for doctor_line in scripts() if "emoji" in doctor_line.what]
    assert "fonts-noto-color-emoji" in line.fix


@pytest.fixture(autouse=True)
def _forgets() -> Any:
    """Typefaces are kept for the process: what this file changed must not stay."""
    yield
    load_typefaces.cache_clear()


def _opened(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as opened:
        return opened.convert("RGB")


def _bright(image: Image.Image) -> int:
    """Pixels of strong colour, which an emoji has and grey accents have not."""
    return sum(value > 150 for value in image.convert("HSV").getchannel("S").tobytes())
