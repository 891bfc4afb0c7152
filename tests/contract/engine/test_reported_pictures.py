"""The pictures that people reported as spoilt or unreadable do what is right; they lie beside the standards."""

import io
from pathlib import Path

import pytest
from PIL import Image

from adapters.cli.main import main
from issuer.artwork.pictures.uploads import BadUpload, badge_picture
from issuer.baking.pictures import count_credentials
from tests.fakes.badges.reported import findings
from tests.fakes.worded import raises_worded


@pytest.fixture
def files() -> Path:
    return findings() / "files"


@pytest.mark.parametrize(
    ("name", "colour"),
    [("picture-16-bit-grey.png", (128, 128, 128)), ("picture-display-p3.png", (255, 0, 0))],
)
def test_a_reported_picture_keeps_what_it_shows(files: Path, name: str, colour: tuple[int, ...]) -> None:
    drawn = Image.open(io.BytesIO(badge_picture((files / name).read_bytes())))
    assert drawn.getpixel((160, 160)) == (*colour, 255)


def test_the_reported_empty_picture_is_refused(files: Path) -> None:
    with raises_worded(BadUpload, "an empty picture"):
        badge_picture((files / "picture-all-transparent.png").read_bytes())


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_reported_older_badges_are_taken_out(
    files: Path, capsysbinary: pytest.CaptureFixture[bytes], suffix: str
) -> None:
    for name in ("ob2", "o2"):  # as their platform baked it, and as Laurel did before it knew better
        assert main(["extract", str(files / "bake" / f"{name}.{suffix}")]) == 0
        assert b'"https://w3id.org/openbadges/v2"' in capsysbinary.readouterr().out


@pytest.mark.parametrize("picture", ["ob2.png", "ob2.svg", "both.png", "both.svg", "bomout.svg", "bom.svg"])
@pytest.mark.parametrize("credential", ["ob3.json", "ob2.json"])
def test_the_reported_pictures_take_a_badge_of_either_generation(
    files: Path, tmp_path: Path, picture: str, credential: str
) -> None:
    out = tmp_path / picture
    assert main(["bake", str(files / "bake" / picture), str(files / "bake" / credential), str(out)]) == 0
    assert count_credentials(out.read_bytes()) == 1
    assert main(["extract", str(out)]) == 0
