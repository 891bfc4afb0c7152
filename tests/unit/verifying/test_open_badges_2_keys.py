"""Verifying signed Open Badges 2.0: an issuer may list several keys, as it does after it changed them."""

import json
from functools import cache

import pytest

from issuer.openbadges.ob2 import cryptographic_key
from issuer.proofs.jwt import JwtKey, sign_compact
from issuer.strict_json import Document, Json, compact_json
from issuer.verifying import VerificationReport
from issuer.verifying.inputs.documents import Fetched
from tests.fakes.badges import formats
from tests.fakes.badges.formats import ADDRESSES, BASE
from tests.fakes.badges.tampering import check, failed, row
from tests.fakes.badges.tokens import ES256, rs256

KEY_ROW = "key belongs to the issuer"
NEWER = f"{BASE}/keys/two.ob2.json"


@cache
def newer_key() -> JwtKey:
    return JwtKey.new_rs256()


def signed(key: JwtKey, **verification: Json) -> bytes:
    """The usual assertion, signed by that key."""
    said = json.loads(formats.hosted())
    said |= {"id": "urn:uuid:0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01"}
    said |= {"verification": {"type": "SignedBadge", **verification}}
    return sign_compact({"alg": "RS256"}, compact_json(said).encode(), key).encode()


def described(key: JwtKey, address: str) -> Document:
    return {**cryptographic_key(key.public_jwk, ADDRESSES), "id": address}


def judged(source: bytes, listed: Json, **more: Fetched) -> VerificationReport:
    found = formats.documents_2()
    profile = found[ADDRESSES.issuer]
    assert isinstance(profile, dict)
    found |= {
        ADDRESSES.issuer: {**profile, "publicKey": listed},
        NEWER: described(newer_key(), NEWER),
        **more,
    }
    return check(source, documents=found)


@pytest.mark.parametrize("listed", [[ADDRESSES.key], [NEWER, ADDRESSES.key], [ADDRESSES.key, NEWER]])
def test_the_creator_says_which_of_the_listed_keys_signed(listed: Json) -> None:
    assert judged(formats.signed_2(), listed).verdict == "valid"
    forged = signed(newer_key(), creator=ADDRESSES.key)
    assert failed(judged(forged, listed)) == [("proof", "signature")]


def test_without_a_creator_each_listed_key_is_tried() -> None:
    listed: Json = [NEWER, described(rs256(), ADDRESSES.key)]
    for key in (rs256(), newer_key()):
        assert judged(signed(key), listed).verdict == "valid"
    stranger = signed(JwtKey.new_rs256())
    assert failed(judged(stranger, listed)) == [("proof", "signature")]


def test_keys_written_out_need_no_id_where_no_creator_is_named() -> None:
    listed: Json = [
        {name: json for name, json in described(key, "").items() if name != "id"}
        for key in (newer_key(), rs256())
    ]
    assert judged(signed(rs256()), listed).verdict == "valid"
    assert failed(judged(formats.signed_2(), listed)) == [(KEY_ROW, "key-of-another")]


def test_all_keys_that_are_missing_are_asked_for_at_once() -> None:
    other = f"{BASE}/keys/three.ob2.json"
    report = check(
        signed(rs256()),
        documents={
            name: json
            for name, json in formats.documents_2().items()
            if name not in (ADDRESSES.key, ADDRESSES.issuer)
        }
        | {ADDRESSES.issuer: {**issuer(), "publicKey": [ADDRESSES.key, other]}},
    )
    assert (report.verdict, report.needs) == ("cannot tell", (ADDRESSES.key, other))


def issuer() -> Document:
    found = formats.documents_2()[ADDRESSES.issuer]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("listed", [[], None, [None], [[ADDRESSES.key]], [NEWER], {"id": NEWER}, 5])
def test_a_key_that_is_not_listed_does_not_count(listed: Json) -> None:
    assert failed(judged(formats.signed_2(), listed)) == [(KEY_ROW, "key-of-another")]


def test_a_listed_key_of_another_owner_does_not_count() -> None:
    theirs: Document = {**described(newer_key(), NEWER), "owner": "https://evil.example/issuer"}
    for source in (signed(newer_key()), signed(newer_key(), creator=NEWER)):
        assert failed(judged(source, [theirs])) == [(KEY_ROW, "key-of-another")]
        assert judged(source, [theirs, ADDRESSES.key]).verdict == "invalid"


def test_keys_of_other_kinds_beside_it_do_not_matter() -> None:
    curve = f"{BASE}/keys/three.ob2.json"
    listed: Json = [described(ES256, curve), {"id": "x", "owner": ADDRESSES.issuer}, ADDRESSES.key]
    assert judged(signed(rs256()), listed).verdict == "valid"
    report = judged(signed(JwtKey.new_rs256()), listed)
    assert row(report, KEY_ROW).code == "key", "a key that cannot be read may have been the one"
