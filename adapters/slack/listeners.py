"""Bolt's listeners: a payload becomes a request to the bot, the answer a message.

Slack waits three seconds for the reply to a request. What takes longer goes on: the person reads that the answer
follows, and it comes by the request's own route, or in the private conversation.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from adapters.gateway.bot_gateway import AskBot, BotResponse
from adapters.gateway.error_reporter import ErrorReporter, sentence_card
from adapters.gateway.platforms import ClosedConversation, RetryLater, Undeliverable
from adapters.gateway.spoken_languages import WordingOf
from adapters.slack.client import SlackClient
from adapters.slack.file_contents import read_file
from adapters.slack.home import MOST_BLOCKS as MOST_VIEW_BLOCKS
from adapters.slack.inbound.files import from_file
from adapters.slack.inbound.home import from_home, home_request
from adapters.slack.inbound.payload import kind_of
from adapters.slack.inbound.requests import (
    SlackRequest,
    from_action,
    from_command,
    from_event,
    from_view,
    trigger_of,
)
from adapters.slack.inbound.shortcuts import from_shortcut
from adapters.slack.installation import InstallationLookup
from adapters.slack.modal import OPTIONS_LIMIT, option
from adapters.slack.render import MOST_BLOCKS, SlackMessage, render
from adapters.slack.routes import DIRECT_ROUTE, HOME_ROUTE
from bot.dispatch.actions import COMMANDS
from bot.domain.catalogue.model import Achievement
from bot.messages.cards import sentences
from bot.messages.forms import Form, Reply, as_card
from bot.messages.requests import Origin

ARRIVED = "laurel_arrived"
"""Where the moment of a request's arrival is in Bolt's context, in seconds of the loop's clock."""
ANSWER_SECONDS = 2.5
"""From a request's arrival to its reply; half a second of Slack's three is for the way."""
FORM_SECONDS = ANSWER_SECONDS - 0.1
"""From a request's arrival to the end of the attempt to open a form, so that its hint still fits into the reply."""
LAST_SECONDS = 5.0
"""How long the shutdown of the application waits for late answers."""

MOST_TYPED = 100
"""Characters of a search."""
RENEW_SECONDS = 1.0
"""How long a home waits for further changes before it is shown anew."""

Payload = dict[str, Any]
AnswerLater = Callable[[Reply, Origin], Awaitable[None]]
"""Leaves an answer to the outbox."""
FindBadges = Callable[[str, int], Awaitable[Sequence[Achievement]]]
"""The badges for what is typed into a picker, at most that many, the likeliest first."""
Said = TypeVar("Said")
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class SlackListeners:
    """The listeners: the bot that answers, the outbox, the client to Slack, the installation, the wording."""

    ask: AskBot
    later: AnswerLater
    client: SlackClient
    installation: InstallationLookup
    say: WordingOf
    errors: ErrorReporter[str]
    find_badges: FindBadges
    _late: "set[asyncio.Task[Any]]" = field(default_factory=set)
    _renewing: set[str] = field(default_factory=set)

    async def command(self, body: Payload, context: AsyncBoltContext) -> BoltResponse:
        """`/award …`: the answer is in the reply, visible to the caller only; a form opens as a modal."""
        heard = from_command(body, await self.installation())
        if heard is None:
            return BoltResponse(status=200, body="")
        working = await self._in_time(self._ask(body, heard, context[ARRIVED]), context)
        if not working.done():
            route = str(body.get("response_url") or DIRECT_ROUTE)
            self._keep(self._catch_up(body, _by(heard, route), working))
            return self._sentence_reply(heard.origin, "later.slow")
        answered = working.result()
        shown = self._message(answered, heard.origin)
        return BoltResponse(status=200, body=ephemeral(shown) if shown else "")

    async def event(self, body: Payload, context: AsyncBoltContext) -> BoltResponse:
        """A mention, or a direct message. Slack repeats one whose reply is late; it is still done once."""
        own = await self.installation()
        shared = from_file(body, own)
        if shared is None:
            return await self._by_route(body, from_event(body, own), context, late=503)
        content = await read_file(self.client.api, shared.url, shared.size)
        return await self._by_route(body, shared.request(content), context, late=503)

    async def home(self, body: Payload, context: AsyncBoltContext) -> BoltResponse:
        """The Home tab, opened."""
        return await self._by_route(body, from_home(body, await self.installation()), context, late=200)

    def renew_home(self, user: str) -> None:
        """Shows a person's home anew after a moment, if their tab may be open and shows it: something has changed."""
        if self.client.homes.shows_home(user) and user not in self._renewing:
            self._renewing.add(user)
            self._keep(self._renew_home(user))

    async def action(self, body: Payload, context: AsyncBoltContext) -> BoltResponse:
        """A pressed button."""
        return await self._by_route(body, from_action(body, await self.installation()), context, late=200)

    async def shortcut(self, body: Payload, context: AsyncBoltContext) -> BoltResponse:
        """A shortcut, for everywhere or of a message."""
        return await self._by_route(body, from_shortcut(body, await self.installation()), context, late=200)

    async def view(self, body: Payload, context: AsyncBoltContext) -> BoltResponse:
        """A submitted modal, which closes; the answer comes by the direct conversation.

        After a refusal, or when the answer takes longer, the modal stays as it was filled in.
        """
        heard = from_view(body, await self.installation())
        if heard is None:
            return BoltResponse(status=200, body="")
        working = await self._in_time(self._ask(body, heard, context[ARRIVED]), context)
        if not working.done():
            self._keep(self._catch_up(body, heard, working))
            return keep_open(body, self.say(heard.origin).text("later.slow_form"))
        answered = working.result()
        if answered.refused and answered.reply is not None:
            kept = keep_open(body, sentences(as_card(answered.reply)))
            if kept.body:  # a modal without an input has no place for a sentence, and closes
                return kept
        if answered.reply is not None:
            await self.later(answered.reply, heard.origin)
        return BoltResponse(status=200, body="")

    async def _renew_home(self, user: str) -> None:
        await asyncio.sleep(RENEW_SECONDS)
        self._renewing.discard(user)
        if not self.client.homes.shows_home(user):
            return
        try:
            each_its_own = f"home:{user}:{asyncio.get_running_loop().time()}"
            heard = home_request(await self.installation(), user, each_its_own)
            answered = await self.ask(*heard)
            if self.client.homes.shows_home(user):  # an answer may have taken its place meanwhile
                await self._send(answered, heard.origin)
        except Exception as error:
            self.errors.report(error, "home", user)

    async def options(self, body: Payload) -> BoltResponse:
        """The badges for what was typed into a picker. The catalogue is no secret in its workspace."""
        if body.get("action_id") != "badge":
            return BoltResponse(status=200, body={"options": []})
        typed = str(body.get("value") or "")[:MOST_TYPED]
        found = await self.find_badges(typed, OPTIONS_LIMIT)
        shown = [option(badge.slug, badge.name, badge.description) for badge in found]
        return BoltResponse(status=200, body={"options": shown})

    async def finish(self) -> None:
        """Waits a little for late answers."""
        if self._late:
            await asyncio.wait(self._late, timeout=LAST_SECONDS)

    async def _by_route(
        self, body: Payload, heard: SlackRequest | None, context: AsyncBoltContext, late: int
    ) -> BoltResponse:
        """Usually the answer is in the outbox by now; an immediate one takes the same route."""
        if heard is None:
            return BoltResponse(status=200, body="")
        working = await self._in_time(self._ask_and_send(body, heard, context[ARRIVED]), context)
        if working.done():
            working.result()
            return BoltResponse(status=200, body="")
        self._keep(self._catch_up(body, heard, working))
        return BoltResponse(status=late, body="")

    async def _in_time(
        self, work: "Coroutine[Any, Any, Said]", context: AsyncBoltContext
    ) -> "asyncio.Task[Said]":
        """Runs the work until the reply is due; it goes on after that."""
        working = self._keep(work)
        until = context[ARRIVED] + ANSWER_SECONDS
        await asyncio.wait({working}, timeout=max(0.0, until - asyncio.get_running_loop().time()))
        return working

    def _keep(self, work: "Coroutine[Any, Any, Said]") -> "asyncio.Task[Said]":
        """A task that is referenced until it ends; the loop itself keeps no strong reference."""
        task = asyncio.ensure_future(work)
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        return task

    async def _ask(self, body: Payload, heard: SlackRequest, arrived: float) -> BotResponse:
        """The answer that is still to be shown: none once a form is open, its hint if it could not be opened."""
        answered = await self.ask(*heard)
        reply, trigger = answered.reply, trigger_of(body)
        if not isinstance(reply, Form):
            return answered
        if trigger and heard.origin.forms:
            try:
                async with asyncio.timeout_at(arrived + FORM_SECONDS):
                    await self.client.open_form(trigger, reply)
                return replace(answered, reply=None)
            except (TimeoutError, RetryLater, ClosedConversation, Undeliverable) as problem:
                log.warning("slack_form_not_opened", action=reply.action, why=str(problem) or "out of time")
        return replace(answered, reply=reply.hint)

    async def _ask_and_send(self, body: Payload, heard: SlackRequest, arrived: float) -> None:
        await self._send(await self._ask(body, heard, arrived), heard.origin)

    async def _send(self, answered: BotResponse, origin: Origin) -> None:
        """Sends an answer by its route; one that cannot be sent now is left to the outbox."""
        message = self._message(answered, origin)
        if answered.reply is None or message is None or not origin.route:
            return
        try:
            await self.client.answer(origin.user, origin.route, message)
        except RetryLater as patience:
            log.info("slack_answer_put_off", why=str(patience))
            await self.later(answered.reply, origin)
        except (ClosedConversation, Undeliverable) as unsaid:
            log.warning("slack_answer_not_delivered", why=str(unsaid))

    async def _catch_up(
        self, body: Payload, heard: SlackRequest, working: "asyncio.Task[BotResponse] | asyncio.Task[None]"
    ) -> None:
        """The late answer, or a sentence that it failed, with a reference number. An event is repeated instead."""
        try:
            answered = await working
        except Exception as error:
            sentence = self.errors.report(error, kind_of(body), heard.origin.user)
            answered = BotResponse(sentence_card(sentence)) if "event" not in body else None
        if answered is not None:
            await self._send(answered, heard.origin)

    def _message(self, answered: BotResponse, origin: Origin) -> SlackMessage | None:
        if answered.reply is None:
            return None
        most = MOST_VIEW_BLOCKS if origin.route == HOME_ROUTE else MOST_BLOCKS
        return render(as_card(answered.reply), answered.names, self.client.public_url, most=most)

    def _sentence_reply(self, origin: Origin, key: str) -> BoltResponse:
        card = sentence_card(self.say(origin).text(key))
        return BoltResponse(status=200, body=ephemeral(render(card, {}, self.client.public_url)))


def register_listeners(bolt: AsyncApp, ears: SlackListeners) -> None:
    """Registers the listeners with Bolt."""
    ears.client.homes.wrote_to = ears.renew_home
    for command in COMMANDS:
        bolt.command(f"/{command}")(ears.command)
    bolt.event("app_mention")(ears.event)
    bolt.event("message")(ears.event)
    bolt.event("app_home_opened")(ears.home)
    bolt.action(re.compile(".*"))(ears.action)
    bolt.shortcut(re.compile(".*"))(ears.shortcut)
    bolt.options(re.compile(".*"))(ears.options)
    bolt.view(re.compile(".*"))(ears.view)


def ephemeral(message: SlackMessage) -> Payload:
    """A message as a command's reply."""
    return {"response_type": "ephemeral", **message}


def _by(heard: SlackRequest, route: str) -> SlackRequest:
    return SlackRequest(heard.inbound, replace(heard.origin, route=route))


def keep_open(body: Mapping[str, Any], sentence: str) -> BoltResponse:
    """Leaves a modal open as it was filled in, with a sentence at its last input (docs.slack.dev, "Modals")."""
    view = body.get("view") or {}
    names = list((view.get("state") or {}).get("values") or {})
    errors = dict.fromkeys(names[-1:], sentence)
    return BoltResponse(status=200, body={"response_action": "errors", "errors": errors} if errors else "")
