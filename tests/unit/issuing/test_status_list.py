"""Status lists: the right bits, the least length, signed, and read with limits."""

import gzip
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.issuing.issue import Unissuable
from issuer.issuing.revocation_list import RevokedCredential, revocation_list
from issuer.issuing.status_list import StatusListPlace, StatusListValidity, prepare_list
from issuer.proofs.bitstring import LIST_LENGTH, StatusListError, decode_list, encode_list, is_set
from issuer.proofs.data_integrity import add_proof, verify_proof, without_proof
from issuer.proofs.multibase import encode_base64url
from issuer.strict_json import parse_document
from tests.fakes.badges.badges import NOW, OTHER_KEY, WEB_KEY
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.signers import OddSigner
from tests.fakes.worded import raises_worded

PLACE = StatusListPlace(WEB_KEY.controller, "https://badges.example/status/6f1d", "revocation", 900_000)
VALIDITY = StatusListValidity(NOW, NOW + timedelta(days=7), NOW)


def test_a_signed_list_verifies_and_says_which_bits_are_set() -> None:
    signed = parse_document(prepare_list(PLACE, canonicaliser()).publish({0, 9, 131_071}, WEB_KEY, VALIDITY))
    assert verify_proof(signed, WEB_KEY.public_key, canonicaliser())
    assert add_proof(without_proof(signed), WEB_KEY, NOW, canonicaliser()) == signed
    subject = signed["credentialSubject"]
    assert isinstance(subject, dict)
    bits = decode_list(str(subject["encodedList"]))
    assert [index for index in range(LIST_LENGTH) if is_set(bits, index)] == [0, 9, 131_071]
    assert (subject["statusPurpose"], subject["ttl"]) == ("revocation", 900_000)


def test_the_first_entry_is_the_leftmost_bit() -> None:
    assert decode_list(encode_list([0]))[0] == 0b1000_0000
    assert decode_list(encode_list([7, 8]))[:2] == bytes([0b0000_0001, 0b1000_0000])


@settings(max_examples=20)
@given(st.sets(st.integers(0, LIST_LENGTH - 1), max_size=50))
def test_what_is_encoded_is_decoded(indices: set[int]) -> None:
    bits = decode_list(encode_list(indices))
    assert all(is_set(bits, index) for index in indices)
    assert sum(byte.bit_count() for byte in bits) == len(indices)
    assert encode_list(sorted(indices)) == encode_list(indices)


@pytest.mark.parametrize("index", [-1, LIST_LENGTH])
def test_an_index_outside_the_list_is_refused(index: int) -> None:
    with pytest.raises(StatusListError):
        encode_list([index])
    with pytest.raises(StatusListError):
        is_set(bytes(LIST_LENGTH // 8), index)


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "zabc",
        "u!!",
        "u" + encode_base64url(b"no gzip"),
        "u" + encode_base64url(gzip.compress(bytes(100), mtime=0)),
        "u" + encode_base64url(gzip.compress(bytes(LIST_LENGTH // 8), mtime=0)[:-4]),
        "u" + encode_base64url(gzip.compress(bytes(17 * 1024 * 1024), mtime=0)),
        "u" + encode_base64url(gzip.compress(bytes(LIST_LENGTH // 8), mtime=0) + b"more"),
    ],
)
def test_a_list_that_is_too_short_too_long_or_broken_is_refused(encoded: str) -> None:
    with pytest.raises(StatusListError):
        decode_list(encoded)


def test_a_signature_that_does_not_fit_is_never_handed_out() -> None:
    with raises_worded(Unissuable, "does not fit"):
        prepare_list(PLACE, canonicaliser()).publish((), OddSigner(WEB_KEY, bytes(64)), VALIDITY)
    with raises_worded(Unissuable, "does not fit"):
        prepare_list(PLACE, canonicaliser()).publish((), OddSigner(OTHER_KEY, bytes(64)), VALIDITY)


def test_the_older_list_names_what_was_revoked_and_why() -> None:
    said = revocation_list(
        "https://b.example/revocations",
        "did:web:b.example",
        [RevokedCredential("urn:x:1", "Mistake"), RevokedCredential("urn:x:2")],
    )
    assert said["revokedCredential"] == [
        {"id": "urn:x:1", "revoked": True, "revocationReason": "Mistake"},
        {"id": "urn:x:2", "revoked": True},
    ]
