"""The documents that an Open Badges 2.0 Assertion needs: its hosted copy, its BadgeClass, its Issuer."""

from dataclasses import dataclass

from issuer.strict_json import Document, Json, show_path
from issuer.verifying.inputs.documents import DocumentError, Documents, document_at, is_gone
from issuer.verifying.ob2.shape import class_problems, profile_problems
from issuer.verifying.report import PROOF, SCHEMA, CheckResult

HOSTED = frozenset({"HostedBadge", "hosted"})


class MissingDocument(Exception):
    """A document that must be fetched first, and the name of the check that needs it."""

    def __init__(self, address: str, check: str) -> None:
        super().__init__(address)
        self.address = address
        self.check = check


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
        raise DocumentError(f"found {str(address)[:60]!r} where an https address was expected")
    if address not in documents:
        raise MissingDocument(address, check)
    found = document_at(documents, address)
    if found.get("id") != address:
        raise DocumentError(f"the document at {address[:80]!r} says it is {str(found.get('id'))[:80]!r}")
    return found


def check_hosted_copy(document: Document, documents: Documents) -> CheckResult:
    """Check a hosted badge: its address must serve the same badge, or its revocation."""
    if is_revoked_by_host(document, documents):
        return CheckResult(
            PROOF, True, "ok", "Its address speaks for this badge: it says that it is revoked."
        )
    hosted = fetched_document(document["id"], documents, PROOF)
    if hosted == document:
        return CheckResult(PROOF, True, "ok", "Its address answers this badge: it is hosted where it says.")
    changed = sorted(name for name in {*hosted, *document} if hosted.get(name) != document.get(name))
    says = f"Its address answers something else than what was brought: {', '.join(changed)[:80]} differ."
    return CheckResult(PROOF, False, "hosted-differs", says)


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


def _refuse(problems: tuple[tuple[tuple[str | int, ...], str], ...], what: str) -> None:
    if problems:
        path, says = problems[0]
        raise DocumentError(f"its {what} is not one: {show_path(path)} {says}")
