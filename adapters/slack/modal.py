"""A form as a Slack modal, and its submitted values. Pure.

    view = modal(form)                 # for views.open
    fields = submitted_fields(payload["view"])  # of a view_submission

The view carries the form's draft token in `private_metadata` and nothing else: the draft's content stays with us.
Limits: docs.slack.dev, "Views", "Input block", "Plain-text input", "Select menus", "Option object".
"""

from collections.abc import Mapping
from typing import Any, assert_never

from adapters.slack.accounts import slack_user
from adapters.slack.blocks.spans import Json, plain_text
from adapters.slack.text import cut, length
from bot.messages.forms import CHECKED, CheckField, ChoiceField, Field, Form, PeopleField, TextField

TITLE_LIMIT = 24
LABEL_LIMIT = 2_000
INTRO_LIMIT = 3_000
INPUT_LIMIT = 3_000
PART_LIMIT = 2_800
"""The length of a part of a text that is too long for one input; people may still add some words to it."""
MOST_PARTS = 8
_PART = "#"
OPTION_LIMIT = 75
OPTIONS_LIMIT = 100
PEOPLE_LIMIT = 100


def modal(form: Form) -> Json:
    """The form as a view. Raises ValueError for a name or an option that exceeds Slack's limits."""
    blocks: list[Json] = []
    for part in _parts(form.intro):
        if part.strip():
            blocks.append({"type": "section", "text": plain_text(part, INTRO_LIMIT)})
    blocks += [block for field in form.fields for block in _inputs(field, form.yes)]
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": form.draft,
        "title": plain_text(form.title, TITLE_LIMIT),
        "submit": plain_text(form.submit, TITLE_LIMIT),
        "blocks": blocks,
    }


def submitted_fields(view: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """The submitted values, by the names of the fields; people as platform ids. Undocumented content is left out."""
    state = view.get("state")
    values = state.get("values") if isinstance(state, dict) else None
    found: dict[str, str | tuple[str, ...]] = {}
    for name, elements in sorted((values if isinstance(values, dict) else {}).items()):
        element = elements.get(name) if isinstance(elements, dict) else None
        if not isinstance(element, dict):
            continue
        value, field = _value(element), name.partition(_PART)[0]
        before = found.get(field)
        found[field] = before + value if isinstance(before, str) and isinstance(value, str) else value
    return found


def _inputs(field: Field, yes: str) -> list[Json]:
    """A field's blocks. Slack's inputs are short, so a long text fills several, which are one text again when sent."""
    if not isinstance(field, TextField):
        return [_input(field, yes)]
    parts = _parts(field.value)
    return [
        _text(
            f"{field.name}{_PART}{number}" if number else field.name,
            f"{field.label} ({number + 1}/{len(parts)})" if len(parts) > 1 else field.label,
            part,
            required=field.required and not number,
        )
        for number, part in enumerate(parts)
    ]


def _parts(text: str) -> list[str]:
    """A text in parts that Slack's inputs hold; each ends behind a space, if there is one."""
    parts: list[str] = []
    size = (
        PART_LIMIT if length(text) == len(text) else PART_LIMIT // 2
    )  # outside the BMP a character counts as two
    while length(text) > INPUT_LIMIT and len(parts) + 1 < MOST_PARTS:
        space = text.rfind(" ", size // 2, size)
        end = space + 1 if space > 0 else size
        parts.append(text[:end])
        text = text[end:]
    return [*parts, text]


def _text(name: str, label: str, value: str, *, required: bool) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": True,
        "max_length": INPUT_LIMIT,
    }
    if value.strip():
        element["initial_value"] = cut(value, INPUT_LIMIT)
    return _block(name, label, element, optional=not required)


def _input(field: ChoiceField | PeopleField | CheckField, yes: str) -> Json:
    match field:
        case ChoiceField(name, label):
            return _block(name, label, _select(field), optional=False)
        case PeopleField(name, label, people, required=required):
            element = {"type": "multi_users_select", "action_id": name, "max_selected_items": PEOPLE_LIMIT}
            if people:
                element["initial_users"] = [slack_user(account) for account in people[:PEOPLE_LIMIT]]
            return _block(name, label, element, optional=not required)
        case CheckField(name, label, checked):
            option = {"text": plain_text(yes or label, OPTION_LIMIT), "value": CHECKED}
            ticked = {"initial_options": [option]} if checked else {}
            element = {"type": "checkboxes", "action_id": name, "options": [option], **ticked}
            return _block(name, label, element, optional=True)
        case _:
            assert_never(field)


def _block(name: str, label: str, element: Json, *, optional: bool) -> Json:
    text = plain_text(label, LABEL_LIMIT)
    return {"type": "input", "block_id": name, "label": text, "element": element, "optional": optional}


def _select(field: ChoiceField) -> Json:
    """A menu; one of more than a hundred options asks for those that fit what is typed (`suggestions`)."""
    about = dict(zip((key for key, _ in field.options), field.about, strict=False))
    made = [option(key, label, about.get(key, "")) for key, label in field.options]
    if len(made) <= OPTIONS_LIMIT:
        element: Json = {"type": "static_select", "action_id": field.name, "options": made}
    else:
        element = {"type": "external_select", "action_id": field.name, "min_query_length": 0}
    chosen = next((each for each in made if each["value"] == field.value), None)
    if chosen:
        element["initial_option"] = chosen
    return element


def option(value: str, label: str, about: str = "") -> Json:
    """An option of a menu, with a line about it."""
    if not 1 <= len(value) <= OPTION_LIMIT:
        raise ValueError(f"an option's value is too long for Slack: {value[:80]}")
    line = " ".join(about.split())
    described = {"description": plain_text(line, OPTION_LIMIT)} if line else {}
    return {"text": plain_text(label, OPTION_LIMIT), "value": value, **described}


def _value(element: Mapping[str, Any]) -> str | tuple[str, ...]:
    match element.get("type"):
        case "plain_text_input":
            return str(element.get("value") or "")
        case "static_select" | "external_select":
            chosen = element.get("selected_option")
            return str(chosen.get("value") or "") if isinstance(chosen, dict) else ""
        case "checkboxes":
            ticked = element.get("selected_options")
            return CHECKED if isinstance(ticked, list) and ticked else ""
        case "multi_users_select":
            people = element.get("selected_users")
            return tuple(str(person) for person in people) if isinstance(people, list) else ()
        case _:
            return ""
