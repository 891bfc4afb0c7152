"""Cards, forms and requests as JSON and back.

The sandbox page reads this form; a reply waiting in the outbox is stored in it.
Every value is `{"is": <class name>, …its fields}`.
"""

from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from bot.messages import cards, forms, platforms, requests

_KINDS: dict[str, type] = {
    kind.__name__: kind
    for module in (cards, forms, platforms, requests)
    for kind in vars(module).values()
    if isinstance(kind, type) and is_dataclass(kind)
}


def to_json(value: object) -> Any:
    """A card, a form or any part of one, as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        parts = {name: to_json(getattr(value, name)) for name in _names(type(value))}
        return {"is": type(value).__name__, **parts}
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return {"is": "datetime", "at": value.isoformat()}
    if isinstance(value, UUID):
        return {"is": "UUID", "hex": str(value)}
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass, looked up once."""
    return tuple(part.name for part in fields(kind))


def from_json(value: Any) -> Any:
    """What `to_json` wrote, as values again."""
    if isinstance(value, list):
        return tuple(from_json(item) for item in value)
    if not isinstance(value, dict):
        return value
    match value["is"]:
        case "datetime":
            return datetime.fromisoformat(value["at"])
        case "UUID":
            return UUID(value["hex"])
        case name:
            parts = {key: from_json(item) for key, item in value.items() if key != "is"}
            if "style" in parts:
                parts["style"] = cards.Style(parts["style"])
            if "place" in parts:
                parts["place"] = cards.AnswerPlace(parts["place"])
            return _KINDS[name](**parts)
