"""A revoked badge of Open Badges 2.0 at its own address, where nothing else of it may be left.

"Revoking Hosted Assertions": the address answers 410, or a document that needs only `id` and `revoked`.
"""

from collections.abc import Mapping

from issuer.messages import Message
from issuer.strict_json import Document, Json
from issuer.verifying.inputs.documents import DocumentError, Documents, FetchedResponse, signed_document_at
from issuer.verifying.report import NOT_NEEDED, ORDER, REVOKED, SHAPE, STATUS, CheckResult

BADGE_REVOKED = CheckResult(STATUS, False, REVOKED, Message("check.status.badge_revoked"))
_REVOKED_HERE = CheckResult(SHAPE, True, "ok", Message("check.shape.revoked"))
_NOT_NEEDED = Message("check.not_needed")


def says_revoked(document: Mapping[str, Json]) -> bool:
    """Tell whether an Assertion states its own revocation: by any value of `revoked` but false and null."""
    return document.get("revoked") is not None and document["revoked"] is not False


def revoked_address(document: Document) -> str | None:
    """Return the address of an Assertion of which nothing but its revocation is left; None for any other document."""
    address = document.get("id")
    bare = says_revoked(document) and "badge" not in document and "credentialSubject" not in document
    return address if bare and isinstance(address, str) and address.startswith("https://") else None


def revocation_at(address: str, documents: Documents) -> tuple[CheckResult, ...] | None:
    """Return the checks of a badge whose own address states its revocation and nothing else; None for any other."""
    found = documents.get(address)
    if isinstance(found, FetchedResponse) and found.redirected_to:
        return None
    try:
        said = signed_document_at(documents, address) if address in documents else {}
    except DocumentError:
        return None
    if revoked_address(said) != address:
        return None
    return (
        _REVOKED_HERE,
        BADGE_REVOKED,
        *not_needed(*(name for name in ORDER if name not in (SHAPE, STATUS))),
    )


def not_needed(*names: str) -> list[CheckResult]:
    """Return these checks as not needed, because the badge is revoked."""
    return [CheckResult(name, None, NOT_NEEDED, _NOT_NEEDED) for name in names]
