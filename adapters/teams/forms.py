"""A form as an Adaptive Card with inputs, and its submitted values. Pure.

    card = form_json(form, "https://badges.example")
    submitted = parse_submission(verb, data)     # None: a button, no form

The card carries the form's draft token and nothing else: the draft's content stays with us. The kind of a field
is in its input's id, because every input comes back as text. There is no people picker yet, so people are given by
e-mail address; people named by the command are tick boxes.
Source: adaptivecards.io, "Input.Text", "Input.ChoiceSet", "Action.Execute".

A form is a card with inputs: dialogs need a second round trip and fail in clients where the card works. A card stays
on screen, so its draft is the request's key and five submissions are one request.
"""

import re
from collections.abc import Mapping
from typing import Any, assert_never

from adapters.teams.render import ACTION, TOKEN, card_json, in_message
from adapters.teams.spans import Json, cut, has_markup
from bot.messages.cards import Card, Heading, Paragraph, Words
from bot.messages.forms import ChoiceField, Field, Form, PeopleField, TextField
from bot.messages.requests import TYPED_SUFFIX, FormSubmission

DRAFT = "draft"
INPUT_LIMIT = 8_000
LABEL_LIMIT = 200
BUTTON_LIMIT = 60
OPTION_LIMIT = 200
PEOPLE_LIMIT = 50
_TEXT, _CHOICE, _PEOPLE, _ADDRESSES = "text.", "choice.", "people.", "addresses."

_MARKS = re.compile(r"[*_\[\]()<>{}`~\\|&#+-]")


def form_message(form: Form, public_url: str) -> Json:
    """The form as an activity of type message."""
    return in_message(form_json(form, public_url))


def form_json(form: Form, public_url: str) -> Json:
    """The form as a card."""
    intro = (Paragraph((Words(form.intro),)),) if form.intro.strip() else ()
    card = card_json(Card(form.title, (Heading(form.title), *intro)), {}, public_url)
    inputs = [json for field in form.fields for json in _inputs(field, form)]
    row = {"type": "ActionSet", "actions": _actions(form)}
    return {**card, "body": [*card["body"], *inputs, row]}


def parse_submission(action: str, data: Mapping[str, Any]) -> FormSubmission | None:
    """The submitted values; None for a button without a form. Content that is not ours is left out."""
    draft = data.get(DRAFT)
    if not isinstance(draft, str):
        return None
    fields: dict[str, str | tuple[str, ...]] = {}
    for key, value in data.items():
        kind, _, name = key.partition(".")
        text = value if isinstance(value, str) else ""
        match f"{kind}.":
            case "text." | "choice.":
                fields[name] = text
            case "people.":
                fields[name] = tuple(part for part in text.split(",") if part)[:PEOPLE_LIMIT]
            case "addresses.":
                fields[f"{name}{TYPED_SUFFIX}"] = text
            case _:
                pass
    return FormSubmission(action, fields, draft)


def _inputs(field: Field, form: Form) -> list[Json]:
    match field:
        case TextField(name, label, value, required):
            typed = {"isMultiline": True, "maxLength": INPUT_LIMIT, "value": cut(value, INPUT_LIMIT)}
            return [_input("Input.Text", f"{_TEXT}{name}", label, form, required=required, **typed)]
        case ChoiceField(name, label, options, value):
            chosen = {"value": value} if value else {}
            listed = {"choices": [_choice(*option) for option in options], "style": "compact", **chosen}
            return [_input("Input.ChoiceSet", f"{_CHOICE}{name}", label, form, required=True, **listed)]
        case PeopleField():
            return _people(field, form)
        case _:
            assert_never(field)


def _people(field: PeopleField, form: Form) -> list[Json]:
    """Tick boxes for people named by the command, and a line for addresses."""
    known = list(zip(field.value, field.names or field.value, strict=True))[:PEOPLE_LIMIT]
    typed: Json = {"maxLength": INPUT_LIMIT, "value": field.typed}
    if not known:
        return [
            _input(
                "Input.Text", f"{_ADDRESSES}{field.name}", field.label, form, required=field.required,
                placeholder=form.by_address, **typed,
            )
        ]  # fmt: skip
    ticked = {
        "choices": [_choice(*one) for one in known],
        "isMultiSelect": True,
        "style": "expanded",
        "value": ",".join(external_id for external_id, _ in known),
    }
    return [
        _input("Input.ChoiceSet", f"{_PEOPLE}{field.name}", field.label, form, required=False, **ticked),
        _input("Input.Text", f"{_ADDRESSES}{field.name}", form.by_address, form, required=False, **typed),
    ]


def _input(kind: str, name: str, label: str, form: Form, *, required: bool, **more: Any) -> Json:
    must = {"isRequired": True, "errorMessage": form.missing or label} if required else {}
    return {"type": kind, "id": name, "label": cut(label, LABEL_LIMIT), **must, **more}


def _choice(value: str, title: str) -> Json:
    """An option. Its title is Markdown without escapes that all clients support, so markup characters are removed."""
    if has_markup(title):
        title = " ".join(_MARKS.sub(" ", title).split())
    return {"title": cut(title, OPTION_LIMIT) or value, "value": value}


def _actions(form: Form) -> list[Json]:
    """The submit button; and the way back to the card it replaced, which needs no input."""
    send = _action(form.submit, form.action, {DRAFT: form.draft}, style="positive")
    if form.back is None:
        return [send]
    back = _action(form.back.label, form.back.action, {TOKEN: form.back.token}, associatedInputs="none")
    return [send, back]


def _action(title: str, verb: str, data: Json, **more: str) -> Json:
    title = cut(title, BUTTON_LIMIT)
    submit = {"type": "Action.Submit", "title": title, "data": {ACTION: verb, **data}, **more}
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": data, "fallback": submit, **more}
