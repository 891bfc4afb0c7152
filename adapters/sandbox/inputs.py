"""Reads the page's requests. Unexpected content is refused in a sentence."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from adapters.sandbox.answering import SandboxRequest
from adapters.sandbox.cast import DemoUser, Scenario
from adapters.sandbox.guard import SandboxRequestRefused
from bot.messages.plain_text import storable

LONGEST = 12_000
"""Characters in one field: above any platform's limit, so that the bot's own limit applies first."""
_KEY = re.compile(r"[A-Za-z0-9-]{8,64}")


@dataclass(frozen=True, slots=True)
class SandboxRequestBody:
    """A request's JSON object, with its sender and conversation."""

    request: SandboxRequest
    body: Mapping[str, object]

    def text(self, name: str) -> str:
        """A text field."""
        return _text(self.body, name)

    def draft(self) -> str:
        """The token of the form; a page from before there were tokens sends none."""
        return self.text("draft") if self.body.get("draft") else ""

    def message(self) -> UUID | None:
        """The message that the button or the form is in; an older page sends none."""
        try:
            return UUID(self.text("message")) if self.body.get("message") else None
        except ValueError:
            raise SandboxRequestRefused(400, "Expected `message`, the id of a message.") from None

    def fields(self) -> dict[str, str | tuple[str, ...]]:
        """A form's values: texts, and lists of platform ids."""
        found = self.body.get("fields")
        if not isinstance(found, dict) or len(found) > 20:
            raise SandboxRequestRefused(400, "Expected `fields`, an object with what was filled in.")
        return {str(name): _field(str(name), value) for name, value in found.items()}


def viewer(request: web.Request, cast: Scenario) -> DemoUser:
    """The user of the page: the `me` of its address, or else the first user of the scenario."""
    return _demo_user(cast, request.query.get("me", cast.users[0].external_id))


async def read_request(request: web.Request, cast: Scenario, language: str) -> SandboxRequestBody:
    """Reads a request. Raises SandboxRequestRefused if it is not in the page's format."""
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError) as error:
        raise SandboxRequestRefused(400, f"Expected JSON: {error}.") from error
    if not isinstance(body, dict):
        raise SandboxRequestRefused(400, "Expected a JSON object.")
    me = _demo_user(cast, _text(body, "me"))
    conversation = cast.conversation(me, _text(body, "conversation"))
    if conversation is None:
        raise SandboxRequestRefused(404, f"{me.name} is in no conversation {body['conversation']!r}.")
    key = _text(body, "key")
    if not _KEY.fullmatch(key):
        raise SandboxRequestRefused(
            400, "Expected `key`, 8 to 64 letters, digits and hyphens, made afresh for each click."
        )
    return SandboxRequestBody(SandboxRequest(me, conversation, key, language), body)


def _demo_user(cast: Scenario, external_id: str) -> DemoUser:
    player = cast.user(external_id)
    if player is None:
        known = ", ".join(demo_user.external_id for demo_user in cast.users)
        raise SandboxRequestRefused(
            404, f"Nobody in the sandbox is {external_id!r}. Expected `me`, one of: {known}."
        )
    return player


def _text(body: Mapping[str, object], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise SandboxRequestRefused(400, f"Expected `{name}`, a text that is not empty.")
    if len(value) > LONGEST:
        raise SandboxRequestRefused(
            400, f"Expected at most {LONGEST} characters in `{name}`, found {len(value)}."
        )
    return storable(value)


def _field(name: str, value: object) -> str | tuple[str, ...]:
    if isinstance(value, str) and len(value) <= LONGEST:
        return storable(value)
    if isinstance(value, list) and len(value) <= 100 and all(isinstance(item, str) for item in value):
        return tuple(storable(item) for item in value)
    raise SandboxRequestRefused(
        400, f"Expected in `{name}` a text of at most {LONGEST} characters, or a list of people."
    )
