"""Listeners for Teams: an activity's conversation is stored, the bot answers, the answer is sent.

A message's answer is in the outbox. A button's goes into the reply to the invoke: a sentence under the card, or
the card's next page in its place; longer answers follow as a message. All the work for a button, storing the
conversation included, is one task: the reply does not wait for it longer than Teams does, and a later result
is sent as a message. An answer that cannot be sent now is left to the outbox.

Decision: docs/decisions/0122.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import structlog

from adapters.gateway.bot_gateway import AskBot
from adapters.gateway.bot_gateway import BotResponse as Answered
from adapters.gateway.error_reporter import ErrorReporter, sentence_card
from adapters.gateway.platforms import (
    Caller,
    ClosedConversation,
    PostedCard,
    RetryLater,
    Undeliverable,
)
from adapters.gateway.spoken_languages import WordingOf
from adapters.teams.auth.tokens import tenant_of
from adapters.teams.client import TeamsClient
from adapters.teams.forms import form_json
from adapters.teams.inbound import (
    TeamsRequest,
    is_bot_added,
    is_bot_removed,
    parse_request,
    people_seen,
    place_of,
)
from adapters.teams.ports import Json
from adapters.teams.render import CARD_TYPE, card_json, message
from adapters.teams.routes import PERSONAL
from bot.domain.organisations import Workspace
from bot.domain.people.model import PlatformFacts
from bot.messages.cards import AnswerPlace, Card, is_brief, sentences
from bot.messages.forms import Form, Reply
from bot.messages.requests import FormSubmission, Origin

INVOKE_SECONDS = 4.0
"""From the arrival of a button's request to its answer; Teams gives up after five."""
LAST_SECONDS = 5.0
"""How long the shutdown of the application waits for late answers."""
MESSAGE_TYPE = "application/vnd.microsoft.activity.message"

log = structlog.get_logger(__name__)


class TenantWorkspaces(Protocol):
    """Finds the workspace of a tenant, created at its first request."""

    async def of(self, tenant: str) -> Workspace: ...


LearnFacts = Callable[[Workspace, Sequence[PlatformFacts]], Awaitable[None]]
"""Stores Teams' facts about people."""
AnswerLater = Callable[[Reply, Origin], Awaitable[None]]
"""Leaves an answer to the outbox."""


@dataclass(frozen=True)
class TeamsListeners:
    """The listeners: the bot that answers, the client to Teams, the workspaces, the wording."""

    ask: AskBot
    later: AnswerLater
    client: TeamsClient
    workspaces: TenantWorkspaces
    learn: LearnFacts
    say: WordingOf
    errors: ErrorReporter[Mapping[str, Any]]
    _late: set["asyncio.Task[Any]"] = field(default_factory=set)

    async def __call__(self, activity: Json, arrived: float) -> Json | None:
        """Handles any activity; the result answers an invoke. `arrived`: arrival of its request, in loop seconds."""
        heard = parse_request(activity)
        if activity["type"] == "invoke":
            return (
                await self._answer_invoke(activity, heard, arrived + INVOKE_SECONDS)
                if heard
                else unknown_invoke_response()
            )
        workspace = await self._remember_conversation(activity)
        if heard is not None:
            answered = await self.ask(*heard)
            if answered.reply is not None:
                await self._write(workspace, heard.origin, answered.reply)
        return None

    async def finish(self) -> None:
        """Waits a little for late answers."""
        if self._late:
            await asyncio.wait(self._late, timeout=LAST_SECONDS)

    async def _remember_conversation(self, activity: Json) -> Workspace:
        """Stores the conversation and the people seen there."""
        workspace = await self.workspaces.of(tenant_of(activity))
        place = place_of(activity)
        if is_bot_removed(activity):
            await self.client.references.forget(workspace.id, place.conversation)
            return workspace
        await self.client.references.remember(workspace.id, place)
        self.client.note_seen(workspace.id, people_seen(activity), place)
        if is_bot_added(activity):
            await self._learn_user(workspace, activity["from"]["id"])
        return workspace

    async def _learn_user(self, workspace: Workspace, user: str) -> None:
        """Looks up the user who added the bot, so that letters reach them before they write. A failure is ignored."""
        try:
            await self.learn(workspace, await self.client.people(workspace, [user]))
        except (RetryLater, ClosedConversation, Undeliverable) as away:
            log.info("teams_newcomer_not_looked_up", why=str(away))

    async def _answer_invoke(self, activity: Json, heard: TeamsRequest, until: float) -> Json:
        """The answer within Teams' time limit; a later one is sent as a message."""
        working = self._keep_task(self._work(activity, heard))
        await asyncio.wait({working}, timeout=max(0.0, until - asyncio.get_running_loop().time()))
        if not working.done():
            self._keep_task(self._catch_up(activity, heard, working))
            return sentence_response(self.say(heard.origin).text("later.slow"))
        workspace, answered = working.result()
        self._keep_task(self._replace_pressed(workspace, answered))
        return self._invoke_response(heard, answered)

    def _keep_task(self, work: "Coroutine[Any, Any, Any]") -> "asyncio.Task[Any]":
        """A task that is referenced until it ends; the loop itself keeps no strong reference."""
        task = asyncio.ensure_future(work)
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        return task

    async def _work(self, activity: Json, heard: TeamsRequest) -> tuple[Workspace, Answered]:
        return await self._remember_conversation(activity), await self.ask(*heard)

    def _invoke_response(self, heard: TeamsRequest, answered: Answered) -> Json:
        """A refusal is a sentence and leaves a form as it was filled in; any other answer replaces the form."""
        reply, address = answered.reply, self.client.public_url
        if reply is None:
            return sentence_response(self.say(heard.origin).text("later.chat"))
        if isinstance(reply, Form):
            return card_response(form_json(reply, address))
        replaces = isinstance(heard.inbound, FormSubmission) or reply.place is AnswerPlace.PRESSED
        stays = answered.refused or not replaces
        return (
            sentence_response(sentences(reply))
            if is_brief(reply) and stays
            else card_response(card_json(reply, {}, address))
        )

    async def _replace_pressed(self, workspace: Workspace, answered: Answered) -> bool:
        """Replaces the message of the button; False if the answer does not, or cannot.

        The reply to an invoke lasts only until the client loads the message again.
        """
        pressed, card = answered.pressed, answered.reply
        if pressed is None or not isinstance(card, Card):
            return False
        try:
            await self.client.update(workspace, PostedCard(pressed.conversation, pressed.message), card, {})
        except (RetryLater, ClosedConversation, Undeliverable) as kept:
            log.info("teams_card_not_replaced", why=str(kept))
            return False
        return True

    async def _catch_up(
        self, activity: Json, heard: TeamsRequest, working: "asyncio.Task[tuple[Workspace, Answered]]"
    ) -> None:
        """The late answer, or a sentence that it failed, with a reference number."""
        try:
            workspace, answered = await working
            if not await self._replace_pressed(workspace, answered) and answered.reply is not None:
                await self._write(workspace, heard.origin, answered.reply)
        except Exception as error:
            await self._apologise(activity, self.errors.report(error, "late answer", activity))

    async def _apologise(self, activity: Json, sentence: str) -> None:
        """Apologises where the button was, by the address in its activity, which needs no other part to work."""
        card = message(sentence_card(sentence), {}, self.client.public_url)
        try:
            await self.client.connector.send(place_of(activity), card)
        except (RetryLater, ClosedConversation, Undeliverable) as unsaid:
            log.warning("teams_apology_not_delivered", why=str(unsaid))

    async def _write(self, workspace: Workspace, origin: Origin, reply: Reply) -> None:
        """Usually the answer is in the outbox by now; an immediate one takes the same route."""
        route = origin.route or PERSONAL
        try:
            await self.client.post(workspace, Caller(origin.user, route), reply, {}, origin.key)
        except RetryLater as patience:
            log.info("teams_answer_put_off", why=str(patience))
            await self.later(reply, replace(origin, route=route))
        except (ClosedConversation, Undeliverable) as unsaid:
            log.warning("teams_answer_not_delivered", why=str(unsaid))
            if origin.aside:  # the outbox tells the channel how to open the private chat
                await self.later(reply, replace(origin, route=route))


def sentence_response(text: str) -> Json:
    """An invoke's answer that shows a sentence and leaves the card as it is."""
    return {"statusCode": 200, "type": MESSAGE_TYPE, "value": text}


def card_response(card: Json) -> Json:
    """An invoke's answer that replaces the card of the pressed button."""
    return {"statusCode": 200, "type": CARD_TYPE, "value": card}


def unknown_invoke_response() -> Json:
    """The answer to an invoke of an unknown kind."""
    return {
        "statusCode": 501,
        "type": "application/vnd.microsoft.error",
        "value": {"code": "NotSupported", "message": ""},
    }
