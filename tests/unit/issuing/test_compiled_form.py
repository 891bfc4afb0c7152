"""The compiled form says exactly what PyLD says, or nothing: then PyLD decides."""

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings

from issuer.canonical import compiled_contexts
from issuer.canonical.canonical_form import CanonicalError, Digest
from issuer.canonical.canonicaliser import Canonicaliser
from issuer.canonical.compiled_contexts import NotCompiled
from issuer.canonical.compiled_form import write_statements
from issuer.proofs.data_integrity import without_proof
from issuer.strict_json import Document, parse_document
from tests.fakes.badges import formats
from tests.fakes.badges.any_documents import BADGES, CREDENTIALS, documents
from tests.fakes.badges.badges import credential, web_credential
from tests.fakes.badges.contexts import canonicaliser, contexts
from tests.fakes.badges.tampering import put

FORM = canonicaliser()
DIGESTS: tuple[Digest, ...] = ("sha256", "sha384")


def compiled(document: Document, digest: Digest = "sha256", form: Canonicaliser = FORM) -> str | None:
    """The form by compiled contexts alone."""
    statements = form.statements(document)
    try:
        return write_statements(statements, digest) if statements else None
    except NotCompiled:
        return None


def plain() -> Document:
    return without_proof(parse_document(credential()))


def options() -> Document:
    """A proof without its signature, in the contexts of its document."""
    said = parse_document(credential())
    [proof] = said["proof"]  # type: ignore[misc, union-attr]  # a list of one object
    assert isinstance(proof, dict)
    return {
        **{name: json for name, json in proof.items() if name != "proofValue"},
        "@context": said["@context"],
    }


def status_list() -> Document:
    return without_proof(parse_document(formats.status_list([1, 5])))


def rich() -> Document:
    return without_proof(parse_document(formats.rich()))


@pytest.mark.parametrize("made", [plain, options, rich, status_list], ids=lambda made: made.__name__)
def test_what_we_sign_has_a_compiled_form_and_it_is_the_full_one(made: Callable[[], Document]) -> None:
    for digest in DIGESTS:
        full = FORM.full.canonicalise(made(), digest)
        assert compiled(made(), digest) == full == FORM.canonicalise(made(), digest)
    assert FORM.unsigned_members(made()) == FORM.full.unsigned_members(made()) == ()


@given(documents())
@settings(max_examples=20, deadline=None)
def test_whatever_the_document_the_form_is_the_full_one_or_none(document: Document) -> None:
    found = compiled(document)
    if found is not None:
        assert found == FORM.full.canonicalise(document)
        assert FORM.full.unsigned_members(document) == ()


ODD: dict[str, tuple[tuple[str | int, ...], object]] = {
    "a member that no context defines": (("credentialSubject", "shoeSize"), 44),
    "a member of another class": (("issuer", "achievement"), "urn:x:1"),
    "null": (("name",), None),
    "an empty object": (("evidence",), {}),
    "an empty array": (("evidence",), []),
    "an array in an array": (("credentialSubject", "achievement", "tag"), [["a"]]),
    "a keyword": (("@id",), "urn:x:1"),
    "a keyword inside": (("issuer", "@type"), "Profile"),
    "a value object": (("name",), {"@value": "Customer Hero"}),
    "a context inside": (("issuer", "@context"), CREDENTIALS),
    "a graph": (("proof",), [{"type": "DataIntegrityProof"}]),
    "a relative id": (("issuer", "id"), "issuer"),
    "a blank node's label": (("issuer", "id"), "_:b0"),
    "an id with a space": (("issuer", "id"), "urn:x:a b"),
    "an id in another script": (("issuer", "id"), "https://badges.example/zoë"),
    "a number as id": (("issuer", "id"), 5),
    "an unknown type": (("issuer", "type"), ["Profile", "Company"]),
    "a type twice": (("issuer", "type"), ["Profile", "Profile"]),
    "a type that is a keyword": (("issuer", "type"), "@json"),
    "a number among types": (("issuer", "type"), ["Profile", 1]),
    "a fraction": (("credentialSubject", "creditsEarned"), 1.5),
    "a control character": (("name",), "bell \u0007"),
    "what is no character": (("name",), "\uffff"),
    "half a pair": (("credentialSubject", "identifier", 0, "salt"), "\ud800"),
    "a badge inside": (("endorsement",), [{"@context": [CREDENTIALS], "id": "urn:x:1"}]),
    "another context": (("@context",), [CREDENTIALS, "https://evil.example/context"]),
    "a context written out": (("@context",), [CREDENTIALS, {"name": "https://evil.example/name"}]),
    "a context twice": (("@context",), [CREDENTIALS, CREDENTIALS]),
    "no context": (("@context",), []),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_out_of_the_ordinary_is_left_to_pyld(name: str) -> None:
    document = plain()
    put(document, *ODD[name])
    assert compiled(document) is None
    assert outcome(FORM, document) == outcome(FORM.full, document)


def outcome(form: Canonicaliser | object, document: Document) -> tuple[object, object]:
    """What a form says of a document: its text and its losses, or what it complains of."""
    found: list[object] = []
    for ask in ("canonicalise", "unsigned_members"):
        try:
            found.append(getattr(form, ask)(document))
        except CanonicalError as problem:
            found.append(problem.message)
    return found[0], found[1]


def test_a_prefixed_name_is_left_to_pyld() -> None:
    prefixed: Document = {"@context": ["https://prefixes.example"], "id": "ex:1", "name": "x"}
    form = Canonicaliser(
        {
            "https://prefixes.example": {
                "@context": {"id": "@id", "ex": "https://ex.example/", "name": "https://schema.org/name"}
            }
        }
    )
    assert compiled(prefixed, form=form) is None
    assert "<https://ex.example/1>" in form.canonicalise(prefixed)
    absolute: Document = {**prefixed, "id": "urn:x:1"}
    assert compiled(absolute, form=form) == form.full.canonicalise(absolute)


def test_a_statement_that_comes_about_in_two_ways_is_left_to_pyld() -> None:
    document: Document = {
        "@context": [CREDENTIALS, BADGES],
        "type": "IdentityObject",
        "hashed": [True, "true"],
    }
    assert FORM.full.canonicalise(document).count("hashed") == 2, "PyLD writes it twice, against RDF"
    assert compiled(document) is None
    once: Document = {**document, "hashed": ["true", "true"]}
    assert compiled(once) == FORM.full.canonicalise(once)


def test_two_things_that_look_alike_are_left_to_pyld() -> None:
    document: Document = {**plain(), "evidence": [{"type": "Evidence", "name": "x"}] * 2}
    assert compiled(document) is None
    assert outcome(FORM, document) == outcome(FORM.full, document)


def test_scopes_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_contexts, "MOST_PLACES", 3)
    form = Canonicaliser(contexts())
    for _ in range(2):
        for made in (plain, options, rich, status_list):
            assert compiled(made(), form=form) == form.full.canonicalise(made())
    assert form._compiled._places <= 3


def test_the_files_that_we_sign_say_the_same_from_release_to_release() -> None:
    signed = hashlib.sha256(credential() + web_credential() + formats.rich()).hexdigest()
    assert signed == "0c34e836d89b2f33f6185c7f8b2927651915f220d7baa30938102db58a93b755", (
        "a change here changes every file: say so in CHANGELOG.md"
    )
