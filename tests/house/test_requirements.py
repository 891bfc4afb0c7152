"""The pinned files: hashes throughout, no place to fetch from, and what runs is the same in each of them."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "requirements"
FILES = sorted(path.name for path in FOLDER.glob("*.txt"))


def pins(name: str) -> dict[str, str]:
    found = re.findall(
        r"^([A-Za-z0-9_.-]+(?:\[[^\]]+\])?)==(\S+)", (FOLDER / name).read_text("utf-8"), re.MULTILINE
    )
    return dict(found)


@pytest.mark.parametrize("name", FILES)
def test_a_pinned_file_names_no_place_to_fetch_from(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", (FOLDER / name).read_text("utf-8").strip())
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_typefaces_of_make_cjk_change_nothing_else() -> None:
    usual, more = pins("runtime.txt"), pins("cjk.txt")
    assert more.items() >= usual.items()
    assert more.keys() - usual.keys() == {"justmytype-intl-cjk"}
