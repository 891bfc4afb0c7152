"""Earners who were awarded from a file or the shell before any platform knew them hear of it as soon as one does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.composition.application import Application
from adapters.database.people.people import PeopleStore
from adapters.database.queue.outbox import letters
from adapters.files.awards import parse_awards
from adapters.operations.bulk_award import AwardRowOutcome, Batch
from adapters.operations.issue import Wanted, choose, issue
from adapters.worker.watching.facts import IDLE, start_refreshing
from bot.domain.organisations import Organisation
from bot.domain.people.model import AccountReference, PlatformFacts
from tests.fakes.company import joins
from tests.fakes.slack.world import SlackWorld
from tests.fakes.teams.office import open_office
from tests.fakes.teams.sender import CHANNEL
from tests.fakes.world import World

NOT_YET = "told as soon as a platform knows them"


async def awards(
    application: Application, organisation: Organisation, *emails: str, quiet: bool = False
) -> list[AwardRowOutcome]:
    lines = "".join(f"{email},mentor,Patient\n" for email in emails)
    rows = parse_awards(f"email,achievement,citation\n{lines}".encode()).rows
    batch = Batch(application, organisation, quiet, now=application.now)
    await batch.prepare(rows)
    outcomes = list(batch.run(rows, dry=False))
    batch.announce()
    return outcomes


def endings(application: Application) -> Sequence[tuple[str, str | None]]:
    with application.database.read() as connection:
        return [(row.topic, row.ending) for row in connection.execute(letters.select())]


async def test_on_slack_an_earner_not_met_yet_hears_of_it_when_they_join(tmp_path: Path) -> None:
    async with SlackWorld.open(tmp_path) as world:
        await world.command("U0MAYA", "/badges")
        with world.application.database.read() as connection:
            organisation = PeopleStore(connection).organisations()[0]
        [outcome] = await awards(world.application, organisation, "u0ben@example.org")
        assert outcome.says == NOT_YET
        del world.slack.users["U0BEN"]
        await world.settle()
        assert ("earned", "unmet") in endings(world.application)
        assert not any("Ben" in letter["text"] for letter in world.slack.said_to("U0MAYA")), (
            "the report said it"
        )
        world.slack.add_user("U0BEN")
        await world.command("U0BEN", "/mybadges")
        await world.settle()
        assert any("Mentor" in letter["text"] for letter in world.slack.said_to("U0BEN"))


async def test_on_teams_an_earner_not_met_yet_hears_of_it_when_they_write(tmp_path: Path) -> None:
    async with open_office(tmp_path, on_teams=("maya", "ben")) as office:
        await office.says("maya", "badges")
        [outcome] = await awards(office.application, office.organisation, "ana@example.org")
        assert outcome.says == NOT_YET
        await office.settle()
        assert ("earned", "unmet") in endings(office.application)
        office.teams.add_member(CHANNEL, "29:ana")
        await office.says("ana", "mybadges")
        await office.settle()
        assert any("Mentor" in message.words for message in office.inbox("ana"))


@pytest.fixture
def alone(world: World) -> World:
    """Zoe is known by a file, and on no platform."""
    joins(world, "zoe")
    del world.platform.users["U-ZOE"]
    with world.store() as store:
        [here] = store.people.accounts_of([world.person("zoe").id])
        store.people.forget_account(AccountReference(here.workspace_id, here.external_id))
    return world


async def test_an_earner_whom_nobody_mentions_is_looked_for_every_day(alone: World) -> None:
    await awards(alone.application, alone.organisation, "zoe@example.org")
    with alone.application.database.write() as connection:
        start_refreshing(connection, alone.ids, alone.moment)
    await alone.settle()
    alone.platform.users["U-ZOE"] = PlatformFacts("U-ZOE", "Zoe", "zoe@example.org")
    alone.passes(hours=21)
    await alone.settle()
    alone.passes(hours=IDLE / timedelta(hours=1))
    await alone.settle()
    assert any("Mentor" in letter.summary for letter in alone.letters("zoe"))


async def test_a_quiet_file_tells_nobody_later_either(alone: World) -> None:
    [outcome] = await awards(alone.application, alone.organisation, "zoe@example.org", quiet=True)
    assert outcome.says == "not told; finds it with /mybadges"
    await alone.settle()
    assert "earned" not in [topic for topic, _ in endings(alone.application)]


@pytest.mark.parametrize("tell", [False, True])
async def test_one_badge_from_the_shell_tells_its_earner_later_if_it_was_meant_to(
    alone: World, tell: bool
) -> None:
    chosen = choose(alone.application, alone.organisation, Wanted("mentor", "zoe@example.org", tell=tell))
    picture = await alone.application.signing.public_picture(chosen.achievement)
    badge = issue(alone.application, alone.organisation, chosen, picture or b"", alone.moment)
    await alone.settle()
    assert not badge.is_met
    assert (("earned", "unmet") in endings(alone.application)) is tell


async def test_an_owner_not_met_yet_hears_of_what_was_done_in_their_name(alone: World) -> None:
    alone.change(replace(alone.person("zoe"), owner=True))
    alone.change(replace(alone.person("maya"), owner=False))
    await awards(alone.application, alone.organisation, "ana@example.org")
    await alone.settle()
    alone.passes(minutes=5)
    await alone.settle()
    assert ("reply", "unmet") in endings(alone.application)
    alone.passes(hours=24 * 5)
    await alone.settle()
    alone.platform.users["U-ZOE"] = PlatformFacts("U-ZOE", "Zoe", "zoe@example.org")
    await alone.types("zoe", "/mybadges")
    await alone.settle()
    assert any("from a file, in your name" in letter.summary for letter in alone.letters("zoe"))
