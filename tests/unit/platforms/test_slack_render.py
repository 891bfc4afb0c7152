"""Cards as Slack messages: sound by the validator, literal about what people wrote, cut where limits demand."""

import html
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.render import SlackMessage, render, shows_pictures
from adapters.slack.text import cut, cut_escaped, length
from bot.messages.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Divider,
    Facts,
    Heading,
    Hero,
    Line,
    Link,
    LinkButton,
    Moment,
    Note,
    Paragraph,
    PersonName,
    Picture,
    Quote,
    Strong,
    Style,
    Words,
)
from bot.messages.plain_text import MOST_OPEN
from tests.fakes.slack.block_kit import faults

PUBLIC = "https://badges.example"
ANA, BEN = UUID(int=1), UUID(int=2)
NAMES = {ANA: "U0ANA"}
BADGE = Picture("/achievements/customer-hero/1.png", "Customer Hero")
HOSTILE = [
    "<!channel>",
    "<!here|here> <@U0BEN> <#C0GENERAL> <https://evil.example|click me>",
    "&lt;",
    "&amp;lt; Tom & Jerry",
    "*bold* _italic_ ~struck~ `code` :tada:",
    "> a quoted line\n> and another",
    "أحسنت يا آنا، شكرًا لك",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🎉",
    "<" * 4_000,
    "😀" * 4_000,
    "é" * 4_000,
]

texts = st.one_of(
    st.text(alphabet=st.characters(codec=None), max_size=40),
    st.sampled_from(HOSTILE),
    st.text(alphabet="<>&!@#|*_~`:;amplt \n\ud83d😀é", max_size=60),
)
addresses = st.sampled_from(
    ["/credentials/1", "/a b|c>", "https://elsewhere.example/x?y=<z>", "relative", "javascript:x"]
)
spans = st.one_of(
    st.builds(Words, texts),
    st.builds(Strong, texts),
    st.builds(PersonName, st.sampled_from([ANA, BEN]), texts),
    st.builds(Link, texts, addresses),
    st.builds(Moment, st.datetimes(min_value=datetime(2020, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001 - given a zone
)
lines = st.lists(spans, max_size=5).map(tuple)
pictures = st.builds(Picture, addresses, texts)
buttons = st.one_of(
    st.builds(
        Button, texts, st.sampled_from(["share", "keep"]), st.text("abc", max_size=9), st.sampled_from(Style)
    ),
    st.builds(LinkButton, texts, addresses, st.sampled_from(Style)),
)
blocks = st.one_of(
    st.builds(Heading, texts),
    st.builds(Paragraph, lines, st.one_of(st.none(), pictures)),
    st.builds(Quote, texts),
    st.builds(Facts, st.lists(st.tuples(texts, lines), max_size=12).map(tuple)),
    st.builds(Hero, pictures),
    st.builds(Note, lines),
    st.just(Divider()),
    st.builds(Buttons, st.lists(buttons, max_size=30).map(tuple)),
)
cards = st.builds(Card, texts, st.lists(blocks, max_size=6).map(tuple))


def rendered(*blocks: Block, public_url: str = PUBLIC) -> list[dict[str, Any]]:
    message = render(Card("Summary", blocks), NAMES, public_url)
    assert faults(message) == []
    return message["blocks"]


def shown(message: SlackMessage) -> str:
    """What a reader of the blocks reads: rich text as it is, text objects with their entities decoded."""

    def walk(thing: Any) -> str:
        if isinstance(thing, list):
            return "".join(walk(part) for part in thing)
        if not isinstance(thing, dict):
            return ""
        if thing.get("type") in ("plain_text", "mrkdwn"):
            return html.unescape(thing["text"])
        if thing.get("type") == "text":
            return str(thing["text"])
        return "".join(walk(value) for value in thing.values())

    return walk(message["blocks"])


@settings(max_examples=20, deadline=None)
@given(cards, st.sampled_from([PUBLIC, "http://127.0.0.1:8000"]))
def test_whatever_the_card_its_rendering_is_sound(card: Card, public_url: str) -> None:
    message = render(card, NAMES, public_url)

    assert faults(message) == []
    json.dumps(message).encode("utf-8")


def test_a_card_with_far_too_many_blocks_ends_in_an_ellipsis() -> None:
    message = rendered(*[Quote("x")] * 120)

    assert len(message) == 50
    assert message[-1]["elements"][0]["text"] == "…"


@pytest.mark.parametrize("text", HOSTILE[:8])
def test_what_somebody_wrote_arrives_as_they_wrote_it(text: str) -> None:
    for block in (Heading(text), Quote(text), Paragraph((Words(text),)), Paragraph((Strong(text),), BADGE)):
        assert shown(render(Card("Summary", (block,)), NAMES, PUBLIC)) in (text, f"*{text}*")
    assert html.unescape(render(Card(text, ()), NAMES, PUBLIC)["text"]) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_anybody_becomes_a_control_sequence(text: str) -> None:
    card = Card(
        text,
        (
            Heading(text),
            Paragraph((Words(text), Strong(text), PersonName(BEN, text))),
            Paragraph((Words(text), Strong(text), PersonName(BEN, text)), Picture("/x.png", text)),
            Quote(text),
            Facts(((text, (Link(text, "/x"),)),)),
            Note((Link(text, "/x"),)),
            Buttons((Button(text, "share", "t"),)),
        ),
    )
    sent = json.dumps(render(card, NAMES, PUBLIC), ensure_ascii=False)

    assert "<!" not in sent
    assert "<@" not in sent
    assert "<#" not in sent
    assert "<https://evil" not in sent


def test_markup_in_a_name_beside_a_picture_makes_the_line_plain() -> None:
    line: Line = (PersonName(ANA, "Ana"), Words(" earned "), Strong("*Star* of_the_ week"))

    section = rendered(Paragraph(line, BADGE))[0]

    assert section["text"] == {"type": "plain_text", "text": "Ana earned *Star* of_the_ week", "emoji": False}


def test_a_line_beside_a_picture_mentions_and_stresses() -> None:
    line: Line = (PersonName(ANA, "Ana"), Words(" earned "), Strong("Q&A Hero"), Words("."))

    section = rendered(Paragraph(line, BADGE))[0]

    assert section["text"] == {"type": "mrkdwn", "text": "<@U0ANA> earned *Q&amp;A Hero*.", "verbatim": True}
    assert section["accessory"]["image_url"] == f"{PUBLIC}/achievements/customer-hero/1.png"


def test_a_line_of_its_own_is_rich_text_with_mentions_links_and_moments() -> None:
    at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    line: Line = (
        PersonName(ANA, "Ana"),
        PersonName(BEN, "Ben"),
        Link("page", "/x"),
        Moment(at, words="2 March 2026, 09:00 UTC"),
    )

    elements = rendered(Paragraph(line))[0]["elements"][0]["elements"]

    assert [element["type"] for element in elements] == ["user", "text", "link", "date"]
    assert elements[1] == {"type": "text", "text": "Ben", "style": {"bold": True}}
    assert elements[2]["url"] == f"{PUBLIC}/x"
    assert elements[3]["fallback"] == "2 March 2026, 09:00 UTC"


def test_a_quote_is_a_quote_and_nothing_in_it_is_read_as_markup() -> None:
    quote = rendered(Quote("*not bold*\n<!channel>"))[0]["elements"][0]

    assert quote["type"] == "rich_text_quote"
    assert "".join(element["text"] for element in quote["elements"]) == "*not bold*\n<!channel>"
    assert all("style" not in element for element in quote["elements"])


def test_four_thousand_characters_end_in_an_ellipsis_at_the_limit() -> None:
    quote = rendered(Quote("x" * 4_000))[0]["elements"][0]["elements"][0]["text"]
    header = rendered(Heading("&" * 4_000))[0]["text"]["text"]

    assert len(quote) == 3_000 - MOST_OPEN
    assert quote.endswith("x…")
    assert header == "&amp;" * 29 + "…"


def test_what_fits_exactly_is_not_cut() -> None:
    assert cut("x" * 75, 75) == "x" * 75
    assert cut_escaped("&" * 15, 75) == "&amp;" * 15


@settings(max_examples=30)
@given(texts, st.integers(2, 50))
def test_a_cut_text_keeps_its_limit_and_stays_a_beginning(text: str, limit: int) -> None:
    short = cut(text, limit)

    assert length(short) <= limit
    assert short == cut(text, 10**6) or cut(text, 10**6).startswith(short.removesuffix("…"))


def test_an_emoji_is_never_cut_in_two() -> None:
    family = "👩‍👩‍👧‍👦"

    assert [cut(f"ab{family}{family}", limit) for limit in range(3, 15)] == ["ab…"] * 11 + [f"ab{family}…"]


def test_repeated_actions_in_a_row_are_numbered() -> None:
    row = rendered(Buttons((Button("A", "badge", "a"), Button("B", "badge", "b"), LinkButton("C", "/c"))))[0]

    assert [element["action_id"] for element in row["elements"]] == ["badge", "badge#1", "link"]
    assert [element.get("value") for element in row["elements"]] == ["a", "b", None]


def test_pictures_are_left_out_where_slack_cannot_fetch_them() -> None:
    blocks = rendered(Hero(BADGE), Paragraph((Words("Hi"),), BADGE), public_url="http://127.0.0.1:8000")

    assert [block["type"] for block in blocks] == ["rich_text"]


@pytest.mark.parametrize(
    ("url", "fetched"),
    [
        ("https://badges.example", True),
        ("http://badges.example", False),
        ("https://localhost", False),
        ("https://laurel.internal", False),
        ("https://10.0.0.7", False),
        ("https://93.184.216.34", True),
        ("", False),
    ],
)
def test_only_a_public_https_address_shows_pictures(url: str, fetched: bool) -> None:
    assert shows_pictures(url) is fetched


def test_a_token_that_slack_would_cut_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="too long for Slack"):
        render(Card("x", (Buttons((Button("A", "share", "t" * 2_001),)),)), {}, PUBLIC)
