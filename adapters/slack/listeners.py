"""Bolt's listeners: a payload becomes a request to the bot, the answer a message."""

import re
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from adapters.gateway.bot_gateway import Ask
from adapters.gateway.platforms import RetryLater, Undeliverable
from adapters.slack.client import SlackClient
from adapters.slack.inbound import Heard, from_action, from_command, from_event, from_view, trigger_of
from adapters.slack.installation import Own
from adapters.slack.render import Message, render
from bot.dispatch.actions import COMMANDS
from bot.messages.forms import Form

Payload = dict[str, Any]
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Ears:
    """The listeners: the bot that answers, the client to Slack, and the installation."""

    ask: Ask
    client: SlackClient
    own: Own

    async def command(self, body: Payload) -> BoltResponse:
        """`/award …`: the answer is in the reply, visible to the caller only; a form opens as a modal."""
        heard = from_command(body, await self.own())
        message = await self._answered(body, heard) if heard else None
        return BoltResponse(status=200, body=ephemeral(message) if message else "")

    async def event(self, body: Payload) -> BoltResponse:
        """A mention, or a direct message."""
        return await self._by_route(body, from_event(body, await self.own()))

    async def action(self, body: Payload) -> BoltResponse:
        """A pressed button."""
        return await self._by_route(body, from_action(body, await self.own()))

    async def view(self, body: Payload) -> BoltResponse:
        """A submitted modal, which closes; the answer comes by the direct conversation."""
        return await self._by_route(body, from_view(body, await self.own()))

    async def _by_route(self, body: Payload, heard: Heard | None) -> BoltResponse:
        """Usually the answer is in the outbox by now; an immediate one takes the same route."""
        message = await self._answered(body, heard) if heard else None
        if heard and message and heard.origin.route:
            await self.client.answer(heard.origin.user, heard.origin.route, message)
        return BoltResponse(status=200, body="")

    async def _answered(self, body: Payload, heard: Heard) -> Message | None:
        """The message still to be sent; None once a form is open, its hint if it could not be opened."""
        answered = await self.ask(*heard)
        reply, trigger = answered.reply, trigger_of(body)
        if isinstance(reply, Form) and trigger and heard.origin.forms:
            try:
                await self.client.open_form(trigger, reply)
                return None
            except (RetryLater, Undeliverable) as problem:
                log.warning("slack_form_not_opened", action=reply.action, why=str(problem))
        card = reply.hint if isinstance(reply, Form) else reply
        return render(card, answered.names, self.client.public_url) if card else None


def listen(bolt: AsyncApp, ears: Ears) -> None:
    """Registers the listeners with Bolt."""
    for command in COMMANDS:
        bolt.command(f"/{command}")(ears.command)
    bolt.event("app_mention")(ears.event)
    bolt.event("message")(ears.event)
    bolt.action(re.compile(".*"))(ears.action)
    bolt.view(re.compile(".*"))(ears.view)


def ephemeral(message: Message) -> Payload:
    """A message as a command's reply."""
    return {"response_type": "ephemeral", **message}
