"""What each member means in each place of a document, worked out once for each list of contexts.

Expanding JSON-LD is most of the work of its canonical form, and most of expanding is to find out, again for every
badge, what the same contexts say about the same members. So a scope (an active context) is computed by PyLD when it is
first needed and kept, with what its members mean. Only what badges use is compiled: ids, types, references, values with
at most a datatype, lists of texts. Anything else (keywords, maps, graphs, languages, prefixed names, members that no
context defines) has no compiled meaning, and such a document goes to PyLD as a whole.

The steps and their order are those of JSON-LD 1.1 §4.1.2 and §5.1.2, as PyLD carries them out.

Decision: docs/decisions/0262.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from issuer.canonical.nquads import is_absolute_iri

ActiveContext = Mapping[str, Any]
"""PyLD's form of an active context."""

MOST_PLACES = 128
"""Places that are kept: documents with ever new combinations of types would fill the memory."""
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_UNSUPPORTED_TYPES = frozenset(
    {"@json", "@none", f"{_RDF}langString", f"{_RDF}JSON", "http://www.w3.org/2001/XMLSchema#double"}
)
"""Types whose values have a canonical form of their own, or none."""


class NotCompiled(Exception):
    """Something has no compiled meaning; PyLD decides about the document."""


class Keyword(Enum):
    """What a member is for that names no property."""

    ID = auto()
    TYPE = auto()


class Coercion(Enum):
    """What the text of a property becomes."""

    LITERAL = auto()
    IRI = auto()
    TERM_OR_IRI = auto()


@dataclass(frozen=True)
class Property:
    """The meaning of a member that names a property: its predicate as N-Quads write it, and what its values become."""

    predicate: str
    coercion: Coercion
    datatype: str | None
    is_list: bool
    """Whether the order of its values counts (`@container: @list`)."""
    value: "Scope"
    """The scope of the value as a whole, in which texts are expanded."""
    child: "Scope"
    """The scope of an object."""
    reference: "Scope"
    """The scope of an object with an id alone, which keeps type-scoped contexts."""


Member = Keyword | Property


class CompiledContexts:
    """The scopes of each list of contexts. Not for several threads at once."""

    def __init__(self, processor: Any, options: Mapping[str, Any]) -> None:
        """Take PyLD's processor, and the options of every expansion: contexts are processed with them."""
        self._processor, self._options = processor, options
        self._roots: dict[tuple[str, ...], Scope] = {}
        self._scopes: dict[int, Scope] = {}
        self._places = 0

    def root(self, contexts: tuple[str, ...]) -> "Scope":
        """Return the scope of a document with these contexts."""
        found = self._roots.get(contexts)
        if found is None:
            initial = self._processor._get_initial_context(self._options)
            active = self.process(initial, list(contexts))
            self.count_place()
            found = self._roots[contexts] = self.scope(active)
        return found

    def scope(self, active: ActiveContext) -> "Scope":
        """Return the scope of an active context."""
        found = self._scopes.get(id(active))
        if found is None:
            found = self._scopes[id(active)] = Scope(active, self)
        return found

    def process(self, active: ActiveContext, local: Any, **how: bool) -> ActiveContext:
        """Return the active context after a local one; raise `NotCompiled` if PyLD cannot process it."""
        try:
            processed: ActiveContext = self._processor._process_context(active, local, self._options, **how)
        except Exception as problem:
            raise NotCompiled from problem
        return processed

    def expand(self, active: ActiveContext, term: str) -> Any:
        """Return what a term stands for: an IRI, a keyword or None."""
        return self._processor._expand_iri(active, term, vocab=True)

    def count_place(self) -> None:
        """Note that another place is kept; if there are too many, forget all and begin again."""
        self._places += 1
        if self._places > MOST_PLACES:
            self._roots, self._scopes, self._places = {}, {}, 0


class Scope:
    """An active context before the types of an object are known."""

    def __init__(self, active: ActiveContext, compiled: CompiledContexts) -> None:
        self.active, self.compiled = active, compiled
        mappings = {term: mapping for term, mapping in active["mappings"].items() if mapping is not None}
        self.previous: ActiveContext | None = active.get("previousContext")
        self.prefixes = frozenset(term for term, mapping in mappings.items() if mapping["_prefix"])
        self.ids, self.types, self.values = (
            frozenset(term for term, mapping in mappings.items() if mapping["@id"] == keyword)
            for keyword in ("@id", "@type", "@value")
        )
        self.scoped_types = frozenset(
            term for term, mapping in mappings.items() if mapping.get("@context") not in (None, False)
        )
        self._iris: dict[str, str] = {}
        self._places: dict[tuple[str, ...], Place] = {}

    def place(self, types: tuple[str, ...]) -> "Place":
        """Return the place inside an object with these of its types, sorted: those that have contexts of their own."""
        found = self._places.get(types)
        if found is None:
            active = self.active
            for name in types:
                local = self.active["mappings"][name]["@context"]
                active = self.compiled.process(active, local, propagate=False)
            self.compiled.count_place()
            found = self._places[types] = Place(active, self.compiled)
        return found

    def iri(self, text: str) -> str:
        """Return an absolute IRI as it is; raise `NotCompiled` for what is none, or may be a prefixed name."""
        if not text.isascii() or not is_absolute_iri(text):
            raise NotCompiled
        prefix, _, rest = text.partition(":")
        if prefix in self.prefixes and not rest.startswith("//"):
            raise NotCompiled
        return text

    def term_or_iri(self, text: str) -> str:
        """Return the IRI of a term, or of a text that is one."""
        found = self._iris.get(text)
        if found is not None:
            return found
        if text not in self.active["mappings"]:
            return self.iri(text)
        meaning = self.compiled.expand(self.active, text)
        if not is_property(meaning):
            raise NotCompiled
        self._iris[text] = str(meaning)
        return str(meaning)


@dataclass
class Place:
    """The inside of an object whose types are known: the meaning of each of its members."""

    active: ActiveContext
    compiled: CompiledContexts
    _members: dict[str, Member | None] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        """The scope with the contexts of the types."""
        return self.compiled.scope(self.active)

    def member(self, name: str) -> Member:
        """Return the meaning of a member; raise `NotCompiled` if it has none here."""
        found = self._members.get(name)
        if found is None:
            if name in self._members or name.startswith("@") or name not in self.active["mappings"]:
                raise NotCompiled
            found = self._members[name] = self._compile(name)
            if found is None:
                raise NotCompiled
        return found

    def _compile(self, name: str) -> Member | None:
        compiled, mapping = self.compiled, self.active["mappings"][name]
        predicate = compiled.expand(self.active, name)
        if predicate in ("@id", "@type"):
            return Keyword.ID if predicate == "@id" else Keyword.TYPE
        local = mapping.get("@context")
        inner = (
            self.active if local is None else compiled.process(self.active, local, override_protected=True)
        )
        meaning = inner["mappings"].get(name)
        if not (is_property(predicate) and _is_plain(mapping)):
            return None
        if meaning is None or not (is_property(compiled.expand(inner, name)) and _is_plain(meaning)):
            return None
        if mapping.get("@container") != meaning.get("@container"):
            return None
        if inner.get("@language") is not None or inner.get("@direction") is not None:
            return None
        again, type_ = meaning.get("@context"), meaning.get("@type")
        child, reference = (
            active if again is None else compiled.process(active, again, override_protected=True)
            for active in (inner.get("previousContext") or inner, inner)
        )
        coercion = {"@id": Coercion.IRI, "@vocab": Coercion.TERM_OR_IRI}.get(type_, Coercion.LITERAL)
        datatype = type_ if coercion is Coercion.LITERAL else None
        scopes = (compiled.scope(active) for active in (inner, child, reference))
        return Property(f"<{predicate}>", coercion, datatype, mapping.get("@container") == ["@list"], *scopes)


def is_property(meaning: object) -> bool:
    """Tell whether a member or type stands for an IRI that N-Quads can hold, rather than for a keyword or nothing."""
    return isinstance(meaning, str) and meaning.isascii() and is_absolute_iri(meaning)


def _is_plain(mapping: Mapping[str, Any]) -> bool:
    """Tell whether a term's definition says nothing that is not compiled."""
    return (
        not mapping["reverse"]
        and mapping.get("@container") in (None, ["@set"], ["@list"])
        and mapping.get("@type") not in _UNSUPPORTED_TYPES
        and mapping.get("@language") is None
        and mapping.get("@direction") is None
    )
