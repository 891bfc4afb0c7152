"""Every card as an Adaptive Card: what Microsoft's schema of version 1.5 takes, below Teams' limits, nothing parsed."""

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft6Validator

from adapters.teams.forms import DRAFT, form_json, parse_submission
from adapters.teams.render import ACTION, card_json, message
from adapters.teams.spans import has_markup
from bot.messages.cards import (
    Card,
    Facts,
    Heading,
    Moment,
    Note,
    Paragraph,
    PersonName,
    Quote,
    Strong,
    Words,
    plain,
)
from bot.messages.requests import FormSubmission
from tests.fakes.requirements import standards
from tests.fakes.teams.cards import ANA, HOSTILE, NAMES, everything, forms, gallery, hostile
from tests.fakes.teams.connector import filled

URL = "https://badges.example"
CARDS = gallery()
FORMS = forms()


@cache
def validator() -> Draft6Validator:
    """Microsoft's schema of the version that Teams' clients take."""
    return Draft6Validator(json.loads((standards() / "platforms" / "ac15.json").read_text("utf-8")))


def faults(card: dict[str, Any]) -> list[str]:
    """What the schema says against a card; `msteams` is Teams' own, which the schema does not know."""
    plain = {name: value for name, value in card.items() if name != "msteams"}
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in validator().iter_errors(plain)]


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("names", [{}, NAMES], ids=["nobody known", "all known"])
def test_every_card_is_what_the_schema_takes(name: str, names: dict[UUID, str]) -> None:
    assert faults(card_json(CARDS[name], names, URL)) == []


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_a_card_that_the_schema_takes(name: str) -> None:
    assert faults(form_json(FORMS[name], URL)) == []


@pytest.mark.parametrize("name", FORMS)
def test_a_form_carries_its_draft_token_and_every_input_a_label(name: str) -> None:
    card = form_json(FORMS[name], URL)
    send = card["body"][-1]["actions"][0]
    inputs = [element for element in card["body"] if element["type"].startswith("Input.")]

    assert send["data"] == {DRAFT: FORMS[name].draft}
    assert send["fallback"]["data"] == {ACTION: FORMS[name].action, DRAFT: FORMS[name].draft}
    assert all(field["label"].strip() for field in inputs)
    assert all(field["errorMessage"] for field in inputs if field.get("isRequired"))
    assert len({field["id"] for field in inputs}) == len(inputs)


def test_what_is_filled_in_comes_back_as_the_form_it_was() -> None:
    card = form_json(FORMS["nominate"], URL)
    sent = filled(card, "nominate", addresses_people="kim@example.org, lee@example.org", citation="She *did*")

    assert parse_submission("nominate", sent["data"]) == FormSubmission(
        "nominate",
        {
            "people": ("29:ana", "29:ben"),
            "people_typed": "kim@example.org, lee@example.org",
            "badge": "mentor",
            "citation": "She *did*",
        },
        "d" * 22,
    )


@pytest.mark.parametrize("odd", [None, 3, ["x"], {"a": 1}])
def test_an_input_that_is_no_text_is_empty(odd: object) -> None:
    found = parse_submission("award", {"draft": "d", "text.citation": odd, "people.people": odd, "more": odd})

    assert found == FormSubmission("award", {"citation": "", "people": ()}, "d")


def test_a_list_of_badges_is_short_and_stresses_nothing() -> None:
    card = card_json(CARDS["mybadges"], {}, URL)
    rows = [element for element in card["body"] if element["type"] == "ActionSet"]

    assert [[button["title"] for button in row["actions"]] for row in rows] == [
        ["Details", "More"],
        ["Details", "More"],
        ["Details", "More"],
        ["Take all along as one record"],
    ]
    assert "positive" not in str(card)
    counts = "3 badges · 1 shared by link · 1 celebrated · 2 private. Only you see this list."
    assert plain(CARDS["mybadges"].blocks[1].line) == counts
    [_, text] = next(element for element in card["body"] if element["type"] == "ColumnSet")["columns"]
    [about] = text["items"]
    assert "".join(run["text"] for run in about["inlines"]).startswith(
        "Customer Hero · gold · 2 March 2026 · private\nFrom Maya Lindqvist: “Stayed on the line"
    )


def test_a_large_picture_is_as_wide_as_the_card() -> None:
    for name in ("earned", "celebration", "mybadges"):
        heroes = [
            element for element in card_json(CARDS[name], {}, URL)["body"] if element["type"] == "Image"
        ]
        assert heroes
        assert all(hero["size"] == "stretch" and "width" not in hero for hero in heroes)


@pytest.mark.parametrize("name", CARDS)
def test_every_message_is_below_what_teams_takes(name: str) -> None:
    sent = json.dumps(message(CARDS[name], NAMES, URL), ensure_ascii=False)

    assert len(sent.encode("utf-16-le")) < 100 * 1024 * 0.9


@pytest.mark.parametrize("name", CARDS)
def test_rows_of_buttons_fit_and_each_has_a_fallback_that_says_the_same(name: str) -> None:
    for row in _all(card_json(CARDS[name], {}, URL), "ActionSet"):
        assert 1 <= len(row["actions"]) <= 6
        for button in row["actions"]:
            if button["type"] == "Action.Execute":
                assert button["fallback"]["data"] == {ACTION: button["verb"], **button["data"]}
            elif button["type"] == "Action.ShowCard":
                assert button == row["actions"][-1]
                assert button["title"] == "More"
            else:
                assert button["url"].startswith("https://")


@pytest.mark.parametrize("name", CARDS)
def test_every_picture_says_in_words_what_it_shows(name: str) -> None:
    assert all(picture["altText"] for picture in _all(card_json(CARDS[name], {}, URL), "Image"))


def test_a_card_says_what_it_is_to_a_screen_reader_and_a_notification() -> None:
    sent = message(CARDS["earned"], {}, URL)

    assert sent["summary"] == "Maya Lindqvist awarded you Customer Hero. Congratulations!"
    assert sent["attachments"][0]["content"]["speak"] == sent["summary"]


def test_what_people_type_is_never_parsed() -> None:
    card = card_json(hostile(), NAMES, URL)

    parsed = [element["text"] for element in _all(card, "TextBlock")]
    assert [text for text in parsed if "Eve" in text or "evil" in text or "script" in text] == []
    literal = ["".join(run["text"] for run in block["inlines"]) for block in _all(card, "RichTextBlock")]
    assert HOSTILE in literal


def test_a_person_with_markup_for_a_name_is_named_and_not_mentioned() -> None:
    line = (PersonName(ANA.id, "Ana</at><at>Everyone"), Words(" did it"))
    card = card_json(Card("x", (Paragraph(line),)), NAMES, URL)

    assert "msteams" not in card
    assert card["body"][0]["inlines"][0] == {
        "type": "TextRun",
        "text": "Ana</at><at>Everyone",
        "weight": "Bolder",
    }


def test_two_people_of_one_name_are_not_taken_for_each_other() -> None:
    first, second = UUID(int=1), UUID(int=2)
    line = (PersonName(first, "Kim"), Words(" and "), PersonName(second, "Kim"))
    card = card_json(Card("x", (Paragraph(line),)), {first: "29:1", second: "29:2"}, URL)

    assert card["body"][0]["text"] == "<at>Kim</at> and **Kim**"
    assert [entity["mentioned"]["id"] for entity in card["msteams"]["entities"]] == ["29:1"]


def test_a_time_is_the_readers_own_where_the_line_allows_it() -> None:
    shown = Moment(datetime(2026, 3, 2, 9, 30, 5, 123, tzinfo=UTC), words="2 March 2026, 09:30 UTC")
    card = card_json(Card("x", (Note((Words("until "), shown)), Note((Words("*until* "), shown)))), {}, URL)

    assert (
        card["body"][0]["text"]
        == "until {{DATE(2026-03-02T09:30:05Z, SHORT)}}, {{TIME(2026-03-02T09:30:05Z)}}"
    )
    assert card["body"][1]["inlines"][1]["text"] == "2 March 2026, 09:30 UTC"


def test_pictures_are_left_out_where_teams_could_not_fetch_them() -> None:
    assert _all(card_json(everything(), {}, "http://badges.internal.example"), "Image") == []
    assert _all(card_json(everything(), {}, "http://127.0.0.1:8000"), "Image") != []


def test_a_card_with_nothing_in_it_shows_its_summary() -> None:
    card = card_json(Card("All is well", ()), {}, URL)

    assert faults(card) == []
    assert card["body"][0]["inlines"][0]["text"] == "All is well"


ANY = st.text(max_size=60)


@settings(max_examples=150, deadline=None)
@given(ANY, ANY, ANY)
def test_any_text_makes_a_valid_card_and_stays_as_it_was_typed(heading: str, words: str, name: str) -> None:
    line = (Words(words), PersonName(ANA.id, name), Strong(words))
    made = Card(
        words, (Heading(heading), Paragraph(line), Quote(words), Note(line), Facts(((heading, line),)))
    )
    card = card_json(made, NAMES, URL)

    assert faults(card) == []
    json.dumps(card, ensure_ascii=False).encode("utf-8")
    for text in (block["text"] for block in _all(card, "TextBlock")):
        assert not has_markup(text.replace("**", "").replace(f"<at>{name}</at>", ""))


def _all(part: Any, kind: str) -> list[dict[str, Any]]:
    """Every element of a kind, wherever it stands."""
    if isinstance(part, list):
        return [found for element in part for found in _all(element, kind)]
    if not isinstance(part, dict):
        return []
    own = [part] if part.get("type") == kind else []
    return own + [found for value in part.values() for found in _all(value, kind)]
