"""What applying a catalogue would change."""

from dataclasses import replace
from uuid import UUID

import pytest

from bot.domain.catalogue.files import AchievementFile, Source, content_hash
from bot.domain.catalogue.model import BadgeDesign
from bot.domain.catalogue.plan import AchievementChange, plan_catalogue
from tests.fakes.worded import english_lines, in_english

MENTOR = AchievementFile(
    slug="mentor",
    version=1,
    name="Mentor",
    description="Helped a colleague to grow.",
    behaviour="Shares what they know.",
    goal="Knowledge in many heads.",
    criteria="Met the same colleague at least six times within three months.",
    look=BadgeDesign("hexagon", "graduate", "#0d9488", "gold"),
    aliases=("coach",),
    source=Source("achievements/mentor.toml", 4),
)


def stored(file):
    return file.as_achievement(UUID(int=file.version), UUID(int=99))


def test_a_file_and_its_stored_achievement_say_the_same():
    assert AchievementFile.of(stored(MENTOR)) == MENTOR


def test_nothing_stored_means_everything_is_new():
    planned = plan_catalogue([MENTOR], [])
    assert planned.new == (MENTOR,)
    assert not planned.is_empty


def test_the_same_words_under_the_same_version_change_nothing():
    planned = plan_catalogue([MENTOR], [stored(MENTOR)])
    assert planned.unchanged == (MENTOR,)
    assert planned.is_empty


def test_other_words_under_a_higher_version_are_a_change():
    better = replace(MENTOR, version=2, goal="Knowledge in every head.", aliases=())
    planned = plan_catalogue([better], [stored(MENTOR)])
    assert planned.changed == (AchievementChange(stored(MENTOR), better, ("goal", "aliases")),)
    assert planned.findings == ()


def test_other_words_under_the_same_version_are_a_finding_with_a_mend():
    planned = plan_catalogue([replace(MENTOR, goal="Knowledge in every head.")], [stored(MENTOR)])
    assert planned.is_empty
    assert english_lines(planned.findings) == [
        "achievements/mentor.toml, line 4: found other words than before under version 1 of Mentor (`goal`), expected "
        "a version that never changes, because people have earned it; set `version = 2` to make this the next version, "
        "or take the change back"
    ]


def test_an_older_version_than_the_stored_one_is_a_finding():
    planned = plan_catalogue([MENTOR], [stored(replace(MENTOR, version=3))])
    (finding,) = map(in_english, planned.findings)
    assert finding.found == "version 1 of Mentor"
    assert finding.expected == "version 3, which is in use, or a later one"
    assert "`version = 4`" in finding.fix


def test_a_higher_version_alone_is_a_change_of_nothing_else():
    (change,) = plan_catalogue([replace(MENTOR, version=2)], [stored(MENTOR)]).changed
    assert change.keys == ()


def test_what_has_no_file_any_more_is_retired():
    planned = plan_catalogue([], [stored(MENTOR)])
    assert planned.retired == (stored(MENTOR),)


def test_of_several_stored_versions_the_newest_counts():
    newest = replace(MENTOR, version=2)
    planned = plan_catalogue([newest], [stored(newest), stored(MENTOR)])
    assert planned.unchanged == (newest,)
    assert planned.retired == ()


def test_where_a_file_lies_and_what_its_version_is_called_are_no_content():
    moved = replace(MENTOR, version=7, source=None)
    assert content_hash(moved) == content_hash(MENTOR)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Coach"},
        {"look": BadgeDesign("circle", "graduate", "#0d9488", "gold")},
        {"awarders": ("maya@larkspur.example",)},
        {"skills": ("Listening",)},
    ],
)
def test_every_part_of_the_content_counts(change):
    assert content_hash(replace(MENTOR, **change)) != content_hash(MENTOR)
