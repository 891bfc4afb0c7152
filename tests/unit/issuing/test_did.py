"""Identifiers of issuers, and the documents that list their keys."""

import copy

import pytest

from issuer.proofs.did import DidError, did_document, did_web
from issuer.proofs.keys import KeyMaterialError
from issuer.proofs.multibase import encode_multikey
from issuer.strict_json import Document
from issuer.verifying.keys.controllers import key_of_method
from issuer.verifying.keys.public_keys import ed25519_bytes, key_of_multikey
from tests.fakes.badges.badges import KEY, OTHER_KEY, WEB_KEY
from tests.fakes.worded import raises_worded

DID = "did:web:badges.example"
METHOD = WEB_KEY.verification_method


def key_in(document: Document, controller: str, method: str) -> bytes | None:
    """The Ed25519 key that the verifier finds in a document."""
    return ed25519_bytes(key_of_method(document, controller, method).key)


def test_a_did_key_is_its_key() -> None:
    assert ed25519_bytes(key_of_multikey(KEY.controller.removeprefix("did:key:"))) == KEY.public_key


@pytest.mark.parametrize("multikey", ["", "z6Mk", "zQ3s", encode_multikey(bytes(32))])
def test_a_did_key_that_is_no_key_to_trust_is_refused(multikey: str) -> None:
    with pytest.raises(KeyMaterialError):
        key_of_multikey(multikey)


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://badges.example", "did:web:badges.example"),
        ("https://Badges.Example/", "did:web:badges.example"),
        ("https://badges.example:8443", "did:web:badges.example%3A8443"),
        ("https://badges.example:443/o/acme/", "did:web:badges.example:o:acme"),
    ],
)
def test_an_https_address_has_a_did_web(address: str, did: str) -> None:
    assert did_web(address) == did


@pytest.mark.parametrize(
    "address",
    ["http://badges.example", "badges.example", "https://", "https://a@b.example", "https://b.example/?q", "https://b.example/../x",
     "https://b.example/a b", "https://b.example:99999", "https://[bad"],
)  # fmt: skip
def test_another_address_has_none_and_is_told_why(address: str) -> None:
    with raises_worded(DidError, "found"):
        did_web(address)


def test_a_document_lists_each_key_for_assertions_by_its_full_address() -> None:
    document = did_document(DID, [WEB_KEY.public_key, OTHER_KEY.public_key])
    assert document["assertionMethod"] == [METHOD, f"{DID}#{OTHER_KEY.multikey}"]
    assert key_in(document, DID, METHOD) == WEB_KEY.public_key
    assert key_in(document, DID, f"{DID}#{OTHER_KEY.multikey}") == OTHER_KEY.public_key


def test_a_did_key_has_a_document_too() -> None:
    document = did_document(KEY.controller, [KEY.public_key])
    assert key_in(document, KEY.controller, KEY.verification_method) == KEY.public_key


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "did:web:other.example"}, "is about"),
        ({"assertionMethod": []}, "does not list"),
        ({"assertionMethod": None}, "does not list"),
        ({"assertionMethod": 5}, "does not list"),
        ({"verificationMethod": []}, "does not list"),
        ({"verificationMethod": "nonsense"}, "does not list"),
    ],
)
def test_a_document_that_does_not_allow_the_key_is_refused(change: Document, said: str) -> None:
    document = {**did_document(DID, [WEB_KEY.public_key]), **change}
    with raises_worded(DidError, said):
        key_in(document, DID, METHOD)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"controller": "did:web:other.example"}, "is controlled by"),
        ({"publicKeyMultibase": None}, "not a key we use"),
        ({"publicKeyMultibase": encode_multikey(bytes(32))}, "small order"),
    ],
)
def test_a_key_under_other_control_or_not_to_trust_is_refused(change: Document, said: str) -> None:
    document = copy.deepcopy(did_document(DID, [WEB_KEY.public_key]))
    methods = document["verificationMethod"]
    assert isinstance(methods, list)
    assert isinstance(methods[0], dict)
    methods[0].update(change)
    with raises_worded((DidError, KeyMaterialError), said):
        key_in(document, DID, METHOD)


def test_a_key_described_twice_is_refused() -> None:
    with raises_worded(DidError, "2 times"):
        key_in(did_document(DID, [WEB_KEY.public_key, WEB_KEY.public_key]), DID, METHOD)
