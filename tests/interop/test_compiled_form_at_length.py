"""The compiled form against PyLD, and against a second implementation: whatever it says, they say."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issuer.canonical.canonical_form import CanonicalError
from issuer.proofs.data_integrity import without_proof
from issuer.strict_json import Document, Json, StrictJsonError, parse_document, walk
from issuer.verifying.inputs.token import COMPACT_JWS, TokenError, read_token
from tests.fakes.badges.any_documents import (
    BADGES,
    CREDENTIALS,
    EXTENSIONS,
    defined_documents,
    documents,
    objects_of,
)
from tests.fakes.badges.defects import corpus
from tests.interop.test_at_length import MANY, by_oxigraph
from tests.unit.issuing.test_compiled_form import FORM, compiled


def compare(document: Document) -> bool:
    """Whether there is a compiled form; if so, the full algorithm has the same, and finds nothing lost."""
    if FORM.statements(document) is None:
        return False
    found = compiled(document)
    if found is not None:  # nothing in it looks alike
        assert found == FORM.full.canonicalise(document)
        assert compiled(document, "sha384") == FORM.full.canonicalise(document, "sha384")
    assert FORM.full.unsigned_members(document) == ()
    return True


def parts(source: bytes) -> list[Document]:
    """What a check canonicalises of a file: the document without its proofs, and the options of each proof."""
    try:
        text = source.decode("ascii", "replace").strip().encode()
        document = (
            read_token(text.decode()).payload
            if COMPACT_JWS.fullmatch(text)
            else parse_document(source, 2**20)
        )
    except (StrictJsonError, TokenError):
        return []
    proofs = document.get("proof")
    listed = proofs if isinstance(proofs, list) else [proofs]
    options: list[Document] = [
        {
            **{name: json for name, json in proof.items() if name != "proofValue"},
            "@context": document.get("@context"),
        }
        for proof in listed
        if isinstance(proof, dict)
    ]
    return [without_proof(document), *options]


def test_every_file_of_the_corpus_has_the_full_form_or_none() -> None:
    found = [
        compare(part) for defect in corpus() if len(defect.source) < 2**16 for part in parts(defect.source)
    ]
    assert sum(found) > 250, "most of them are plain"
    assert found.count(False) > 50, "and many are odd"


@given(documents())
@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_document_has_the_full_form_or_none(document: Document) -> None:
    compare(document)


@given(defined_documents(FORM._compiled))
@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_defined_member_in_any_place_has_the_full_form_or_none(document: Document) -> None:
    compare(document)


@given(documents(), st.data())
@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_changed_document_has_another_compiled_form(document: Document, data: st.DataObject) -> None:
    before = compiled(document)
    if before is None:
        return
    places = [
        (path, leaf) for path, leaf in walk(document) if isinstance(leaf, str) and path[0] != "@context"
    ]
    path, leaf = data.draw(st.sampled_from(places))
    place: Json = document
    for step in path[:-1]:
        place = place[step]  # type: ignore[index, call-overload]  # the path was walked
    place[path[-1]] = f"{leaf}x"  # type: ignore[index, call-overload]  # as above
    assert compiled(document) != before


@given(
    st.sampled_from(["OpenBadgeCredential", "EndorsementCredential", "StatusListCredential"]).flatmap(
        objects_of
    )
)
@settings(max_examples=MANY // 3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_second_implementation_says_the_same(said: Json) -> None:
    assert isinstance(said, dict)
    document: Document = {"@context": [CREDENTIALS, BADGES, EXTENSIONS], **said}
    found = compiled(document)
    mixed = any(
        path[-1:] == ("type",) and isinstance(json, list) and len(json) > 1 for path, json in walk(document)
    )
    if found is None or mixed:  # oxigraph drops members of objects with types that have contexts of their own
        return
    assert found == by_oxigraph(document)


def test_what_pyld_refuses_has_no_compiled_form() -> None:
    refused = 0
    for defect in corpus():
        for part in parts(defect.source) if len(defect.source) < 2**16 else []:
            try:
                FORM.full.canonicalise(part)
            except CanonicalError:
                refused += 1
                assert compiled(part) is None, defect.name
    assert refused > 10


@pytest.mark.parametrize("value", [1, 90, -1, 2**53 - 1, True, False])
def test_numbers_and_truths_are_written_with_the_datatype_of_their_member(value: int) -> None:
    listed: Json = [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    for type_, member in (
        ("AchievementSubject", "creditsEarned"),
        ("GeoCoordinates", "latitude"),
        ("IdentityObject", "hashed"),
        ("Image", "caption"),
    ):
        compare({"@context": listed, "type": type_, member: value})
