"""Prepare, sign, check: what is issued, and what is refused before anything is signed."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.issuing.issue import Unissuable, prepare
from issuer.openbadges.model import (
    AchievementImage,
    CredentialFacts,
    HashedEmail,
    IssuerProfile,
    OpenBadgeAchievement,
    hash_email,
)
from issuer.proofs.data_integrity import add_proof
from issuer.proofs.keys import KeyPair
from issuer.strict_json import Document, compact_json, parse_document
from issuer.verifying import verify
from tests.fakes.badges.badges import (
    ACHIEVEMENT,
    AWARDED,
    FACTS,
    KEY,
    NOW,
    OTHER_KEY,
    PROFILE,
    THROWAWAY,
    WEB_KEY,
    credential,
    template,
    web_credential,
)
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.signers import OddSigner
from tests.fakes.requirements import standards
from tests.fakes.worded import raises_worded, worded


def verdict(signed: bytes) -> str:
    return verify(signed, canonicaliser=canonicaliser(), now=NOW).verdict


def test_an_issued_credential_verifies() -> None:
    assert verdict(credential()) == "valid"


def test_a_credential_says_what_was_earned_and_who_signs() -> None:
    said = json.loads(credential())
    assert said["name"] == said["credentialSubject"]["achievement"]["name"] == "Customer Hero"
    assert said["issuer"]["id"] == KEY.controller
    assert said["validFrom"] == said["awardedDate"] == "2026-03-01T09:00:00Z"
    assert said["credentialSubject"]["achievement"]["criteria"]["narrative"].startswith("Resolved")


def test_a_credential_holds_nobodys_name_address_or_words() -> None:
    assert b"ana" not in credential().lower().replace(b"management", b"")
    assert not {"evidence", "narrative", "description"} & set(json.loads(credential()))


@pytest.mark.parametrize("hashed_email", [FACTS.hashed_email, None], ids=["with e-mail", "without e-mail"])
@pytest.mark.parametrize("awarded_on", [FACTS.awarded_on, None], ids=["with date", "without date"])
def test_every_set_of_optional_members_verifies(hashed_email: HashedEmail | None, awarded_on: object) -> None:
    facts = replace(FACTS, hashed_email=hashed_email, awarded_on=awarded_on)
    signed = template().issue(facts, KEY, AWARDED)
    assert verdict(signed) == "valid"
    assert (b"identityHash" in signed) == (hashed_email is not None)
    assert (b"awardedDate" in signed) == (awarded_on is not None)


def test_the_compiled_way_signs_the_same_bytes_as_the_long_way() -> None:
    """Ed25519 is deterministic: the same canonical form gives the same signature."""
    signed = parse_document(credential())
    unsigned = {name: value for name, value in signed.items() if name != "proof"}
    assert add_proof(unsigned, KEY, AWARDED, canonicaliser()) == signed


@settings(max_examples=20, deadline=None)
@given(st.uuids(), st.uuids(), st.binary(min_size=16, max_size=16), st.integers(-1000, 0))
def test_whoever_earns_it_the_compiled_way_equals_the_long_way(
    id_: object, subject: object, salt: bytes, day: int
) -> None:
    facts = CredentialFacts(
        id=f"urn:uuid:{id_}",
        subject_id=f"https://badges.example/recipients/{subject}",
        valid_from=AWARDED + timedelta(days=day),
        hashed_email=hash_email("ana@northwind.example", salt.hex()),
    )
    signed = parse_document(template().issue(facts, KEY, AWARDED))
    unsigned = {name: value for name, value in signed.items() if name != "proof"}
    assert add_proof(unsigned, KEY, AWARDED, canonicaliser()) == signed


def test_an_email_is_hashed_as_the_standard_says() -> None:
    expected = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    assert hash_email("a@example.com", "Kosher").identity_hash == expected
    assert hash_email("  A@Example.COM ", "Kosher").identity_hash == expected
    assert hash_email("a@example.com", "other").identity_hash != expected


def test_a_credential_fits_the_official_schema() -> None:
    for variant in ("json", "json-ld"):
        path = standards() / "schemas" / variant / "ob_v3p0_achievementcredential_schema.json"
        schema = json.loads(path.read_text())
        for signed in (credential(), web_credential()):
            jsonschema.Draft201909Validator(schema).validate(json.loads(signed))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"name": " "}, "achievement name: found nothing"),
        ({"name": "Hero\nand more"}, "achievement name: found several lines"),
        ({"name": "Hero\x07"}, "achievement name: found the control character U+0007"),
        ({"description": ""}, "achievement description: found nothing"),
        ({"criteria": "\ud800"}, "achievement criteria: found half of a surrogate pair"),
        ({"id": "customer-hero"}, "achievement id: found “customer-hero”"),
        ({"id": "urn:x y"}, "achievement id: found “urn:x y”"),
        ({"achievement_type": "Medal"}, "achievement type: found “Medal”"),
        ({"tags": ("a", "a")}, "achievement tags: found a value twice"),
        ({"tags": ("",)}, "achievement tag: found nothing"),
        ({"picture": AchievementImage("data:image/png;base64,AA==")}, "achievement image: found"),
        ({"picture": AchievementImage("https://a b.example")}, "achievement image: found"),
        ({"version": ""}, "achievement version: found nothing"),
        ({"description": "x" * 70_000}, "where at most 65,536 are accepted"),
        ({"description": "laurel-open-salt"}, "templates keep for themselves"),
    ],
)
def test_an_achievement_with_a_fault_is_not_prepared_and_the_fault_is_named(
    change: dict[str, object], named: str
) -> None:
    with pytest.raises(Unissuable) as refused:
        prepare(PROFILE, replace(ACHIEVEMENT, **change), canonicaliser(), THROWAWAY)
    assert any(named in worded(problem) for problem in refused.value.problems), refused.value.problems


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"name": ""}, "issuer name: found nothing"),
        ({"id": "northwind"}, "issuer id: found “northwind”"),
        ({"url": "northwind.example"}, "issuer url: found"),
        ({"email": "badges"}, "issuer email: found “badges”"),
    ],
)
def test_an_issuer_profile_with_a_fault_is_named_too(change: dict[str, str], named: str) -> None:
    with raises_worded(Unissuable, named):
        prepare(replace(PROFILE, **change), ACHIEVEMENT, canonicaliser(), THROWAWAY)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(Unissuable) as refused:
        prepare(IssuerProfile("x", ""), OpenBadgeAchievement("y", "", "", ""), canonicaliser(), THROWAWAY)
    assert len(refused.value.problems) == 6


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"id": "42"}, "credential id"),
        ({"id": "urn:uuid:1"}, "credential id"),
        ({"subject_id": "mailto:ana@northwind.example"}, "subject id"),
        ({"subject_id": FACTS.id}, "the recipient needs another"),
        ({"subject_id": "https://badges.example/a/../b"}, "subject id"),
        ({"valid_from": AWARDED.replace(tzinfo=None)}, "valid from"),
        ({"hashed_email": HashedEmail("ana@northwind.example", "salt")}, "hashed e-mail"),
        ({"hashed_email": HashedEmail(hash_email("a", "b").identity_hash, "")}, "salt: found nothing"),
        (
            {"hashed_email": HashedEmail(hash_email("a", "b").identity_hash, "a\x00")},
            "salt: found the control",
        ),
    ],
)
def test_facts_with_a_fault_are_not_signed(change: dict[str, object], named: str) -> None:
    with raises_worded(Unissuable, re.escape(named)):
        template().issue(replace(FACTS, **change), KEY, AWARDED)


@pytest.mark.parametrize("signature", [None, b"", bytes(64)], ids=["another key's", "none", "zeros"])
def test_a_signature_that_does_not_fit_is_never_handed_out(signature: bytes | None) -> None:
    with raises_worded(Unissuable, "does not fit its own public key"):
        template().issue(FACTS, OddSigner(KEY, signature), AWARDED)


@pytest.mark.parametrize("signer", [OTHER_KEY, WEB_KEY], ids=["another key", "another issuer"])
def test_only_the_issuers_own_key_may_sign(signer: KeyPair) -> None:
    with raises_worded(Unissuable, "signer: found the key"):
        template().issue(FACTS, signer, AWARDED)


def test_a_profile_in_any_script_and_with_any_sign_is_signed_as_it_is() -> None:
    achievement = replace(
        ACHIEVEMENT, name="خدمة ⭐ 100 %(id)s", description='"\\"\t%s %(_:b0)s', tags=("😀", "ß")
    )
    signed = prepare(PROFILE, achievement, canonicaliser(), THROWAWAY).issue(FACTS, KEY, AWARDED)
    assert verdict(signed) == "valid"
    assert _achievement(signed)["name"] == achievement.name
    assert _achievement(signed)["description"] == achievement.description


def test_an_issued_credential_is_written_as_compactly_as_it_reads() -> None:
    assert compact_json(parse_document(credential())).encode() == credential()


def _achievement(signed: bytes) -> Document:
    found: Document = json.loads(signed)["credentialSubject"]["achievement"]
    return found
