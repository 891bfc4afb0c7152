"""Four people who never type a command: everything they do is by Home, shortcut, form and button."""

import json
from pathlib import Path
from typing import Any

from tests.fakes.slack.world import SlackWorld, buttons

Json = dict[str, Any]


def shown(view: Json) -> str:
    return json.dumps(view, ensure_ascii=False)


def labels(view: Json) -> list[str]:
    return [element["text"]["text"] for element in buttons(view) if element["type"] == "button"]


async def fill(world: SlackWorld, user: str, badge: str, words: str, people: tuple[str, ...] = ()) -> None:
    """The form that is open, filled in and sent."""
    form = world.slack.views[-1]
    chosen = next(block["element"] for block in form["blocks"] if block.get("block_id") == "people")
    filled = {
        "people": {
            "type": "multi_users_select",
            "selected_users": list(people) or chosen["initial_users"],
        },
        "badge": {"type": "static_select", "selected_option": {"value": badge}},
        "citation": {"type": "plain_text_input", "value": words},
    }
    answer = await world.send(world.sender.view(form, filled, user))
    assert (answer.status, answer.body) == (200, "")
    await world.settle()


async def test_the_whole_story_without_a_typed_word(tmp_path: Path) -> None:
    async with SlackWorld.open(tmp_path) as world:
        # Ben reads what Ana wrote, and nominates her for it.
        await world.send(
            world.sender.message_shortcut("It works again. I stayed until midnight.", user="U0BEN")
        )
        await fill(world, "U0BEN", "customer-hero", "She stayed on the line until midnight")

        # Maya decides in her Home.
        home = await world.open_home("U0MAYA")
        assert "She stayed on the line until midnight" in shown(home)
        await world.press_at_home("U0MAYA", "approve")

        # Ana finds the badge, with Ben's words, and shares it by link.
        home = await world.open_home("U0ANA")
        assert "She stayed on the line until midnight" in shown(home)
        await world.press_at_home("U0ANA", "own_badge")
        shared = await world.press_at_home("U0ANA", "share")
        assert "/credentials/" in shown(shared)

        # Ben sees how his nomination ended.
        assert "approved" in shown(await world.open_home("U0BEN"))

        # Maya gives Ben a badge of her own, and takes it back: it was a mistake.
        await world.open_home("U0MAYA")
        await world.press_at_home("U0MAYA", "start_award")
        await fill(world, "U0MAYA", "mentor", "He taught two newcomers", people=("U0BEN",))
        assert "Mentor" in shown(await world.open_home("U0BEN"))
        await world.press_at_home("U0MAYA", "undo")
        assert "No badge yet" in shown(await world.open_home("U0BEN"))

        # Ana nominates Maya from the shortcut for everywhere; nobody above Maya can decide, and she is told so.
        await world.send(world.sender.shortcut(user="U0ANA"))
        form = world.slack.views[-1]
        filled = {
            "people": {"type": "multi_users_select", "selected_users": ["U0MAYA"]},
            "badge": {"type": "static_select", "selected_option": {"value": "mentor"}},
            "citation": {"type": "plain_text_input", "value": "She makes time for everybody"},
        }
        answer = await world.send(world.sender.view(form, filled, "U0ANA"))
        assert isinstance(answer.body, dict)
        assert answer.body["response_action"] == "errors", "the form stays, with what was typed"
