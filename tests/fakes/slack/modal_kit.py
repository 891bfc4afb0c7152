"""A validator for modals, as strict as the documentation; the blocks of messages are checked by `block_kit`.

Limits: docs.slack.dev, "Views", "Input block", "Plain-text input element", "Select menu element", "Checkboxes
element", "Option object".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.fakes.slack.block_kit import faults

TITLE, LABEL, METADATA, ID = 24, 2_000, 3_000, 255
OPTIONS, OPTION_TEXT, OPTION_VALUE, INPUT = 100, 75, 150, 3_000
BOXES = 10
VIEW = {"type", "title", "blocks", "submit", "close", "private_metadata", "callback_id"}
ELEMENTS = {
    "plain_text_input": {"multiline", "max_length", "min_length", "initial_value", "placeholder"},
    "static_select": {"options", "option_groups", "initial_option", "placeholder"},
    "checkboxes": {"options", "initial_options"},
    "external_select": {"initial_option", "min_query_length", "placeholder"},
    "multi_users_select": {"initial_users", "max_selected_items", "placeholder"},
}


def home_faults(view: Any) -> list[str]:
    """What views.publish would refuse, each with the place."""
    if not isinstance(view, dict):
        return ["view: no object"]
    unknown = view.keys() - {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    found = [f"view: unknown {sorted(unknown)}"] if unknown else []
    if view.get("type") != "home":
        found.append("view/type: expected home")
    blocks = view.get("blocks") or []
    if not 1 <= len(blocks) <= 100:
        found.append(f"view/blocks: {len(blocks)}")
    return [*found, *(fault for block in blocks for fault in faults({"text": "x", "blocks": [block]}))]


def view_faults(view: Any) -> list[str]:
    """What views.open would refuse, each with the place."""
    if not isinstance(view, dict):
        return ["view: no object"]
    found = [f"view: unknown {sorted(view.keys() - VIEW)}"] if view.keys() - VIEW else []
    if view.get("type") != "modal":
        found.append("view/type: expected modal")
    found += _plain(view.get("title"), "title", TITLE)
    blocks = view.get("blocks") or []
    inputs = [block for block in blocks if block.get("type") == "input"]
    if inputs or "submit" in view:
        found += _plain(view.get("submit"), "submit", TITLE)
    if len(view.get("private_metadata", "")) > METADATA or not 1 <= len(view.get("callback_id", "x")) <= ID:
        found.append("view: private_metadata or callback_id too long")
    if not 1 <= len(blocks) <= 100:
        found.append(f"view/blocks: {len(blocks)}")
    ids = [block.get("block_id") for block in inputs]
    if len(set(ids)) != len(ids):
        found.append("view/blocks: a block_id twice")
    for number, block in enumerate(blocks):
        if block.get("type") == "input":
            found += _input(block, f"blocks/{number}")
        else:
            found += faults({"text": "x", "blocks": [block]})
    return found


def _input(block: Mapping[str, Any], place: str) -> Iterator[str]:
    if unknown := block.keys() - {"type", "block_id", "label", "element", "optional", "hint"}:
        yield f"{place}: unknown {sorted(unknown)}"
    if not 1 <= len(block.get("block_id", "x")) <= ID:
        yield f"{place}/block_id"
    yield from _plain(block.get("label"), f"{place}/label", LABEL)
    element = block.get("element") or {}
    kind = element.get("type")
    if kind not in ELEMENTS:
        yield f"{place}/element: no such element {kind!r}"
        return
    if unknown := element.keys() - ELEMENTS[kind] - {"type", "action_id"}:
        yield f"{place}/element: unknown {sorted(unknown)}"
    if kind == "plain_text_input":
        if len(element.get("initial_value", "")) > INPUT or not 1 <= element.get("max_length", 1) <= INPUT:
            yield f"{place}/element: longer than {INPUT}"
    elif kind in _CHOOSING:
        yield from _CHOOSING[kind](element, place)
    elif not all(re.fullmatch(r"[UW][A-Z0-9]+", user) for user in element.get("initial_users", ["U1"])):
        yield f"{place}/element: no user id"


def _select(element: Mapping[str, Any], place: str) -> Iterator[str]:
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    if ("options" in element) == ("option_groups" in element) or len(groups) > OPTIONS:
        yield f"{place}/element: options or option_groups, one of them"
    every = [option for group in groups for option in group["options"]]
    for group in groups:
        if "label" in group:
            yield from _plain(group["label"], f"{place}/label", OPTION_TEXT)
        if not 1 <= len(group["options"]) <= OPTIONS:
            yield f"{place}: {len(group['options'])} options"
    yield from _options(every, place)
    if "initial_option" in element and element["initial_option"] not in every:
        yield f"{place}: initial_option is none of the options"


def _external(element: Mapping[str, Any], place: str) -> Iterator[str]:
    yield from _options([element["initial_option"]] if "initial_option" in element else [], place)


def _checkboxes(element: Mapping[str, Any], place: str) -> Iterator[str]:
    options = element.get("options") or []
    if not 1 <= len(options) <= BOXES:
        yield f"{place}: {len(options)} options"
    yield from _options(options, place)
    ticked = element.get("initial_options", options)
    if not ticked or any(option not in options for option in ticked):
        yield f"{place}: initial_options are none of the options"


def _options(options: Iterable[Mapping[str, Any]], place: str) -> Iterator[str]:
    for option in options:
        yield from _plain(option.get("text"), f"{place}/option", OPTION_TEXT)
        if unknown := option.keys() - {"text", "value", "description"}:
            yield f"{place}/option: unknown {sorted(unknown)}"
        if "description" in option:
            yield from _plain(option["description"], f"{place}/option/description", OPTION_TEXT)
        if not 1 <= len(option.get("value", "")) <= OPTION_VALUE:
            yield f"{place}: an option's value"


def suggestion_faults(answer: Any) -> list[str]:
    """What Slack would refuse in the answer to a block_suggestion."""
    options = answer.get("options") if isinstance(answer, dict) else None
    if not isinstance(options, list) or len(options) > OPTIONS:
        return [f"options: expected at most {OPTIONS}"]
    return list(_options(options, "options"))


def _plain(thing: Any, place: str, most: int) -> Iterator[str]:
    if not isinstance(thing, dict) or thing.get("type") != "plain_text" or not thing.get("text", "").strip():
        yield f"{place}: expected some plain text"
    elif len(thing["text"]) > most:
        yield f"{place}: {len(thing['text'])} characters, more than {most}"


_CHOOSING = {"static_select": _select, "external_select": _external, "checkboxes": _checkboxes}
