"""`laurel bake` and `laurel extract`: either kind of picture, either generation, and never two badges in one."""

import struct
import zlib
from pathlib import Path

import pytest

from adapters.cli.main import main
from issuer.baking.png import CLR_KEYWORD, MOST_PNG_BYTES, OB2_KEYWORD, extract
from issuer.baking.svg import ASSERTION, bake_svg, extract_svg
from issuer.issuing.learner_record import LearnerRecord, sign_record
from tests.fakes.badges import formats
from tests.fakes.badges.badges import AWARDED, NOW, WEB_KEY, WEB_PROFILE, credential
from tests.fakes.badges.contexts import canonicaliser

MARK = b"\xef\xbb\xbf"
FILES = {
    "plain.png": formats.picture(),
    "plain.svg": formats.svg(),
    "marked.svg": MARK + formats.svg(),
    "ob3.json": credential(),
    "ob3-marked.json": MARK + credential() + b"\r\n",
    "ob3.jwt": formats.token() + b"\n",
    "ob2.json": formats.hosted(),
    "ob2.jws": formats.signed_2() + b"\n",
    "link.txt": b"https://badges.example/credentials/1\n",
}


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with pictures and credentials, to work in."""
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.mark.parametrize("picture", ["plain.png", "plain.svg", "marked.svg"])
@pytest.mark.parametrize("name", ["ob3.json", "ob3-marked.json", "ob3.jwt", "ob2.json", "ob2.jws"])
def test_what_was_baked_comes_out_again(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes], picture: str, name: str
) -> None:
    assert main(["bake", picture, name, "out"]) == 0
    capsysbinary.readouterr()
    assert main(["extract", "out"]) == 0
    assert capsysbinary.readouterr().out == FILES[name].strip().removeprefix(MARK)


def test_the_older_generation_stands_where_its_own_programs_look(folder: Path) -> None:
    assert main(["bake", "plain.png", "ob2.json", "out.png"]) == 0
    assert main(["bake", "plain.svg", "ob2.json", "out.svg"]) == 0
    assert extract((folder / "out.png").read_bytes(), OB2_KEYWORD) == formats.hosted()
    assert extract_svg((folder / "out.svg").read_bytes(), ASSERTION) == formats.hosted()


def test_a_learner_record_may_be_as_large_as_a_record_is(folder: Path) -> None:
    ids = ("urn:uuid:11111111-3a53-4a0c-9f7e-0d6a1f5b2c11", "urn:uuid:22222222-3a53-4a0c-9f7e-0d6a1f5b2c11")
    record = LearnerRecord(*ids, "Badges", AWARDED, None, (formats.rich(),) * 30, partial=False)
    signed = sign_record(record, WEB_PROFILE, WEB_KEY, NOW, canonicaliser())
    assert len(signed) > 64 * 1024
    (folder / "record.json").write_bytes(signed)
    assert main(["bake", "plain.png", "record.json", "out.png"]) == 0
    assert extract((folder / "out.png").read_bytes(), CLR_KEYWORD) == signed


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_badge_of_the_other_generation_is_exchanged_and_that_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    assert main(["bake", f"plain.{suffix}", "ob2.json", f"ob2.{suffix}"]) == 0
    assert capsys.readouterr().out.count("\n") == 1
    assert main(["bake", f"ob2.{suffix}", "ob3.json", f"both.{suffix}"]) == 0
    assert "the picture held a credential already; it was replaced" in capsys.readouterr().out
    assert main(["bake", f"plain.{suffix}", "ob3.json", f"ob3.{suffix}"]) == 0
    assert (folder / f"both.{suffix}").read_bytes() == (folder / f"ob3.{suffix}").read_bytes()


@pytest.mark.parametrize(
    ("credential_file", "says"),
    [
        ("plain.png", "found a picture"),
        ("baked.svg", "found a picture"),
        ("link.txt", "found the address of a badge"),
        ("other.json", "is no"),
    ],
)
def test_what_no_program_could_read_is_not_baked(
    folder: Path, capsys: pytest.CaptureFixture[str], credential_file: str, says: str
) -> None:
    (folder / "baked.svg").write_bytes(bake_svg(formats.svg(), credential()))
    (folder / "other.json").write_bytes(b'{"@context": [], "odd": 1}')
    assert main(["bake", "plain.png", credential_file, "out.png"]) == 1
    assert says in capsys.readouterr().err
    assert not (folder / "out.png").exists()


def test_a_picture_that_would_become_too_large_to_be_verified_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = formats.picture()
    filler = b"abCd" + bytes(MOST_PNG_BYTES - len(plain) - 12)
    chunk = struct.pack(">I", len(filler) - 4) + filler + struct.pack(">I", zlib.crc32(filler))
    end = plain.rindex(b"\0\0\0\0IEND")
    (folder / "large.png").write_bytes(plain[:end] + chunk + plain[end:])
    assert main(["bake", "large.png", "ob3.json", "out.png"]) == 1
    assert "at most" in capsys.readouterr().err
    assert not (folder / "out.png").exists()
