"""A Slack that refuses: answers come in private, others are asked, letters wait, and people are told whom to ask."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from adapters.cli.doctor.platforms import platforms
from adapters.cli.doctor.report import Severity
from adapters.database.credentials.credentials import credentials
from adapters.database.people.people import PeopleStore, people
from adapters.database.queue.letter_rows import letters
from adapters.database.queue.outbox import jobs
from adapters.files.people import parse_people
from adapters.operations.people import add_owner, import_people
from tests.fakes.slack.sender import SlackSender
from tests.fakes.slack.web_api import BOT_USER
from tests.fakes.slack.world import SlackWorld, actions

MORE = b"""name,email,manager_email
Olga Brandt,u0olga@example.org,
Zoe Meyer,u0zoe@example.org,
Maya Lind,u0maya@example.org,u0zoe@example.org
Ana Ruiz,u0ana@example.org,u0maya@example.org
Ben Okafor,u0ben@example.org,u0maya@example.org
"""
PRIVATE_ERRORS = (
    "channel_not_found",
    "user_not_in_channel",
    "not_in_channel",
    "is_archived",
    "no_permission",
    "restricted_action",
    "restricted_action_read_only_channel",
    "ekm_access_denied",
    "messages_tab_disabled",
    "a_word_of_next_year",
)
NOBODY_HOME = (
    "user_disabled",
    "user_not_found",
    "users_not_found",
    "not_allowed",
    "cannot_dm_bot",
    "messages_tab_disabled",
    "a_word_of_next_year",
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[SlackWorld]:
    """Zoe manages Maya, who manages Ana and Ben; Maya and Olga own the programme."""
    async with SlackWorld.open(tmp_path) as opened:
        for name in ("Olga", "Zoe"):
            opened.slack.add_user(f"U0{name.upper()}", profile={"display_name": name})
        with opened.application.database.write() as connection:
            organisation = PeopleStore(connection).organisations()[0]
            file = parse_people(MORE, "people.csv")
            import_people(connection, organisation, file, opened.moment, complete=False)
            add_owner(connection, organisation, "u0olga@example.org", opened.moment)
        yield opened


def inbox(world: SlackWorld, user: str) -> list[str]:
    return [message["text"] for message in world.slack.said_to(user)]


async def says(world: SlackWorld, user: str, text: str) -> None:
    request = world.sender.mention(f"<@{BOT_USER}> {text}", user)
    answer = await world.send(request)
    if answer.status == 503:  # late, on a busy machine: Slack repeats it
        answer = await world.send(request)
    assert answer.status == 200
    await world.settle()


async def meets_everybody(world: SlackWorld) -> None:
    """Everybody has asked Laurel something, so that it knows their accounts, and whose token it has."""
    for user in ("U0ZOE", "U0MAYA", "U0OLGA", "U0ANA", "U0BEN"):
        await world.command(user, "/mybadges")


# Where an answer cannot be shown


@pytest.mark.parametrize("word", PRIVATE_ERRORS)
async def test_an_answer_that_slack_does_not_show_in_the_channel_comes_in_private_with_undo(
    world: SlackWorld, word: str
) -> None:
    world.slack.fail("chat.postEphemeral", word)
    await says(world, "U0ZOE", "award <@U0MAYA> customer-hero Stayed on the line")

    answer = world.slack.said_to("U0ZOE")[-1]
    assert "Maya" in answer["text"]
    assert "undo" in actions(answer)
    assert world.in_channel("C0GENERAL") == []
    assert not any(
        "could not deliver" in text for owner in ("U0MAYA", "U0OLGA") for text in inbox(world, owner)
    )
    await world.press("U0ZOE", answer, "undo")
    assert world.rows(credentials, credentials.c.undone_at.is_not(None)) == 1


async def test_an_answer_whose_response_url_is_gone_comes_in_private(world: SlackWorld) -> None:
    await says(world, "U0ZOE", "award <@U0MAYA> customer-hero Stayed on the line")
    answer = world.slack.said_to("U0ZOE")[-1]
    world.slack.fail("response_url", "expired_url")
    await world.press("U0ZOE", answer, "undo")

    assert inbox(world, "U0ZOE")[-1].startswith("Undone: the award of Customer Hero to Maya")


async def test_an_answer_to_somebody_who_cannot_be_reached_at_all_troubles_no_owner(
    world: SlackWorld,
) -> None:
    world.slack.fail("chat.postEphemeral", "user_not_in_channel")
    world.slack.unreachable["U0ZOE"] = "user_disabled"
    await says(world, "U0ZOE", "award <@U0ANA> customer-hero Stayed on the line")

    assert inbox(world, "U0OLGA") == []
    assert world.rows(jobs, jobs.c.dead) == 0
    assert world.rows(letters, letters.c.ending == "closed") == 1


async def test_owners_are_told_whose_answer_slack_refuses_for_good(world: SlackWorld) -> None:
    await meets_everybody(world)
    world.slack.fail("chat.postEphemeral", "invalid_blocks")
    await says(world, "U0ZOE", "award <@U0ANA> customer-hero Stayed on the line")

    [told] = inbox(world, "U0OLGA")
    assert told.startswith("I could not deliver a letter to Zoe")


# An approver whom nothing reaches


@pytest.mark.parametrize("word", NOBODY_HOME)
async def test_the_next_approver_is_asked_in_the_same_moment(world: SlackWorld, word: str) -> None:
    world.slack.unreachable["U0MAYA"] = word
    await world.command("U0BEN", "/nominate", "<@U0ANA|ana> mentor because she taught us all")
    await world.settle()

    [asked] = world.slack.said_to("U0ZOE")
    assert "approve" in actions(asked)
    assert inbox(world, "U0BEN") == [
        "I may not write to Maya Lind, so your nomination has gone on: it is with Zoe Meyer now."
    ]
    status = str((await world.command("U0BEN", "/badges", "nominations")).message)
    assert "U0ZOE" in status
    assert "U0MAYA" not in status
    await world.press("U0ZOE", asked, "approve")
    assert "Mentor" in inbox(world, "U0ANA")[-1]


async def test_one_after_the_other_is_passed_over_until_somebody_is_reached(world: SlackWorld) -> None:
    world.slack.unreachable |= {"U0MAYA": "user_disabled", "U0ZOE": "cannot_dm_bot"}
    await world.command("U0BEN", "/nominate", "<@U0ANA|ana> mentor because she taught us all")
    await world.settle()

    [asked] = [message for message in world.slack.said_to("U0OLGA") if "approve" in actions(message)]
    assert inbox(world, "U0BEN")[-1].endswith("it is with Olga Brandt now.")
    await world.press("U0OLGA", asked, "approve")
    assert "Mentor" in inbox(world, "U0ANA")[-1]


async def test_who_was_passed_over_may_still_decide_and_is_not_reminded(world: SlackWorld) -> None:
    world.slack.unreachable["U0MAYA"] = "user_disabled"
    await world.command("U0BEN", "/nominate", "<@U0ANA|ana> mentor because she taught us all")
    await world.settle()
    world.passes(days=4)
    await world.settle()
    told = [text for text in inbox(world, "U0BEN") if "may not write" in text]
    assert len(told) == 1
    world.sender.at = int(world.moment.timestamp())
    waiting = (await world.command("U0MAYA", "/badges", "decide")).message
    assert "approve" in actions(waiting)


async def test_a_letter_that_slack_refuses_for_good_passes_the_case_on_too(world: SlackWorld) -> None:
    world.slack.fail("chat.postMessage", "invalid_blocks")
    await world.command("U0BEN", "/nominate", "<@U0ANA|ana> mentor because she taught us all")
    await world.settle()

    assert "approve" in actions(world.slack.said_to("U0ZOE")[0])


# An app that Slack refuses

REFUSALS = (
    "token_revoked",
    "token_expired",
    "invalid_auth",
    "account_inactive",
    "not_authed",
    "org_login_required",
)


@pytest.mark.parametrize("word", REFUSALS)
async def test_letters_wait_while_slack_refuses_the_token_and_go_out_when_it_is_mended(
    world: SlackWorld, word: str
) -> None:
    await meets_everybody(world)
    before = len(world.slack.posts)
    world.slack.refusal = word
    with structlog.testing.capture_logs() as logged:
        await world.command("U0ZOE", "/award", "<@U0MAYA|maya> customer-hero Stayed on the line")
        for _ in range(300):
            await world.settle()
            world.passes(minutes=10)
    assert len(world.slack.posts) == before
    assert world.rows(jobs, jobs.c.dead) == 0
    said = [line for line in logged if line["log_level"] in ("error", "warning")]
    assert [(line["event"], line["refusal"]) for line in said] == [("platform refuses the app", word)]

    world.slack.refusal = ""
    world.passes(minutes=10)
    await world.settle()
    assert "Customer Hero" in inbox(world, "U0MAYA")[0]


@pytest.mark.parametrize("word", REFUSALS)
async def test_people_are_told_whom_to_ask_when_slack_refuses_the_token(world: SlackWorld, word: str) -> None:
    await meets_everybody(world)
    world.slack.add_user("U0NEW")
    world.slack.refusal = word
    answer = await world.command("U0ZOE", "/award", "<@U0NEW|new> customer-hero Stayed on the line")

    said = answer.message["text"]
    assert said.startswith(
        f"Slack does not let me look people up ({word}), so nothing was changed, and trying again"
    )
    assert "Please tell Maya" in said
    assert "or Olga" in said


async def test_a_token_that_was_never_taken_is_told_in_the_reply(world: SlackWorld) -> None:
    world.slack.refusal = "token_revoked"
    answer = await world.command("U0ZOE", "/award", "<@U0MAYA|maya> customer-hero Stayed on the line")

    assert answer.message["text"].startswith(
        "Slack refuses me at the moment (token_revoked), so nothing was changed."
    )
    assert (await world.send(world.sender.mention("help", "U0ZOE"))).status == 500, "Slack repeats it"


async def test_a_missing_permission_is_told_to_owners_and_to_who_needed_it(world: SlackWorld) -> None:
    await meets_everybody(world)
    world.slack.scopes -= {"users:read.email"}
    with structlog.testing.capture_logs() as logged:
        answer = await world.command("U0ZOE", "/award", "new@example.org customer-hero Stayed on the line")
        await world.command("U0ZOE", "/award", "newer@example.org customer-hero Stayed on the line")
        await world.settle()
    assert "(missing_scope (users:read.email))" in answer.message["text"]
    refused = [line for line in logged if line["event"] == "platform refuses the app"]
    assert [(line["refusal"], line["permission"]) for line in refused] == [
        ("missing_scope", "users:read.email")
    ]
    for owner in ("U0MAYA", "U0OLGA"):
        [told] = inbox(world, owner)
        assert told.startswith(
            "Slack does not allow Laurel's app what it needs: missing_scope (users:read.email)."
        )

    world.slack.scopes |= {"users:read.email"}
    with structlog.testing.capture_logs() as logged:
        await world.command("U0ZOE", "/award", "new@example.org customer-hero Stayed on the line")
    assert [line["event"] for line in logged if "platform" in line["event"]] == [
        "platform accepts the app again"
    ]


# The doctor


async def lines(world: SlackWorld) -> dict[str, str]:
    found = await platforms(world.application)
    return {line.what: line.fix for line in found if line.level is not Severity.OK and "Slack" in line.what}


async def test_the_doctor_names_every_permission_that_is_missing(world: SlackWorld) -> None:
    assert await lines(world) == {}
    world.slack.scopes -= {"im:write", "users:read.email"}
    found = await lines(world)
    assert [what for what in found if "permission" in what] == [
        "Slack: the app lacks the permission im:write",
        "Slack: the app lacks the permission users:read.email",
    ]
    assert "laurel manifest slack" in found["Slack: the app lacks the permission im:write"]


async def test_the_doctor_says_that_people_come_without_addresses(world: SlackWorld) -> None:
    for user in ("U0ANA", "U0BEN"):
        del world.slack.users[user]["profile"]["email"]
    [what] = await lines(world)
    assert what.startswith("Slack: 2 of 5 members looked at come without an e-mail address")


@pytest.mark.parametrize("word", REFUSALS)
async def test_the_doctor_names_the_refusal_of_a_token(world: SlackWorld, word: str) -> None:
    world.slack.refusal = word
    [(what, fix)] = (await lines(world)).items()
    assert what == f"Slack refuses SLACK_BOT_TOKEN: {word}"
    assert "install the app again" in fix


# Enterprise Grid


async def test_a_person_with_two_ids_is_one_person_by_either(world: SlackWorld) -> None:
    grid: dict[str, Any] = {"id": "W0DUAL", "enterprise_id": "E0", "teams": [world.slack.team]}
    world.slack.add_user("W0DUAL", enterprise_user=grid, profile={"real_name": "Dual Person"})
    world.slack.users["U0DUAL"] = world.slack.users["W0DUAL"]
    before = world.rows(people)
    for mention, badge in (("U0DUAL", "customer-hero"), ("W0DUAL", "mentor")):
        told = await world.command("U0MAYA", "/award", f"<@{mention}|dual> {badge} Stayed on the line")
        assert "undo" in actions(told.message), told.message["text"]
    assert world.rows(people) == before + 1


@pytest.mark.parametrize(
    "own",
    [
        {"enterprise_id": "E0LAUREL", "is_enterprise_install": False},
        {"enterprise_id": "E0LAUREL", "is_enterprise_install": True},
    ],
)
async def test_a_request_that_names_the_organisation_alone_is_answered(
    world: SlackWorld, own: dict[str, Any]
) -> None:
    world.slack.enterprise = own
    fields = {"team_id": "", "enterprise_id": "E0LAUREL", "is_enterprise_install": "true"}
    command = world.sender.command("/mybadges", "", "U0ANA", **fields)
    assert "badge" in str((await world.send(command)).message)

    event = world.sender.event_payload(
        {"type": "app_mention", "user": "U0ANA", "text": "help", "channel": "C0GENERAL"}
    )
    given = [
        {"enterprise_id": "E0LAUREL", "team_id": None, "is_enterprise_install": True, "user_id": "U0LAUREL"}
    ]
    sent = world.sender.json({**event, "team_id": None, "enterprise_id": "E0LAUREL", "authorizations": given})
    assert (await world.send(sent)).status == 200
    await world.settle()
    assert len(inbox(world, "U0ANA")) == 1


async def test_an_app_in_the_whole_organisation_answers_in_each_of_its_workspaces_and_in_no_other(
    world: SlackWorld,
) -> None:
    world.slack.enterprise = {
        "team_id": "E0LAUREL",
        "enterprise_id": "E0LAUREL",
        "is_enterprise_install": True,
    }
    at = world.sender.at
    fields = {"enterprise_id": "E0LAUREL", "is_enterprise_install": "true"}
    inside = SlackSender(at=at, team="T0SALES").command("/mybadges", "", "U0ANA", **fields)
    outside = SlackSender(at=at, team="T0OTHER").command("/mybadges", "", "U0ANA", enterprise_id="E0OTHER")
    for user in world.slack.users.values():
        user["enterprise_user"] = {"id": user["id"], "enterprise_id": "E0LAUREL", "teams": ["T0SALES"]}

    assert "badge" in str((await world.send(inside)).message)
    assert (await world.send(outside)).body == ""
