"""Documents of every kind over the contexts that ship with Laurel: plain, odd, and what nobody would write."""

import copy

from hypothesis import strategies as st

from issuer.canonical.compiled_contexts import CompiledContexts, NotCompiled, Place, Property, Scope
from issuer.strict_json import Document, Json, walk
from issuer.verifying.inputs.vocabulary import CLASSES
from tests.fakes.badges.contexts import contexts

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OLDER = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
RECORDS = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


def _terms(context: Json) -> set[str]:
    """The terms that a context defines, those of its scoped contexts included."""
    if isinstance(context, list):
        return set().union(*map(_terms, context))
    if not isinstance(context, dict):
        return set()
    found = {name for name in context if not name.startswith("@")}
    for definition in context.values():
        if isinstance(definition, dict):
            found |= _terms(definition.get("@context"))
    return found


TERMS = sorted(set().union(*(_terms(context["@context"]) for context in contexts().values())))  # type: ignore[call-overload, index]  # JSON
PREFIXES = sorted({term for term in TERMS if len(term) < 8})
IRIS = [
    "urn:uuid:52a1c7d4-90f1-4c0b-8b7a-17f0f4d1e902",
    "https://badges.example/1",
    "https://badges.example/1#a",
    "did:web:badges.example",
    "https://schema.org/name",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
]
ODD_IRIS = [
    *(f"{prefix}:x" for prefix in PREFIXES),
    *(f"{prefix}://x" for prefix in PREFIXES[:4]),
    "relative", "../up", "#fragment", "?query", "", "_:b0", "_:", "https://badges.example/zoë", "https://b.example/ b",
    "https://b.example/<", "urn:x:\u2003", "urn:x:\n", "HTTPS://B.example/1", "1a:b", "a,b:c", ":x", "@id", "@type",
    "@json", "@none", "@odd", "xsd:string", "https://b.example/%zz", "mailto:ana@x.example", "urn:x:\\",
]  # fmt: skip
texts = st.sampled_from(
    [*IRIS, *ODD_IRIS, "Customer Hero", "Zoë’s “badge”", "tab\tand\nline", 'a "quote" \\ slash', "\u0007", "\u007f",
     "\ufffe", "\u2028", "true", "1", "1.0", "en-GB", "assertionMethod", "2026-03-01T09:00:00Z", *TERMS[:40]]
) | st.text(max_size=6)  # fmt: skip
scalars: st.SearchStrategy[Json] = st.one_of(
    texts,
    texts,
    texts,
    st.booleans(),
    st.sampled_from([0, 1, -1, 2**53 - 1, -(2**53), 10**21, 10**16]),
    st.sampled_from([0.0, -0.0, 1.0, 1.5, 1e21, 1e-7, 93.25]),
    st.none(),
)
names = st.one_of(
    st.sampled_from(TERMS),
    st.sampled_from(TERMS),
    st.sampled_from(["id", "type", "id", "type", "name", "@id", "@type", "@value", "@graph", "@list", "@context"]),
    st.sampled_from(ODD_IRIS),
)  # fmt: skip
types = st.one_of(
    st.sampled_from(
        [*CLASSES, "VerifiableCredential", "AchievementCredential", "DataIntegrityProof", *TERMS]
    ),
    st.sampled_from([*CLASSES, *IRIS, *ODD_IRIS]),
)
several_types = types | st.lists(types, max_size=3)
ids = st.sampled_from([*IRIS, *IRIS, *ODD_IRIS])
some_contexts = st.one_of(
    st.sampled_from(
        [[CREDENTIALS, BADGES], [CREDENTIALS, OLDER], [CREDENTIALS, RECORDS, BADGES, EXTENSIONS]]
    ),
    st.lists(st.sampled_from([*contexts(), "https://evil.example/context"]), max_size=3),
    st.just(CREDENTIALS),
    st.sampled_from([[CREDENTIALS, {"name": "https://evil.example/name"}], None, []]),
)


def _odd_objects(values: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.dictionaries(names, values, max_size=4).flatmap(
        lambda said: st.fixed_dictionaries({}, optional={"id": ids, "type": several_types}).map(
            lambda more: {**said, **more}
        )
    )


anything: st.SearchStrategy[Json] = st.recursive(
    scalars,
    lambda values: st.one_of(values, st.lists(values, max_size=3), _odd_objects(values)),
    max_leaves=12,
)


plain_texts = st.sampled_from(
    ["Customer Hero", "Zoë’s “badge”", "tab\tand\nline", 'a "quote" \\ slash', "\u2028", "", "true", "1", "en-GB"]
) | st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=6)  # fmt: skip
PLAIN: dict[str, st.SearchStrategy[Json]] = {
    "text": plain_texts,
    "iri": st.sampled_from(IRIS),
    "moment": st.just("2026-03-01T09:00:00Z"),
    "number": st.sampled_from([1, 2, 90, 1.5]),
    "boolean": st.booleans(),
    "types": st.sampled_from(["Image", "Related", "https://types.example/1"]),
    "issuer": st.sampled_from(IRIS),
}


TYPES = {
    "Proof": "DataIntegrityProof",
    "Reference": "1EdTechJsonSchemaValidator2019",
    "Status": "BitstringStatusListEntry",
    "RelatedResource": "Image",
    "StatusListCredential": "BitstringStatusListCredential",
}
"""The type of a class whose name is none."""


def _member(notation: str, depth: int) -> st.SearchStrategy[Json]:
    """A value that a member of the vocabulary may have."""
    kind = notation.rstrip("!*").removesuffix("Ref")  # an id or an object
    one = PLAIN[kind] if kind in PLAIN else objects_of(kind, depth + 1)
    return one | st.lists(one, min_size=1, max_size=3) if "*" in notation else one


def objects_of(name: str, depth: int = 0) -> st.SearchStrategy[Json]:
    """Objects of a class of the vocabulary, with some of its members."""
    members = {
        member: _member(notation, depth)
        for member, notation in CLASSES[name].items()
        if member not in ("@context", "proof", "type", "endorsementJwt")
        and (depth < 4 or notation.rstrip("!*") in PLAIN)
    }
    some = st.lists(st.sampled_from(sorted(members)), max_size=7, unique=True)
    usual = some.flatmap(lambda chosen: st.fixed_dictionaries({member: members[member] for member in chosen}))
    name = TYPES.get(name, name)
    fitting: list[Json] = [name, [name]]
    types_ = st.sampled_from([*fitting, *fitting, [name, "Image"], [name, "https://types.example/1"]])
    return st.tuples(usual, types_).map(lambda parts: {**parts[0], "type": parts[1]})


KINDS = ["OpenBadgeCredential"] * 4
KINDS += ["EndorsementCredential", "ClrCredential", "StatusListCredential", "Proof", "Profile"]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Whole documents, mostly credentials and proofs: as the vocabulary has them, or with something odd in places."""
    kind = draw(st.sampled_from(KINDS))
    said = draw(objects_of(kind))
    assert isinstance(said, dict)
    if kind.endswith("Credential"):
        said["type"] = ["VerifiableCredential", TYPES.get(kind, kind)]
    listed: list[Json] = [CREDENTIALS, *([RECORDS] if kind == "ClrCredential" else []), BADGES, EXTENSIONS]
    odd = draw(st.integers(0, 9)) == 0
    document: Document = {"@context": draw(some_contexts) if odd else listed, **said}
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2, 3]))):
        _mutate(draw, document)
    return document


def _mutate(draw: st.DrawFn, document: Document) -> None:
    """Change something in a place of the document: a value, a name, how often it stands there."""
    objects = [
        json for path, json in walk(document) if isinstance(json, dict) and json and path[:1] != ("@context",)
    ]
    place = draw(st.sampled_from(objects))
    name = draw(st.sampled_from(sorted(place)))
    if name == "@context":
        return
    match draw(st.sampled_from(["value", "name", "twice", "list", "more", "moved", "id"])):
        case "value":
            place[name] = draw(anything)
        case "name":
            place[draw(names)] = place.pop(name)
        case "twice":
            place[name] = [place[name], place[name]]
        case "list":
            place[name] = [place[name], draw(anything)]
        case "more":
            place[draw(names)] = draw(anything)
        case "moved":
            other = draw(st.sampled_from(objects))
            place[name] = copy.deepcopy(other[draw(st.sampled_from(sorted(other)))])
        case _:
            place["id"] = draw(ids)


LISTS = [(CREDENTIALS, BADGES), (CREDENTIALS, RECORDS, OLDER, EXTENSIONS), *((url,) for url in contexts())]


@st.composite
def defined_documents(draw: st.DrawFn, compiled: CompiledContexts) -> Document:
    """Documents whose members are all defined where they stand, of whichever vocabulary the contexts know."""
    listed = draw(st.sampled_from(LISTS))
    return {"@context": list(listed), **_defined_object(draw, compiled.root(listed), 0)}


def _defined_object(draw: st.DrawFn, scope: Scope, depth: int) -> Document:
    known = sorted(term for term in scope.active["mappings"] if ":" not in term)
    types_ = draw(st.lists(st.sampled_from(known), max_size=2, unique=True)) if known else []
    try:
        place = scope.place(tuple(sorted(name for name in types_ if name in scope.scoped_types)))
    except NotCompiled:
        return {"type": [*types_]}
    terms = sorted(place.active["mappings"])
    chosen = draw(st.lists(st.sampled_from(terms), max_size=5, unique=True)) if terms else []
    said: Document = {name: _defined_value(draw, place, name, depth) for name in chosen}
    keyword = next(iter(sorted(scope.types)), None)
    return said | ({keyword: [*types_]} if types_ and keyword else {})


def _defined_value(draw: st.DrawFn, place: Place, name: str, depth: int) -> Json:
    try:
        member = place.member(name)
    except NotCompiled:
        return draw(anything)
    if not isinstance(member, Property):
        return draw(st.sampled_from(IRIS))
    objects = [lambda: _defined_object(draw, member.child, depth + 1)] if depth < 3 else []
    made = [
        lambda: draw(st.sampled_from(IRIS)),
        lambda: draw(plain_texts),
        lambda: draw(st.sampled_from([True, False, 0, 1, -5])),
        lambda: {"id": draw(st.sampled_from(IRIS))},
        lambda: [draw(plain_texts), draw(plain_texts)],
        *objects,
        *objects,
    ]
    return draw(st.sampled_from(made))()
