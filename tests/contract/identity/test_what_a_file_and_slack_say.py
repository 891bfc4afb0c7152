"""A people file, Slack, and who wins: changed addresses, accounts that a file told, ids that come in two."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.database.audit.trail import audit
from adapters.database.credentials.credentials import credentials
from adapters.database.people.people import PeopleStore
from adapters.files.people import parse_people
from adapters.operations.people import import_people
from bot.domain.people.model import Identity
from bot.messages.platforms import Platform
from tests.fakes.slack.web_api import TEAM
from tests.fakes.slack.world import SlackWorld

HEADER = "name,email,manager_email,slack_id\nMaya Lind,u0maya@example.org,,\n"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[SlackWorld]:
    async with SlackWorld.open(tmp_path) as opened:
        yield opened


def imports(world: SlackWorld, rows: str, *, complete: bool = False) -> Any:
    """A people file, beside Maya's row; the plan of what it changed."""
    file = parse_people(f"{HEADER}{rows}".encode(), "people.csv")
    with world.application.database.write() as connection:
        organisation = PeopleStore(connection).organisations()[0]
        return import_people(connection, organisation, file, world.moment, complete=complete)


def account(world: SlackWorld, external_id: str) -> Identity:
    with world.application.database.read() as connection:
        people = PeopleStore(connection)
        workspace = people.workspace(Platform.SLACK, TEAM)
        assert workspace is not None
        return people.identities(workspace.id, [external_id])[external_id]


def recipients(world: SlackWorld) -> list[str]:
    with world.application.database.read() as connection:
        people = PeopleStore(connection)
        return [people.get(person_id).name for person_id in world.values(credentials.c.recipient_id)]


TOLD_WRONGLY: dict[str, dict[str, Any]] = {
    "a guest": {"is_restricted": True},
    "a bot": {"is_bot": True},
    "a deactivated account": {"deleted": True},
    "a stranger": {"is_stranger": True, "team_id": "T0PARTNER"},
}


@pytest.mark.parametrize("profile", TOLD_WRONGLY.values(), ids=TOLD_WRONGLY)
async def test_an_account_told_by_a_file_is_looked_up_before_it_is_awarded(
    world: SlackWorld, profile: dict[str, Any]
) -> None:
    await world.command("U0MAYA", "/badges")
    imports(world, "Gus Guest,gus@example.org,u0maya@example.org,U0GUS\n")
    world.slack.add_user("U0GUS", profile={"email": "gus@example.org", "real_name": "Gus Guest"}, **profile)
    await world.command("U0MAYA", "/award", "<@U0GUS> mentor x")
    assert recipients(world) == []


async def test_an_account_that_contradicts_its_file_is_its_own_person_and_the_owners_hear_of_it(
    world: SlackWorld,
) -> None:
    await world.command("U0MAYA", "/badges")
    imports(world, "Tyra Typo,tyra@example.org,u0maya@example.org,U0OTTO\n")
    world.slack.add_user("U0OTTO", profile={"email": "otto@example.org", "real_name": "Otto Other"})
    await world.command("U0MAYA", "/award", "<@U0OTTO> mentor for Otto")
    assert recipients(world) == ["Otto Other"]
    await world.settle()
    assert any("Tyra Typo" in letter["text"] for letter in world.slack.said_to("U0MAYA"))
    assert "account_parted" in world.values(audit.c.action)


async def test_an_account_that_slack_does_not_know_is_dropped_and_its_person_stays(world: SlackWorld) -> None:
    await world.command("U0MAYA", "/badges")
    imports(world, "Zoe New,zoe@example.org,u0maya@example.org,U0TYPO\n")
    world.slack.add_user("U0ZOE", profile={"email": "zoe@example.org", "real_name": "Zoe New"})
    await world.command("U0MAYA", "/award", "zoe@example.org mentor taught")
    assert recipients(world) == ["Zoe New"]
    assert "account_unknown" in world.values(audit.c.action)
    await world.settle()
    assert world.slack.said_to("U0ZOE"), "the letter reaches the account that Slack does know"


async def test_an_address_that_changed_in_slack_is_followed(world: SlackWorld) -> None:
    world.slack.add_user("U0NEW", profile={"email": "ines@example.org", "real_name": "Ines"})
    await world.command("U0MAYA", "/badges")
    await world.command("U0MAYA", "/nominate", "<@U0NEW> mentor because x")
    before = account(world, "U0NEW").person
    world.slack.users["U0NEW"]["profile"]["email"] = "ines.costa@example.org"
    await world.command("U0MAYA", "/award", "ines.costa@example.org customer-hero y")
    after = account(world, "U0NEW").person
    assert (after.id, after.email) == (before.id, "ines.costa@example.org")
    assert recipients(world) in ([], ["Ines"])


async def test_a_person_of_an_enterprise_slack_is_one_person_under_both_ids(world: SlackWorld) -> None:
    await world.command("U0MAYA", "/badges")
    grid = {"id": "W0DUAL", "enterprise_id": "E0", "teams": [TEAM]}
    dual = {"email": "dual@example.org", "real_name": "Dual Person"}
    world.slack.add_user("W0DUAL", enterprise_user=grid, profile=dual)
    world.slack.users["U0DUAL"] = world.slack.users["W0DUAL"]
    await world.command("U0MAYA", "/nominate", "<@U0DUAL> mentor because x")
    await world.command("U0MAYA", "/nominate", "<@W0DUAL> customer-hero because y")
    assert account(world, "U0DUAL").person == account(world, "W0DUAL").person


async def test_a_status_line_is_no_name(world: SlackWorld) -> None:
    profile = {"email": "kim@example.org", "real_name": "Kim Park", "display_name": "kim 🌴 OOO till 5.1."}
    world.slack.add_user("U0KIM", profile=profile)
    await world.command("U0MAYA", "/badges")
    await world.command("U0MAYA", "/nominate", "<@U0KIM> mentor because x")
    assert account(world, "U0KIM").person.name == "Kim Park"


async def test_the_name_of_the_file_stays_whatever_slack_says(world: SlackWorld) -> None:
    imports(world, "Ana Souza,u0ana@example.org,u0maya@example.org,\n")
    for name in ("Ana 🌴", "ana"):
        world.slack.users["U0ANA"]["profile"]["real_name"] = name
        world.passes(minutes=6)
        await world.command("U0MAYA", "/nominate", "<@U0ANA> mentor because x")
        imports(world, "Ana Souza,u0ana@example.org,u0maya@example.org,\n")
        assert account(world, "U0ANA").person.name == "Ana Souza"


async def test_who_was_hired_again_is_written_to_at_the_living_account(world: SlackWorld) -> None:
    world.slack.add_user("U0JO1", profile={"email": "jo@example.org", "real_name": "Jo Smith"})
    imports(world, "Jo Smith,jo@example.org,u0maya@example.org,U0JO1\n")
    await world.command("U0MAYA", "/badges")
    await world.command("U0MAYA", "/award", "<@U0JO1> mentor x")
    await world.settle()
    imports(world, "Ana Ruiz,u0ana@example.org,u0maya@example.org,\n", complete=True)
    world.slack.users["U0JO1"]["deleted"] = True
    imports(world, "Jo Smith,jo@example.org,u0maya@example.org,\n")
    world.slack.users["U0JO1"]["profile"]["email"] = None
    world.slack.add_user("U0JO2", profile={"email": "jo@example.org", "real_name": "Jo Smith"})
    world.passes(minutes=6)
    answer = await world.command("U0MAYA", "/award", "jo@example.org customer-hero y")
    await world.settle()
    assert "U0JO1" not in answer.message["text"]
    assert any("Customer Hero" in letter["text"] for letter in world.slack.said_to("U0JO2"))
    assert account(world, "U0JO2").person.id == account(world, "U0JO1").person.id


async def test_an_address_given_to_a_new_colleague_hands_over_nothing(world: SlackWorld) -> None:
    world.slack.add_user("U0JO1", profile={"email": "jo@example.org", "real_name": "Jo Smith"})
    imports(world, "Jo Smith,jo@example.org,u0maya@example.org,U0JO1\n")
    await world.command("U0MAYA", "/badges")
    await world.command("U0MAYA", "/award", "<@U0JO1> mentor secret")
    imports(world, "Ana Ruiz,u0ana@example.org,u0maya@example.org,\n", complete=True)
    world.slack.users["U0JO1"]["deleted"] = True
    world.slack.add_user("U0JO2", profile={"email": "jo@example.org", "real_name": "Joan Lee"})
    plan = imports(world, "Joan Lee,jo@example.org,u0maya@example.org,U0JO2\n")
    assert plan.findings, "an operator has to answer"
    listed = await world.command("U0JO2", "/mybadges")
    assert "Mentor" not in str(listed.body)
