"""Whose badge is it? Addresses as people type them, against addresses and hashes as platforms wrote them."""

import hashlib

import pytest

from issuer.verifying.checks.recipient import check_recipient
from tests.fakes.worded import worded


def asked(email: str, identity: str, salt: str | None = None, hashed: bool = True) -> bool | None:
    said = {"identityType": "emailAddress", "hashed": hashed, "identityHash": identity}
    return check_recipient(iter([{**said, **({"salt": salt} if salt is not None else {})}]), email).passed


def hash_of(text: str, name: str = "sha256") -> str:
    return f"{name}${hashlib.new(name, text.encode()).hexdigest()}"


@pytest.mark.parametrize("name", ["sha256", "md5"])
@pytest.mark.parametrize("salt", [None, "", "Kosher"])
def test_both_hashes_of_the_standards_are_compared_with_and_without_salt(name: str, salt: str | None) -> None:
    identity = hash_of(f"ana@weld.example{salt or ''}", name)
    assert asked("ana@weld.example", identity, salt) is True
    assert asked("ana@weld.example", identity.upper().replace(name.upper(), name), salt) is True
    assert asked("eve@weld.example", identity, salt) is False
    assert asked("ana@weld.example", identity, "other") is False


@pytest.mark.parametrize(
    "typed",
    [
        "ana@weld.example",
        " Ana@weld.example ",
        "ANA@WELD.EXAMPLE",
        "mailto:ana@weld.example",
        "Ana Ruiz <ana@weld.example>",
    ],
)
def test_an_address_may_be_typed_in_its_usual_spellings(typed: str) -> None:
    assert asked(typed, "ana@weld.example", hashed=False) is True
    assert asked(typed, "Ana Ruiz <Ana@weld.example>", hashed=False) is True
    assert asked(typed, hash_of("ana@weld.example")) is True


@pytest.mark.parametrize("written", ["ana@weld.example", "Ana@weld.example", "ANA@WELD.EXAMPLE"])
def test_a_hash_over_an_address_as_it_was_written_then_is_found_by_its_usual_spellings(written: str) -> None:
    """Moodle hashes the address of the account as it was typed there."""
    assert asked("ana@weld.example", hash_of(f"{written}badges1234"), "badges1234") is True


def test_another_spelling_cannot_be_told_from_another_person_and_the_answer_says_so() -> None:
    finding = check_recipient(
        iter([{"identityType": "emailAddress", "hashed": True, "identityHash": hash_of("aNa@weld.example")}]),
        "ana@weld.example",
    )
    assert (finding.passed, finding.code) == (False, "another-recipient")
    assert "another spelling" in worded(finding)


def test_letters_composed_in_either_way_are_the_same() -> None:
    composed, apart = "jos\u00e9@weld.example", "jose\u0301@weld.example"
    for typed, written in ((composed, apart), (apart, composed)):
        assert asked(typed, written, hashed=False) is True
        assert asked(typed, hash_of(written)) is True


@pytest.mark.parametrize("identity", ["sha1$00", "00", "", "sha256$", "sha256$\u0661", "$"])
def test_a_hash_of_another_kind_is_no_answer(identity: str) -> None:
    assert asked("ana@weld.example", identity) is not True


@pytest.mark.parametrize("typed", ["", "<", "<>", "a\udcff@x.example", "\u0000", "x" * 320])
def test_whatever_is_typed_gets_an_answer(typed: str) -> None:
    assert asked(typed, hash_of("ana@weld.example")) is False
    assert asked(typed, "ana@weld.example", hashed=False) is False
