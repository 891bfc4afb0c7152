"""What an achievement measures, from its file to the signed badge."""

import json
import tomllib
from datetime import UTC, datetime
from uuid import UUID

import jsonschema
import pytest

from adapters.keystores.issuers import issued_achievement
from bot.domain.catalogue.checking import check_achievement
from bot.domain.catalogue.files import AchievementFile
from bot.domain.credentials.model import Credential, CredentialStage
from bot.use_cases.credentials.issue import award_evidence
from issuer.celebration import Giving
from issuer.issuing.issue import prepare
from issuer.strict_json import parse_document
from tests.fakes.badges.badges import AWARDED, FACTS, THROWAWAY, WEB_KEY, WEB_PROFILE
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.requirements import standards
from tests.fakes.worded import in_english

SPEAKER = """
name = "Speaker"
slug = "speaker"
version = 2
description = "Gave a talk that people came back for."
behaviour = "Shares what they know."
goal = "Knowledge in many heads."
criteria = "Gave a talk of twenty minutes or more to at least ten colleagues, who rated it afterwards."

[look]
shape = "hexagon"
icon = "megaphone"
accent = "#0d9488"
level = "gold"

[rules]
evidence = true

[[alignments]]
name = "Public speaking"
url = "https://skills.example/speaking"
type = "CFItem"
description = "Speaks so that others follow."

[[related]]
id = "https://badges.example/achievements/speaker/1"
language = "en"
version = "1"

[[results]]
name = "Quality of the talk"
type = "RubricCriterionLevel"
required = "Clear"

[[results.levels]]
name = "Halting"

[[results.levels]]
name = "Clear"
description = "Everybody could follow."
points = "2"

[[results]]
name = "Rating"
type = "ScaledScore"
least = "1"
most = "5"
required = "4"

[[results]]
name = "Room"
type = "ext:Room"
values = ["small", "large"]
"""


def no_objections(name, look):
    return ()


def read(text: str = SPEAKER) -> AchievementFile:
    understood, wrong = check_achievement(tomllib.loads(text), "achievements/speaker.toml", no_objections)
    assert wrong == ()
    assert understood is not None
    return understood


def signed(site: str | None = "https://badges.example"):
    achievement = read().as_achievement(UUID(int=1), UUID(int=2))
    template = prepare(WEB_PROFILE, issued_achievement(achievement, site, None), canonicaliser(), THROWAWAY)
    return parse_document(template.issue(FACTS, WEB_KEY, AWARDED))


def test_what_the_file_says_is_in_the_badge_and_fits_the_strict_schema() -> None:
    said = signed()
    path = standards() / "schemas" / "json" / "ob_v3p0_achievementcredential_schema.json"
    jsonschema.Draft201909Validator(json.loads(path.read_text())).validate(said)
    achievement = said["credentialSubject"]["achievement"]
    rubric, rating, room = achievement["resultDescription"]
    page = "https://badges.example/achievements/speaker/2"
    assert rubric["id"] == f"{page}#result-1"
    assert rubric["requiredLevel"] == rubric["rubricCriterionLevel"][1]["id"] == f"{page}#result-1-level-2"
    assert (rating["valueMin"], rating["valueMax"], rating["requiredValue"]) == ("1", "5", "4")
    assert room["allowedValue"] == ["small", "large"]
    assert achievement["related"][0]["id"].endswith("/speaker/1")
    assert achievement["alignment"][0]["targetType"] == "CFItem"


def test_in_trial_mode_it_is_signed_as_well() -> None:
    assert signed(None)["credentialSubject"]["achievement"]["resultDescription"]


def test_a_stored_achievement_says_what_its_file_said() -> None:
    file = read()
    assert AchievementFile.of(file.as_achievement(UUID(int=1), UUID(int=2))) == file


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ('required = "Clear"', 'required = "Loud"', "the required level"),
        ('name = "Halting"', 'name = "Clear"', "two levels of one name"),
        ('type = "ScaledScore"', "kind = 3", "`results.kind`"),
    ],
)
def test_a_mistake_in_a_measure_is_named(before: str, after: str, found: str) -> None:
    table = tomllib.loads(SPEAKER.replace(before, after, 1))
    _, wrong = check_achievement(table, "achievements/speaker.toml", no_objections)
    assert any(found in in_english(mistake).found for mistake in wrong)


def test_links_are_evidence_where_the_achievement_asks_for_some() -> None:
    achievement = read().as_achievement(UUID(int=1), UUID(int=2))
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    words = "See https://talks.example/1, and https://talks.example/2."
    ids = [UUID(int=number) for number in range(7)]
    credential = Credential(*ids, None, words, None, moment, CredentialStage.ISSUED)
    assert award_evidence(credential, achievement, Giving.of_words(words)) == ()
    agreed = Credential(*ids, None, words, None, moment, CredentialStage.ISSUED, citation_included_at=moment)
    first, second = award_evidence(agreed, achievement, Giving.of_words(words))
    assert (first.id, first.narrative) == ("https://talks.example/1", words)
    assert (second.id, second.narrative) == ("https://talks.example/2", None)
