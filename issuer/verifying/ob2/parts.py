"""The documents that an Open Badges 2.0 Assertion needs: its hosted copy, its BadgeClass, its Issuer."""

from dataclasses import dataclass

from issuer.messages import Message
from issuer.strict_json import Document, Json, Path, show_path
from issuer.verifying.inputs.documents import DocumentError, Documents, document_at, is_gone
from issuer.verifying.inputs.ob2_shape import class_problems, profile_problems
from issuer.verifying.report import PROOF, SCHEMA, CheckResult

HOSTED = frozenset({"HostedBadge", "hosted"})


class MissingDocument(Exception):
    """Documents that must be fetched first, and the name of the check that needs them."""

    def __init__(self, address: str, check: str, *more: str) -> None:
        super().__init__(address)
        self.address = address
        self.check = check
        self.addresses = (address, *more)


@dataclass(frozen=True)
class AssertionParts:
    """BadgeClass and Issuer."""

    badge: Document
    issuer: Document


def is_hosted(document: Document) -> bool:
    """Tell whether an Assertion says that it is hosted."""
    verification = document["verification"]
    return isinstance(verification, dict) and verification.get("type") in HOSTED


def fetched_document(address: Json, documents: Documents, check: str) -> Document:
    """Return the document of an address, whose id must be that address; raise `MissingDocument` or `DocumentError`."""
    if not isinstance(address, str) or not address.startswith("https://"):
        raise DocumentError(Message("found.no_https_address", found=str(address)[:60]))
    if address not in documents:
        raise MissingDocument(address, check)
    found = document_at(documents, address)
    if found.get("id") != address:
        raise DocumentError(
            Message("problem.document_says", address=address[:80], found=str(found.get("id"))[:80])
        )
    return found


def check_hosted_copy(document: Document, documents: Documents) -> CheckResult:
    """Check a hosted badge: its address must serve the same badge, or its revocation."""
    if is_revoked_by_host(document, documents):
        return CheckResult(PROOF, True, "ok", Message("check.hosted.revoked"))
    hosted = fetched_document(document["id"], documents, PROOF)
    if hosted == document:
        return CheckResult(PROOF, True, "ok", Message("check.hosted.ok"))
    changed = sorted(name for name in {*hosted, *document} if hosted.get(name) != document.get(name))
    finding = Message("check.hosted.differs", found=", ".join(changed)[:80])
    return CheckResult(PROOF, False, "hosted-differs", finding)


def is_revoked_by_host(document: Document, documents: Documents) -> bool:
    """Tell whether a hosted badge's own address states its revocation, which may be a 410 ("Verification", step 4).

    Any value of `revoked` but false counts as a revocation. Raises `MissingDocument` and `DocumentError`.
    """
    address = str(document["id"])
    return is_gone(documents, address) or says_revoked(fetched_document(address, documents, PROOF))


def says_revoked(document: Document) -> bool:
    """Tell whether an Assertion states its own revocation."""
    return document.get("revoked", False) is not False


def badge_class(document: Document, documents: Documents, fetched: bool) -> Document:
    """Return the BadgeClass, which may be written out inside a signed Assertion.

    With `fetched`, only the copy at its own address counts: a hosted Assertion is not signed.
    """
    found = _part(document["badge"], documents, fetched)
    _refuse(class_problems(found), "BadgeClass")
    return found


def issuer_profile(badge: Document, documents: Documents) -> Document:
    """Return the issuer's profile from its own address, never a copy inside another document."""
    found = _part(badge.get("issuer"), documents, fetched=True)
    _refuse(profile_problems(found), "Issuer")
    return found


def _part(said: Json, documents: Documents, fetched: bool) -> Document:
    if isinstance(said, dict) and not fetched:
        return said
    return fetched_document(said.get("id") if isinstance(said, dict) else said, documents, SCHEMA)


def _refuse(problems: tuple[tuple[Path, Message], ...], what: str) -> None:
    if problems:
        path, problem = problems[0]
        raise DocumentError(Message("problem.no_part", kind=what, place=show_path(path), problem=problem))
