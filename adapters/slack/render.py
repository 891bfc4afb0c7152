"""A card as a Slack message: `{"text", "blocks"}`, within the limits that Slack documents. Pure.

>>> from bot.messages.cards import Card, Heading
>>> render(Card("Hello", (Heading("Hello"),)), {}, "https://badges.example")["blocks"][0]["type"]
'header'

Limits: docs.slack.dev, "Block Kit reference"; `tests/fakes/slack/block_kit.py` checks every rendering against them.
Pictures are shown only if Slack can fetch them, that is from a public https address.
"""

import ipaddress
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypedDict, assert_never
from urllib.parse import urlsplit

from adapters.gateway.platforms import Names
from adapters.slack.blocks.spans import (
    TEXT_LIMIT,
    Json,
    SlackRenderContext,
    plain_text,
    rich_line,
    rich_text,
    rich_words,
    text_object,
)
from adapters.slack.text import ELLIPSIS, cut, cut_escaped, without_angles, without_surrogates
from bot.messages.cards import (
    Button,
    Buttons,
    Card,
    Divider,
    Facts,
    Heading,
    Hero,
    Line,
    LinkButton,
    Note,
    PageAddress,
    Paragraph,
    Part,
    PersonName,
    Picture,
    Quote,
    Strong,
    Style,
    Words,
    flat_blocks,
)
from bot.messages.plain_text import MOST_OPEN, closed

MOST_BLOCKS = 50
HEADER_LIMIT = 150
LABEL_LIMIT = 75
FIELD_LIMIT = 2_000
FIELDS_LIMIT = 10
BUTTONS_LIMIT = 25
ROW_LIMIT = BUTTONS_LIMIT - 1
"""Buttons in a row, which may have a menu beside them."""
LEAST_OPTIONS, OPTIONS_LIMIT = 2, 5
OPTION_VALUE_LIMIT = 75
"""Characters in the value of an option; Slack's own limit has been 75 and is 150."""
ALT_LIMIT = 2_000
VALUE_LIMIT = 2_000
ACTION_LIMIT = 255
QUOTES_LIMIT = 9_000
"""Characters of all quotes of one message together; Slack limits the total length of a message's blocks."""
SHORTEST_QUOTE = 200
LINK_ACTION = "link"
"""The action of a button that only opens a page; Slack reports its press, and needs no answer."""
MENU_ACTION = "more"
"""The action of a menu; the option chosen in it holds the button's own."""


class SlackMessage(TypedDict):
    """The format shared by chat.postMessage, chat.update, a response_url and a command's own reply."""

    text: str
    blocks: list[Json]


def render(
    card: Card,
    names: Names,
    public_url: str,
    uploaded: Mapping[str, str] | None = None,
    most: int = MOST_BLOCKS,
) -> SlackMessage:
    """The card as a message. Raises ValueError for a token, action or address that exceeds Slack's limits.

    `uploaded`: pictures that are files of the workspace, by their paths. `most`: blocks, where it is a view.
    """
    context = SlackRenderContext(names, public_url, uploaded or {})
    quotes = sum(isinstance(block, Quote) for block in flat_blocks(card))
    quote_limit = max(SHORTEST_QUOTE, min(TEXT_LIMIT, QUOTES_LIMIT // max(quotes, 1)))
    blocks = [part for block in flat_blocks(card) for part in _blocks(block, context, quote_limit)]
    if len(blocks) > most:
        blocks = [
            *blocks[: most - 1],
            {"type": "context", "elements": [plain_text(ELLIPSIS, TEXT_LIMIT)]},
        ]
    summary = card.summary if card.summary.strip() else ELLIPSIS
    return {
        "text": cut_escaped(summary, TEXT_LIMIT),
        "blocks": blocks or [rich_text(rich_words(cut(summary, TEXT_LIMIT)))],
    }


def shows_pictures(public_url: str) -> bool:
    """Whether Slack's servers can fetch pictures from that address."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host or host.endswith((".localhost", ".local", ".internal")):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return True


def _blocks(block: Part, context: SlackRenderContext, quote_limit: int) -> list[Json]:
    parts: list[Json | None]
    match block:
        case Heading(text):
            parts = [{"type": "header", "text": plain_text(text, HEADER_LIMIT)} if text.strip() else None]
        case Paragraph(line, picture):
            parts = [_paragraph(line, picture, context)]
        case Quote(text, author):
            words = closed(cut(text, quote_limit - MOST_OPEN))
            parts = [_quote(words, author, context) if text.strip() else None]
        case Facts(rows):
            parts = [*_facts(rows, context)]
        case Hero(picture):
            parts = [_image(picture, context)]
        case Note(line):
            small = text_object(line, context)
            parts = [{"type": "context", "elements": [small]} if small else None]
        case PageAddress(path):
            address = context.address(path)
            parts = [rich_text([{"type": "link", "url": address, "text": without_surrogates(address)}])]
        case Divider():
            parts = [{"type": "divider"}]
        case Buttons():
            parts = [*_rows(block, context)]
        case _:
            assert_never(block)
    return [part for part in parts if part]


def _paragraph(line: Line, picture: Picture | None, context: SlackRenderContext) -> Json | None:
    image = _image(picture, context) if picture else None
    beside = text_object(line, context) if image else None
    if image:
        return {"type": "section", "text": beside, "accessory": image} if beside else image
    elements = rich_line(line, context)
    return rich_text(elements) if elements else None


def _quote(text: str, author: PersonName | None, context: SlackRenderContext) -> Json:
    """The words, and below them their author's name, in one block."""
    quote = {"type": "rich_text_quote", "elements": rich_words(text)}
    signed = rich_line((Words("— "), author), context) if author else []
    signature = [{"type": "rich_text_section", "elements": signed}] if signed else []
    return {"type": "rich_text", "elements": [quote, *signature]}


def _facts(rows: Sequence[tuple[str, Line]], context: SlackRenderContext) -> list[Json]:
    fields = [text_object((Strong(label), Words("\n"), *line), context, FIELD_LIMIT) for label, line in rows]
    shown = [field for field in fields if field]
    return [
        {"type": "section", "fields": shown[at : at + FIELDS_LIMIT]}
        for at in range(0, len(shown), FIELDS_LIMIT)
    ]


def _image(picture: Picture, context: SlackRenderContext) -> Json | None:
    alt = cut(without_angles(picture.alt), ALT_LIMIT) if picture.alt.strip() else ELLIPSIS
    if file := context.uploaded.get(picture.path):
        return {"type": "image", "slack_file": {"id": file}, "alt_text": alt}
    if not shows_pictures(context.public_url):
        return None
    return {"type": "image", "image_url": context.address(picture.path), "alt_text": alt}


def _rows(block: Buttons, context: SlackRenderContext) -> list[Json]:
    """Rows of buttons; what is folded is in a menu at the end of the last."""
    first = len(block.buttons) if block.first is None else block.first
    folded = [button for button in block.buttons[first:] if _fits_menu(button)]
    if len(folded) < LEAST_OPTIONS or len(folded) > OPTIONS_LIMIT:
        folded = []
    shown = [button for button in block.buttons if button not in folded]
    rows = [_row(shown[at : at + ROW_LIMIT], context) for at in range(0, len(shown), ROW_LIMIT)]
    if folded:
        rows = rows or [{"type": "actions", "elements": []}]
        options = [_option(button, context) for button in folded]
        rows[-1]["elements"].append({"type": "overflow", "action_id": MENU_ACTION, "options": options})
    return rows


def _fits_menu(button: Button | LinkButton) -> bool:
    return isinstance(button, LinkButton) or len(f"{button.action} {button.token}") <= OPTION_VALUE_LIMIT


def _option(button: Button | LinkButton, context: SlackRenderContext) -> Json:
    """A button as an option of a menu, which has one text for both its action and its token."""
    label = plain_text(button.label if button.label.strip() else ELLIPSIS, LABEL_LIMIT)
    if isinstance(button, LinkButton):
        return {"text": label, "value": LINK_ACTION, "url": context.address(button.path)}
    return {"text": label, "value": f"{button.action} {button.token}"}


def _row(buttons: Sequence[Button | LinkButton], context: SlackRenderContext) -> Json:
    """A row of buttons; within a block each action must be unique, so a repeated one is numbered (`share#1`)."""
    seen: Counter[str] = Counter()
    elements = []
    for button in buttons:
        action = LINK_ACTION if isinstance(button, LinkButton) else button.action
        number = seen[action]
        seen[action] += 1
        elements.append(_button(button, f"{action}#{number}" if number else action, context))
    return {"type": "actions", "elements": elements}


def _button(button: Button | LinkButton, action: str, context: SlackRenderContext) -> Json:
    label = button.label if button.label.strip() else ELLIPSIS
    element: Json = {"type": "button", "text": plain_text(label, LABEL_LIMIT), "action_id": action}
    if isinstance(button, LinkButton):
        element["url"] = context.address(button.path)
    elif button.token:
        element["value"] = button.token
    if len(action) > ACTION_LIMIT or len(element.get("value", "")) > VALUE_LIMIT:
        raise ValueError(f"a button's action or token is too long for Slack: {action[:80]}")
    if button.style is not Style.PLAIN:
        element["style"] = button.style.value
    return element
