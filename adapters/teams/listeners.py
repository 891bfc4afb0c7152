"""What an activity leads to: the conversation is remembered, the bot is asked, the answer goes back.

A message's answer waits in the outbox. A button's goes into the reply to the invoke: a sentence under the card, or
the card's next page in its place; whatever needs more room follows as a message.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from adapters.asking import Ask
from adapters.asking import Heard as Answered
from adapters.platforms import Caller, ClosedConversation, RetryLater, Undeliverable
from adapters.teams.client import TeamsClient
from adapters.teams.inbound import Heard, greets, heard_in, people_seen, place_of, says_goodbye
from adapters.teams.ports import Json
from adapters.teams.render import CARD_TYPE, card_json
from adapters.teams.routes import PERSONAL
from adapters.teams.tokens import tenant_of
from bot.cards import Card, is_brief, sentences
from bot.people.model import PlatformFacts
from bot.people.places import Workspace
from bot.wording import Wording

INVOKE_SECONDS = 4.0
"""Teams gives up on a button after five."""
MESSAGE_TYPE = "application/vnd.microsoft.activity.message"

log = structlog.get_logger(__name__)


class Workspaces(Protocol):
    """Finds the workspace of a tenant, made at its first word."""

    async def of(self, tenant: str) -> Workspace: ...


Learn = Callable[[Workspace, Sequence[PlatformFacts]], Awaitable[None]]
"""Takes in what Teams says about people."""


@dataclass(frozen=True)
class Ears:
    """What the listeners need: the bot to ask, Teams to answer by, the workspaces, the words."""

    ask: Ask
    client: TeamsClient
    workspaces: Workspaces
    learn: Learn
    say: Wording
    _late: set["asyncio.Task[Answered]"] = field(default_factory=set)

    async def __call__(self, activity: Json) -> Json | None:
        """Any activity; what it returns answers an invoke."""
        workspace = await self.workspaces.of(tenant_of(activity))
        place = place_of(activity)
        if says_goodbye(activity):
            await self.client.references.forget(workspace.id, place.conversation)
            return None
        await self.client.references.remember(workspace.id, place)
        self.client.saw(workspace.id, people_seen(activity), place)
        if greets(activity):
            await self._meet(workspace, activity["from"]["id"])
        heard = heard_in(activity)
        if heard is None:
            return unheard() if activity["type"] == "invoke" else None
        if activity["type"] == "invoke":
            return await self._invoked(workspace, heard)
        await self._answer(workspace, heard, await self.ask(*heard))
        return None

    async def _meet(self, workspace: Workspace, user: str) -> None:
        """Learns who added the bot, so that letters reach them before they ever write. Another time will do."""
        try:
            await self.learn(workspace, await self.client.people(workspace, [user]))
        except (RetryLater, ClosedConversation, Undeliverable) as away:
            log.info("teams_newcomer_not_looked_up", why=str(away))

    async def _invoked(self, workspace: Workspace, heard: Heard) -> Json:
        """The answer within Teams' patience; what comes later is written as a message."""
        asking = asyncio.ensure_future(self.ask(*heard))
        done, _ = await asyncio.wait({asking}, timeout=INVOKE_SECONDS)
        if not done:
            self._late.add(asking)
            asking.add_done_callback(
                lambda task: asyncio.ensure_future(self._catch_up(workspace, heard, task))
            )
            return said(self.say.text("later.slow"))
        answered = asking.result()
        card = card_of(answered)
        if card is None:
            return said(self.say.text("later.chat"))
        if is_brief(card):
            return said(sentences(card))
        return replaced(card_json(card, {}, self.client.public_url))

    async def _catch_up(self, workspace: Workspace, heard: Heard, task: "asyncio.Task[Answered]") -> None:
        self._late.discard(task)
        if error := task.exception():
            log.error("teams_late_answer_failed", error=type(error).__name__)
            return
        await self._answer(workspace, heard, task.result())

    async def _answer(self, workspace: Workspace, heard: Heard, answered: Answered) -> None:
        """Usually the answer waits in the outbox by now; what must be said at once is said by the same way."""
        card = card_of(answered)
        if card is None:
            return
        origin = heard.origin
        to = Caller(origin.user, origin.route or PERSONAL)
        try:
            await self.client.post(workspace, to, card, {}, origin.key)
        except (RetryLater, ClosedConversation, Undeliverable) as unsaid:
            log.warning("teams_answer_not_delivered", why=str(unsaid))


def card_of(answered: Answered) -> Card | None:
    """The answer as a card; where a form would be, its hint."""
    reply = answered.reply
    return reply if reply is None or isinstance(reply, Card) else reply.hint


def said(text: str) -> Json:
    """An invoke's answer that shows a sentence and leaves the card as it is."""
    return {"statusCode": 200, "type": MESSAGE_TYPE, "value": text}


def replaced(card: Json) -> Json:
    """An invoke's answer that shows another card in the place of the one pressed."""
    return {"statusCode": 200, "type": CARD_TYPE, "value": card}


def unheard() -> Json:
    """An invoke of a kind that the bot does not know."""
    return {
        "statusCode": 501,
        "type": "application/vnd.microsoft.error",
        "value": {"code": "NotSupported", "message": ""},
    }
