"""A request and its origin as JSON and back, for requests that are answered later."""

import json
from dataclasses import replace

from bot.messages.card_json import from_json, to_json
from bot.messages.platforms import Platform
from bot.messages.requests import FormSubmission, Inbound, Origin


def request_to_json(inbound: Inbound, origin: Origin) -> str:
    """Both as one JSON text."""
    if isinstance(inbound, FormSubmission):  # a mapping has no form of its own there
        inbound = replace(inbound, fields=tuple(inbound.fields.items()))  # type: ignore[arg-type] # until it is read
    return json.dumps({"inbound": to_json(inbound), "origin": to_json(origin)})


def request_from_json(stored: str) -> tuple[Inbound, Origin]:
    """What `request_to_json` wrote."""
    parts = json.loads(stored)
    inbound, origin = from_json(parts["inbound"]), from_json(parts["origin"])
    if isinstance(inbound, FormSubmission):
        inbound = replace(inbound, fields=dict(inbound.fields))
    return inbound, replace(origin, platform=Platform(origin.platform))
