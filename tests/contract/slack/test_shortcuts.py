"""Shortcuts on Slack: a nomination that begins at a message, or anywhere, without a typed word."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from adapters.database.nominations.nominations import nominations
from bot.use_cases.nominations.message_evidence import FIRST_LOOK
from tests.fakes.slack.sender import Request
from tests.fakes.slack.world import GENERAL, SlackWorld

Json = dict[str, Any]
TEXT = "I stayed on the line with them until midnight & it works again <3"
CITATION = "She stayed on the line until midnight"


@pytest.fixture
async def world(tmp_path: Path) -> Any:
    async with SlackWorld.open(tmp_path) as world:
        yield world


def element(form: Json, name: str) -> Json:
    """The input of a modal."""
    return next(block["element"] for block in form["blocks"] if block.get("block_id") == name)


def said(form: Json) -> str:
    return json.dumps([block for block in form["blocks"] if block["type"] != "input"], ensure_ascii=False)


async def begin(world: SlackWorld, request: Request) -> Json:
    """The modal that a shortcut opens."""
    answer = await world.send(request)
    assert (answer.status, answer.body) == (200, "")
    form: Json = world.slack.views[-1]
    return form


async def submit(world: SlackWorld, form: Json, user: str = "U0BEN", **more: Any) -> None:
    people = element(form, "people").get("initial_users") or ["U0ANA"]
    filled = {
        "people": {"type": "multi_users_select", "selected_users": people},
        "badge": {"type": "static_select", "selected_option": {"value": "customer-hero"}},
        "citation": {"type": "plain_text_input", "value": CITATION},
        **more,
    }
    answer = await world.send(world.sender.view(form, filled, user))
    assert (answer.status, answer.body) == (200, "")
    await world.settle()


def written(world: SlackWorld, request: Request) -> str:
    """Slack knows the message of a shortcut; its time."""
    payload = json.loads(parse_qs(request.body.decode())["payload"][0])
    ts: str = payload["message"]["ts"]
    world.slack.written[payload["channel"]["id"], ts] = payload["message"]["text"]
    return ts


async def nominated_for(world: SlackWorld) -> str:
    """Ben nominates Ana for her message; its time."""
    request = world.sender.message_shortcut(TEXT)
    ts = written(world, request)
    await submit(world, await begin(world, request))
    return ts


def evidence(world: SlackWorld) -> Json:
    [stored] = world.values(nominations.c.evidence)
    found: Json = json.loads(stored)
    return found


def to_decide(world: SlackWorld) -> str:
    """What Maya reads."""
    return json.dumps(world.slack.said_to("U0MAYA"), ensure_ascii=False)


async def test_the_shortcut_of_a_message_opens_the_form_with_its_author(world: SlackWorld) -> None:
    form = await begin(world, world.sender.message_shortcut(TEXT))
    assert element(form, "people")["initial_users"] == ["U0ANA"]
    assert "Ana" in said(form)
    assert "midnight" not in json.dumps(form), "the words are the nominator's own"


async def test_of_a_message_its_address_author_time_and_digest_are_kept_and_not_its_text(
    world: SlackWorld,
) -> None:
    ts = await nominated_for(world)
    kept = evidence(world)
    assert kept["digest"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert kept["link"] == f"https://laurelworks.slack.com/archives/{GENERAL}/p{ts.replace('.', '')}"
    assert kept["author_id"] == str(world.account("U0ANA").person.id)
    assert "line with them" not in json.dumps(kept)


async def test_the_approver_reads_whose_message_it_is_and_can_open_it(world: SlackWorld) -> None:
    ts = await nominated_for(world)
    card = to_decide(world)
    assert "About a message of" in card
    assert f"/archives/{GENERAL}/p{ts.replace('.', '')}" in card


async def test_the_address_of_a_reply_leads_into_its_thread(world: SlackWorld) -> None:
    reply = world.sender.message_shortcut(TEXT, message={"thread_ts": "1700000000.000100"})
    await submit(world, await begin(world, reply))
    assert evidence(world)["link"].endswith(f"?thread_ts=1700000000.000100&cid={GENERAL}")


async def test_of_a_private_conversation_only_is_kept_that_there_was_a_message(world: SlackWorld) -> None:
    for channel in (
        {"id": "C0SECRET", "name": "privategroup"},
        {"id": "G0SECRET", "name": "privategroup"},
        {"id": "D0SECRET", "name": "directmessage"},
        {"id": "C0GROUP", "name": "mpdm-ben--ana--maya-1"},
    ):
        form = await begin(world, world.sender.message_shortcut(TEXT, channel=channel))
    assert "nothing else of it" in said(form)
    await submit(world, form)
    kept = evidence(world)
    assert not any(kept[name] for name in ("author_id", "written_at", "digest", "place", "link"))
    assert "About a message in a private conversation." in to_decide(world)
    assert "SECRET" not in to_decide(world)


async def test_a_deleted_message_is_said_on_the_case(world: SlackWorld) -> None:
    ts = await nominated_for(world)
    del world.slack.written[GENERAL, ts]
    world.passes(minutes=FIRST_LOOK / timedelta(minutes=1) + 1)
    await world.settle()
    [card] = [
        message for message in world.slack.said_to("U0MAYA") if "About a message" in json.dumps(message)
    ]
    assert "It was deleted after the nomination." in json.dumps(card)
    assert "/archives/" not in json.dumps(card), "there is nothing to open any more"
    world.passes(days=2)
    asked = len(world.slack.called("chat.getPermalink"))
    await world.settle()
    assert len(world.slack.called("chat.getPermalink")) == asked, "nobody looks for what is gone"


async def test_a_changed_message_is_said_on_the_case_where_slack_tells(world: SlackWorld) -> None:
    world.slack.scopes.add("channels:history")
    ts = await nominated_for(world)
    world.slack.written[GENERAL, ts] = "I did nothing at all"
    world.passes(minutes=FIRST_LOOK / timedelta(minutes=1) + 1)
    await world.settle()
    assert "It was changed after the nomination." in to_decide(world)
    world.slack.written[GENERAL, ts] = TEXT
    world.passes(hours=7)
    await world.settle()
    assert "It was changed" not in to_decide(world), "it stands as it was"


async def test_without_the_permission_a_change_is_not_asked_for_and_nothing_is_said(
    world: SlackWorld,
) -> None:
    ts = await nominated_for(world)
    world.slack.written[GENERAL, ts] = "I did nothing at all"
    before = len(world.slack.called("conversations.history"))
    world.passes(hours=7)
    await world.settle()
    assert len(world.slack.called("conversations.history")) == before
    assert "It was changed" not in to_decide(world)


async def test_nobody_looks_at_the_message_of_a_decided_nomination(world: SlackWorld) -> None:
    await nominated_for(world)
    home = await world.open_home("U0MAYA")
    assert "About a message of" in json.dumps(home)
    await world.press_at_home("U0MAYA", "approve")
    asked = len(world.slack.called("chat.getPermalink"))
    world.passes(days=1)
    await world.settle()
    assert len(world.slack.called("chat.getPermalink")) == asked


async def test_ones_own_message_and_that_of_an_app_leave_the_person_open(world: SlackWorld) -> None:
    own = await begin(world, world.sender.message_shortcut(TEXT, author="U0BEN"))
    assert "initial_users" not in element(own, "people")
    app = {"bot_id": "B0OTHER", "user": "U0OTHER"}
    of_app = await begin(world, world.sender.message_shortcut("Deployed.", message=app))
    assert "initial_users" not in element(of_app, "people")
    await submit(world, of_app)
    assert evidence(world)["author_id"] is None
    assert "About a message of an app" in to_decide(world)


@pytest.mark.parametrize("author", ["U0GONE", "USLACKBOT"])
async def test_the_message_of_an_author_whom_slack_does_not_name_leaves_the_person_open(
    world: SlackWorld, author: str
) -> None:
    form = await begin(world, world.sender.message_shortcut(TEXT, author=author))
    assert "initial_users" not in element(form, "people")
    await submit(world, form)
    assert evidence(world)["author_id"] is None


async def test_a_strangers_message_does_not_make_them_a_nominee(world: SlackWorld) -> None:
    world.slack.add_user("U0EVE", team_id="T0PARTNER", is_stranger=True)
    theirs = {"team": "T0PARTNER"}
    form = await begin(world, world.sender.message_shortcut(TEXT, author="U0EVE", message=theirs))
    answer = await world.send(
        world.sender.view(
            form,
            {
                "people": {"type": "multi_users_select", "selected_users": ["U0EVE"]},
                "badge": {"type": "static_select", "selected_option": {"value": "customer-hero"}},
                "citation": {"type": "plain_text_input", "value": CITATION},
            },
            "U0BEN",
        )
    )
    assert isinstance(answer.body, dict)
    assert answer.body["response_action"] == "errors", "the form stays as it was filled in"
    assert world.rows(nominations) == 0


async def test_the_global_shortcut_opens_the_empty_form(world: SlackWorld) -> None:
    form = await begin(world, world.sender.shortcut())
    assert form["callback_id"] == "nominate"
    await submit(world, form)
    assert world.values(nominations.c.evidence) == [None]


async def test_an_unknown_shortcut_does_nothing(world: SlackWorld) -> None:
    answer = await world.send(world.sender.shortcut("of_another_release"))
    assert (answer.status, answer.body) == (200, "")
    assert world.slack.views == []


@pytest.mark.parametrize(
    "broken",
    [
        {"message": {"ts": "soon"}},
        {"message": {"ts": None}},
        {"channel": {"id": "<script>", "name": "general"}},
        {"channel": {}},
        {"message": {"text": None, "user": 7}},
    ],
    ids=str,
)
async def test_a_malformed_shortcut_is_refused_and_never_an_error_of_ours(
    world: SlackWorld, broken: Json
) -> None:
    answer = await world.send(world.sender.message_shortcut(TEXT, **broken))
    assert answer.status in (200, 400)
    assert world.rows(nominations) == 0
