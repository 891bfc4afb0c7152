"""A badge that says everything a workplace may want it to say, for tests of the whole model."""

from dataclasses import replace

from issuer.openbadges.achievement import (
    AchievementImage,
    OpenBadgeAlignment,
    RelatedAchievement,
    ResultDescription,
    RubricLevel,
)
from issuer.openbadges.document import ACHIEVEMENT_SCHEMA
from issuer.openbadges.model import AchievementResult, Evidence, RevocationList, StatusListEntry
from tests.fakes.badges.badges import ACHIEVEMENT, AWARDED, FACTS, WEB_PROFILE

BADGE = "https://badges.example/achievements/customer-hero/2"
LEVELS = tuple(
    RubricLevel(
        f"{BADGE}#level-{number}", name, f"{name}, as the rubric says.", str(number), str(number * 10)
    )
    for number, name in enumerate(("Met", "Exceeded"), start=1)
)
RICH_PROFILE = replace(
    WEB_PROFILE,
    phone="+44 20 7946 0000",
    description="Traders in fine things.",
    image="https://badges.example/logo.png",
)
RICH_ACHIEVEMENT = replace(
    ACHIEVEMENT,
    id=BADGE,
    criteria_page=f"{BADGE}#criteria",
    achievement_type="Certification",
    version="2",
    in_language="en-GB",
    picture=AchievementImage(f"{BADGE}.png", "Customer Hero badge, gold", bytes(range(32))),
    alignments=(
        OpenBadgeAlignment(
            "Customer care", "https://skills.example/1", "CFItem", "CC-1", "Looks after them.", "Skills"
        ),
        OpenBadgeAlignment("Initiative", "https://skills.example/2"),
    ),
    related=(RelatedAchievement("https://badges.example/achievements/customer-hero/1", "en", "1"),),
    result_descriptions=(
        ResultDescription(
            f"{BADGE}#rubric", "Quality", "RubricCriterionLevel", rubric=LEVELS, required_level=LEVELS[0].id
        ),
        ResultDescription(
            f"{BADGE}#score", "Score", "Percent", value_max="100", value_min="0", required_value="80"
        ),
        ResultDescription(f"{BADGE}#grade", "Grade", "LetterGrade", allowed_values=("C", "B", "A")),
    ),
)
STATUS = StatusListEntry("https://badges.example/status/6f1d7a52", 94_567)
RICH_FACTS = replace(
    FACTS,
    id="https://badges.example/credentials/0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01",
    valid_until=AWARDED.replace(year=2029),
    evidence=(
        Evidence(
            "https://tickets.example/42", "Ticket 42", "It was solved.", "A ticket", "ticket", "everyone"
        ),
        Evidence(narrative="The customer wrote: “thank you”\nand meant it.\t☺"),
    ),
    results=(
        AchievementResult(f"{BADGE}#rubric", achieved_level=LEVELS[1].id, status="Completed"),
        AchievementResult(f"{BADGE}#score", "93"),
    ),
    status=STATUS,
)
EXTENDED_FACTS = replace(
    RICH_FACTS,
    status=RevocationList("https://badges.example/revocations"),
    schema=ACHIEVEMENT_SCHEMA,
    refresh="https://badges.example/credentials/0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01.json",
)
