"""The validator that judges our cards: its limits, and that it sees what is wrong."""

from typing import Any

import pytest
from slackblocks import _limits as independent

from tests.fakes.slack import block_kit
from tests.fakes.slack.block_kit import faults


def message(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"text": "hello", "blocks": list(blocks)}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(buttons)}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def menu(*options: dict[str, Any]) -> dict[str, Any]:
    return {"type": "overflow", "action_id": "more", "options": list(options)}


def option(**more: Any) -> dict[str, Any]:
    return {"text": plain("Go"), "value": "go 1", **more}


FILE = {"type": "image", "slack_file": {"id": "F0PICTURE"}, "alt_text": "a badge"}
IMAGE = {"type": "image", "image_url": "https://badges.example/a.png", "alt_text": "a badge"}
SOUND = message(
    {"type": "header", "text": plain("Hello")},
    {"type": "section", "text": mrkdwn("Hi <@U0ANA>, see <https://a.example/x|this>"), "accessory": IMAGE},
    {"type": "section", "fields": [mrkdwn("*When*\n<!date^1700000000^{date}|then>")]},
    {"type": "context", "elements": [plain("small &lt;print&gt;")]},
    {"type": "divider"},
    IMAGE,
    rich({"type": "text", "text": "<!channel>"}, {"type": "user", "user_id": "U0ANA"}),
    row(button(value="1", style="primary"), button(action_id="link", url="http://127.0.0.1/x")),
    row(button(), menu(option(), option(url="https://badges.example/x"))),
    FILE,
)
BROKEN = {
    "too many blocks": message(*[{"type": "divider"}] * 51),
    "no blocks": message(),
    "no fallback text": {"text": " ", "blocks": [{"type": "divider"}]},
    "an unescaped ampersand in the fallback": {"text": "a & b", "blocks": [{"type": "divider"}]},
    "an unknown block": message({"type": "headline", "text": plain("x")}),
    "an unknown field": message({"type": "divider", "colour": "red"}),
    "a long header": message({"type": "header", "text": plain("x" * 151)}),
    "a header in mrkdwn": message({"type": "header", "text": mrkdwn("x")}),
    "an empty header": message({"type": "header", "text": plain("")}),
    "a long section": message({"type": "section", "text": mrkdwn("x" * 3001)}),
    "a section without anything": message({"type": "section"}),
    "eleven fields": message({"type": "section", "fields": [plain("x")] * 11}),
    "a long field": message({"type": "section", "fields": [plain("x" * 2001)]}),
    "a broadcast": message({"type": "section", "text": mrkdwn("<!channel>")}),
    "an unescaped bracket": message({"type": "section", "text": plain("a > b")}),
    "half an entity": message({"type": "section", "text": mrkdwn("a &am")}),
    "half a surrogate pair": message(rich({"type": "text", "text": "\ud83d"})),
    "eleven elements of small print": message({"type": "context", "elements": [plain("x")] * 11}),
    "no elements": message({"type": "actions", "elements": []}),
    "26 buttons": message(row(*[button(action_id=f"go{number}") for number in range(26)])),
    "the same action twice": message(row(button(), button())),
    "a long label": message(row(button(text=plain("x" * 76)))),
    "a long value": message(row(button(value="x" * 2001))),
    "an empty value": message(row(button(value=""))),
    "a style of our own": message(row(button(style="plain"))),
    "a script as an address": message(row(button(url="javascript:alert(1)"))),
    "a picture that Slack cannot fetch": message({**IMAGE, "image_url": "http://badges.example/a.png"}),
    "a picture with two sources": message({**IMAGE, **FILE}),
    "a picture without a source": message({"type": "image", "alt_text": "a badge"}),
    "a file of no workspace": message({**FILE, "slack_file": {"id": "picture.png"}}),
    "six options": message(row(menu(*[option()] * 6))),
    "an empty menu": message(row(menu())),
    "a long option": message(row(menu(option(text=plain("x" * 76))))),
    "an option with a long value": message(row(menu(option(value="x" * 151)))),
    "an option with a style": message(row(menu(option(style="danger")))),
    "a picture without words": message({**IMAGE, "alt_text": ""}),
    "a long alternative": message({**IMAGE, "alt_text": "x" * 2001}),
    "an empty run of text": message(rich({"type": "text", "text": ""})),
    "an empty section of rich text": message(rich()),
    "an unknown element": message(rich({"type": "broadcast", "range": "channel"})),
    "a user by name": message(rich({"type": "user", "user_id": "ana"})),
    "a date as text": message(rich({"type": "date", "timestamp": "1700000000", "format": "{date}"})),
}


def test_a_sound_message_has_no_faults() -> None:
    assert faults(SOUND) == []


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_message_has_one_fault_at_least(broken: dict[str, Any]) -> None:
    assert faults(broken)


def test_the_limits_are_those_of_an_independent_table() -> None:
    assert (
        block_kit.BLOCKS,
        block_kit.TEXT_OBJECT,
        block_kit.SECTION_TEXT,
        block_kit.FIELDS,
        block_kit.FIELD_TEXT,
        block_kit.HEADER_TEXT,
        block_kit.BUTTON_TEXT,
        block_kit.BUTTON_VALUE,
        block_kit.URL,
        block_kit.URL,
        block_kit.ID,
        block_kit.ELEMENTS,
        block_kit.CONTEXT_ELEMENTS,
        block_kit.ALT_TEXT,
    ) == (
        independent.MESSAGE_BLOCKS_MAX_ITEMS,
        independent.TEXT_MAX_LENGTH,
        independent.SECTION_TEXT_MAX_LENGTH,
        independent.SECTION_FIELDS_MAX_ITEMS,
        independent.SECTION_FIELDS_ITEM_MAX_LENGTH,
        independent.HEADER_TEXT_MAX_LENGTH,
        independent.BUTTON_TEXT_MAX_LENGTH,
        independent.BUTTON_VALUE_MAX_LENGTH,
        independent.BUTTON_URL_MAX_LENGTH,
        independent.IMAGE_IMAGE_URL_MAX_LENGTH,
        independent.ACTION_ID_MAX_LENGTH,
        independent.ACTIONS_ELEMENTS_MAX_ITEMS,
        independent.CONTEXT_ELEMENTS_MAX_ITEMS,
        independent.IMAGE_ALT_TEXT_MAX_LENGTH,
    )
