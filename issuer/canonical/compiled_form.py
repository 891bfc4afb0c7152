"""The canonical form of a document by compiled contexts: the same text as PyLD's, or none.

A document becomes statements in one walk, and blank nodes get their labels by their first-degree hashes (RDFC-1.0 §4.4,
§4.6). `NotCompiled` is raised wherever the full algorithm could do anything else: whatever is dropped, relative,
duplicated, nested or ambiguous is for PyLD.

Decision: docs/decisions/0262.
"""

import hashlib

from issuer.canonical.canonical_form import Digest
from issuer.canonical.compiled_contexts import (
    Coercion,
    CompiledContexts,
    Keyword,
    NotCompiled,
    Place,
    Property,
    Scope,
)
from issuer.canonical.nquads import XSD_STRING, control_character, escape_literal, needs_escaping
from issuer.strict_json import MOST_INTEGER, Document, Json

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _FIRST, _REST, _NIL = f"<{_RDF}type>", f"<{_RDF}first>", f"<{_RDF}rest>", f"<{_RDF}nil>"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_MOST_LEVELS = 16
_MOST_BLANK_NODES = 200

_Node = str | int
"""An IRI or a literal as N-Quads write it, or the number of a blank node."""


def compile_statements(document: Document, contexts: CompiledContexts) -> "Statements":
    """Return the statements of a document, all of whose members are in them, or raise `NotCompiled`."""
    walk = Statements()
    members = {name: json for name, json in document.items() if name != "@context"}
    walk.add_object(members, contexts.root(_texts(document.get("@context"))), 0)
    if not walk.found or walk.blank_nodes > _MOST_BLANK_NODES:
        raise NotCompiled
    return walk


class Statements:
    """Collects the statements of one document.

    `found` says of each how it came about. PyLD drops a statement that came about twice in the same way, and keeps it
    twice otherwise: such a document is left to it.
    """

    def __init__(self) -> None:
        self.found: dict[tuple[_Node, str, _Node], str] = {}
        self.blank_nodes = 0

    def add_object(self, said: Document, scope: Scope, level: int) -> _Node:
        """Add the statements about an object; return its node."""
        if not said or level > _MOST_LEVELS:
            raise NotCompiled
        naming = [name for name in said if name in scope.types]
        if len(naming) > 1:
            raise NotCompiled
        types = _texts(said[naming[0]]) if naming else []
        place = scope.place(tuple(sorted(name for name in types if name in scope.scoped_types)))
        members = [(place.member(name), json) for name, json in said.items()]
        if [name for name in said if place.member(name) is Keyword.TYPE] != naming:
            raise NotCompiled
        node = self._node([json for member, json in members if member is Keyword.ID], place)
        for name in types:
            self._add(node, _TYPE, f"<{scope.term_or_iri(name)}>", "type")
        for member, json in members:
            if isinstance(member, Property):
                self._add_values(node, member, json, level)
        return node

    def _node(self, ids: list[Json], place: Place) -> _Node:
        if not ids:
            return self._blank_node()
        if len(ids) > 1 or not isinstance(ids[0], str):
            raise NotCompiled
        return f"<{place.scope.iri(ids[0])}>"

    def _blank_node(self) -> _Node:
        self.blank_nodes += 1
        return self.blank_nodes

    def _add_values(self, node: _Node, member: Property, json: Json, level: int) -> None:
        values: list[Json] = json if isinstance(json, list) else [json]
        if not values:
            raise NotCompiled
        if member.is_list:
            self._add_list(node, member, values)
            return
        for value in values:
            if isinstance(value, dict):
                found = self.add_object(value, _scope_of(value, member), level + 1)
                self._add(node, member.predicate, found, "node")
            elif isinstance(value, str):
                self._add_text(node, member, value)
            elif isinstance(value, bool) or type(value) is int:
                self._add(node, member.predicate, _scalar(value, member), type(value).__name__)
            else:
                raise NotCompiled

    def _add_list(self, node: _Node, member: Property, values: list[Json]) -> None:
        """Add a list of texts, as a chain of blank nodes (RDF 1.1 Semantics, "RDF collections")."""
        predicate = member.predicate
        for value in values:
            if not isinstance(value, str) or member.coercion is not Coercion.LITERAL:
                raise NotCompiled
            link = self._blank_node()
            self._add(node, predicate, link, "node")
            self._add(link, _FIRST, _literal(value, member.datatype), "text")
            node, predicate = link, _REST
        self._add(node, _REST, _NIL, "node")

    def _add_text(self, node: _Node, member: Property, text: str) -> None:
        if member.coercion is Coercion.IRI:
            self._add(node, member.predicate, f"<{member.value.iri(text)}>", "node")
        elif member.coercion is Coercion.TERM_OR_IRI:
            self._add(node, member.predicate, f"<{member.value.term_or_iri(text)}>", "node")
        else:
            self._add(node, member.predicate, _literal(text, member.datatype), member.datatype or "text")

    def _add(self, subject: _Node, predicate: str, object_: _Node, how: str) -> None:
        if self.found.setdefault((subject, predicate, object_), how) != how:
            raise NotCompiled


def _scope_of(said: Document, member: Property) -> Scope:
    """Return the scope of an object: type-scoped contexts end with their object, except for a lone reference."""
    if member.value.previous is not None and len(said) <= 2:
        if not member.value.values.isdisjoint(said):
            raise NotCompiled
        if len(said) == 1 and not member.value.ids.isdisjoint(said):
            return member.reference
    return member.child


def _texts(json: Json) -> tuple[str, ...]:
    """Return one or several texts; raise `NotCompiled` for anything else, and for one that stands there twice."""
    listed = json if isinstance(json, list) else [json]
    found = tuple(text for text in listed if isinstance(text, str))
    if not found or len(set(found)) != len(listed):
        raise NotCompiled
    return found


def _literal(text: str, datatype: str | None) -> str:
    if needs_escaping(text):
        if control_character(text):
            raise NotCompiled
        text = escape_literal(text)
    return f'"{text}"' if datatype in (None, XSD_STRING) else f'"{text}"^^<{datatype}>'


def _scalar(value: bool | int, member: Property) -> str:
    """Write a boolean or an integer with the datatype of its member, or its own."""
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^<{member.datatype or _XSD + "boolean"}>'
    if abs(value) > MOST_INTEGER:
        raise NotCompiled
    return f'"{value}"^^<{member.datatype or _XSD + "integer"}>'


def write_statements(walk: Statements, digest: Digest) -> str:
    """Return sorted N-Quads; raise `NotCompiled` when two blank nodes have the same first-degree hash."""
    about: dict[int, list[str]] = {number + 1: [] for number in range(walk.blank_nodes)}
    for subject, predicate, object_ in walk.found:
        if isinstance(subject, int):
            about[subject].append(f"_:a {predicate} {'_:z' if isinstance(object_, int) else object_} .\n")
        if isinstance(object_, int):
            about[object_].append(f"{'_:z' if isinstance(subject, int) else subject} {predicate} _:a .\n")
    hashes = {_hash("".join(sorted(lines)), digest): number for number, lines in about.items()}
    if len(hashes) < len(about):
        raise NotCompiled
    labels: dict[_Node, str] = {
        hashes[hash_]: f"_:c14n{number}" for number, hash_ in enumerate(sorted(hashes))
    }
    return "".join(
        sorted(
            f"{labels.get(subject, subject)} {predicate} {labels.get(object_, object_)} .\n"
            for subject, predicate, object_ in walk.found
        )
    )


def _hash(text: str, digest: Digest) -> str:
    try:
        return hashlib.new(digest, text.encode()).hexdigest()
    except UnicodeEncodeError as problem:
        raise NotCompiled from problem
