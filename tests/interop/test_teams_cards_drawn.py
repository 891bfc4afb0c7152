"""Every card drawn by Microsoft's own renderer with Teams' host config: valid, whole, and read as it was meant."""

from collections.abc import AsyncIterator

import pytest

from adapters.teams.render import card_json
from tests.fakes.card_easel import Easel, open_easel
from tests.fakes.teams_cards import CITATION, NAMES, gallery

CARDS = gallery()


@pytest.fixture
async def easel() -> AsyncIterator[Easel]:
    async with open_easel() as opened:
        yield opened


async def test_the_renderer_has_nothing_to_complain_of_in_either_theme(easel: Easel) -> None:
    for theme in ("light", "dark"):
        for name, card in CARDS.items():
            drawn = await easel.draw(card_json(card, NAMES, "https://badges.example"), theme)
            assert drawn.complaints == [], f"{name} in the {theme} theme"


async def test_what_people_typed_is_shown_as_they_typed_it(easel: Easel) -> None:
    drawn = await easel.draw(card_json(CARDS["hostile"], {}, "https://badges.example"), "light")

    for typed in (
        "**bold** _it_ [click](https://evil.example)",
        "<at>Everyone</at>",
        "{{DATE(2026)}}",
        "Eve **[x](y)**",
    ):
        assert typed in drawn.words


async def test_a_citation_and_its_buttons_can_be_read(easel: Easel) -> None:
    drawn = await easel.draw(card_json(CARDS["to-decide"], {}, "https://badges.example"), "dark")

    for read in (CITATION, "Ben Okafor", "Approve", "Decline"):
        assert read in drawn.words
