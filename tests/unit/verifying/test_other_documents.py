"""Beside the badge itself: endorsements, a person's whole record, and the words of Open Badges 2.0."""

import json
from dataclasses import replace
from datetime import timedelta

import jsonschema
import pytest

from issuer.issuing.endorsements import Endorsement, endorse
from issuer.issuing.issue import Unissuable, prepare
from issuer.issuing.learner_record import LearnerRecord, sign_record
from issuer.openbadges.ob2 import (
    NotExportable,
    OpenBadges2Addresses,
    badge_class,
    cryptographic_key,
    hosted_assertion,
    issuer_profile,
    ob2_revocation_list,
    signed_assertion,
)
from issuer.proofs.data_integrity import verify_proof
from issuer.proofs.jwt import is_jws_signature
from issuer.strict_json import Document, parse_document
from issuer.verifying.inputs.token import read_token
from tests.fakes.badges.badges import (
    AWARDED,
    FACTS,
    KEY,
    NOW,
    THROWAWAY,
    WEB_KEY,
    WEB_PROFILE,
    web_credential,
)
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.rich_badges import RICH_ACHIEVEMENT, RICH_FACTS, RICH_PROFILE
from tests.fakes.badges.tokens import ES256, rs256
from tests.fakes.requirements import standards
from tests.fakes.worded import raises_worded

ENDORSEMENT = Endorsement(
    "urn:uuid:7c5c7a52-3a53-4a0c-9f7e-0d6a1f5b2c11", FACTS.id, "She did.\nI was there.", AWARDED
)
RICH = prepare(RICH_PROFILE, RICH_ACHIEVEMENT, canonicaliser(), THROWAWAY).issue(RICH_FACTS, WEB_KEY, AWARDED)
RECORD = LearnerRecord(
    "urn:uuid:11111111-3a53-4a0c-9f7e-0d6a1f5b2c11",
    "urn:uuid:22222222-3a53-4a0c-9f7e-0d6a1f5b2c11",
    "Badges of Ana",
    AWARDED,
    FACTS.hashed_email,
    (web_credential(), RICH),
    partial=True,
)
BASE = "https://badges.example"
ADDRESSES = OpenBadges2Addresses(
    f"{BASE}/credentials/0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01.ob2.json",
    f"{BASE}/achievements/customer-hero/2.ob2.json",
    f"{BASE}/issuer.ob2.json",
    f"{BASE}/keys/one.ob2.json",
    f"{BASE}/revocations.ob2.json",
)


def test_an_endorsement_is_signed_and_fits_the_official_schema() -> None:
    signed = parse_document(endorse(ENDORSEMENT, WEB_PROFILE, WEB_KEY, NOW, canonicaliser()))
    assert verify_proof(signed, WEB_KEY.public_key, canonicaliser())
    for variant in ("json", "json-ld"):
        path = standards() / "schemas" / variant / "ob_v3p0_endorsementcredential_schema.json"
        jsonschema.Draft201909Validator(json.loads(path.read_text())).validate(signed)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"about": "42"}, "what is endorsed"),
        ({"comment": " "}, "found nothing"),
        ({"comment": "\x07"}, "control character"),
        ({"valid_until": AWARDED - timedelta(1)}, "not after its beginning"),
    ],
)
def test_an_endorsement_with_a_fault_is_not_signed(change: dict[str, object], named: str) -> None:
    with raises_worded(Unissuable, named):
        endorse(replace(ENDORSEMENT, **change), WEB_PROFILE, WEB_KEY, NOW, canonicaliser())


def test_only_the_issuers_own_key_signs_an_endorsement() -> None:
    with raises_worded(Unissuable, "not one of"):
        endorse(ENDORSEMENT, WEB_PROFILE, KEY, NOW, canonicaliser())


def test_a_record_holds_badges_that_still_verify_on_their_own() -> None:
    signed = parse_document(sign_record(RECORD, WEB_PROFILE, WEB_KEY, NOW, canonicaliser()))
    assert verify_proof(signed, WEB_KEY.public_key, canonicaliser())
    assert {
        str(unsigned_member.facts["place"]).rpartition(".")[2]
        for unsigned_member in canonicaliser().unsigned_members(signed)
    } == {"@context"}
    subject = signed["credentialSubject"]
    assert isinstance(subject, dict)
    badges = subject["verifiableCredential"]
    assert isinstance(badges, list)
    for badge, source in zip(badges, RECORD.badges, strict=True):
        assert badge == parse_document(source)


def test_changing_a_badge_inside_a_record_breaks_the_record() -> None:
    signed = sign_record(RECORD, WEB_PROFILE, WEB_KEY, NOW, canonicaliser())
    changed = parse_document(signed.replace(b"Customer Hero", b"Customer Zero", 1))
    assert not verify_proof(changed, WEB_KEY.public_key, canonicaliser())


@pytest.mark.parametrize("badges", [(), (web_credential(),) * 41, (b"{}",), (b"[]",)])
def test_badges_that_cannot_be_bundled_are_refused(badges: tuple[bytes, ...]) -> None:
    with pytest.raises(Unissuable):
        sign_record(replace(RECORD, badges=badges), WEB_PROFILE, WEB_KEY, NOW, canonicaliser())


def rich() -> Document:
    return parse_document(RECORD.badges[1])


def test_a_hosted_assertion_points_at_the_parts_that_older_backpacks_fetch() -> None:
    said = hosted_assertion(rich(), ADDRESSES)
    assert said["verification"] == {"type": "HostedBadge"}
    assert (said["id"], said["badge"]) == (ADDRESSES.assertion, ADDRESSES.badge_class)
    recipient = said["recipient"]
    assert isinstance(recipient, dict)
    assert FACTS.hashed_email is not None
    assert (recipient["identity"], recipient["salt"]) == (
        FACTS.hashed_email.identity_hash,
        FACTS.hashed_email.salt,
    )
    assert (said["issuedOn"], said["expires"]) == ("2026-03-01T09:00:00Z", "2029-03-01T09:00:00Z")


def test_the_badge_class_and_the_issuer_say_what_the_credential_says() -> None:
    subject = rich()["credentialSubject"]
    assert isinstance(subject, dict)
    achievement = subject["achievement"]
    assert isinstance(achievement, dict)
    said = badge_class(achievement, ADDRESSES)
    assert (said["id"], said["issuer"], said["name"]) == (
        ADDRESSES.badge_class,
        ADDRESSES.issuer,
        "Customer Hero",
    )
    assert said["image"] == f"{BASE}/achievements/customer-hero/2.png"
    assert said["alignment"][1] == {"targetName": "Initiative", "targetUrl": "https://skills.example/2"}  # type: ignore[index, call-overload]
    issuer = rich()["issuer"]
    assert isinstance(issuer, dict)
    assert issuer_profile(issuer, ADDRESSES)["publicKey"] == ADDRESSES.key


def test_a_signed_assertion_is_a_token_by_rs256_of_the_key_it_names() -> None:
    token = signed_assertion(rich(), ADDRESSES, rs256())
    read = read_token(token)
    assert is_jws_signature(rs256().public_jwk, read.signature, read.signed)
    assert read.header == {"alg": "RS256"}
    said = read.payload
    assert said["id"] == "urn:uuid:0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01"
    assert said["verification"] == {"type": "SignedBadge", "creator": ADDRESSES.key}
    assert "BEGIN PUBLIC KEY" in str(cryptographic_key(rs256().public_jwk, ADDRESSES)["publicKeyPem"])
    assert ob2_revocation_list({ADDRESSES.assertion: "Mistake"}, ADDRESSES)["revokedAssertions"] == [
        {"id": said["id"], "revocationReason": "Mistake"}
    ]


def test_what_the_older_standard_cannot_say_is_refused() -> None:
    with pytest.raises(NotExportable, match="RS256"):
        signed_assertion(rich(), ADDRESSES, ES256)
    with pytest.raises(NotExportable, match="picture"):
        badge_class({}, ADDRESSES)
    with pytest.raises(NotExportable, match="hashed e-mail"):
        hosted_assertion({"credentialSubject": {}}, ADDRESSES)
