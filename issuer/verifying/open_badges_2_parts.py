"""The documents that an Open Badges 2.0 Assertion rests on: itself at its address, its BadgeClass, its Issuer."""

from dataclasses import dataclass

from issuer.strict_json import Document, Json, show_path
from issuer.verifying.documents import DocumentError, Documents, document_at
from issuer.verifying.open_badges_2_shape import class_problems, profile_problems
from issuer.verifying.report import PROOF, SCHEMA, Check

HOSTED = frozenset({"HostedBadge", "hosted"})


class Missing(Exception):
    """A document that has to be fetched first, and the check that waits for it."""

    def __init__(self, address: str, check: str) -> None:
        super().__init__(address)
        self.address = address
        self.check = check


@dataclass(frozen=True)
class Parts:
    """BadgeClass and Issuer."""

    badge: Document
    issuer: Document


def is_hosted(document: Document) -> bool:
    """Tell whether an Assertion says that it is hosted."""
    verification = document["verification"]
    return isinstance(verification, dict) and verification.get("type") in HOSTED


def fetched_document(address: Json, documents: Documents, check: str) -> Document:
    """Return the document of an address that says it is of that address; raise `Missing` or `DocumentError`."""
    if not isinstance(address, str) or not address.startswith("https://"):
        raise DocumentError(f"found {str(address)[:60]!r} where an https address was expected")
    if address not in documents:
        raise Missing(address, check)
    found = document_at(documents, address)
    if found.get("id") != address:
        raise DocumentError(f"the document at {address[:80]!r} says it is {str(found.get('id'))[:80]!r}")
    return found


def same_document(document: Document, documents: Documents) -> Check:
    """The proof of a hosted badge: its address answers the same."""
    hosted = fetched_document(document["id"], documents, PROOF)
    if hosted.get("revoked") is True or hosted == document:
        return Check(PROOF, True, "ok", "Its address answers this badge: it is hosted where it says.")
    changed = sorted(name for name in {*hosted, *document} if hosted.get(name) != document.get(name))
    says = f"Its address answers something else than what was brought: {', '.join(changed)[:80]} differ."
    return Check(PROOF, False, "hosted-differs", says)


def badge_class(document: Document, documents: Documents) -> Document:
    """Return the BadgeClass, which may be written out inside the Assertion."""
    said = document["badge"]
    found = said if isinstance(said, dict) else fetched_document(said, documents, SCHEMA)
    _refuse(class_problems(found), "BadgeClass")
    return found


def profile(badge: Document, documents: Documents, fetched: bool) -> Document:
    """Return the issuer's profile; `fetched` asks for it as its own address answers it."""
    said = badge.get("issuer")
    if isinstance(said, dict) and not fetched:
        found = said
    else:
        found = fetched_document(said.get("id") if isinstance(said, dict) else said, documents, SCHEMA)
    _refuse(profile_problems(found), "Issuer")
    return found


def _refuse(problems: tuple[tuple[tuple[str | int, ...], str], ...], what: str) -> None:
    if problems:
        path, says = problems[0]
        raise DocumentError(f"its {what} is not one: {show_path(path)} {says}")
