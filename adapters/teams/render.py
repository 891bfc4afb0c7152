"""A card as an Adaptive Card 1.5, and as a message that carries it. Pure.

>>> from bot.messages.cards import Card, Heading
>>> card_json(Card("Hello", (Heading("Hello"),)), {}, "https://badges.example")["body"][0]["text"]
'Hello'

Limits: learn.microsoft.com, "Format your bot messages" (100 KB, counted in UTF-16), "Cards reference" (six actions in
a row). `tests/contract/teams/test_teams_cards.py` checks every rendering against Microsoft's schema of version 1.5.
"""

from collections.abc import Sequence
from typing import assert_never
from urllib.parse import urlsplit

from adapters.gateway.platforms import Names
from adapters.teams.auth.clouds import LOOPBACK
from adapters.teams.spans import (
    ELLIPSIS,
    Json,
    TeamsRenderContext,
    cut,
    has_markup,
    markdown,
    rich_text,
    text_element,
    text_elements,
)
from bot.messages.cards import (
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
    plain,
)
from bot.messages.plain_text import MOST_OPEN, closed

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.5"
ACTION = "laurel"
"""The field with a pressed button's action for clients that know Action.Submit only."""
TOKEN = "token"  # noqa: S105 - the name of a field
BUTTONS_LIMIT = 6
ROW_WIDTH = 48
"""Characters of the labels side by side, `PADDING` more for each button."""
PADDING = 5
LABEL_LIMIT = 60
BESIDE = "56px"
"""The width of a picture beside a line. A large one is as wide as the card."""
SUMMARY_LIMIT = 500
ALT_LIMIT = 500
QUOTES_LIMIT = 20_000
"""Characters of all quotes of one message together, so that it stays below Teams' limit."""
SHORTEST_QUOTE = 200
MOST_ELEMENTS = 80
_STYLES = {Style.PLAIN: "default", Style.PRIMARY: "positive", Style.DANGER: "destructive"}


def message(card: Card, names: Names, public_url: str) -> Json:
    """The card as an activity of type message; `summary` is what a notification shows."""
    return in_message(card_json(card, names, public_url))


def in_message(content: Json) -> Json:
    """A message with that card, and the card's summary."""
    attachment = {"contentType": CARD_TYPE, "content": content}
    return {"type": "message", "summary": content["fallbackText"], "attachments": [attachment]}


def card_json(card: Card, names: Names, public_url: str) -> Json:
    """The card itself. Raises ValueError for an address that exceeds Teams' limits."""
    context = TeamsRenderContext(names, public_url)
    quotes = sum(isinstance(block, Quote) for block in flat_blocks(card))
    quote_limit = max(SHORTEST_QUOTE, QUOTES_LIMIT // max(quotes, 1))
    body: list[Json] = []
    separated = False
    for block in flat_blocks(card):
        if isinstance(block, Divider):
            separated = True
            continue
        for element in _elements(block, context, quote_limit):
            body.append(
                {**element, "separator": True, "spacing": "Medium"} if separated and body else element
            )
            separated = False
    if len(body) > MOST_ELEMENTS:
        body = [*body[: MOST_ELEMENTS - 1], rich_text((Words(ELLIPSIS),), context)]
    summary = cut(card.summary if card.summary.strip() else ELLIPSIS, SUMMARY_LIMIT)
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "body": body or [rich_text((Words(summary),), context)],
        "fallbackText": summary,
        "speak": summary,
        **({"msteams": {"entities": context.mentioned}} if context.mentioned else {}),
    }


def shows_pictures(public_url: str) -> bool:
    """Whether Teams can fetch a picture from there: over https, or in the playground from the same machine."""
    parts = urlsplit(public_url)
    return parts.scheme == "https" or parts.hostname in LOOPBACK


def _elements(block: Part, context: TeamsRenderContext, quote_limit: int) -> list[Json]:
    parts: list[Json | None]
    match block:
        case Heading(text):
            parts = [_heading(text, context)]
        case Paragraph(line, picture):
            parts = [*_paragraph(line, picture, context)]
        case Quote(text, author):
            parts = [_quote(closed(cut(text, quote_limit - MOST_OPEN)), author, context)]
        case Facts(rows):
            parts = [_facts(rows, context)]
        case Hero(picture):
            parts = [_image(picture, context, size="stretch", spacing="Medium")]
        case Note(line):
            parts = [text_element(line, context, isSubtle=True, size="Small", spacing="Small")]
        case PageAddress(path):
            address = context.address(path)
            parts = [text_element((Link(address, address),), context)]
        case Divider():
            parts = []
        case Buttons(buttons, first, more):
            parts = [*_buttons(buttons, first, more, context)]
        case _:
            assert_never(block)
    return [part for part in parts if part]


def _heading(text: str, context: TeamsRenderContext) -> Json | None:
    look = {"size": "Large", "weight": "Bolder"}
    if not text.strip():
        return None
    if has_markup(text):
        return rich_text((Words(text),), context, **look)
    return {"type": "TextBlock", "text": text, "wrap": True, "style": "heading", **look}


def _paragraph(line: Line, picture: Picture | None, context: TeamsRenderContext) -> list[Json]:
    texts = text_elements(line, context)
    image = _image(picture, context, width=BESIDE) if picture else None
    if not texts or image is None:
        return texts or ([image] if image else [])
    columns = [
        {"type": "Column", "width": "auto", "items": [image]},
        {"type": "Column", "width": "stretch", "verticalContentAlignment": "Center", "items": texts},
    ]
    return [{"type": "ColumnSet", "columns": columns}]


def _quote(text: str, author: PersonName | None, context: TeamsRenderContext) -> Json | None:
    if not text.strip():
        return None
    items: list[Json | None] = [rich_text((Words(text),), context)]
    if author:
        look = {"isSubtle": True, "size": "Small", "spacing": "Small"}
        items.append(text_element((Words("— "), author), context, **look))
    shown = [item for item in items if item]
    return {"type": "Container", "style": "emphasis", "spacing": "Small", "items": shown}


def _facts(rows: Sequence[tuple[str, Line]], context: TeamsRenderContext) -> Json | None:
    shown = [(label, line) for label, line in rows if plain(line).strip()]
    if not shown:
        return None
    if any(has_markup(label) or has_markup(plain(line)) for label, line in shown):
        items = [rich_text((Strong(label), Words("\n"), *line), context) for label, line in shown]
        return {"type": "Container", "items": items}
    return {
        "type": "FactSet",
        "facts": [{"title": label, "value": markdown(line, context)} for label, line in shown],
    }


def _image(picture: Picture, context: TeamsRenderContext, **look: str) -> Json | None:
    if not shows_pictures(context.public_url):
        return None
    alt = cut(picture.alt, ALT_LIMIT) if picture.alt.strip() else ELLIPSIS
    return {"type": "Image", "url": context.address(picture.path), "altText": alt, **look}


def _buttons(
    buttons: Sequence[Button | LinkButton], first: int | None, more: str, context: TeamsRenderContext
) -> list[Json]:
    """Rows of buttons; secondary ones unfold at the end of the last."""
    rows = [_row(row, context) for row in _rows(buttons[:first])]
    folded = buttons[first:] if first is not None else ()
    if folded and rows:
        inside = card_json(Card(more, (Buttons(tuple(folded)),)), {}, context.public_url)
        unfolds = {
            "type": "Action.ShowCard",
            "title": more,
            "card": {"type": "AdaptiveCard", "body": inside["body"]},
        }
        rows[-1]["actions"].append(unfolds)
    return rows


def _rows(buttons: Sequence[Button | LinkButton]) -> list[list[Button | LinkButton]]:
    """Rows that fit side by side: Teams cuts off a row wider than the card."""
    rows: list[list[Button | LinkButton]] = []
    width = 0
    for button in buttons:
        wide = min(len(button.label), LABEL_LIMIT) + PADDING
        if not rows or width + wide > ROW_WIDTH or len(rows[-1]) == BUTTONS_LIMIT:
            rows.append([])
            width = 0
        rows[-1].append(button)
        width += wide
    return rows


def _row(buttons: Sequence[Button | LinkButton], context: TeamsRenderContext) -> Json:
    return {"type": "ActionSet", "actions": [_button(button, context) for button in buttons]}


def _button(button: Button | LinkButton, context: TeamsRenderContext) -> Json:
    """A button that asks the bot. A client without Action.Execute sends the same as a message (Action.Submit)."""
    look = {
        "title": cut(button.label, LABEL_LIMIT) if button.label.strip() else ELLIPSIS,
        **({"style": _STYLES[button.style]} if button.style is not Style.PLAIN else {}),
    }
    if isinstance(button, LinkButton):
        return {"type": "Action.OpenUrl", "url": context.address(button.path), **look}
    data = {TOKEN: button.token}
    submit = {"type": "Action.Submit", "data": {ACTION: button.action, **data}, **look}
    return {"type": "Action.Execute", "verb": button.action, "data": data, "fallback": submit, **look}
