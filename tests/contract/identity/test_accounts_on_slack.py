"""Whose an account on Slack is: nobody acts in another's name, and what Slack says is read again before it counts."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.database.audit.trail import audit
from adapters.database.credentials.credentials import credentials
from adapters.database.people.people import PeopleStore
from adapters.operations.people import add_owner
from bot.domain.people.model import MembershipStatus, Person
from tests.fakes.slack.web_api import Fault
from tests.fakes.slack.world import GENERAL, SlackWorld, actions, button

OWNER = "u0maya@example.org"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[SlackWorld]:
    async with SlackWorld.open(tmp_path) as opened:
        await opened.command("U0MAYA", "/badges")  # Slack has told who Maya is
        yield opened


def person_of(world: SlackWorld, account: str) -> Person:
    """Whose that account is, as it may act."""
    return world.account(account).acting_person


def owners_letters(world: SlackWorld) -> list[str]:
    return [message["text"] for message in world.slack.said_to("U0MAYA")]


async def says(world: SlackWorld, user: str, text: str, **more: Any) -> None:
    """A sentence to Laurel in a channel."""
    await world.send(world.sender.mention(f"<@U0LAUREL> {text}", user, GENERAL, **more))
    await world.settle()


IMPOSTORS: dict[str, dict[str, Any]] = {
    "a stranger of another company": {"is_stranger": True, "team_id": "T0PARTNER"},
    "a guest": {"is_restricted": True},
    "a guest of one channel": {"is_ultra_restricted": True},
    "a bot": {"is_bot": True},
    "a workflow": {"is_workflow_bot": True},
    "a deactivated account": {"deleted": True},
    "a second member account of the same workspace": {},
}


@pytest.mark.parametrize("profile", IMPOSTORS.values(), ids=IMPOSTORS)
async def test_an_account_that_shows_the_owners_address_does_nothing_in_her_name_and_the_owners_hear_of_it(
    world: SlackWorld, profile: dict[str, Any]
) -> None:
    world.slack.add_user("U0XEVE", profile={"email": OWNER, "real_name": "Maya Lind"}, **profile)
    await says(world, "U0XEVE", "mybadges")
    world.passes(minutes=6)
    await world.command(
        "U0MAYA", "/badges", "approver <@U0ANA> nobody"
    )  # the owner herself is looked up again
    await says(world, "U0XEVE", "award <@U0BEN> customer-hero with kind regards")
    await says(world, "U0XEVE", "badges approver <@U0ANA> <@U0BEN>")
    maya, impostor = person_of(world, "U0MAYA"), person_of(world, "U0XEVE")
    assert impostor.id != maya.id
    assert not impostor.owner
    assert world.values(credentials.c.awarder_id) == []
    assert "approver_named" not in world.values(audit.c.action)
    assert any("may be" in letter for letter in owners_letters(world))
    assert maya.standing is MembershipStatus.MEMBER


@pytest.mark.parametrize("profile", IMPOSTORS.values(), ids=IMPOSTORS)
async def test_a_mention_of_another_account_with_a_colleagues_address_changes_nothing_about_the_colleague(
    world: SlackWorld, profile: dict[str, Any]
) -> None:
    await world.command("U0ANA", "/badges")
    before = person_of(world, "U0ANA")
    world.slack.add_user("U0TWIN", profile={"email": "u0ana@example.org", "real_name": "Twin"}, **profile)
    await world.command("U0BEN", "/nominate", "<@U0TWIN> mentor because x")
    await world.command("U0MAYA", "/award", "<@U0BEN> customer-hero helped <@U0TWIN> at night")
    assert person_of(world, "U0ANA") == before
    await world.command("U0MAYA", "/award", "<@U0ANA> mentor x")
    assert before.id in world.values(credentials.c.recipient_id)


async def test_the_same_user_id_in_another_company_is_another_account(world: SlackWorld) -> None:
    await says(world, "U0MAYA", "award <@U0BEN> customer-hero hello", team="T0PARTNER", user_team="T0PARTNER")
    payload = world.sender.event_payload(
        {
            "type": "app_mention",
            "user": "U0MAYA",
            "team": "T0PARTNER",
            "text": "<@U0LAUREL> badges approver <@U0ANA> <@U0BEN>",
            "channel": GENERAL,
            "ts": "1.2",
        }
    )
    await world.send(world.sender.json({**payload, "team_id": "T0PARTNER"}))
    assert world.rows(credentials) == 0
    assert "approver_named" not in world.values(audit.c.action)
    assert person_of(world, "T0PARTNER:U0MAYA").standing is MembershipStatus.STRANGER
    await world.settle()
    assert any("may be" in letter for letter in owners_letters(world))


async def test_a_button_pressed_from_another_company_is_not_the_owners_press(world: SlackWorld) -> None:
    await world.command("U0BEN", "/nominate", "<@U0ANA> mentor because she explains")
    await world.settle()
    card = world.slack.said_to("U0MAYA")[-1]
    token = button(card, "approve")["value"]
    url = world.slack.response_url()
    request = world.sender.action("approve", token, url, "U0MAYA", user_team="T0PARTNER")
    await world.send(request)
    assert world.rows(credentials) == 0


ADDRESSES = {
    "letters of another alphabet": "u0mаya@example.org",
    "a part behind a plus sign": "u0maya+laurel@example.org",
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
async def test_an_address_that_looks_like_the_owners_is_another_persons_and_the_owners_hear_of_it(
    world: SlackWorld, address: str
) -> None:
    world.slack.add_user("U0XEVE", profile={"email": address, "real_name": "Maya Lind"})
    await says(world, "U0XEVE", "badges approver <@U0ANA> <@U0BEN>")
    assert person_of(world, "U0XEVE").id != person_of(world, "U0MAYA").id
    assert "approver_named" not in world.values(audit.c.action)
    assert any("may be" in letter for letter in owners_letters(world))


async def test_who_changes_their_address_to_the_owners_stays_who_they_are(world: SlackWorld) -> None:
    await world.command("U0BEN", "/badges")
    ben = person_of(world, "U0BEN")
    world.slack.users["U0BEN"]["profile"]["email"] = OWNER
    world.passes(minutes=6)
    await says(world, "U0BEN", "badges approver <@U0ANA> <@U0BEN>")
    await world.settle()
    assert person_of(world, "U0BEN").id == ben.id
    assert person_of(world, "U0BEN").email == ben.email
    assert "approver_named" not in world.values(audit.c.action)
    assert any("may be" in letter for letter in owners_letters(world))


async def test_a_deactivated_account_has_no_right_and_gets_nothing_until_it_is_revived(
    world: SlackWorld,
) -> None:
    await world.command("U0ANA", "/badges")
    world.slack.users["U0ANA"]["deleted"] = True
    world.passes(minutes=6)
    refused = await world.command("U0MAYA", "/award", "<@U0ANA> customer-hero x")
    assert world.rows(credentials) == 0
    assert "no longer" in refused.message["text"] or "left" in refused.message["text"]
    world.slack.users["U0ANA"]["deleted"] = False
    world.passes(minutes=6)
    await world.command("U0MAYA", "/award", "<@U0ANA> customer-hero x")
    assert world.rows(credentials) == 1


async def test_a_guest_who_was_made_a_full_member_is_a_member_within_minutes(world: SlackWorld) -> None:
    world.slack.users["U0BEN"]["is_restricted"] = True
    await world.command("U0BEN", "/nominate", "<@U0ANA> mentor because x")
    assert person_of(world, "U0BEN").standing is MembershipStatus.GUEST
    world.slack.users["U0BEN"]["is_restricted"] = False
    world.passes(minutes=6)
    answer = await world.command("U0BEN", "/nominate", "<@U0ANA> mentor because x")
    assert "nominated" in answer.message["text"].lower()
    assert "is a guest" not in (await world.command("U0MAYA", "/award", "<@U0BEN> mentor x")).message["text"]


async def test_a_nominee_who_was_deactivated_meanwhile_is_noticed_at_the_press(world: SlackWorld) -> None:
    await world.command("U0BEN", "/nominate", "<@U0ANA> mentor because x")
    await world.settle()
    card = world.slack.said_to("U0MAYA")[-1]
    world.slack.users["U0ANA"]["deleted"] = True
    world.passes(minutes=6)
    await world.press("U0MAYA", card, "approve")
    assert world.rows(credentials) == 0


async def test_a_nomination_passes_over_a_manager_who_was_deactivated(world: SlackWorld) -> None:
    world.slack.add_user("U0OLGA", profile={"real_name": "Olga"})
    with world.application.database.write() as connection:
        organisation = PeopleStore(connection).organisations()[0]
        add_owner(connection, organisation, "u0olga@example.org", world.moment)
    world.slack.users["U0MAYA"]["deleted"] = True
    world.passes(minutes=6)
    answer = await world.command("U0BEN", "/nominate", "<@U0ANA> mentor because x")
    await world.settle()
    assert "nominated" in answer.message["text"].lower()
    assert [message for message in world.slack.said_to("U0OLGA") if "approve" in actions(message)]


async def test_what_slack_does_not_tell_in_time_is_done_by_a_letter_once_it_does(world: SlackWorld) -> None:
    world.slack.fail("users.info", Fault.HANG)
    answer = await world.command("U0MAYA", "/award", "<@U0ANA> customer-hero stayed")
    assert "checking" in answer.message["text"]
    assert world.rows(credentials) == 0
    await world.settle()
    assert world.rows(credentials) == 1
    done = [message for message in world.slack.said_to("U0MAYA") if "undo" in actions(message)]
    assert done, "the award can be undone from the letter, too"


async def test_what_slack_never_tells_is_refused_within_a_minute_and_nothing_typed_is_lost(
    world: SlackWorld,
) -> None:
    typed = "<@U0ANA> customer-hero stayed on the line"
    await silent_for_a_minute(world, lambda: world.command("U0MAYA", "/award", typed))
    assert world.rows(credentials) == 0
    assert "stayed on the line" in json.dumps(world.slack.said_to("U0MAYA")[-1])


async def test_what_a_pressed_answer_stood_for_is_given_back_when_slack_never_tells(
    world: SlackWorld,
) -> None:
    asked = await world.command("U0MAYA", "/award", "<@U0ANA> mentor kept it going although she was ill")
    world.passes(minutes=6)
    await silent_for_a_minute(world, lambda: world.press("U0MAYA", asked.message, "go_on"))
    assert world.rows(credentials) == 0
    assert "kept it going although she was ill" in json.dumps(world.slack.called("response_url")[-1])


async def test_a_form_that_slack_never_tells_about_is_refused_by_a_letter_with_its_words(
    world: SlackWorld,
) -> None:
    await world.command("U0MAYA", "/award", "<@U0ANA>")
    values = {
        "people": {"type": "multi_users_select", "selected_users": ["U0ANA"]},
        "badge": {"type": "static_select", "selected_option": {"value": "mentor"}},
        "citation": {"type": "plain_text_input", "value": "stayed on the line"},
    }
    world.passes(minutes=6)
    submitted = world.sender.view(world.slack.views[0], values)
    await silent_for_a_minute(world, lambda: world.send(submitted))
    assert world.rows(credentials) == 0
    refused = world.slack.said_to("U0MAYA")[-1]
    assert "nothing was changed" in refused["text"]
    assert "stayed on the line" in json.dumps(refused)


async def silent_for_a_minute(world: SlackWorld, request: Callable[[], Awaitable[object]]) -> None:
    """Slack reports on nobody until the request is given up."""
    for _ in range(40):
        world.slack.fail("users.info", Fault.BROKEN)
    await request()
    for _ in range(15):
        world.passes(seconds=6)
        await world.settle()


async def test_a_manager_who_was_deactivated_before_the_letter_went_is_passed_over(world: SlackWorld) -> None:
    world.slack.add_user("U0OLGA", profile={"real_name": "Olga"})
    with world.application.database.write() as connection:
        organisation = PeopleStore(connection).organisations()[0]
        add_owner(connection, organisation, "u0olga@example.org", world.moment)
    await world.command("U0BEN", "/nominate", "<@U0ANA> mentor because x")
    world.slack.users["U0MAYA"]["deleted"] = True
    world.passes(minutes=6)
    await world.settle()
    assert [message for message in world.slack.said_to("U0OLGA") if "approve" in actions(message)]
    assert [message for message in world.slack.said_to("U0MAYA") if "approve" in actions(message)] == []


async def test_a_badge_given_while_two_were_one_goes_back_with_the_account_mentioned(
    world: SlackWorld,
) -> None:
    asked = await world.command("U0MAYA", "/badge-admin", "people <@U0ANA> <@U0BEN>")
    await world.press("U0MAYA", asked.message, "merge_people")
    await world.command("U0MAYA", "/award", "<@U0BEN> mentor He explains")
    await world.command("U0MAYA", "/award", "<@U0ANA> customer-hero She stayed on the line")
    shown = await world.command("U0MAYA", "/badge-admin", "people <@U0ANA>")
    await world.press("U0MAYA", shown.message, "undo_merge")
    ana, ben = person_of(world, "U0ANA"), person_of(world, "U0BEN")
    assert ana.id != ben.id
    assert sorted(world.values(credentials.c.recipient_id)) == sorted([ana.id, ben.id])
    assert "Mentor" in json.dumps((await world.command("U0BEN", "/mybadges")).message)
    assert "Mentor" not in json.dumps((await world.command("U0ANA", "/mybadges")).message)
