"""The whole story over Teams' wire format, and the story of people who are on Teams and on Slack."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.teams_office import Office, open_office
from tests.fakes.teams_sender import CHANNEL


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


async def test_a_manager_awards_in_a_channel_and_only_the_earner_hears_what_it_is(office: Office) -> None:
    await office.says("ana", "hello")
    await office.says("maya", "award <at>Ana</at> customer-hero Stayed until it worked", ["ana"], CHANNEL)
    await office.settle()

    assert "You awarded **Customer Hero** to **Ana**" in office.inbox("maya")[-1].words or (
        "You awarded Customer Hero to Ana" in office.inbox("maya")[-1].words
    )
    assert "You earned Customer Hero" in office.inbox("ana")[-1].words
    everybody = "\n".join(one.words for one in office.in_channel())
    assert everybody == "<at>Maya</at>, I have answered you in our private chat."
    assert "Customer Hero" not in everybody
