"""The canonical form of a JSON-LD document (RDFC-1.0), by PyLD behind a typed seam.

    canonicaliser = Canonicaliser({"https://www.w3.org/ns/credentials/v2": {...}, ...})
    canonicaliser.canonicalise(document)  # sorted N-Quads, which are hashed and signed
    canonicaliser.unsigned_members(document)  # members that would not be signed; must be empty

Contexts are given once and never fetched: a context that could change would change what a signature covers.
PyLD has no "safe mode" (JSON-LD 1.1 lets a processor drop members without a definition), hence
`unsigned_members`; and no limit on its work, hence the two limits in `_BoundedCanonicalisation`.

What is too much work for us is `cannot tell`, no fault of the badge.
"""

import copy
import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from issuer.canonical.canonical_form import CanonicalError, Digest, JsonLdCanonicaliser, TooMuchWork
from issuer.canonical.nquads import XSD_STRING, Quad, Term, control_character, is_absolute_iri
from issuer.canonical.pyld import URDNA2015, ContextResolver, jsonld
from issuer.messages import Message, reason_of
from issuer.strict_json import Document, Json, compact_json, show_path, walk

_RELATIVE = "https://relative.invalid/"
"""The base of relative ids. RFC 2606 reserves .invalid, so every id that starts with this was relative."""

_MOST_BLANK_NODES = 200
"""For each graph: a nested credential is one, and so is each proof."""
_MOST_LOOKALIKES = 6
_MOST_DEEP_HASHES = 2_000

_Dataset = dict[str, list[dict[str, Any]]]
"""PyLD's form of a dataset: graph name → statements, each a dict of subject, predicate and object."""


@dataclass(frozen=True)
class _ParsedDocument:
    """A document as statements, with the member names and ids that PyLD left out of them."""

    dataset: _Dataset
    dropped: set[str]
    unusable: set[str]


class Canonicaliser:
    """Canonicalises documents over a fixed set of contexts. May be shared between threads."""

    def __init__(self, contexts: Mapping[str, Json]) -> None:
        """Take the context documents by URL, as parsed JSON objects with an `@context` member."""
        self._contexts = {url: copy.deepcopy(context) for url, context in contexts.items()}
        self._resolved: dict[str, Any] = {}  # PyLD's cache of resolved contexts, for this instance only
        self._lock = threading.Lock()  # PyLD's caches are not thread-safe

    def canonicalise(self, document: Document, digest: Digest = "sha256") -> str:
        """Return sorted N-Quads.

        Raises `CanonicalError` on contexts we do not hold, ids that are not absolute and control characters.
        """
        return _serialise(self._parse(document), digest)

    def for_one_verification(self) -> "JsonLdCanonicaliser":
        """Return a canonicaliser for one verification: what `unsigned_members` has parsed is not parsed again."""
        return _CachingCanonicaliser(self)

    def quads(self, document: Document) -> tuple[Quad, ...]:
        """Return the document's statements; blank nodes have temporary labels."""
        return tuple(_quads(self._parse(document).dataset))

    def unsigned_members(self, document: Document) -> tuple[Message, ...]:
        """Return each member that the canonical form would drop or leave ambiguous, with the reason.

        These are: members that no context defines, nulls and empty containers, JSON-LD keywords below the top,
        and ids and types that are not absolute (they would depend on the reader's base address).
        """
        return tuple(_unsigned_members(document, self._parse(document)))

    def _parse(self, document: Document) -> "_ParsedDocument":
        dropped: set[str] = set()
        processor = jsonld.JsonLdProcessor(on_property_dropped=lambda name: dropped.add(str(name)))
        options = {
            "base": _RELATIVE,
            "documentLoader": self._load,
            "contextResolver": ContextResolver(self._resolved, self._load),
            "processingMode": "json-ld-1.1",
            "extractAllScripts": False,
        }
        with self._lock, _translate_pyld_errors():
            expanded = processor.expand(copy.deepcopy(document), options)
            dataset: _Dataset = processor.to_rdf(expanded, options)
        return _ParsedDocument(dataset, dropped, set(_unusable_ids(expanded)))

    def _load(self, url: str, _options: object) -> dict[str, Json]:
        if url not in self._contexts:
            raise CanonicalError(
                Message("found.other_context", found=url, known=tuple(sorted(self._contexts)))
            )
        # The tag lets PyLD cache the resolved context; ours never change.
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": self._contexts[url],
            "tag": "static",
        }


class _CachingCanonicaliser:
    """Keeps what `unsigned_members` has parsed until `canonicalise` needs it: parsing is most of the work."""

    def __init__(self, canonicaliser: Canonicaliser) -> None:
        self._canonicaliser = canonicaliser
        self._readings: dict[str, _ParsedDocument] = {}

    def canonicalise(self, document: Document, digest: Digest = "sha256") -> str:
        """See `Canonicaliser.canonicalise`. A parsed document is used once: canonicalising may relabel it."""
        reading = self._readings.pop(compact_json(document), None)
        if reading is None:
            return self._canonicaliser.canonicalise(document, digest)
        return _serialise(reading, digest)

    def unsigned_members(self, document: Document) -> tuple[Message, ...]:
        """See `Canonicaliser.unsigned_members`."""
        reading = self._readings[compact_json(document)] = self._canonicaliser._parse(document)
        return tuple(_unsigned_members(document, reading))

    def for_one_verification(self) -> "JsonLdCanonicaliser":
        """Return itself."""
        return self


def _serialise(reading: _ParsedDocument, digest: Digest) -> str:
    for id_ in sorted(reading.unusable):
        raise CanonicalError(Message("found.relative_id", found=id_[:80]))
    _refuse_unwritable(reading.dataset)
    with _translate_pyld_errors():
        text: str = _BoundedCanonicalisation(digest).main(reading.dataset, {"format": "application/n-quads"})
    return text


class _BoundedCanonicalisation(URDNA2015):  # type: ignore[misc]  # PyLD has no types
    """RDFC-1.0 with limits on its work, against graphs made to be slow.

    To distinguish blank nodes that look alike it tries their permutations: seven that all refer to each other, in
    1 kB of JSON, take ten seconds. No honest badge has more than a few that look alike.
    """

    def __init__(self, digest: Digest) -> None:
        super().__init__()
        self._digest = digest
        self._deep_hashes = 0

    def create_hash(self) -> Any:
        return hashlib.new(self._digest)

    def hash_n_degree_quads(self, id_: str, issuer: Any) -> Any:
        self._deep_hashes += 1
        if self._deep_hashes > _MOST_DEEP_HASHES:
            raise TooMuchWork(Message("found.blank_nodes_work"))
        return super().hash_n_degree_quads(id_, issuer)

    def create_hash_to_related(self, id_: str, issuer: Any) -> dict[str, list[str]]:
        related: dict[str, list[str]] = super().create_hash_to_related(id_, issuer)
        if any(len(alike) > _MOST_LOOKALIKES for alike in related.values()):
            raise TooMuchWork(Message("found.blank_nodes_alike", most=_MOST_LOOKALIKES))
        return related


@contextmanager
def _translate_pyld_errors() -> Iterator[None]:
    """Turn every exception of PyLD into `CanonicalError`.

    PyLD was not written for hostile input: odd documents also make it raise TypeError, KeyError or RecursionError.
    """
    try:
        yield
    except Exception as error:
        cause: BaseException = error
        while not isinstance(cause, CanonicalError) and cause.__cause__ is not None:
            cause = cause.__cause__
        if isinstance(cause, CanonicalError):
            raise cause from None
        raise CanonicalError(Message("found.no_linked_data", reason=reason_of(error))) from error


def _refuse_unwritable(dataset: _Dataset) -> None:
    blanks = set()
    for term in (term for quad in _quads(dataset) for term in quad.terms):
        unseen = control_character(term.value)
        if unseen:
            raise CanonicalError(Message("found.control_character_in", found=unseen, place=term.value[:40]))
        if term.kind == "blank":
            blanks.add(term.value)
    most = _MOST_BLANK_NODES * len(dataset)
    if len(blanks) > most:
        raise TooMuchWork(Message("found.without_id", found=len(blanks), most=most))


def _quads(dataset: _Dataset) -> Iterator[Quad]:
    for name, statements in dataset.items():
        for said in statements:
            yield Quad(_term(said["subject"]), _term(said["predicate"]), _term(said["object"]), _graph(name))


def _term(place: Mapping[str, Any]) -> Term:
    value = str(place["value"])
    if place["type"] == "literal":
        return Term("literal", value, place.get("datatype", XSD_STRING), place.get("language"))
    return Term("blank" if place["type"] == "blank node" else "iri", value)


def _graph(name: str) -> Term | None:
    if name == "@default":
        return None
    return Term("blank" if name.startswith("_:") else "iri", name)


def _unusable_ids(expanded: Json) -> Iterator[str]:
    """Yield ids, types and member names that are relative, or that N-Quads cannot hold.

    PyLD silently leaves out statements about an id that it cannot write.
    """
    for path, value in walk(expanded):
        is_id = "@id" in path[-1:] or "@type" in path[-2:]
        names = [value] if is_id and isinstance(value, str) else []
        for name in value if isinstance(value, dict) else names:
            if name.startswith(_RELATIVE):
                yield name.removeprefix(_RELATIVE)
            elif not name.startswith(("@", "_:")) and not is_absolute_iri(name):
                yield name


def _unsigned_members(document: Document, reading: _ParsedDocument) -> Iterator[Message]:
    unexplained = reading.dropped | reading.unusable
    for path, value in walk(document):
        name = path[-1] if path and path[0] != "@context" else 0
        if value is None or value in ([], {}):
            why = Message("unsigned.empty")
        elif isinstance(name, str) and name.startswith("@"):
            why = Message("unsigned.keyword")
        elif name in reading.dropped:
            why = Message("unsigned.undefined")
        elif isinstance(value, str) and value in reading.unusable:
            why = Message("unsigned.unusable", found=value[:80])
        else:
            continue
        unexplained -= {name, value} if isinstance(value, str) else {name}
        yield Message("problem.at", place=show_path(path), problem=why)
    for text in sorted(unexplained):  # those that the document spells otherwise, such as ../a
        yield Message(
            "problem.at", place=show_path(()), problem=Message("unsigned.unexplained", found=text[:80])
        )
