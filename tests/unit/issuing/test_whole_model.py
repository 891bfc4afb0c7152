"""Everything Open Badges 3.0 lets a workplace say: written, fit for the strict schema, signed, and lost nowhere."""

import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.issuing.issue import Template, Unissuable, prepare
from issuer.openbadges.achievement import OpenBadgeAlignment, RelatedAchievement, ResultDescription
from issuer.openbadges.document import credential_document
from issuer.openbadges.model import (
    AchievementResult,
    CredentialFacts,
    Evidence,
    RevocationList,
    StatusListEntry,
)
from issuer.proofs.data_integrity import add_proof, without_proof
from issuer.strict_json import Document, parse_document
from tests.fakes.badges.badges import AWARDED, FACTS, KEY, PROFILE, THROWAWAY, WEB_KEY, template
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.rich_badges import EXTENDED_FACTS, RICH_ACHIEVEMENT, RICH_FACTS, RICH_PROFILE
from tests.fakes.requirements import standards
from tests.fakes.worded import raises_worded, worded

PREPARED: list[Template] = []


def rich() -> Template:
    """The rich badge's template, prepared once."""
    if not PREPARED:
        PREPARED.append(prepare(RICH_PROFILE, RICH_ACHIEVEMENT, canonicaliser(), THROWAWAY))
    return PREPARED[0]


def signed(facts: CredentialFacts) -> Document:
    return parse_document(rich().issue(facts, WEB_KEY, AWARDED))


@pytest.mark.parametrize("facts", [RICH_FACTS, EXTENDED_FACTS], ids=["bitstring", "extensions"])
def test_the_whole_model_is_signed_as_the_full_algorithm_would(facts: CredentialFacts) -> None:
    credential = signed(facts)
    assert without_proof(credential) == credential_document(RICH_PROFILE, RICH_ACHIEVEMENT, facts)
    assert add_proof(without_proof(credential), WEB_KEY, AWARDED, canonicaliser()) == credential
    assert canonicaliser().unsigned_members(credential) == ()


@pytest.mark.parametrize("facts", [RICH_FACTS, EXTENDED_FACTS], ids=["bitstring", "extensions"])
@pytest.mark.parametrize("variant", ["json", "json-ld"])
def test_the_whole_model_fits_the_official_schema(facts: CredentialFacts, variant: str) -> None:
    path = standards() / "schemas" / variant / "ob_v3p0_achievementcredential_schema.json"
    jsonschema.Draft201909Validator(json.loads(path.read_text())).validate(signed(facts))


def test_the_picture_is_named_with_the_digest_of_its_unbaked_bytes() -> None:
    [resource] = signed(RICH_FACTS)["relatedResource"]  # type: ignore[union-attr, misc]  # a list, as written
    assert resource["id"] == signed(RICH_FACTS)["credentialSubject"]["achievement"]["image"]["id"]  # type: ignore[index, call-overload]
    assert str(resource["digestMultibase"]).startswith("zQm")  # type: ignore[index, call-overload]  # Multihash of SHA-256


def test_results_of_another_standing_are_signed_as_what_they_are() -> None:
    for status in ("Completed", "Failed"):
        facts = replace(RICH_FACTS, results=(AchievementResult(status=status),))
        assert f'"status":"{status}"' in rich().issue(facts, WEB_KEY, AWARDED).decode()


UNKNOWN_LEVEL = ResultDescription("urn:x:1", "Score", "Percent", required_level="urn:x:9")
PIECES = st.builds(
    Evidence,
    id=st.none() | st.integers(1, 9).map(lambda number: f"https://tickets.example/{number}"),
    narrative=st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
        | st.sampled_from('\t\n"\\%'),
        min_size=1,
    ).filter(str.strip),
    genre=st.none() | st.just("ticket"),
)


@settings(max_examples=6, deadline=None)
@given(st.lists(PIECES, max_size=3), st.booleans())
def test_any_evidence_is_signed_as_the_full_algorithm_would(pieces: list[Evidence], ends: bool) -> None:
    facts = replace(FACTS, evidence=tuple(pieces), valid_until=AWARDED.replace(year=2030) if ends else None)
    credential = parse_document(template().issue(facts, KEY, AWARDED))
    assert add_proof(without_proof(credential), KEY, AWARDED, canonicaliser()) == credential


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"alignments": (OpenBadgeAlignment("", "https://a.example"),)}, "alignment 1 name: found nothing"),
        ({"alignments": (OpenBadgeAlignment("A", "skills/1"),)}, "alignment 1 url: found “skills/1”"),
        ({"alignments": (OpenBadgeAlignment("A", "https://a.example", "Skill"),)}, "write ext:Skill"),
        ({"related": (RelatedAchievement("customer-hero"),)}, "related 1 id: found “customer-hero”"),
        ({"in_language": "English"}, "achievement language: found “English”"),
        ({"criteria_page": "#criteria"}, "achievement criteria page: found"),
        ({"result_descriptions": (ResultDescription("urn:x:1", "Score", "Number"),)}, "write ext:Number"),
        ({"result_descriptions": (UNKNOWN_LEVEL,)}, "none of its levels"),
    ],
)
def test_a_fault_anywhere_in_an_achievement_is_named(change: dict[str, object], named: str) -> None:
    with pytest.raises(Unissuable) as refused:
        prepare(PROFILE, replace(RICH_ACHIEVEMENT, **change), canonicaliser(), THROWAWAY)
    assert any(named in worded(problem) for problem in refused.value.problems), refused.value.problems


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"valid_until": AWARDED}, "would never be in force"),
        ({"evidence": (Evidence(),)}, "evidence 1: found nothing in it"),
        ({"evidence": (Evidence("ticket 42"),)}, "evidence 1 id: found “ticket 42”"),
        ({"evidence": (Evidence(narrative="\x07"),)}, "the control character U.0007"),
        ({"results": (AchievementResult(status="Won"),)}, "found the status “Won”"),
        (
            {"status": StatusListEntry("https://badges.example/status/1", 131_072)},
            "status index: found the index 131,072",
        ),
        ({"status": StatusListEntry("status/1", 1)}, "status list: found “status/1”"),
        ({"status": RevocationList("revoked")}, "revocation list: found “revoked”"),
        ({"refresh": "again"}, "refresh: found “again”"),
    ],
)
def test_a_fault_anywhere_in_the_facts_is_named(change: dict[str, object], named: str) -> None:
    with raises_worded(Unissuable, named):
        template().issue(replace(FACTS, **change), KEY, AWARDED)
