"""The words of an award inside the signed file: only while its earner wants them there."""

from dataclasses import replace
from uuid import UUID

import pytest

from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.credentials.credentials import CredentialStore
from adapters.database.people.people import PeopleStore
from bot.domain.catalogue.measures import Measure, MeasureLevel, RelatedTo
from bot.domain.credentials.model import Credential
from bot.messages.cards import Button, Card
from bot.messages.forms import CHECKED
from issuer.strict_json import Document, parse_document
from issuer.verifying import verify
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.platform import button
from tests.fakes.world import World, asked, shown

WORDS = "Solved it, see https://tickets.example/42."


async def earned(world: World, badge: str = "mentor") -> Card:
    await world.types("maya", f"/award @ana {badge} {WORDS}")
    await world.settle()
    return world.letters("ana")[-1]


async def say(world: World, letter: Card, **fields: str) -> None:
    """The earner opens the download, and chooses what the file says."""
    offered = shown(await world.presses("ana", button(letter, "download")))
    posted = world.platform.letters_to("U-ANA")[-1]
    form = asked(await world.presses("ana", button(offered, "page_shows"), on=posted))
    await world.fills_in("ana", form, **fields)
    await world.settle()


def credential(world: World) -> Credential:
    with world.application.database.read() as connection:
        return CredentialStore(connection).of_recipient(world.person("ana").id)[0]


def signed(world: World) -> Document:
    with world.application.database.read() as connection:
        found = CredentialStore(connection).document(credential(world).id)
    assert found is not None
    report = verify(found.body, canonicaliser=canonicaliser(), now=world.moment)
    assert report.verdict == "valid"
    return parse_document(found.body)


async def test_the_words_are_in_the_file_when_its_earner_says_so_and_gone_again_when_they_do(
    world: World,
) -> None:
    letter = await earned(world)
    before = signed(world)
    assert "evidence" not in before
    world.passes(minutes=1)
    await say(world, letter, words=CHECKED)
    after = signed(world)
    assert after["evidence"] == [{"type": ["Evidence"], "narrative": WORDS}]
    assert (after["id"], after["awardedDate"]) == (before["id"], before["validFrom"])
    assert len(world.letters("ana")) == 1, "nobody is told what they did themselves"
    world.passes(minutes=1)
    await say(world, letter, words="")
    assert "evidence" not in signed(world)


async def test_the_buttons_of_the_release_before_still_do_it(world: World) -> None:
    letter = await earned(world)
    token = button(letter, "download").token
    for action, inside in (("include_words", True), ("leave_words_out", False)):
        world.passes(minutes=1)
        await world.presses("ana", Button("", action, token))
        await world.settle()
        assert ("evidence" in signed(world)) is inside


async def test_nobody_else_decides_about_the_words(world: World) -> None:
    letter = await earned(world)
    offered = shown(await world.presses("ana", button(letter, "download")))
    await world.clicks("ana", "download")
    refused = shown(await world.presses("maya", button(offered, "page_shows")))
    assert "cannot find" in refused.summary
    assert "evidence" not in signed(world)


async def test_words_that_are_corrected_leave_the_file_until_their_earner_has_seen_them(world: World) -> None:
    letter = await earned(world)
    world.passes(minutes=1)
    await say(world, letter, words=CHECKED)
    world.passes(minutes=1)
    form = asked(await world.types("maya", "/badges amend @ana mentor"))
    await world.fills_in("maya", form, citation="Quite other words")
    await world.settle()
    assert "evidence" not in signed(world)


@pytest.mark.parametrize(("kept", "there"), [("hashed", True), ("none", False)])
async def test_an_organisation_decides_whether_badges_hold_an_address(
    small_world: World, kept: str, there: bool
) -> None:
    with small_world.application.database.write() as connection:
        people = PeopleStore(connection)
        before = people.organisation(small_world.organisation.id)
        people.change_organisation(
            type(before)(before.id, before.name, phone="+44 20 7946 0000", recipient_email=kept)
        )
    await earned(small_world)
    said = signed(small_world)
    subject, issuer = said["credentialSubject"], said["issuer"]
    assert isinstance(subject, dict)
    assert isinstance(issuer, dict)
    assert ("identifier" in subject) is there
    assert issuer["phone"] == "+44 20 7946 0000"


def test_what_an_achievement_measures_is_kept_as_it_was(world: World) -> None:
    measures = (
        Measure("Rating", "ScaledScore", least="1", most="5", required="4"),
        Measure(
            "Talk",
            "RubricCriterionLevel",
            required="Clear",
            levels=(MeasureLevel("Halting"), MeasureLevel("Clear", "…", "2")),
        ),
        Measure("Room", "ext:Room", ("small", "large")),
    )
    with world.application.database.write() as connection:
        catalogue = CatalogueStore(connection)
        achievement = next(
            achievement
            for achievement in catalogue.current(world.organisation.id)
            if achievement.slug == "mentor"
        )
        related = (RelatedTo("https://badges.example/achievements/mentor/1", "en"),)
        measured = replace(achievement, id=UUID(int=77), version=2, results=measures, related=related)
        catalogue.retire(world.organisation.id, "mentor", world.moment)
        catalogue.add(measured)
    with world.application.database.read() as connection:
        assert CatalogueStore(connection).get(UUID(int=77)) == measured
