"""A form as a Slack modal, and its submitted values. Pure.

    view = modal(form)                 # for views.open
    fields = submitted_fields(payload["view"])  # of a view_submission

The view carries the form's draft token in `private_metadata` and nothing else: the draft's content stays with us.
Limits: docs.slack.dev, "Views", "Input block", "Plain-text input", "Select menus", "Option object".
"""

from collections.abc import Mapping
from typing import Any, assert_never

from adapters.slack.spans import Json, plain_text
from adapters.slack.text import cut
from bot.messages.forms import ChoiceField, Field, Form, PeopleField, TextField

TITLE_LIMIT = 24
LABEL_LIMIT = 2_000
INTRO_LIMIT = 3_000
INPUT_LIMIT = 3_000
OPTION_LIMIT = 75
OPTIONS_LIMIT = 100
PEOPLE_LIMIT = 100


def modal(form: Form) -> Json:
    """The form as a view. Raises ValueError for a name or an option that exceeds Slack's limits."""
    blocks: list[Json] = []
    if form.intro.strip():
        blocks.append({"type": "section", "text": plain_text(form.intro, INTRO_LIMIT)})
    blocks += [_input(field) for field in form.fields]
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
    for name, elements in (values if isinstance(values, dict) else {}).items():
        element = elements.get(name) if isinstance(elements, dict) else None
        if isinstance(element, dict):
            found[name] = _value(element)
    return found


def _input(field: Field) -> Json:
    match field:
        case TextField(name, label, value, required):
            element: Json = {
                "type": "plain_text_input",
                "action_id": name,
                "multiline": True,
                "max_length": INPUT_LIMIT,
            }
            if value.strip():
                element["initial_value"] = cut(value, INPUT_LIMIT)
            return _block(name, label, element, optional=not required)
        case ChoiceField(name, label, options, value):
            return _block(name, label, _select(name, options, value), optional=False)
        case PeopleField(name, label, people, required=required):
            element = {"type": "multi_users_select", "action_id": name, "max_selected_items": PEOPLE_LIMIT}
            if people:
                element["initial_users"] = list(people[:PEOPLE_LIMIT])
            return _block(name, label, element, optional=not required)
        case _:
            assert_never(field)


def _block(name: str, label: str, element: Json, *, optional: bool) -> Json:
    text = plain_text(label, LABEL_LIMIT)
    return {"type": "input", "block_id": name, "label": text, "element": element, "optional": optional}


def _select(name: str, options: tuple[tuple[str, str], ...], value: str) -> Json:
    """A menu; more than a hundred options are split into groups, as Slack requires."""
    made = [_option(key, label) for key, label in options]
    element: Json = {"type": "static_select", "action_id": name}
    if len(made) <= OPTIONS_LIMIT:
        element["options"] = made
    else:
        starts = range(0, len(made), OPTIONS_LIMIT)
        element["option_groups"] = [
            {
                "label": plain_text(f"{at + 1} – {min(at + OPTIONS_LIMIT, len(made))}", OPTION_LIMIT),
                "options": made[at : at + OPTIONS_LIMIT],
            }
            for at in starts
        ]
    chosen = next((option for option in made if option["value"] == value), None)
    if chosen:
        element["initial_option"] = chosen
    return element


def _option(value: str, label: str) -> Json:
    if not 1 <= len(value) <= OPTION_LIMIT:
        raise ValueError(f"an option's value is too long for Slack: {value[:80]}")
    return {"text": plain_text(label, OPTION_LIMIT), "value": value}


def _value(element: Mapping[str, Any]) -> str | tuple[str, ...]:
    match element.get("type"):
        case "plain_text_input":
            return str(element.get("value") or "")
        case "static_select":
            chosen = element.get("selected_option")
            return str(chosen.get("value") or "") if isinstance(chosen, dict) else ""
        case "multi_users_select":
            people = element.get("selected_users")
            return tuple(str(person) for person in people) if isinstance(people, list) else ()
        case _:
            return ""
