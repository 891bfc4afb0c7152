"""What proofs and verifying ask of a JSON-LD processor; `issuer.credential.canonical` answers it."""

from typing import Protocol

from issuer.strict_json import Document


class CanonicalError(ValueError):
    """The document has no canonical form we would sign or trust; the message says why."""


class TooMuchWork(CanonicalError):
    """Our own limits were reached: this says nothing of the document's being right or wrong."""


class CanonicalForm(Protocol):
    """Turns a JSON-LD document into the one text that everyone signs and verifies (RDFC-1.0)."""

    def canonical(self, document: Document) -> str:
        """Return sorted N-Quads, or raise `CanonicalError`."""
        ...

    def lost(self, document: Document) -> tuple[str, ...]:
        """Return the path of each member that the canonical form would not cover; empty is good."""
        ...

    def once(self) -> "CanonicalForm":
        """Return the same for one verification, which may remember what it has read."""
        ...
