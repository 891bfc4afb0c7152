"""The Home tab of Slack: everything at a glance, and whatever is done there is answered there."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from adapters.gateway.bot_gateway import BotGateway
from adapters.slack import listeners
from tests.fakes.slack.world import SlackWorld, buttons

Json = dict[str, Any]
AWARD = "<@U0ANA|ana> customer-hero Stayed on the line until midnight"
NOMINATION = "<@U0ANA|ana> for customer-hero because she stayed on the line until midnight"


def words(view: Json) -> str:
    """Everything that a view says."""
    said: list[str] = []

    def collect(thing: Any) -> None:
        if isinstance(thing, dict):
            said.extend(
                str(value) for name, value in thing.items() if name == "text" and isinstance(value, str)
            )
            said.extend(f"@{thing['user_id']}" for _ in range("user_id" in thing))
            for value in thing.values():
                collect(value)
        elif isinstance(thing, list):
            for item in thing:
                collect(item)

    collect(view["blocks"])
    return "\n".join(said)


def labels(view: Json) -> list[str]:
    """The labels of a view's buttons."""
    return [element["text"]["text"] for element in buttons(view) if element.get("type") == "button"]


@pytest.fixture
async def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(listeners, "RENEW_SECONDS", 0.0)
    async with SlackWorld.open(tmp_path) as world:
        yield world


async def awarded(world: SlackWorld) -> None:
    await world.command("U0MAYA", "/award", AWARD)
    await world.settle()


async def test_a_newcomers_home_says_what_to_do(world: SlackWorld) -> None:
    home = await world.open_home("U0ANA")
    assert "Nominate somebody" in labels(home)
    assert "No badge yet" in words(home)
    assert "Your team" not in words(home)
    assert "Award a badge" not in labels(home), "the starter's badges are awarded by managers and owners"
    assert "Award a badge" in labels(await world.open_home("U0MAYA"))


async def test_an_earners_home_shows_the_newest_badges_with_who_gave_them_and_why(world: SlackWorld) -> None:
    await awarded(world)
    home = words(await world.open_home("U0ANA"))
    assert "Customer Hero" in home
    assert "Stayed on the line until midnight" in home
    assert "1 private" in home


async def test_an_unchanged_home_is_published_once(world: SlackWorld) -> None:
    await world.open_home("U0ANA")
    await world.open_home("U0ANA")
    assert len(world.slack.called("views.publish")) == 1


async def test_the_tab_of_messages_publishes_nothing(world: SlackWorld) -> None:
    answer = await world.send(world.sender.home_opened("U0ANA", tab="messages"))
    assert answer.status == 200
    assert world.slack.called("views.publish") == []


async def test_what_is_pressed_at_home_is_answered_there_with_a_way_back(world: SlackWorld) -> None:
    await awarded(world)
    home = await world.open_home("U0ANA")
    said = len(world.slack.said_to("U0ANA"))

    badge = await world.press_at_home("U0ANA", "own_badge")
    assert "Stayed on the line until midnight" in words(badge)
    assert labels(badge)[-1] == "Back to the overview"
    assert await world.press_at_home("U0ANA", "home") == home
    assert len(world.slack.said_to("U0ANA")) == said, "nothing is written into the conversation beside it"


async def test_a_change_made_at_home_is_seen_at_home(world: SlackWorld) -> None:
    await awarded(world)
    await world.open_home("U0ANA")
    await world.press_at_home("U0ANA", "own_badge")
    shared = await world.press_at_home("U0ANA", "share")
    assert "/credentials/" in str(shared["blocks"]), "the link"
    assert "1 shared" in words(await world.press_at_home("U0ANA", "home"))


async def test_an_approver_decides_at_home(world: SlackWorld) -> None:
    await world.command("U0BEN", "/nominate", NOMINATION)
    await world.settle()
    home = await world.open_home("U0MAYA")
    assert "she stayed on the line until midnight" in words(home).lower()

    decided = await world.press_at_home("U0MAYA", "approve")
    assert "Customer Hero" in words(decided)
    back = await world.press_at_home("U0MAYA", "home")
    assert "Approve" not in labels(back)
    assert "Customer Hero" in words(await world.open_home("U0ANA"))


async def test_a_nomination_begins_and_ends_at_home(world: SlackWorld) -> None:
    await world.open_home("U0BEN")
    await world.press_at_home("U0BEN", "recognise")
    [form] = world.slack.views
    filled = {
        "people": {"type": "multi_users_select", "selected_users": ["U0ANA"]},
        "badge": {"type": "static_select", "selected_option": {"value": "customer-hero"}},
        "citation": {"type": "plain_text_input", "value": "She stayed on the line until midnight"},
    }
    answer = await world.send(world.sender.view(form, filled, "U0BEN"))
    assert (answer.status, answer.body) == (200, "")
    await world.settle()

    shown = world.slack.homes["U0BEN"]
    assert "stayed on the line until midnight" in words(shown)
    assert labels(shown)[-1] == "Back to the overview"
    assert "Your nominations" in words(await world.press_at_home("U0BEN", "home"))


async def test_a_question_about_a_form_of_home_is_asked_there(world: SlackWorld) -> None:
    await world.command("U0BEN", "/nominate", NOMINATION)
    await world.settle()
    await world.open_home("U0MAYA")
    await world.press_at_home("U0MAYA", "decline")
    reason = {"reason": {"type": "plain_text_input", "value": "Not now, she was ill"}}
    answer = await world.send(world.sender.view(world.slack.views[-1], reason, "U0MAYA"))
    assert (answer.status, answer.body) == (200, "")
    await world.settle()

    asked = world.slack.homes["U0MAYA"]
    assert "These words may tell something private" in words(asked)
    assert labels(asked)[-1] == "Back to the overview"
    await world.press_at_home("U0MAYA", "go_on")
    assert "Approve" not in labels(await world.press_at_home("U0MAYA", "home"))


async def test_a_refusal_at_home_is_shown_there_with_a_way_back(world: SlackWorld) -> None:
    await world.open_home("U0ANA")
    request = world.sender.at_home("share", "of nothing", "U0ANA")
    assert (await world.send(request)).status == 200
    await world.settle()
    refused = world.slack.homes["U0ANA"]
    assert labels(refused) == ["Back to the overview"]
    assert words(refused)


async def shows_badge(world: SlackWorld, expected: bool) -> bool:
    """Whether Ana's open home comes to show the badge, or no longer to show it."""
    for _ in range(100):
        if ("Customer Hero" in words(world.slack.homes["U0ANA"])) is expected:
            return True
        await asyncio.sleep(0.02)
    return False


async def test_an_open_home_follows_what_laurel_writes(world: SlackWorld) -> None:
    await world.open_home("U0ANA")
    await awarded(world)
    assert await shows_badge(world, True)


async def test_an_open_home_follows_what_becomes_of_a_letter(world: SlackWorld) -> None:
    answer = await world.command("U0MAYA", "/award", AWARD)
    await world.settle()
    assert "Customer Hero" in words(await world.open_home("U0ANA"))
    await world.press("U0MAYA", answer.message, "undo")
    assert await shows_badge(world, False), "the letter changed, and no other one came"


async def test_a_form_that_does_not_open_at_home_waits_there_with_a_way_back(world: SlackWorld) -> None:
    await world.open_home("U0BEN")
    world.slack.fail("views.open", "expired_trigger_id")
    waits = await world.press_at_home("U0BEN", "recognise")
    assert labels(waits) == ["Fill in the form", "Back to the overview"]
    await world.press_at_home("U0BEN", "open_form")
    assert world.slack.views[-1]["callback_id"] == "nominate"


async def test_an_answer_at_home_is_not_replaced_by_what_happens_meanwhile(world: SlackWorld) -> None:
    await world.open_home("U0ANA")
    catalogue = await world.press_at_home("U0ANA", "catalogue")
    await awarded(world)
    await asyncio.sleep(0.1)
    assert world.slack.homes["U0ANA"] == catalogue


async def test_an_answer_that_comes_while_a_home_is_made_anew_stays(
    world: SlackWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.open_home("U0ANA")
    being_made, goes_on, ask = asyncio.Event(), asyncio.Event(), BotGateway.__call__

    async def slowly(gateway: BotGateway, inbound: Any, origin: Any) -> Any:
        if origin.key.startswith("home:U0ANA"):
            being_made.set()
            await goes_on.wait()
        return await ask(gateway, inbound, origin)

    monkeypatch.setattr(BotGateway, "__call__", slowly)
    await awarded(world)
    await being_made.wait()
    catalogue = await world.press_at_home("U0ANA", "catalogue")
    goes_on.set()
    await asyncio.sleep(0.1)
    assert world.slack.homes["U0ANA"] == catalogue


async def test_a_manager_sees_the_team_and_only_what_they_gave_themselves(world: SlackWorld) -> None:
    before = words(await world.open_home("U0MAYA"))
    assert before.count("no badge from you yet") == 2
    await awarded(world)
    after = words(await world.open_home("U0MAYA"))
    assert after.count("no badge from you yet") == 1
    assert "a badge from you" in after
    assert after.index("no badge from you yet") < after.index("a badge from you,"), "the longest ago first"


async def test_a_manager_does_not_read_that_a_badge_was_turned_down(world: SlackWorld) -> None:
    await awarded(world)
    before = await world.open_home("U0MAYA")
    await world.open_home("U0ANA")
    for pressed in ("own_badge", "turn_down", "turn_down_now"):
        await world.press_at_home("U0ANA", pressed)
    assert "No badge yet" in words(await world.press_at_home("U0ANA", "home"))
    assert await world.open_home("U0MAYA") == before


async def test_a_home_that_slack_refuses_for_now_is_published_later(world: SlackWorld) -> None:
    world.slack.fail("views.publish", "ratelimited")
    answer = await world.send(world.sender.home_opened("U0ANA"))
    assert answer.status == 200
    world.passes(minutes=2)
    await world.settle()
    assert "Your badges" in words(world.slack.homes["U0ANA"])


async def test_each_change_of_a_home_that_slack_refuses_for_now_is_published_later(world: SlackWorld) -> None:
    for slug, name in (("customer-hero", "Customer Hero"), ("mentor", "Mentor")):
        await world.open_home("U0ANA")
        world.slack.fail("views.publish", "ratelimited")
        await world.command("U0MAYA", "/award", f"<@U0ANA|ana> {slug} Her patience")
        await world.settle()
        await asyncio.sleep(0.2)
        world.passes(minutes=5)
        await world.settle()
        assert name in words(world.slack.homes["U0ANA"])


async def test_a_home_that_waited_does_not_take_the_place_of_what_was_shown_since(world: SlackWorld) -> None:
    world.slack.fail("views.publish", "ratelimited")
    await world.send(world.sender.home_opened("U0ANA"))
    await world.open_home("U0ANA")
    await world.send(world.sender.at_home("catalogue", "", "U0ANA"))
    catalogue = world.slack.homes["U0ANA"]
    world.passes(minutes=2)
    await world.settle()
    assert world.slack.homes["U0ANA"] == catalogue


async def test_a_home_that_slack_does_not_take_is_no_message(world: SlackWorld) -> None:
    world.slack.fail("views.publish", "not_enabled")
    assert (await world.send(world.sender.home_opened("U0ANA"))).status == 200
    await world.settle()
    assert world.slack.said_to("U0ANA") == []


async def test_a_guest_finds_their_badges_and_nothing_that_guests_may_not_do(world: SlackWorld) -> None:
    world.slack.add_user("U0GUEST", is_restricted=True)
    home = await world.open_home("U0GUEST")
    assert not {"Nominate somebody", "Award a badge"} & set(labels(home))


async def test_a_home_speaks_the_language_of_its_person(world: SlackWorld) -> None:
    world.slack.users["U0ANA"]["locale"] = "de-DE"
    assert "Deine Badges" in words(await world.open_home("U0ANA"))
