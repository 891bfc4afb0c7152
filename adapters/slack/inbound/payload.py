"""A signed body as a payload: well-formed, of the shapes Slack documents, each field once.

Slack signs its requests, so a body that fails here is a fault, not an attack; it gets a 400 and no stack trace.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from adapters.gateway.request_limits import RequestRefused
from adapters.slack.gate import SignedBody

MOST_FIELDS = 100
_OBJECTS = (
    "event",
    "view",
    "container",
    "message",
    "previous_message",
    "item",
    "assistant_thread",
    "function_data",
)
_OBJECTS_OR_TEXTS = ("team", "user", "channel", "enterprise")
_LISTS = ("authorizations", "actions")


def payload_of(admitted: SignedBody) -> dict[str, Any]:
    """The payload: JSON as it is, a form as an object, an interaction from the form's `payload` field."""
    try:
        payload = _parse(admitted)
    except (ValueError, RecursionError):
        raise RequestRefused(400, "body malformed") from None
    if not isinstance(payload, dict) or not has_documented_shape(payload):
        raise RequestRefused(400, "body not of a documented shape")
    return payload


def _parse(admitted: SignedBody) -> Any:
    text = admitted.body.decode("utf-8")
    match admitted.content_type:
        case "application/json":
            return json.loads(text)
        case "application/x-www-form-urlencoded":
            fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
            if len(dict(fields)) != len(fields):
                raise RequestRefused(400, "a field twice")
            form = dict(fields)
            return json.loads(form["payload"]) if "payload" in form else form
        case _:
            raise RequestRefused(415, "neither JSON nor a form")


def has_documented_shape(payload: Mapping[str, Any]) -> bool:
    """Whether its members, and those of its event, are of the types that Slack documents."""
    return _has_shape(payload) and _has_shape(payload.get("event") or {})


def _has_shape(payload: Mapping[str, Any]) -> bool:
    objects = all(isinstance(payload.get(name), dict | None) for name in _OBJECTS)
    either = all(isinstance(payload.get(name), dict | str | None) for name in _OBJECTS_OR_TEXTS)
    lists = (payload.get(name) or [] for name in _LISTS)
    return (
        objects
        and either
        and all(isinstance(items, list) and all(isinstance(x, dict) for x in items) for items in lists)
    )


def kind_of(payload: Mapping[str, Any]) -> str:
    """The type of a payload, in Slack's own words."""
    event = payload.get("event") or {}
    is_command = "command" if "command" in payload else "unknown"
    return str(event.get("type") or payload.get("type") or is_command)[:40]


def user_of(payload: Mapping[str, Any]) -> str:
    """The id of the user behind a command, an interaction or an event."""
    user = payload.get("user") or (payload.get("event") or {}).get("user")
    return str(payload.get("user_id") or (user.get("id") if isinstance(user, Mapping) else user))
