"""Is the picture the one that the issuer signed? A credential may hold its digest (VC Data Model 2.0 §5.3).

Another picture at the address whose digest the credential holds is fatal (VC Data Model 2.0 §5.3); another picture
that the credential was baked into is said, and decides nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from issuer.messages import Message
from issuer.proofs.digests import DigestError, StatedDigest, multibase_digest, sri_digest
from issuer.strict_json import Document, Json
from issuer.verifying.inputs.documents import Documents, bytes_at, is_gone
from issuer.verifying.report import PICTURE, CheckResult

_GENUINE = CheckResult(PICTURE, True, "ok", Message("check.picture.ok"))
_READERS = {"digestMultibase": multibase_digest, "digestSRI": sri_digest}


@dataclass(frozen=True)
class PictureResult:
    """The check, and the address of a picture to fetch for a better answer."""

    check: CheckResult
    missing: str | None = None


def check_picture(document: Document, unbaked: bytes | None, documents: Documents) -> PictureResult:
    """Compare the digests with the picture at its address, or else with the picture that held the credential."""
    resource = next(_pictures_with_digest(document), None)
    if resource is None:
        return PictureResult(CheckResult(PICTURE, None, "no-digest", Message("check.picture.no_digest")))
    address = str(resource["id"])
    try:
        digests = [read(str(resource[member])) for member, read in _READERS.items() if member in resource]
    except DigestError as problem:
        return PictureResult(_unread(problem))
    at_address = bytes_at(documents, address)
    if at_address is not None and not is_gone(documents, address):
        return PictureResult(_check_digests(at_address, digests, address))
    if unbaked and _fits(unbaked, digests):
        return PictureResult(_GENUINE)
    if unbaked:
        finding = Message("check.picture.another")
        return PictureResult(CheckResult(PICTURE, None, "another-picture", finding), address)
    finding = Message("check.picture.not_seen")
    return PictureResult(CheckResult(PICTURE, None, "not-seen", finding), address)


def _unread(problem: DigestError) -> CheckResult:
    if problem.undecided:
        finding = Message("check.picture.digest_kind", problem=problem.message)
        return CheckResult(PICTURE, None, "digest-kind", finding)
    return CheckResult(PICTURE, False, "digest", Message("check.picture.digest", problem=problem.message))


def _check_digests(picture: bytes, digests: list[StatedDigest], address: str) -> CheckResult:
    if _fits(picture, digests):
        return _GENUINE
    finding = Message("check.picture.changed", address=address)
    return CheckResult(PICTURE, False, "picture-changed", finding)


def _fits(picture: bytes, digests: list[StatedDigest]) -> bool:
    """Whether every digest that the credential states is that of the picture."""
    return all(digest.fits(picture) for digest in digests)


def _pictures_with_digest(document: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """Yield the entry of each picture for which the credential has a digest."""
    pictures = set(_addresses(document))
    listed = document.get("relatedResource", [])
    for json in listed if isinstance(listed, list) else [listed]:
        if isinstance(json, dict) and json.get("id") in pictures and set(_READERS) & set(json):
            yield json


def _addresses(document: Mapping[str, Json]) -> Iterator[str]:
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    for holder in (document, subject, achievement):
        image = holder.get("image") if isinstance(holder, dict) else None
        if isinstance(image, dict) and str(image.get("id")).startswith("https://"):
            yield str(image["id"])
