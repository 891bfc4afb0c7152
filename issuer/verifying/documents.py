"""Documents that were fetched for a verification, by DID or address, as bytes or as JSON that was read already."""

from collections.abc import Mapping
from typing import TypeAlias

from issuer.strict_json import Document, Json, StrictJsonError, parse_document

Fetched: TypeAlias = "Json | bytes"
Documents: TypeAlias = Mapping[str, "Json | bytes"]
"""What an address answered. Bytes are read here, strictly; what was not fetched is not in it."""

MOST_DOCUMENT_BYTES = 1024 * 1024


class DocumentError(ValueError):
    """A fetched document is not what it should be; the message says what was found."""


def document_at(documents: Documents, address: str) -> Document:
    """Return the JSON object of that address, which has to be there; raise `DocumentError` for anything else."""
    found = documents[address]
    try:
        read = parse_document(found, MOST_DOCUMENT_BYTES) if isinstance(found, bytes) else found
    except StrictJsonError as problem:
        raise DocumentError(f"the document of {address[:80]!r} cannot be read: {problem}") from None
    if not isinstance(read, dict):
        raise DocumentError(f"the document of {address[:80]!r} is not a JSON object")
    return read


def text_at(documents: Documents, address: str) -> str | None:
    """Return what the address answered if it may be a token, else None."""
    found = documents[address]
    if isinstance(found, str):
        return found.strip()
    if isinstance(found, bytes) and found[:2].strip() == b"ey":
        return found.decode("ascii", "replace").strip()
    return None
