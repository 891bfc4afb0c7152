"""A card as a Slack message: `{"text", "blocks"}`, within the limits that Slack documents. Pure.

>>> from bot.messages.cards import Card, Heading
>>> render(Card("Hello", (Heading("Hello"),)), {}, "https://badges.example")["blocks"][0]["type"]
'header'

Limits: docs.slack.dev, "Block Kit reference"; `tests/fakes/slack/block_kit.py` checks every rendering against them.
Pictures are shown only if Slack can fetch them, that is from a public https address.
"""

import ipaddress
from collections import Counter
from collections.abc import Sequence
from typing import TypedDict, assert_never
from urllib.parse import urlsplit

from adapters.gateway.platforms import Names
from adapters.slack.spans import (
    TEXT_LIMIT,
    Json,
    SlackRenderContext,
    plain_text,
    rich_line,
    rich_text,
    rich_words,
    text_object,
)
from adapters.slack.text import ELLIPSIS, cut, cut_escaped, without_angles
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
    LinkButton,
    Note,
    Paragraph,
    Picture,
    Quote,
    Strong,
    Style,
    Words,
)
from bot.messages.plain_text import MOST_OPEN, closed

MOST_BLOCKS = 50
HEADER_LIMIT = 150
LABEL_LIMIT = 75
FIELD_LIMIT = 2_000
FIELDS_LIMIT = 10
BUTTONS_LIMIT = 25
ALT_LIMIT = 2_000
VALUE_LIMIT = 2_000
ACTION_LIMIT = 255
QUOTES_LIMIT = 9_000
"""Characters of all quotes of one message together; Slack limits the total length of a message's blocks."""
SHORTEST_QUOTE = 200
LINK_ACTION = "link"
"""The action of a button that only opens a page; Slack reports its press, and needs no answer."""


class SlackMessage(TypedDict):
    """The format shared by chat.postMessage, chat.update, a response_url and a command's own reply."""

    text: str
    blocks: list[Json]


def render(card: Card, names: Names, public_url: str) -> SlackMessage:
    """The card as a message. Raises ValueError for a token, action or address that exceeds Slack's limits."""
    context = SlackRenderContext(names, public_url)
    quotes = sum(isinstance(block, Quote) for block in card.blocks)
    quote_limit = max(SHORTEST_QUOTE, min(TEXT_LIMIT, QUOTES_LIMIT // max(quotes, 1)))
    blocks = [part for block in card.blocks for part in _blocks(block, context, quote_limit)]
    if len(blocks) > MOST_BLOCKS:
        blocks = [
            *blocks[: MOST_BLOCKS - 1],
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


def _blocks(block: Block, context: SlackRenderContext, quote_limit: int) -> list[Json]:
    parts: list[Json | None]
    match block:
        case Heading(text):
            parts = [{"type": "header", "text": plain_text(text, HEADER_LIMIT)} if text.strip() else None]
        case Paragraph(line, picture):
            parts = [_paragraph(line, picture, context)]
        case Quote(text):
            words = rich_words(closed(cut(text, quote_limit - MOST_OPEN)))
            parts = [rich_text(words, "rich_text_quote") if text.strip() else None]
        case Facts(rows):
            parts = [*_facts(rows, context)]
        case Hero(picture):
            parts = [_image(picture, context)]
        case Note(line):
            small = text_object(line, context)
            parts = [{"type": "context", "elements": [small]} if small else None]
        case Divider():
            parts = [{"type": "divider"}]
        case Buttons(buttons):
            parts = [
                _row(buttons[at : at + BUTTONS_LIMIT], context)
                for at in range(0, len(buttons), BUTTONS_LIMIT)
            ]
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


def _facts(rows: Sequence[tuple[str, Line]], context: SlackRenderContext) -> list[Json]:
    fields = [text_object((Strong(label), Words("\n"), *line), context, FIELD_LIMIT) for label, line in rows]
    shown = [field for field in fields if field]
    return [
        {"type": "section", "fields": shown[at : at + FIELDS_LIMIT]}
        for at in range(0, len(shown), FIELDS_LIMIT)
    ]


def _image(picture: Picture, context: SlackRenderContext) -> Json | None:
    if not shows_pictures(context.public_url):
        return None
    alt = cut(without_angles(picture.alt), ALT_LIMIT) if picture.alt.strip() else ELLIPSIS
    return {"type": "image", "image_url": context.address(picture.path), "alt_text": alt}


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
