"""Badges of Open Badges 2.0 in the shapes that other platforms give theirs; each with its issuer's answers.

What makes each shape what it is stands beside it. Nothing here was issued by anybody else.
"""

import hashlib
import json
import struct
import zlib
from collections.abc import Mapping

from issuer.baking.png import OB2_KEYWORD, bake
from issuer.openbadges.ob2 import cryptographic_key
from issuer.proofs.jwt import JwtKey, sign_compact
from issuer.strict_json import Document, compact_json
from issuer.verifying.inputs.documents import FetchedResponse
from tests.fakes.badges import formats
from tests.fakes.badges.formats import ADDRESSES
from tests.fakes.badges.others_badges import Shape
from tests.fakes.badges.tokens import rs256

OB2 = "https://w3id.org/openbadges/v2"
EMAIL = "ana@welding.example"


def _answers(*documents: Document) -> Mapping[str, FetchedResponse]:
    return {
        str(said["id"]): FetchedResponse(compact_json(said).encode(), str(said["id"])) for said in documents
    }


def _hashed(email: str, salt: str) -> Document:
    digest = hashlib.sha256((email + salt).encode()).hexdigest()
    return {"identity": f"sha256${digest}", "type": "email", "hashed": True, "salt": salt}


def _issuer(id_: str, **more: object) -> Document:
    said = {
        "@context": OB2,
        "type": "Issuer",
        "id": id_,
        "name": "Welding School",
        "url": "https://welding.example",
    }
    return json.loads(json.dumps({**said, "email": "badges@welding.example", **more}))  # type: ignore[no-any-return]  # an object


def _class(id_: str, issuer: object, **more: object) -> Document:
    said = {
        "@context": OB2,
        "type": "BadgeClass",
        "id": id_,
        "name": "Careful Welder",
        "description": "Welds without sparks on the neighbours.",
        "image": "https://welding.example/torch.png",
        "criteria": {"id": "https://welding.example/criteria", "narrative": "A seam."},
        "issuer": issuer,
    }
    return json.loads(json.dumps({**said, **more}))  # type: ignore[no-any-return]  # an object


def moodle() -> Shape:
    """`verify` with `hosted`, class and issuer written out, one salt for all, a picture as a data URL, local time."""
    base = "https://moodle-like.example/badges"
    picture = "data:image/png;base64," + "iVBORw0K" * 12_000
    issuer = _issuer(f"{base}/issuer_json.php?id=4")
    badge = _class(f"{base}/badge_json.php?id=4", issuer, image=picture, version="", **{"@language": "en"})
    assertion: Document = {
        "recipient": _hashed("Ana@Welding.example", "badges1234"),
        "badge": badge,
        "verify": {"type": "hosted", "url": f"{base}/assertion.php?b=0a1b&obversion=2"},
        "issuedOn": "2026-02-01T11:00:00+01:00",
        "evidence": f"{base}/badge.php?hash=0a1b",
        "expires": None,
        "@context": OB2,
        "type": "Assertion",
        "id": f"{base}/assertion.php?b=0a1b&obversion=2",
    }
    return Shape(compact_json(assertion).encode(), _answers(issuer, badge, assertion))


def canvas() -> Shape:
    """What is baked has class and issuer written out; the hosted copy has links, and says later `revoked: false`."""
    base = "https://api.canvas-like.example/public"
    issuer = _issuer(f"{base}/issuers/AbC?v=2_0")
    badge = _class(f"{base}/badges/DeF?v=2_0", issuer["id"], alignment=[], tags=["welding"])
    hosted: Document = {
        "@context": OB2,
        "type": "Assertion",
        "id": f"{base}/assertions/GhI?v=2_0",
        "badge": badge["id"],
        "image": {"id": f"{base}/assertions/GhI/image"},
        "verification": {"type": "HostedBadge"},
        "issuedOn": "2026-02-01T10:00:00.123456+00:00",
        "recipient": _hashed(EMAIL, "9c5b94b1"),
        "narrative": "A fine seam.",
        "evidence": [{"id": "https://welding.example/seam", "narrative": "Look at it."}],
        "revoked": False,
    }
    baked = {**hosted, "badge": {**badge, "issuer": issuer}, "acceptance": "Accepted", "slug": "GhI"}
    del baked["revoked"]
    return Shape(compact_json(baked).encode(), _answers(issuer, badge, hosted))


def open_badge_factory() -> Shape:
    """`hosted` under the usual name, a language, empty lists, several hosts for one issuer, zones without a colon."""
    base = "https://factory-like.example/v1"
    issuer = _issuer(
        f"{base}/client/W.json?v=2.0",
        verification={"allowedOrigins": ["Factory-Like.example", "old.example"]},
    )
    badge = _class(
        f"{base}/badge/_/P.json?v=2.0", issuer["id"], criteria=f"{base}/badge/_/P/criteria.html", tags=[]
    )
    assertion: Document = {
        "@context": OB2,
        "@language": "fi",
        "type": "Assertion",
        "id": "https://old.example/v1/assertion/Q.json",
        "badge": badge["id"],
        "verification": {"type": "hosted"},
        "issuedOn": "2026-02-01T12:00:00+0200",
        "recipient": {**_hashed(EMAIL, "K0vO"), "type": ["email"]},
        "evidence": [],
        "related": [],
    }
    return Shape(compact_json(assertion).encode(), _answers(issuer, badge, assertion))


def badgecraft() -> Shape:
    """A class that stands only inside the assertion, types in arrays, and a picture with a caption."""
    base = "https://craft-like.example"
    issuer = _issuer(f"{base}/issuers/7", type=["Issuer", "Profile"])
    badge = _class(
        "urn:uuid:ce0985da-4a71-43be-9c4a-f41b22eeb81b", issuer["id"], image={"id": f"{base}/7.png"}
    )
    assertion: Document = {
        "@context": [OB2],
        "type": ["Assertion"],
        "id": f"{base}/badges/9",
        "uid": "9",
        "badge": badge,
        "verification": {"type": ["HostedBadge"]},
        "issuedOn": "2026-02-01T10:00Z",
        "expires": "2031-02-01T10:00Z",
        "recipient": {"type": "email", "hashed": False, "salt": None, "identity": EMAIL},
    }
    return Shape(compact_json(assertion).encode(), _answers(issuer, assertion))


def badgeos() -> Shape:
    """The oldest baking: the picture holds the badge's address alone, in a tEXt chunk."""
    base = "https://word-like.example/api/badge"
    issuer = _issuer(f"{base}/issuer/")
    badge = _class(f"{base}/badge_class/?uid=3", issuer["id"])
    assertion: Document = {
        "@context": OB2,
        "type": "Assertion",
        "id": f"{base}/assertion/?uid=3-7",
        "uid": "3-7",
        "badge": badge["id"],
        "verify": {"type": "hosted", "url": f"{base}/assertion/?uid=3-7"},
        "issuedOn": "2026-02-01T10:00:00+00:00",
        "recipient": _hashed(EMAIL, "0ct3L"),
    }
    baked = bake(formats.picture(), str(assertion["id"]).encode(), OB2_KEYWORD)
    return Shape(_as_text_chunk(baked), _answers(issuer, badge, assertion))


def signed_after_rotation() -> Shape:
    """Signed; its issuer lists two keys since it changed them, and revokes by a list that names no issuer."""
    other = JwtKey.new_rs256()
    documents = {address: dict(said) for address, said in formats.documents_2().items()}  # type: ignore[arg-type]  # objects
    newer = f"{formats.BASE}/keys/two.ob2.json"
    documents[newer] = {**cryptographic_key(other.public_jwk, ADDRESSES), "id": newer}
    documents[ADDRESSES.issuer]["publicKey"] = [newer, ADDRESSES.key]
    del documents[ADDRESSES.revocations]["issuer"]
    payload = json.loads(formats.hosted()) | {"id": "urn:uuid:0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01"}
    payload["verification"] = {"type": "SignedBadge", "creator": ADDRESSES.key}
    token = sign_compact({"alg": "RS256"}, compact_json(payload).encode(), rs256())
    return Shape(token.encode(), _answers(*documents.values()))


def _as_text_chunk(png: bytes) -> bytes:
    """The same picture with its address in a tEXt chunk: the length, the kind and the checksum change."""
    start = png.index(b"iTXt") - 4
    (length,) = struct.unpack_from(">I", png, start)
    text = png[start + 8 : start + 8 + length].split(b"\0")[-1]
    body = b"tEXt" + OB2_KEYWORD + b"\0" + text
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:start] + chunk + png[start + 12 + length :]
