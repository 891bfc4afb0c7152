"""Every card drawn by Microsoft's own renderer with Teams' host config: valid, whole, and read as it was meant."""

from collections.abc import AsyncIterator

import pytest

from adapters.teams.forms import form_json
from adapters.teams.render import card_json
from tests.fakes.card_easel import WIDTH, Easel, open_easel
from tests.fakes.teams.cards import CITATION, NAMES, forms, gallery

URL = "https://badges.example"

CARDS = gallery()


@pytest.fixture
async def easel() -> AsyncIterator[Easel]:
    async with open_easel() as opened:
        yield opened


async def test_the_renderer_has_nothing_to_complain_of_in_either_theme(easel: Easel) -> None:
    for theme in ("light", "dark"):
        for name, card in CARDS.items():
            drawn = await easel.draw(card_json(card, NAMES, URL), theme)
            assert drawn.complaints == [], f"{name} in the {theme} theme"
        for name, form in forms().items():
            drawn = await easel.draw(form_json(form, URL), theme)
            assert drawn.complaints == [], f"the form {name} in the {theme} theme"


async def test_every_picture_of_every_card_is_one_that_our_pages_answer_and_teams_takes(easel: Easel) -> None:
    for name, card in CARDS.items():
        await easel.draw(card_json(card, {}, URL), "light")
        sizes = await easel.page.evaluate(
            "[...document.querySelectorAll('#card img')].map((one) => [one.naturalWidth, one.naturalHeight])"
        )
        assert all(0 < side <= 1024 for size in sizes for side in size), f"{name}: {sizes}"


async def test_a_large_picture_is_shown_as_wide_as_its_card(easel: Easel) -> None:
    for name in ("earned", "celebration", "mybadges"):
        await easel.draw(card_json(CARDS[name], {}, URL), "light")
        widest = await easel.page.evaluate(
            "Math.max(...[...document.querySelectorAll('#card img')].map((one) => one.clientWidth))"
        )
        assert widest > WIDTH * 0.8, name


async def test_a_form_shows_its_fields_and_a_name_is_no_markup_on_it(easel: Easel) -> None:
    drawn = await easel.draw(form_json(forms()["nominate"], URL), "dark")

    for read in ("Nominate somebody", "Who", "Ana Costa", "Which badge", "What they did", "Nominate", "Back"):
        assert read in drawn.words
    assert await easel.page.evaluate("document.querySelectorAll('#card a, #card strong').length") == 0


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
