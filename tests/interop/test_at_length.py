"""The compiled form against two full implementations, and every byte changed: more than unit tests can pay."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import version

import jsonschema
import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.canonical.template import CanonicalTemplate
from issuer.issuing.issue import prepare
from issuer.issuing.open_values import open_values, sample_like
from issuer.openbadges.document import credential_document
from issuer.openbadges.model import CredentialFacts, Evidence, HashedEmail, StatusListEntry, hash_email
from issuer.strict_json import Document, Json
from issuer.timestamps import write_timestamp
from issuer.verifying import verify
from tests.fakes.badges.badges import (
    ACHIEVEMENT,
    AWARDED,
    FACTS,
    NOW,
    PROFILE,
    THROWAWAY,
    WEB_KEY,
    credential,
)
from tests.fakes.badges.contexts import canonicaliser, contexts
from tests.fakes.badges.rich_badges import EXTENDED_FACTS, RICH_ACHIEVEMENT, RICH_FACTS, RICH_PROFILE
from tests.fakes.requirements import standards

USUAL = "2000" if os.environ.get("LAUREL_REQUIRE") == "all" else "300"
MANY = int(os.environ.get("LAUREL_CREDENTIALS", USUAL))
"""Random credentials to compare: 300 at a desk, 2,000 in CI, and 10,000 before a release (CONTRIBUTING.md)."""
NORMAL = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
SALTS = st.text(NORMAL | st.sampled_from('\t\n\r"\\%()'), min_size=1, max_size=20)
SAMPLE = {"id": "urn:open:1", "subject": "urn:open:2", "salt": "open-salt", "when": "0001-01-01T00:00:01Z"}


def document(values: dict[str, str]) -> Document:
    said = credential_document(PROFILE, ACHIEVEMENT, FACTS)
    subject = said["credentialSubject"]
    assert isinstance(subject, dict)
    return {
        **said,
        "id": values["id"],
        "validFrom": values["when"],
        "credentialSubject": {
            **subject,
            "id": values["subject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": "x",
                    "identityType": "name",
                    "salt": values["salt"],
                },
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": "y",
                    "identityType": "name",
                    "salt": "fixed",
                },
            ],
        },
    }


def by_oxigraph(said: Document) -> str:
    """Canonicalise with pyoxigraph, which reads no contexts by address: they are put in place first."""
    inlined: list[Json] = []
    for address in said["@context"]:  # type: ignore[union-attr]  # a list of addresses
        inlined.append(contexts()[str(address)]["@context"])  # type: ignore[index, call-overload]  # an object
    quads = pyoxigraph.parse(
        json.dumps({**said, "@context": inlined}).encode(), format=pyoxigraph.RdfFormat.JSON_LD
    )
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


TEMPLATE = CanonicalTemplate(canonicaliser().quads(document(SAMPLE)), SAMPLE)


@settings(max_examples=MANY, deadline=None)
@given(st.uuids(), st.uuids(), SALTS, st.integers(0, 10**9))
def test_the_compiled_form_equals_both_full_algorithms(
    id_: object, subject: object, salt: str, seconds: int
) -> None:
    values = {
        "id": f"urn:uuid:{id_}",
        "subject": f"urn:uuid:{subject}",
        "salt": salt,
        "when": write_timestamp(AWARDED + timedelta(seconds=seconds)),
    }
    filled = TEMPLATE.fill(values)
    said = document(values)
    assert filled == canonicaliser().full.canonicalise(said) == canonicaliser().canonicalise(said)
    assert filled == by_oxigraph(document(values))


@pytest.mark.parametrize("hashed_email", [FACTS.hashed_email, None])
def test_what_we_issue_is_canonicalised_alike_by_pyoxigraph(hashed_email: HashedEmail | None) -> None:
    facts = CredentialFacts(FACTS.id, FACTS.subject_id, AWARDED, hashed_email)
    said = credential_document(PROFILE, ACHIEVEMENT, facts)
    assert canonicaliser().canonicalise(said) == by_oxigraph(said)


def test_each_byte_changed_makes_a_credential_invalid() -> None:
    for position in range(len(credential())):
        changed = bytearray(credential())
        changed[position] ^= 1 << position % 7
        report = verify(bytes(changed), canonicaliser=canonicaliser(), now=NOW)
        assert report.verdict == "invalid", (position, bytes(changed))


def test_the_strict_official_schema_accepts_the_whole_model(
    record_property: Callable[[str, object], None],
) -> None:
    template = prepare(RICH_PROFILE, RICH_ACHIEVEMENT, canonicaliser(), THROWAWAY)
    path = standards() / "schemas" / "json" / "ob_v3p0_achievementcredential_schema.json"
    validator = jsonschema.Draft201909Validator(json.loads(path.read_text()))
    for facts in (RICH_FACTS, EXTENDED_FACTS):
        validator.validate(json.loads(template.issue(facts, WEB_KEY, AWARDED)))
    judge = f"1EdTech's JSON schema, strict variant (jsonschema {version('jsonschema')})"
    record_property("interop", f"whole model, both kinds of status|{judge}|valid")


WHOLE = CanonicalTemplate(
    canonicaliser().quads(credential_document(RICH_PROFILE, RICH_ACHIEVEMENT, sample_like(RICH_FACTS))),
    open_values(sample_like(RICH_FACTS)),
)


@settings(max_examples=max(MANY // 5, 1), deadline=None)  # each is five times as long as the one above
@given(st.uuids(), st.binary(min_size=16, max_size=16), SALTS, SALTS, st.integers(0, 131_071))
def test_the_whole_model_equals_both_full_algorithms_for_random_credentials(
    id_: object, salt: bytes, narrative: str, value: str, index: int
) -> None:
    facts = replace(
        RICH_FACTS,
        id=f"https://badges.example/credentials/{id_}",
        hashed_email=hash_email("ana@northwind.example", salt.hex()),
        evidence=(Evidence("https://tickets.example/42", *[narrative] * 5), Evidence(narrative=value)),
        results=(RICH_FACTS.results[0], replace(RICH_FACTS.results[1], value=value)),
        status=StatusListEntry("https://badges.example/status/6f1d7a52", index),
    )
    said = credential_document(RICH_PROFILE, RICH_ACHIEVEMENT, facts)
    filled = WHOLE.fill(open_values(facts))
    assert filled is not None
    assert filled == canonicaliser().full.canonicalise(said) == canonicaliser().canonicalise(said)
    assert filled == by_oxigraph(said)
