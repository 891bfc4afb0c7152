"""Further typefaces: a file that is no font is left out; a folder without any is refused, with a remedy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.cli.main import main
from adapters.drawing import typefaces
from adapters.drawing.typefaces import FOLDER, load_typefaces


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(FOLDER, str(tmp_path / "fonts"))
    load_typefaces.cache_clear()
    yield tmp_path / "fonts"
    load_typefaces.cache_clear()


@pytest.mark.parametrize("content", [None, {}, {"x.ttf": b"no font"}, {"read.me": b""}])
def test_a_folder_without_a_typeface_is_refused_with_what_to_do(
    fonts: Path, content: dict[str, bytes] | None, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        fonts.mkdir()
        for name, held in content.items():
            (fonts / name).write_bytes(held)
    with pytest.raises(typefaces.UnusableFonts):
        load_typefaces()
    assert main(["art", "preview", "templates/catalogue", "--out", str(fonts.parent / "preview")]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"found no typeface in {fonts}, which {FOLDER} names; put .ttf")


def test_a_broken_file_beside_a_typeface_is_left_out(fonts: Path) -> None:
    fonts.mkdir()
    (fonts / "a.ttf").write_bytes(b"no font")
    (fonts / "b.ttf").write_bytes(typefaces.reading_font())
    assert load_typefaces().faces[-1].name == "b"
    assert "a" not in [face.name for face in load_typefaces().faces]
