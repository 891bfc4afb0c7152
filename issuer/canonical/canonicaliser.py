"""The canonical form of a JSON-LD document (RDFC-1.0): compiled where that is possible, else by the full algorithm.

    canonicaliser = Canonicaliser({"https://www.w3.org/ns/credentials/v2": {...}, ...})
    canonicaliser.canonicalise(document)  # sorted N-Quads, which are hashed and signed
    canonicaliser.unsigned_members(document)  # members that would not be signed; must be empty

Contexts are given once and never fetched: a context that could change would change what a signature covers.

Decision: docs/decisions/0262.
"""

import threading
from collections.abc import Mapping

from issuer.canonical.canonical_form import Digest, JsonLdCanonicaliser
from issuer.canonical.compiled_contexts import NotCompiled
from issuer.canonical.compiled_form import Statements, compile_statements, write_statements
from issuer.canonical.full_form import FullAlgorithm, ParsedDocument, serialise, unsigned_members
from issuer.canonical.nquads import Quad
from issuer.messages import Message
from issuer.strict_json import Document, Json, compact_json


class Canonicaliser:
    """Canonicalises documents over a fixed set of contexts. May be shared between threads."""

    def __init__(self, contexts: Mapping[str, Json]) -> None:
        """Take the context documents by URL, as parsed JSON objects with an `@context` member."""
        self.full = FullAlgorithm(contexts)
        """What compiled forms are compared with."""
        self._compiled = self.full.compile_contexts()
        self._lock = threading.Lock()

    def canonicalise(self, document: Document, digest: Digest = "sha256") -> str:
        """Return sorted N-Quads.

        Raises `CanonicalError` on contexts we do not hold, ids that are not absolute and control characters.
        """
        return self.write(document, self.statements(document), digest)

    def statements(self, document: Document) -> Statements | None:
        """Return the statements by compiled contexts, which cover every member; None if there is no such form."""
        try:
            with self._lock:
                return compile_statements(document, self._compiled)
        except NotCompiled:
            return None

    def write(self, document: Document, statements: Statements | None, digest: Digest) -> str:
        """Return the canonical form of a document with these statements; by the full algorithm if need be."""
        if statements:
            try:
                return write_statements(statements, digest)
            except NotCompiled:
                pass  # blank nodes that look alike
        return self.full.canonicalise(document, digest)

    def for_one_verification(self) -> "JsonLdCanonicaliser":
        """Return a canonicaliser for one verification: what `unsigned_members` has parsed is not parsed again."""
        return _CachingCanonicaliser(self)

    def quads(self, document: Document) -> tuple[Quad, ...]:
        """Return the document's statements; blank nodes have temporary labels."""
        return self.full.quads(document)

    def unsigned_members(self, document: Document) -> tuple[Message, ...]:
        """Return each member that the canonical form would drop or leave ambiguous, with the reason.

        These are: members that no context defines, nulls and empty containers, JSON-LD keywords below the top,
        and ids and types that are not absolute (they would depend on the reader's base address).
        """
        return () if self.statements(document) else self.full.unsigned_members(document)


class _CachingCanonicaliser:
    """Keeps what `unsigned_members` has parsed until `canonicalise` needs it: parsing is most of the work."""

    def __init__(self, canonicaliser: Canonicaliser) -> None:
        self._canonicaliser = canonicaliser
        self._readings: dict[str, ParsedDocument | Statements] = {}

    def canonicalise(self, document: Document, digest: Digest = "sha256") -> str:
        """See `Canonicaliser.canonicalise`. A parsed document is used once: canonicalising may relabel it."""
        match self._readings.pop(compact_json(document), None):
            case ParsedDocument() as reading:
                return serialise(reading, digest)
            case Statements() as statements:
                return self._canonicaliser.write(document, statements, digest)
            case _:
                return self._canonicaliser.canonicalise(document, digest)

    def unsigned_members(self, document: Document) -> tuple[Message, ...]:
        """See `Canonicaliser.unsigned_members`."""
        reading = self._canonicaliser.statements(document) or self._canonicaliser.full.parse(document)
        self._readings[compact_json(document)] = reading
        return unsigned_members(document, reading) if isinstance(reading, ParsedDocument) else ()

    def for_one_verification(self) -> "JsonLdCanonicaliser":
        """Return itself."""
        return self
