"""The usual badge in every form a badge can have, and the documents of its issuer."""

import io
import json
from collections.abc import Iterable
from datetime import timedelta
from functools import cache

from PIL import Image

from issuer.baking.png import bake
from issuer.baking.svg import bake_svg, svg_showing_png
from issuer.issuing.issue import Template, prepare
from issuer.issuing.status_list import StatusListPlace, StatusListValidity, prepare_list
from issuer.openbadges.model import CredentialFacts
from issuer.openbadges.ob2 import (
    OpenBadges2Addresses,
    badge_class,
    cryptographic_key,
    hosted_assertion,
    issuer_profile,
    ob2_revocation_list,
    signed_assertion,
)
from issuer.proofs.jwt import JwtKey, wrap
from issuer.strict_json import Document, Json, compact_json, parse_document
from issuer.verifying.inputs.documents import Fetched
from tests.fakes.badges.badges import AWARDED, THROWAWAY, WEB_KEY, credential
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.rich_badges import RICH_ACHIEVEMENT, RICH_FACTS, RICH_PROFILE, STATUS
from tests.fakes.badges.tokens import ES256, rs256

BASE = "https://badges.example"
KID = f"{BASE}/keys/one"
ADDRESSES = OpenBadges2Addresses(
    f"{BASE}/credentials/0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01.ob2.json",
    f"{BASE}/achievements/customer-hero/2.ob2.json",
    f"{BASE}/issuer.ob2.json",
    f"{BASE}/keys/one.ob2.json",
    f"{BASE}/revocations.ob2.json",
)


@cache
def picture() -> bytes:
    """A tiny PNG."""
    made = io.BytesIO()
    Image.new("RGB", (2, 2)).save(made, "PNG")
    return made.getvalue()


@cache
def svg() -> bytes:
    """A tiny SVG."""
    return svg_showing_png(picture(), "A badge", 2)


def did(*tokens: JwtKey, did_: str = WEB_KEY.controller) -> Document:
    """A DID document with the usual Ed25519 key, and keys for tokens by their thumbprints."""
    methods: list[Json] = [
        {
            "id": WEB_KEY.verification_method,
            "type": "Multikey",
            "controller": did_,
            "publicKeyMultibase": WEB_KEY.multikey,
        }
    ]
    methods += [
        {
            "id": f"{did_}#{key.kid}",
            "type": "JsonWebKey",
            "controller": did_,
            "publicKeyJwk": key.public_jwk,
        }
        for key in tokens
    ]
    ids: list[Json] = [method["id"] for method in methods if isinstance(method, dict)]
    return {"id": did_, "verificationMethod": methods, "assertionMethod": ids}


@cache
def rich_template() -> Template:
    """The badge that says everything."""
    return prepare(RICH_PROFILE, RICH_ACHIEVEMENT, canonicaliser(), THROWAWAY)


@cache
def rich(facts: CredentialFacts = RICH_FACTS) -> bytes:
    """A credential with everything, on a status list, signed under did:web."""
    return rich_template().issue(facts, WEB_KEY, AWARDED)


def status_list(bits: Iterable[int] = (), purpose: str = "revocation", days: int = 7) -> bytes:
    """The signed list that `rich()` is on."""
    place = StatusListPlace(WEB_KEY.controller, STATUS.list_address, purpose, 900_000)
    made = prepare_list(place, canonicaliser())
    return made.publish(bits, WEB_KEY, StatusListValidity(AWARDED, AWARDED + timedelta(days=days), AWARDED))


def token(key: JwtKey | None = None, kid: str | None = KID, source: bytes | None = None) -> bytes:
    """The usual badge as a token."""
    return wrap(source or web_without_proof(), key or ES256, kid).encode()


@cache
def web_without_proof() -> bytes:
    """The usual badge of the did:web issuer before it is signed."""
    said = parse_document(credential())
    issuer = said["issuer"]
    assert isinstance(issuer, dict)
    del said["proof"]
    return compact_json({**said, "issuer": {**issuer, "id": WEB_KEY.controller}}).encode()


def web_documents(*more: tuple[str, Fetched]) -> dict[str, Fetched]:
    """What the issuer's site answers, all of it."""
    return {
        WEB_KEY.controller: did(ES256, rs256()),
        KID: ES256.public_jwk,
        STATUS.list_address: status_list(),
        **dict(more),
    }


def baked(source: bytes) -> bytes:
    """In a PNG."""
    return bake(picture(), source)


def baked_svg(source: bytes) -> bytes:
    """In an SVG."""
    return bake_svg(svg(), source)


@cache
def hosted() -> bytes:
    """A hosted assertion of Open Badges 2.0."""
    return compact_json(hosted_assertion(parse_document(rich()), ADDRESSES)).encode()


@cache
def signed_2() -> bytes:
    """A signed assertion of Open Badges 2.0."""
    return signed_assertion(parse_document(rich()), ADDRESSES, rs256()).encode()


def documents_2(revoked: dict[str, str | None] | None = None) -> dict[str, Fetched]:
    """Everything that an Open Badges 2.0 badge rests on."""
    said = parse_document(rich())
    issuer, subject = said["issuer"], said["credentialSubject"]
    assert isinstance(issuer, dict)
    assert isinstance(subject, dict)
    achievement = subject["achievement"]
    assert isinstance(achievement, dict)
    return {
        ADDRESSES.assertion: json.loads(hosted()),
        ADDRESSES.badge_class: badge_class(achievement, ADDRESSES),
        ADDRESSES.issuer: issuer_profile(issuer, ADDRESSES),
        ADDRESSES.key: cryptographic_key(rs256().public_jwk, ADDRESSES),
        ADDRESSES.revocations: ob2_revocation_list(revoked or {}, ADDRESSES),
    }
