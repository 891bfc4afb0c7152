"""Bolt's listeners: a payload becomes a request to the bot, the answer a message."""

import re
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from adapters.gateway.bot_gateway import AskBot
from adapters.gateway.platforms import RetryLater, Undeliverable
from adapters.slack.client import SlackClient
from adapters.slack.inbound import SlackRequest, from_action, from_command, from_event, from_view, trigger_of
from adapters.slack.installation import InstallationLookup
from adapters.slack.render import SlackMessage, render
from bot.dispatch.actions import COMMANDS
from bot.messages.forms import Form

Payload = dict[str, Any]
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class SlackListeners:
    """The listeners: the bot that answers, the client to Slack, and the installation."""

    ask: AskBot
    client: SlackClient
    installation: InstallationLookup

    async def command(self, body: Payload) -> BoltResponse:
        """`/award …`: the answer is in the reply, visible to the caller only; a form opens as a modal."""
        heard = from_command(body, await self.installation())
        message = await self._ask(body, heard) if heard else None
        return BoltResponse(status=200, body=ephemeral(message) if message else "")

    async def event(self, body: Payload) -> BoltResponse:
        """A mention, or a direct message."""
        return await self._by_route(body, from_event(body, await self.installation()))

    async def action(self, body: Payload) -> BoltResponse:
        """A pressed button."""
        return await self._by_route(body, from_action(body, await self.installation()))

    async def view(self, body: Payload) -> BoltResponse:
        """A submitted modal, which closes; the answer comes by the direct conversation."""
        return await self._by_route(body, from_view(body, await self.installation()))

    async def _by_route(self, body: Payload, heard: SlackRequest | None) -> BoltResponse:
        """Usually the answer is in the outbox by now; an immediate one takes the same route."""
        message = await self._ask(body, heard) if heard else None
        if heard and message and heard.origin.route:
            await self.client.answer(heard.origin.user, heard.origin.route, message)
        return BoltResponse(status=200, body="")

    async def _ask(self, body: Payload, heard: SlackRequest) -> SlackMessage | None:
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


def register_listeners(bolt: AsyncApp, ears: SlackListeners) -> None:
    """Registers the listeners with Bolt."""
    for command in COMMANDS:
        bolt.command(f"/{command}")(ears.command)
    bolt.event("app_mention")(ears.event)
    bolt.event("message")(ears.event)
    bolt.action(re.compile(".*"))(ears.action)
    bolt.view(re.compile(".*"))(ears.view)


def ephemeral(message: SlackMessage) -> Payload:
    """A message as a command's reply."""
    return {"response_type": "ephemeral", **message}
