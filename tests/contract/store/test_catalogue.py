"""`CatalogueRepository`: achievements and their versions."""

import pytest

from bot.domain.catalogue.award_policy import Rules, Step
from bot.domain.catalogue.measures import Measure, MeasureLevel, RelatedTo
from bot.domain.catalogue.model import BadgeDesign, FrameworkAlignment
from tests.fakes.town import IDS, NOW, Town, achievement


def test_a_version_is_read_as_it_was_added(town: Town) -> None:
    rich = achievement(
        town.organisation.id,
        "rich",
        3,
        skills=("Patience", "Teaching"),
        aliases=("Rich One",),
        awarders=("ana@example.org",),
        rules=Rules(
            award=(), steps=(Step("group", 2), Step("owner")), approvers=("b@x.example",), evidence=True
        ),
        kind="Certificate",
        language="de",
        expires_after_months=12,
        status="suspension",
        alignments=(FrameworkAlignment("ESCO", "https://x.example/1", "S1", "ESCO", "ext:Skill", "What"),),
        related=(RelatedTo("https://x.example/2", "fr", "2"),),
        results=(
            Measure("Points", "RawScore", least="0", most="10", required="7"),
            Measure(
                "Level", "RubricCriterionLevel", levels=(MeasureLevel("Good", "Well", "3"),), required="Good"
            ),
        ),
    )
    with town.begin() as store:
        store.catalogue.add(rich)
    with town.begin() as store:
        assert store.catalogue.get(rich.id) == rich
    drawn = achievement(town.organisation.id, "drawn")
    assert drawn.look == BadgeDesign("circle", "star", "#0d9488", "gold")


def test_what_can_be_earned_now_comes_by_slug_without_what_is_retired(town: Town, neighbours: Town) -> None:
    other = achievement(town.organisation.id, "a-new-one")
    with town.begin() as store:
        store.catalogue.retire(town.organisation.id, "ship-it", NOW)
        store.catalogue.add(other)
    with town.begin() as store:
        assert [each.slug for each in store.catalogue.current(town.organisation.id)] == [
            "a-new-one",
            "mentor",
        ]
        assert [each.slug for each in store.catalogue.current(neighbours.organisation.id)] == [
            "mentor",
            "ship-it",
        ]
        assert store.catalogue.get(town.achievements["ship-it"].id) == town.achievements["ship-it"], "kept"


def test_a_new_version_takes_the_place_of_the_retired_one(town: Town) -> None:
    second = achievement(town.organisation.id, "mentor", 2)
    with town.begin() as store:
        store.catalogue.retire(town.organisation.id, "mentor", NOW)
        store.catalogue.add(second)
    with town.begin() as store:
        editions = [each.edition for each in store.catalogue.current(town.organisation.id)]
    assert editions == ["mentor@2", "ship-it@1"]


def test_two_versions_cannot_be_current_at_once(town: Town) -> None:
    with pytest.raises(town.engine.unique_violation), town.begin() as store:
        store.catalogue.add(achievement(town.organisation.id, "mentor", 2))


def test_a_version_number_is_used_once(town: Town) -> None:
    def add_it_again() -> None:
        with town.begin() as store:
            store.catalogue.retire(town.organisation.id, "mentor", NOW)
            store.catalogue.add(achievement(town.organisation.id, "mentor", 1))

    with pytest.raises(town.engine.unique_violation):
        add_it_again()
    with town.begin() as store:
        assert len(store.catalogue.current(town.organisation.id)) == 2, "the retirement was rolled back"


def test_several_versions_come_by_id_and_unknown_ones_are_left_out(town: Town) -> None:
    mentor = town.achievements["mentor"]
    with town.begin() as store:
        assert store.catalogue.several([mentor.id, IDS.new_id()]) == {mentor.id: mentor}
        assert store.catalogue.several([]) == {}
        with pytest.raises(town.engine.not_found):
            store.catalogue.get(IDS.new_id())
