"""Is the picture the one that the issuer signed? A credential may hold its digest (VC Data Model 2.0 §5.3).

Another picture at the address whose digest the credential holds is fatal (VC Data Model 2.0 §5.3); another picture
that the credential was baked into is said, and decides nothing.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from issuer.messages import Message
from issuer.proofs.multibase import MultibaseError, decode_base58btc, decode_base64url
from issuer.strict_json import Document, Json
from issuer.verifying.inputs.documents import Documents, bytes_at, is_gone
from issuer.verifying.report import PICTURE, CheckResult

_SHA256 = b"\x12\x20"
_GENUINE = CheckResult(PICTURE, True, "ok", Message("check.picture.ok"))


@dataclass(frozen=True)
class PictureResult:
    """The check, and the address of a picture to fetch for a better answer."""

    check: CheckResult
    missing: str | None = None


def check_picture(document: Document, unbaked: bytes | None, documents: Documents) -> PictureResult:
    """Compare the digest with the picture at its address, or else with the picture that held the credential."""
    found = next(_pictures_with_digest(document), None)
    if found is None:
        return PictureResult(CheckResult(PICTURE, None, "no-digest", Message("check.picture.no_digest")))
    address, digest = found
    if digest is None:
        return PictureResult(CheckResult(PICTURE, False, "digest", Message("check.picture.digest")))
    at_address = bytes_at(documents, address)
    if at_address is not None and not is_gone(documents, address):
        return PictureResult(_check_digest(at_address, digest, address))
    if unbaked and _has_digest(unbaked, digest):
        return PictureResult(_GENUINE)
    if unbaked:
        finding = Message("check.picture.another")
        return PictureResult(CheckResult(PICTURE, None, "another-picture", finding), address)
    finding = Message("check.picture.not_seen")
    return PictureResult(CheckResult(PICTURE, None, "not-seen", finding), address)


def _check_digest(picture: bytes, digest: bytes, address: str) -> CheckResult:
    if _has_digest(picture, digest):
        return _GENUINE
    finding = Message("check.picture.changed", address=address)
    return CheckResult(PICTURE, False, "picture-changed", finding)


def _pictures_with_digest(document: Mapping[str, Json]) -> Iterator[tuple[str, bytes | None]]:
    """Yield the address and digest of each picture for which the credential has a digest."""
    pictures = set(_addresses(document))
    listed = document.get("relatedResource", [])
    for json in listed if isinstance(listed, list) else [listed]:
        if (
            isinstance(json, dict)
            and json.get("id") in pictures
            and {"digestMultibase", "digestSRI"} & set(json)
        ):
            yield str(json["id"]), _digest(json)


def _addresses(document: Mapping[str, Json]) -> Iterator[str]:
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    for holder in (document, subject, achievement):
        image = holder.get("image") if isinstance(holder, dict) else None
        if isinstance(image, dict) and str(image.get("id")).startswith("https://"):
            yield str(image["id"])


def _digest(resource: Mapping[str, Json]) -> bytes | None:
    """Read the SHA-256 digest as Multihash or Subresource Integrity; if both are given, they must agree."""
    found = set()
    if "digestMultibase" in resource:
        found.add(_of_multibase(str(resource["digestMultibase"])))
    if "digestSRI" in resource:
        found.add(_of_sri(str(resource["digestSRI"])))
    return found.pop() if len(found) == 1 else None


def _of_multibase(text: str) -> bytes | None:
    try:
        raw = decode_base64url(text[1:]) if text.startswith("u") else decode_base58btc(text)
    except MultibaseError:
        return None
    return raw[2:] if raw.startswith(_SHA256) and len(raw) == 34 else None


def _of_sri(text: str) -> bytes | None:
    algorithm, _, written = text.partition("-")
    try:
        raw = base64.b64decode(written, validate=True)
    except ValueError:
        return None
    return raw if algorithm == "sha256" and len(raw) == 32 else None


def _has_digest(picture: bytes, digest: bytes) -> bool:
    return hmac.compare_digest(hashlib.sha256(picture).digest(), digest)
