"""The documents that an Open Badges 2.0 Assertion needs: its BadgeClass and its Issuer, from their own addresses."""

from dataclasses import dataclass

from issuer.messages import Message
from issuer.strict_json import Document, Json, Path, show_path
from issuer.verifying.inputs.documents import DocumentError, Documents, document_at
from issuer.verifying.inputs.ob2_plain import HOSTED, plain_document
from issuer.verifying.inputs.ob2_shape import class_problems, profile_problems
from issuer.verifying.report import SCHEMA


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
    return isinstance(verification, dict) and verification.get("type") == HOSTED


def fetched_document(address: Json, documents: Documents, check: str) -> Document:
    """Return the document of an address, whose id must be that address, in its plain form.

    Raises `MissingDocument` or `DocumentError`.
    """
    if isinstance(address, str) and address.startswith("http://"):
        raise DocumentError(Message("found.http_address", found=address[:80]), undecided=True)
    if not isinstance(address, str) or not address.startswith("https://"):
        raise DocumentError(Message("found.no_https_address", found=str(address)[:60]))
    if address not in documents:
        raise MissingDocument(address, check)
    found = plain_document(document_at(documents, address))
    if found.get("id") != address:
        raise DocumentError(
            Message("problem.document_says", address=address[:80], found=str(found.get("id"))[:80])
        )
    return found


def parts_of(document: Document, documents: Documents) -> AssertionParts:
    """Return BadgeClass and Issuer of an Assertion: its hosted copy, or a signed one."""
    badge = _badge_class(document["badge"], documents, is_hosted(document))
    return AssertionParts(badge, _issuer_profile(badge.get("issuer"), documents))


def _badge_class(said: Json, documents: Documents, hosted: bool) -> Document:
    """Return the BadgeClass, which may be written out inside the Assertion ("BadgeClass", id).

    A signature covers it there. A hosted Assertion has none, so a class with a web address counts only from there; a
    class with another id stands nowhere else than in the Assertion that its issuer's site serves.
    """
    if isinstance(said, dict) and not (hosted and _is_web_address(said.get("id"))):
        found = plain_document(said)
    else:
        found = fetched_document(said.get("id") if isinstance(said, dict) else said, documents, SCHEMA)
    _refuse(class_problems(found), "BadgeClass")
    return found


def _issuer_profile(said: Json, documents: Documents) -> Document:
    """Return the issuer's profile from its own address, never a copy inside another document."""
    address = said.get("id") if isinstance(said, dict) else said
    if isinstance(address, str) and not _is_web_address(address):
        raise DocumentError(Message("found.issuer_without_address", found=address[:60]), undecided=True)
    found = fetched_document(address, documents, SCHEMA)
    _refuse(profile_problems(found), "Issuer")
    return found


def _is_web_address(said: Json) -> bool:
    return isinstance(said, str) and said.startswith(("https://", "http://"))


def _refuse(problems: tuple[tuple[Path, Message], ...], what: str) -> None:
    if problems:
        path, problem = problems[0]
        raise DocumentError(Message("problem.no_part", kind=what, place=show_path(path), problem=problem))
