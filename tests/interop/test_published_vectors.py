"""The standards' own examples, reproduced byte for byte.

`LAUREL_STANDARDS` names the folder that holds them; they are not ours to ship.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import rfc8785

from issuer.baking.png import extract
from issuer.canonical.canonical_form import CanonicalError
from issuer.canonical.canonicaliser import Canonicaliser
from issuer.proofs.data_integrity import (
    add_proof,
    hash_for_signing,
    single_proof,
    verify_proof,
    without_proof,
)
from issuer.proofs.did import did_document
from issuer.proofs.keys import KeyPair
from issuer.proofs.multibase import decode_base58btc, decode_multikey
from issuer.proofs.suites import ED25519_2020, EDDSA_JCS, EDDSA_RDFC, Suite, is_proof_of, suite_of
from issuer.strict_json import Document, parse_document
from issuer.timestamps import read_timestamp
from issuer.verifying import verify
from issuer.verifying.keys.public_keys import ed25519_key
from tests.fakes.badges.badges import NOW
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.requirements import standards


def w3c() -> Path:
    """The vectors of Data Integrity EdDSA Cryptosuites v1.0, appendix B.1."""
    return standards() / "vectors"


def with_examples_context() -> Canonicaliser:
    """A canonicaliser over every context that the vectors use."""
    folder = standards() / "contexts"
    index = json.loads((folder / "index.json").read_bytes())
    return Canonicaliser(
        {address: json.loads((folder / name).read_bytes()) for address, name in index.items()}
    )


def key_pair() -> KeyPair:
    said = json.loads((w3c() / "keyPair.json").read_bytes())
    pair = KeyPair.from_random(decode_base58btc(said["privateKeyMultibase"])[2:])
    assert pair.public_key == decode_multikey(said["publicKeyMultibase"])
    return pair


def test_each_step_of_eddsa_rdfc_2022_gives_the_published_bytes() -> None:
    folder = w3c() / "eddsa-rdfc-2022"
    form = with_examples_context()
    signed = parse_document((folder / "signedDataInt.json").read_bytes())
    options = parse_document((folder / "proofConfigDataInt.json").read_bytes())
    document = form.canonicalise(without_proof(signed))
    assert document == (folder / "canonDocDataInt.txt").read_text()
    assert form.canonicalise(options) == (folder / "proofCanonDataInt.txt").read_text()
    hashed = hash_for_signing(form.canonicalise(options), document)
    assert hashed.hex() == (folder / "combinedHashDataInt.txt").read_text().strip()
    assert verify_proof(signed, decode_multikey(str(options["verificationMethod"]).partition("#")[2]), form)


def test_signing_the_example_gives_the_published_signature(
    record_property: Callable[[str, object], None],
) -> None:
    form = with_examples_context()
    unsigned = parse_document((w3c() / "unsigned.json").read_bytes())
    published = parse_document((w3c() / "eddsa-rdfc-2022" / "signedDataInt.json").read_bytes())
    created = read_timestamp(str(single_proof(published)["created"]))
    assert single_proof(add_proof(unsigned, key_pair(), created, form)) == single_proof(published)
    record_property(
        "interop",
        "W3C vectors of eddsa-rdfc-2022, every step|the standard's own bytes|reproduced to the byte",
    )


@pytest.mark.parametrize(
    ("suite", "folder", "short"),
    [
        (EDDSA_RDFC, "eddsa-rdfc-2022", "DataInt"),
        (EDDSA_JCS, "eddsa-jcs-2022", "JCS"),
        (ED25519_2020, "Ed25519Signature2020", "EdSig"),
    ],
    ids=lambda found: getattr(found, "name", None),
)
def test_the_published_signature_of_each_suite_fits_and_fits_nothing_else(
    suite: Suite, folder: str, short: str, record_property: Callable[[str, object], None]
) -> None:
    signed = parse_document((w3c() / folder / f"signed{short}.json").read_bytes())
    form, key = with_examples_context(), ed25519_key(key_pair().public_key)
    assert suite_of(single_proof(signed)) == suite
    assert is_proof_of(signed, suite, key, form)
    other = {**signed, "name": "Another"}
    later = {**signed, "proof": {**single_proof(signed), "created": "2023-02-24T23:36:39Z"}}
    for changed in (other, later):
        assert not is_proof_of(changed, suite, key, form)
    record_property(
        "interop", f"W3C vector of {suite.name}|the standard's own signature|fits; changed refused"
    )


def test_the_bytes_that_eddsa_jcs_2022_signs_are_the_published_ones() -> None:
    folder = w3c() / "eddsa-jcs-2022"
    signed = parse_document((folder / "signedJCS.json").read_bytes())
    options = parse_document((folder / "proofConfigJCS.json").read_bytes())
    assert rfc8785.dumps(without_proof(signed)) == (folder / "canonDocJCS.txt").read_bytes()
    assert rfc8785.dumps(options) == (folder / "proofCanonJCS.txt").read_bytes()


def test_the_1edtech_guide_shows_the_same_canonical_form_of_its_example() -> None:
    folder = standards() / "vectors" / "1edtech"
    example = parse_document((folder / "ob30" / "simple.json").read_bytes())
    issuer: Document = {  # the guide's example has another issuer than the validator's
        "id": "https://example.edu/issuers/565049",
        "type": ["Profile"],
        "name": "Example Corp",
        "url": "https://www.imsglobal.org",
    }
    ours = canonicaliser().canonicalise({**without_proof(example), "issuer": issuer})
    assert ours == (folder / "impl-guide" / "obv3p0" / "document-canon.txt").read_text()


def test_what_the_official_validator_refuses_is_never_valid_here() -> None:
    examples = sorted((standards() / "vectors" / "1edtech" / "ob30").glob("simple-err-*.json"))
    verdicts = {path.stem: _judged(path.name) for path in examples}
    assert verdicts.pop("simple-err-expired") == "expired"
    assert (
        verdicts.pop("simple-err-proof-method") == "cannot tell"
    )  # its issuer is none that we have a document of
    assert len(verdicts) > 10
    assert verdicts.pop("simple-err-type") == "cannot tell"  # a credential of another kind than a badge
    assert set(verdicts.values()) == {"invalid"}, verdicts


def test_an_official_example_signed_with_a_key_that_is_not_its_issuers_is_refused() -> None:
    source = (standards() / "vectors" / "1edtech" / "ob30" / "simple-did-key-method.json").read_bytes()
    report = verify(source, canonicaliser=canonicaliser(), now=NOW)
    assert [check.code for check in report.checks if check.passed is False] == ["key-of-another"]


@pytest.mark.parametrize("name", ["simple.json", "simple-context-version.json", "simple-json.png"])
def test_official_examples_are_valid_once_their_issuers_document_is_there(name: str) -> None:
    assert _judged(name) == "valid"


@pytest.mark.parametrize(
    "name", ["simple.json", "simple-context-version.json", "simple-did-web-method.json", "simple-json.png"]
)
def test_official_examples_of_issuers_elsewhere_wait_for_their_documents(name: str) -> None:
    source = (standards() / "vectors" / "1edtech" / "ob30" / name).read_bytes()
    report = verify(source, canonicaliser=canonicaliser(), now=NOW)
    assert report.verdict == "cannot tell", report.checks
    assert len(report.needs) == 1


def test_the_poison_graph_of_the_rdf_canonicalisation_suite_is_refused() -> None:
    lines = (standards() / "vectors" / "rdfc10" / "test074-in.nq").read_text().splitlines()
    document = _as_document(lines)
    with pytest.raises(CanonicalError):
        canonicaliser().canonicalise(document)


def _judged(name: str) -> str:
    """Verify an example with the document of the issuer that the examples share, who has had two keys."""
    folder = standards() / "vectors" / "1edtech" / "ob30"
    proofs = [
        single_proof(parse_document(source))
        for source in (
            (folder / "simple.json").read_bytes(),
            extract((folder / "simple-json.png").read_bytes()),
        )
    ]
    methods = [str(proof["verificationMethod"]).partition("#") for proof in proofs]
    issuer = methods[0][0]
    documents = {issuer: did_document(issuer, [decode_multikey(multikey) for _, _, multikey in methods])}
    source = (folder / name).read_bytes()
    return verify(source, canonicaliser=canonicaliser(), now=NOW, documents=documents).verdict


def _as_document(lines: list[str]) -> Document:
    """Write statements without literals as JSON-LD."""
    nodes = []
    for line in lines:
        subject, predicate, obj = (part.strip("<>") for part in line.split(" ")[:3])
        nodes.append({"@id": subject, predicate: {"@id": obj}})
    document: Document = {"@graph": nodes}  # type: ignore[dict-item]  # a list of plain objects
    return document
