"""Documents that were fetched for a verification, by DID or address: HTTP responses, bytes, or parsed JSON.

Decision: docs/decisions/0188.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

from issuer.messages import Message, MessageError
from issuer.strict_json import Document, Json, StrictJsonError, parse_document

MOST_DOCUMENT_BYTES = 1024 * 1024


@dataclass(frozen=True)
class FetchedResponse:
    """The HTTP response of an address, and the redirects that led to it."""

    body: bytes
    requested_address: str
    """The https address that was requested."""
    redirects: tuple[str, ...] = ()
    """The addresses of the redirects, in their order."""
    gone: bool = False
    """Whether the response was 410 (Gone)."""

    @property
    def redirected_to(self) -> str | None:
        """Return the first redirect to another origin (scheme, host, port), or None.

        After an address with a query, any redirect counts as one to another origin: open redirects are written so,
        and a site does not vouch for their targets.
        """
        strayed = [hop for hop in self.redirects if _origin(hop) != _origin(self.requested_address)]
        if not strayed and self.redirects and "?" in self.requested_address:
            return self.redirects[-1]
        return strayed[0] if strayed else None


Fetched: TypeAlias = "Json | bytes | FetchedResponse"
Documents: TypeAlias = Mapping[str, "Json | bytes | FetchedResponse"]
"""The documents by DID or address; unfetched ones are absent. A caller that passes bytes or JSON vouches for them."""


class DocumentError(MessageError):
    """A fetched document is not what it should be; the message says what was found."""


class GoneError(DocumentError):
    """The address of the document answers 410 (Gone)."""


def document_at(documents: Documents, address: str) -> Document:
    """Return the JSON object of that address, for documents that are trusted because of their address.

    Raises `DocumentError` for anything else, also after a redirect to another origin: an attacker that can make a
    site redirect could publish in its name. Raises `GoneError` if the address answers 410.
    """
    found = documents[address]
    if isinstance(found, FetchedResponse):
        if found.redirected_to:
            finding = Message("problem.leads_to", address=address[:80], target=found.redirected_to[:80])
            raise DocumentError(finding, undecided=True)
        if found.gone:
            raise GoneError(Message("problem.gone", address=address[:80]), undecided=True)
    return signed_document_at(documents, address)


def signed_document_at(documents: Documents, address: str) -> Document:
    """Return the JSON object of that address, after any redirect, for documents that are trusted for their signature.

    Raises `DocumentError` for anything that is no JSON object.
    """
    found = documents[address]
    source = bytes_at(documents, address)
    try:
        read = found if source is None else parse_document(source, MOST_DOCUMENT_BYTES)
    except StrictJsonError as problem:
        finding = Message("problem.unreadable_document", address=address[:80], problem=problem.message)
        raise DocumentError(finding, undecided=True) from None
    if not isinstance(read, dict):
        raise DocumentError(Message("problem.document_no_object", address=address[:80]), undecided=True)
    return read


def bytes_at(documents: Documents, address: str) -> bytes | None:
    """Return the body as it came, or None if there is none or the caller passed parsed JSON."""
    found = documents.get(address)
    if isinstance(found, FetchedResponse):
        return found.body
    return found if isinstance(found, bytes) else None


def final_address(documents: Documents, address: str) -> str:
    """Return the address that answered in the end, after any redirects."""
    found = documents.get(address)
    return found.redirects[-1] if isinstance(found, FetchedResponse) and found.redirects else address


def is_gone(documents: Documents, address: str) -> bool:
    """Tell whether that address answered 410, without a redirect to another origin."""
    found = documents.get(address)
    return isinstance(found, FetchedResponse) and found.gone and not found.redirected_to


def text_at(documents: Documents, address: str) -> str | None:
    """Return the body as text if it may be a token, else None."""
    found = documents[address]
    if isinstance(found, str):
        return found.strip()
    source = bytes_at(documents, address)
    if source is not None and source[:2].strip() == b"ey":
        return source.decode("ascii", "replace").strip()
    return None


def _origin(address: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(address)
        return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or 443
    except ValueError:
        return None
