"""The file of known issuers: read exactly, or refused with the line and what was expected there."""

from pathlib import Path

import pytest

from adapters.configuration.environment import SettingsError, read_settings
from adapters.verifier_pool.known_issuers import KnownIssuersError, known_issuers
from tests.fakes.worded import raises_worded

SECRET = {"LAUREL_SECRET": "a secret of this test alone"}


def test_names_are_read_by_id_whatever_else_the_file_holds() -> None:
    said = (
        "\ufeffName, ID ,note\n"
        '"Example University, Inc.",did:web:university.example,ours\n'
        "\n,,\n"
        "Guild,https://guild.example/issuer\n"
        "Guild,https://guild.example/issuer\n"
    )
    assert known_issuers(said.encode()) == {
        "did:web:university.example": "Example University, Inc.",
        "https://guild.example/issuer": "Guild",
    }
    assert known_issuers(b"id,name\n") == {}


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"", "columns"),
        (b"id\ndid:web:a.example\n", "columns"),
        (b"\xff", "not UTF-8"),
        (b"id,name\nuniversity.example,University\n", "line 2.*begins with"),
        (b"id,name\ndid:web:a.example\n", "line 2.*name ''"),
        (b"id,name\ndid:web:a.example,A\x1b[2J\n", "line 2.*name"),
        (b"id,name\ndid:web:a.example,A\ndid:web:a.example,B\n", "line 3.*again"),
        ("id,name\ndid:web:\u0430.example,A\n".encode(), "line 2.*id"),
        (b"id,name\n" + b"did:web:a.example,A\n" * 200_000, "bytes"),
        (b'id,name\ndid:web:a.example,"' + b"x" * 200_000, "CSV|name"),
        (b"id,name\n" + b"".join(b"did:web:a%d.example,A\n" % i for i in range(5_001)), "5,001"),
    ],
)
def test_what_is_no_such_file_is_refused_with_a_sentence(source: bytes, says: str) -> None:
    with raises_worded(KnownIssuersError, says):
        known_issuers(source)


def test_the_setting_names_the_file_and_what_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / "known.csv"
    path.write_text("id,name\ndid:web:a.example,A\n", "utf-8")
    assert read_settings({**SECRET, "LAUREL_KNOWN_ISSUERS": str(path)}).known_issuers == {
        "did:web:a.example": "A"
    }
    with raises_worded(SettingsError, r"LAUREL_KNOWN_ISSUERS.*cannot be opened"):
        read_settings({"LAUREL_KNOWN_ISSUERS": str(tmp_path / "nothing.csv")})
