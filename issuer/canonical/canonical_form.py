"""The port by which proofs and verifying use a JSON-LD processor; `issuer.canonical.canonicaliser` implements it."""

from typing import Literal, Protocol

from issuer.messages import Message, MessageError
from issuer.strict_json import Document

Digest = Literal["sha256", "sha384"]
"""The hash by which blank nodes are told apart (RDF Canonicalization 1.0 §4.2)."""


class CanonicalError(MessageError):
    """The document has no canonical form that may be signed or trusted; the message says why."""


class TooMuchWork(CanonicalError):
    """A limit of ours was reached; the document may still be valid."""


class JsonLdCanonicaliser(Protocol):
    """Turns a JSON-LD document into its canonical text, which is signed and verified (RDFC-1.0)."""

    def canonicalise(self, document: Document, digest: Digest = "sha256") -> str:
        """Return sorted N-Quads, or raise `CanonicalError`."""
        ...

    def unsigned_members(self, document: Document) -> tuple[Message, ...]:
        """Return a message, with its place, for each member that the canonical form does not cover; empty is good."""
        ...

    def for_one_verification(self) -> "JsonLdCanonicaliser":
        """Return a canonicaliser for one verification, which may cache parsed documents."""
        ...
