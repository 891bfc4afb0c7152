"""The picker of badges in Slack's forms, over a catalogue that is too long for a menu."""

from pathlib import Path
from typing import Any

import pytest

from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.credentials.credentials import credentials
from tests.fakes.slack.modal_kit import suggestion_faults
from tests.fakes.slack.world import SlackWorld
from tests.fakes.town import achievement

Json = dict[str, Any]


@pytest.fixture
async def world(tmp_path: Path) -> Any:
    async with SlackWorld.open(tmp_path) as world:
        await world.command("U0MAYA", "/badges")
        organisation = world.account("U0MAYA").person.organisation_id
        with world.application.database.write() as connection:
            for number in range(150):
                CatalogueStore(connection).add(achievement(organisation, f"extra-{number}"))
        yield world


async def suggested(world: SlackWorld, typed: str, **more: Any) -> list[str]:
    answer = await world.send(world.sender.suggestion(typed, **more))
    assert answer.status == 200
    assert suggestion_faults(answer.body) == []
    assert isinstance(answer.body, dict)
    return [option["value"] for option in answer.body["options"]]


async def test_a_badge_is_found_while_it_is_typed(world: SlackWorld) -> None:
    assert (await suggested(world, "custom"))[0] == "customer-hero"
    assert len(await suggested(world, "")) == 100
    assert await suggested(world, "nothing of the kind") == []


async def test_what_was_chosen_is_awarded(world: SlackWorld) -> None:
    await world.command("U0MAYA", "/award", "<@U0ANA|ana>")
    form = world.slack.views[-1]
    element = next(block["element"] for block in form["blocks"] if block.get("block_id") == "badge")
    assert element["type"] == "external_select"
    filled = {
        "people": {"type": "multi_users_select", "selected_users": ["U0ANA"]},
        "badge": {"type": "external_select", "selected_option": {"value": "customer-hero"}},
        "citation": {"type": "plain_text_input", "value": "Stayed on the line"},
    }
    answer = await world.send(world.sender.view(form, filled, "U0MAYA"))
    assert (answer.status, answer.body) == (200, "")
    assert world.rows(credentials) == 1


async def test_other_pickers_and_other_workspaces_get_nothing(world: SlackWorld) -> None:
    assert await suggested(world, "custom", action="of_another_release") == []
    answer = await world.send(world.sender.suggestion("custom", team={"id": "T0OTHER", "domain": "other"}))
    assert answer.body in ("", {"options": []})


@pytest.mark.parametrize("typed", ["x" * 5_000, "<!channel>", "\u0000", "%", "' OR 1=1 --"])
async def test_whatever_is_typed_is_data(world: SlackWorld, typed: str) -> None:
    assert isinstance(await suggested(world, typed), list)
