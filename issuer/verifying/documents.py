"""Documents that were fetched for a verification, by DID or address: answers, bytes, or JSON that was read already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

from issuer.strict_json import Document, Json, StrictJsonError, parse_document

MOST_DOCUMENT_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What an address on the network answered, and how one came to it."""

    body: bytes
    asked: str
    """The https address that was asked first."""
    hops: tuple[str, ...] = ()
    """The addresses that redirects led to, in their order."""
    gone: bool = False
    """Whether it answered 410: what was there is there no more."""

    @property
    def led_away(self) -> str | None:
        """Where a redirect left the place that was asked for, if one did.

        Another scheme, host or port is another place. So is whatever an address with a query led to: that is how open
        redirects are written, and a site does not vouch for where its visitors let themselves be sent.
        """
        strayed = [hop for hop in self.hops if _origin(hop) != _origin(self.asked)]
        if not strayed and self.hops and "?" in self.asked:
            return self.hops[-1]
        return strayed[0] if strayed else None


Fetched: TypeAlias = "Json | bytes | Answer"
Documents: TypeAlias = Mapping[str, "Json | bytes | Answer"]
"""What each address answered; what was not fetched is not in it. Whoever hands in bytes or JSON vouches for them."""


class DocumentError(ValueError):
    """A fetched document is not what it should be; the message says what was found."""


class GoneError(DocumentError):
    """Its own address says that it is there no more."""


def document_at(documents: Documents, address: str) -> Document:
    """Return the JSON object of that address, which is believed for where it stands, and has to be there.

    Raises `DocumentError` for anything else, also for what stands elsewhere than it was asked for: whoever can make
    a site redirect would speak for it. Raises `GoneError` where the address says 410.
    """
    found = documents[address]
    if isinstance(found, Answer):
        if found.led_away:
            raise DocumentError(
                f"{address[:80]!r} leads to {found.led_away[:80]!r}, and only what it answers itself counts"
            )
        if found.gone:
            raise GoneError(f"{address[:80]!r} answers that what was there is gone")
    return signed_document_at(documents, address)


def signed_document_at(documents: Documents, address: str) -> Document:
    """Return the JSON object of that address, wherever it stands: for what is believed for its signature.

    Raises `DocumentError` for anything that is no JSON object.
    """
    found = documents[address]
    source = bytes_at(documents, address)
    try:
        read = found if source is None else parse_document(source, MOST_DOCUMENT_BYTES)
    except StrictJsonError as problem:
        raise DocumentError(f"the document of {address[:80]!r} cannot be read: {problem}") from None
    if not isinstance(read, dict):
        raise DocumentError(f"the document of {address[:80]!r} is not a JSON object")
    return read


def bytes_at(documents: Documents, address: str) -> bytes | None:
    """Return what was answered as it came, or None if nothing was, or JSON was handed in."""
    found = documents.get(address)
    if isinstance(found, Answer):
        return found.body
    return found if isinstance(found, bytes) else None


def is_gone(documents: Documents, address: str) -> bool:
    """Tell whether that very address answered 410."""
    found = documents.get(address)
    return isinstance(found, Answer) and found.gone and not found.led_away


def text_at(documents: Documents, address: str) -> str | None:
    """Return what the address answered if it may be a token, else None."""
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
