"""A Block Kit validator, as strict as the documentation: unknown fields and types are faults, limits hold.

    assert faults(message) == []

It knows the blocks that Laurel sends. Limits: docs.slack.dev, "Block Kit reference"; `test_block_kit.py` compares
them with an independent table.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

BLOCKS = 50
TEXT_OBJECT = 3_000
SECTION_TEXT = 3_000
FIELDS = 10
FIELD_TEXT = 2_000
HEADER_TEXT = 150
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
OPTIONS = 5
OPTION_TEXT = 75
OPTION_VALUE = 150
URL = 3_000
ID = 255
ELEMENTS = 25
CONTEXT_ELEMENTS = 10
ALT_TEXT = 2_000
FALLBACK = 4_000

_FIELDS_OF: Mapping[str, tuple[set[str], set[str]]] = {
    # type: (needed, allowed beside)
    "header": ({"text"}, set()),
    "section": (set(), {"text", "fields", "accessory"}),
    "context": ({"elements"}, set()),
    "actions": ({"elements"}, set()),
    "image": ({"alt_text"}, {"image_url", "slack_file", "title"}),
    "divider": (set(), set()),
    "rich_text": ({"elements"}, set()),
    "button": ({"text", "action_id"}, {"url", "value", "style", "accessibility_label"}),
    "overflow": ({"options", "action_id"}, {"confirm"}),
    "plain_text": ({"text"}, {"emoji"}),
    "mrkdwn": ({"text"}, {"verbatim"}),
    "rich_text_section": ({"elements"}, set()),
    "rich_text_quote": ({"elements"}, {"border"}),
    "text": ({"text"}, {"style"}),
    "user": ({"user_id"}, {"style"}),
    "link": ({"url"}, {"text", "style"}),
    "date": ({"timestamp", "format"}, {"fallback", "url", "style"}),
}
_TOP = ("header", "section", "context", "actions", "image", "divider", "rich_text")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_SEQUENCE = re.compile(
    r"<(?:@[UW][A-Z0-9]+"
    r"|!date\^[0-9]+\^[^|<>]+\|[^|<>]+"
    r"|https?://[^|<>\s]+\|[^|<>]+)>"
)


def faults(message: Mapping[str, Any]) -> list[str]:
    """What Slack would refuse or misread in `{"text", "blocks"}`, each with the place; empty if nothing."""
    found = list(_text(message.get("text"), "text", FALLBACK))
    blocks = message.get("blocks")
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= BLOCKS:
        return [*found, f"blocks: expected 1 to {BLOCKS}"]
    for number, block in enumerate(blocks):
        place = f"blocks/{number}"
        if not isinstance(block, dict) or block.get("type") not in _TOP:
            found.append(f"{place}: no such block {block!r:.60}")
        else:
            found += _known(block, place, may_have_id=True)
            found += _BLOCK[block["type"]](block, place)
    return found


def _known(thing: Mapping[str, Any], place: str, may_have_id: bool = False) -> Iterator[str]:
    needed, beside = _FIELDS_OF[thing["type"]]
    allowed = needed | beside | {"type"} | ({"block_id"} if may_have_id else set())
    if missing := needed - thing.keys():
        yield f"{place}: {sorted(missing)} missing"
    if unknown := thing.keys() - allowed:
        yield f"{place}: unknown {sorted(unknown)}"


def _text(text: Any, place: str, limit: int) -> Iterator[str]:
    """A text that Slack reads entities in."""
    if not isinstance(text, str) or not text.strip():
        yield f"{place}: expected some text, found {text!r:.40}"
        return
    if len(text) > limit:
        yield f"{place}: {len(text)} characters, more than {limit}"
    if _ENTITY.search(text):
        yield f"{place}: an unescaped or half an entity"
    yield from _encodable(text, place)


def _encodable(text: str, place: str) -> Iterator[str]:
    if any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        yield f"{place}: half a surrogate pair"


def _text_object(thing: Any, place: str, limit: int, kinds: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(thing, dict) or thing.get("type") not in kinds:
        yield f"{place}: expected {' or '.join(kinds)}, found {thing!r:.60}"
        return
    yield from _known(thing, place)
    yield from _text(thing.get("text"), place, limit)
    text = str(thing.get("text"))
    left = _SEQUENCE.sub("", text) if thing["type"] == "mrkdwn" else text
    if "<" in left or ">" in left:
        yield f"{place}: an unescaped angle bracket"


def _header(block: Mapping[str, Any], place: str) -> Iterator[str]:
    yield from _text_object(block.get("text"), f"{place}/text", HEADER_TEXT, ("plain_text",))


def _section(block: Mapping[str, Any], place: str) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield f"{place}: neither text nor fields"
    if "text" in block:
        yield from _text_object(block["text"], f"{place}/text", SECTION_TEXT, ("mrkdwn", "plain_text"))
    fields = block.get("fields", [None])
    if not 1 <= len(fields) <= FIELDS:
        yield f"{place}/fields: {len(fields)}, expected 1 to {FIELDS}"
    for number, field in enumerate(block.get("fields", [])):
        yield from _text_object(field, f"{place}/fields/{number}", FIELD_TEXT, ("mrkdwn", "plain_text"))
    if accessory := block.get("accessory"):
        yield from _element(accessory, f"{place}/accessory", ("image", "button", "overflow"))


def _context(block: Mapping[str, Any], place: str) -> Iterator[str]:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= CONTEXT_ELEMENTS:
        yield f"{place}: {len(elements)} elements, expected 1 to {CONTEXT_ELEMENTS}"
    for number, element in enumerate(elements):
        at = f"{place}/elements/{number}"
        if element.get("type") == "image":
            yield from _element(element, at, ("image",))
        else:
            yield from _text_object(element, at, TEXT_OBJECT, ("mrkdwn", "plain_text"))


def _actions(block: Mapping[str, Any], place: str) -> Iterator[str]:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= ELEMENTS:
        yield f"{place}: {len(elements)} elements, expected 1 to {ELEMENTS}"
    for number, element in enumerate(elements):
        yield from _element(element, f"{place}/elements/{number}", ("button", "overflow"))
    actions = Counter(element.get("action_id") for element in elements)
    if repeated := [action for action, count in actions.items() if count > 1]:
        yield f"{place}: action_id twice: {repeated}"


def _element(element: Mapping[str, Any], place: str, kinds: tuple[str, ...]) -> Iterator[str]:
    if element.get("type") not in kinds:
        yield f"{place}: expected {' or '.join(kinds)}, found {element.get('type')!r}"
        return
    yield from _known(element, place)
    yield from _ELEMENT[element["type"]](element, place)


def _button(button: Mapping[str, Any], place: str) -> Iterator[str]:
    yield from _text_object(button.get("text"), f"{place}/text", BUTTON_TEXT, ("plain_text",))
    if not 1 <= len(button.get("action_id", "")) <= ID:
        yield f"{place}: action_id of {len(button.get('action_id', ''))} characters"
    if "value" in button and not 1 <= len(button["value"]) <= BUTTON_VALUE:
        yield f"{place}: value of {len(button['value'])} characters"
    if "style" in button and button["style"] not in ("primary", "danger"):
        yield f"{place}: no such style {button['style']!r}"
    if "url" in button:
        yield from _url(button["url"], place, ("http://", "https://"))


def _overflow(menu: Mapping[str, Any], place: str) -> Iterator[str]:
    if not 1 <= len(menu.get("action_id", "")) <= ID:
        yield f"{place}: action_id of {len(menu.get('action_id', ''))} characters"
    options = menu.get("options") or []
    if not 1 <= len(options) <= OPTIONS:
        yield f"{place}: {len(options)} options, expected 1 to {OPTIONS}"
    for number, option in enumerate(options):
        at = f"{place}/options/{number}"
        if unknown := option.keys() - {"text", "value", "description", "url"}:
            yield f"{at}: unknown {sorted(unknown)}"
        yield from _text_object(option.get("text"), f"{at}/text", OPTION_TEXT, ("plain_text",))
        if not 1 <= len(option.get("value", "")) <= OPTION_VALUE:
            yield f"{at}: value of {len(option.get('value', ''))} characters"
        if "url" in option:
            yield from _url(option["url"], at, ("http://", "https://"))


def _image(image: Mapping[str, Any], place: str) -> Iterator[str]:
    if ("image_url" in image) == ("slack_file" in image):
        yield f"{place}: image_url or slack_file, one of them"
    if "image_url" in image:
        yield from _url(image["image_url"], place, ("https://",))
    file = image.get("slack_file", {"id": "F1"})
    if set(file) not in ({"id"}, {"url"}) or not re.fullmatch(r"F[A-Z0-9]+|https://.+", *file.values()):
        yield f"{place}: no file of Slack's: {file!r:.60}"
    alt = image.get("alt_text") or ""
    if not 1 <= len(alt) <= ALT_TEXT:
        yield f"{place}: alt_text of {len(alt)} characters"
    yield from _encodable(alt, place)


def _url(url: str, place: str, starts: tuple[str, ...]) -> Iterator[str]:
    if not url.startswith(starts) or len(url) > URL or re.search(r"[\s<>|]", url):
        yield f"{place}: no address that Slack takes: {url!r:.60}"


def _nothing_more(block: Mapping[str, Any], place: str) -> Iterator[str]:
    yield from ()


def _rich_text(block: Mapping[str, Any], place: str) -> Iterator[str]:
    parts = block.get("elements") or []
    if not parts:
        yield f"{place}: no elements"
    for number, part in enumerate(parts):
        at = f"{place}/elements/{number}"
        if part.get("type") not in ("rich_text_section", "rich_text_quote"):
            yield f"{at}: no such part {part.get('type')!r}"
            continue
        yield from _known(part, at)
        if not part.get("elements"):
            yield f"{at}: no elements"
        for index, element in enumerate(part.get("elements") or []):
            yield from _rich_element(element, f"{at}/elements/{index}")


def _rich_element(element: Mapping[str, Any], place: str) -> Iterator[str]:
    if element.get("type") not in ("text", "user", "link", "date"):
        yield f"{place}: no such element {element.get('type')!r}"
        return
    yield from _known(element, place)
    for name in ("text", "fallback"):
        if name in element and (not isinstance(element[name], str) or not element[name]):
            yield f"{place}/{name}: expected some text"
        yield from _encodable(str(element.get(name, "")), place)
    if "style" in element and not set(element["style"]) <= {"bold", "italic", "strike", "code"}:
        yield f"{place}: no such style {element['style']!r}"
    if element["type"] == "user" and not re.fullmatch(r"[UW][A-Z0-9]+", element.get("user_id", "")):
        yield f"{place}: no user id {element.get('user_id')!r}"
    if element["type"] == "date" and not isinstance(element.get("timestamp"), int):
        yield f"{place}: a timestamp in whole seconds expected"
    if element["type"] == "link":
        yield from _url(element.get("url", ""), place, ("http://", "https://"))


_ELEMENT = {"image": _image, "button": _button, "overflow": _overflow}
_BLOCK = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "divider": _nothing_more,
    "rich_text": _rich_text,
}
