"""Credentials as tokens: RS256 and ES256, the embedded proof kept inside, and nothing else believed."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.proofs.data_integrity import verify_proof
from issuer.proofs.jwt import JwtError, JwtKey, sign_compact, wrap
from issuer.proofs.keys import KeyMaterialError
from issuer.proofs.multibase import decode_base64url, encode_base64url
from issuer.strict_json import Document, parse_document
from tests.fakes.badges.badges import KEY, credential
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.tokens import ES256, rs256, unwrap

KID = "https://badges.example/keys/one"
KEYS: list[Callable[[], JwtKey]] = [rs256, lambda: ES256]


def header(token: str) -> Document:
    return parse_document(decode_base64url(token.split(".", maxsplit=1)[0]))


@pytest.mark.parametrize("key", KEYS, ids=["RS256", "ES256"])
def test_a_wrapped_credential_comes_out_as_it_was_with_its_embedded_proof(key: Callable[[], JwtKey]) -> None:
    token = wrap(credential(), key(), KID)
    found = unwrap(token, key().public_jwk)
    assert found == parse_document(credential())
    assert verify_proof(found, KEY.public_key, canonicaliser())
    assert header(token) == {"alg": key().algorithm, "kid": KID, "typ": "JWT"}


def test_the_claims_repeat_what_the_credential_says() -> None:
    payload = parse_document(decode_base64url(wrap(credential(), ES256, KID).split(".")[1]))
    subject = payload["credentialSubject"]
    assert isinstance(subject, dict)
    assert payload["iss"] == KEY.controller
    assert (payload["jti"], payload["sub"], payload["nbf"]) == (payload["id"], subject["id"], 1772355600)
    assert "vc" not in payload


def test_without_an_address_the_public_key_is_in_the_header_and_never_the_private_one() -> None:
    for key in (rs256(), ES256):
        jwk = header(wrap(credential(), key, None))["jwk"]
        assert jwk == key.public_jwk
        assert {"d", "p", "q"}.isdisjoint(key.public_jwk)


def test_es256_signs_the_same_way_each_time_and_shows_no_private_byte() -> None:
    assert wrap(credential(), ES256, KID) == wrap(credential(), ES256, KID)
    assert ES256.private_bytes.hex() not in repr(ES256)


@pytest.mark.parametrize("key", KEYS, ids=["RS256", "ES256"])
def test_each_changed_character_of_the_token_is_noticed(key: Callable[[], JwtKey]) -> None:
    token = wrap(credential(), key(), KID)
    for position in range(0, len(token), 37):
        changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
        with pytest.raises(JwtError):
            unwrap(changed, key().public_jwk)


@pytest.mark.parametrize(
    "changes",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "RS256"},
        {"typ": "vc+jwt"},
        {"crit": ["x"]},
        {"jku": KID},
        {"x5u": KID},
    ],
    ids=str,
)
def test_a_header_that_says_anything_else_is_refused(changes: Document) -> None:
    said: Document = {"alg": "ES256", "kid": KID, "typ": "JWT", **changes}
    payload = decode_base64url(wrap(credential(), ES256, KID).split(".")[1])
    with pytest.raises(JwtError):
        unwrap(sign_compact(said, payload, ES256), ES256.public_jwk)


@pytest.mark.parametrize("name", ["iss", "jti", "nbf", "sub"])
def test_a_claim_that_disagrees_with_the_credential_is_refused(name: str) -> None:
    payload = parse_document(decode_base64url(wrap(credential(), ES256, KID).split(".")[1]))
    said = json.dumps({**payload, name: 5 if name == "nbf" else "urn:x:other"}).encode()
    with pytest.raises(JwtError, match=f"claim_differs .*claim='{name}'"):
        unwrap(sign_compact({"alg": "ES256", "kid": KID, "typ": "JWT"}, said, ES256), ES256.public_jwk)


def test_another_key_does_not_verify_it() -> None:
    other = JwtKey.es256_from_random(bytes(range(1, 33)))
    with pytest.raises(JwtError, match="does not fit"):
        unwrap(wrap(credential(), ES256, KID), other.public_jwk)


@given(st.text(st.sampled_from("abc.-_=%\n"), max_size=40))
def test_no_text_brings_it_down(token: str) -> None:
    with pytest.raises(JwtError):
        unwrap(token, ES256.public_jwk)


@pytest.mark.parametrize("source", [b"[]", b"{}", b'{"id": "urn:x:1"}'])
def test_what_is_no_credential_is_not_wrapped(source: bytes) -> None:
    with pytest.raises(JwtError):
        wrap(source, ES256, KID)


@pytest.mark.parametrize(
    "jwk",
    [
        {"kty": "oct", "k": "AA", "alg": "HS256"},
        {"kty": "RSA", "n": encode_base64url(b"\x01" * 64), "e": "AQAB", "alg": "RS256"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "alg": "ES256"},
        {"kty": "EC", "crv": "P-521", "alg": "ES256"},
    ],
    ids=["symmetric", "short", "off the curve", "another curve"],
)
def test_a_key_that_is_not_of_the_two_kinds_is_refused(jwk: Document) -> None:
    token = wrap(credential(), ES256, KID)
    said = sign_compact({"alg": jwk["alg"]}, b"{}", ES256) if jwk["alg"] == "ES256" else token
    with pytest.raises((KeyMaterialError, JwtError)):
        unwrap(said, jwk)
