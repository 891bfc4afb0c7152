"""Handles input in the sandbox: text, a pressed button, a submitted form.

Each request carries a key made by the page. Every step is recognised by it, so that a second delivery, or one that
was interrupted, writes each message once.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from adapters.gateway.bot_gateway import AskBot, BotResponse
from adapters.gateway.spoken_languages import WordingOf
from adapters.sandbox.cast import DemoBadge, DemoUser
from adapters.sandbox.conversations import Conversations
from adapters.sandbox.mentions import parse_text
from adapters.sandbox.ports import SandboxMessage
from bot.dispatch.actions import COMMANDS
from bot.messages.card_json import to_json
from bot.messages.cards import Card, Line, Paragraph, plain
from bot.messages.forms import Form
from bot.messages.platforms import Conversation, Platform, PressedCard
from bot.messages.reading.matching import nearest
from bot.messages.requests import ButtonPress, FormSubmission, Inbound, MessageToBot, Origin, TypedCommand
from bot.messages.wording import Wording

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SandboxRequest:
    """One input: the user, the conversation, and a key."""

    me: DemoUser
    conversation: Conversation
    key: str
    language: str | None = None
    """The language of the page."""

    @property
    def own_key(self) -> str:
        """The key, prefixed with the user, so that no user can reuse another's."""
        return f"{self.me.external_id}:{self.key}"


@dataclass(frozen=True)
class Sandbox:
    """The whole sandbox, as its routes use it."""

    chat: Conversations
    ask: AskBot
    begin_again: Callable[[], Awaitable[None]]
    """Resets the bot's own records to the beginning, history included."""
    badges: Sequence[DemoBadge]
    """The catalogue, for suggestions and forms."""
    say: WordingOf
    """The language of a user, for the few sentences of the sandbox itself."""
    hear_language: Callable[[str], Awaitable[None]] | None = None
    """Is told the language of each request before it is answered."""

    async def handle_text(self, deed: SandboxRequest, text: str) -> list[SandboxMessage]:
        """Handles text. Only the user sees a command; everyone in the conversation sees the rest."""
        inbound = parse_text(text, deed.conversation.direct, self.chat.scenario)
        private = deed.conversation.direct or isinstance(inbound, TypedCommand)
        message = SandboxMessage(
            self.chat.ids.new_id(),
            deed.conversation.external_id,
            self.chat.now(),
            author=deed.me.external_id,
            text=text.strip(),
            visible_to=deed.me.external_id if private else None,
            key=f"said:{deed.own_key}",
        )
        written = await self.chat.write(message)
        if inbound is None:
            return [written]
        return [written, *await self._answer(deed, inbound)]

    async def handle_press(
        self, deed: SandboxRequest, action: str, token: str, card: UUID | None = None
    ) -> list[SandboxMessage]:
        """Handles a pressed button. `card`: the message it is on."""
        return await self._answer(deed, ButtonPress(action, token), card)

    async def handle_submission(
        self, deed: SandboxRequest, submitted: FormSubmission, form: UUID | None = None
    ) -> list[SandboxMessage]:
        """Handles a submitted form. `form`: the message it is in, which the answer replaces."""
        return await self._answer(deed, submitted, form)

    async def start_over(self, language: str) -> None:
        """Deletes everything that happened, and makes every page read the state again. `language`: of the page."""
        if self.hear_language:
            await self.hear_language(language)
        await self.chat.run(self.chat.log.clear)
        await self.begin_again()
        self.chat.hub.start_over(frozenset(demo_user.external_id for demo_user in self.chat.scenario.users))

    async def _answer(
        self, deed: SandboxRequest, inbound: Inbound, on: UUID | None = None
    ) -> list[SandboxMessage]:
        """Laurel's answer, which only the caller sees; nothing if it comes as a letter. `on`: the message asked from.

        A card may take the place of the pressed one, and that of a form that is done with.
        """
        here = await self.chat.private_message(on, deed.me.external_id) if on else None
        answered = await self._ask(deed, inbound, here)
        reply = answered.reply
        form = here if isinstance(inbound, FormSubmission) and not answered.refused else None
        if reply is None:
            return []
        content = json.dumps(to_json(reply))
        place = UUID(answered.pressed.message) if answered.pressed else form.id if form else None
        if form and (form.id != place or isinstance(reply, Form)):
            await self.chat.remove(form.id)
        edited = await self.chat.edit(place, content) if place and not isinstance(reply, Form) else None
        if edited:
            return [edited]
        message = SandboxMessage(
            self.chat.ids.new_id(),
            deed.conversation.external_id,
            self.chat.now(),
            card=None if isinstance(reply, Form) else content,
            form=content if isinstance(reply, Form) else None,
            visible_to=deed.me.external_id,
            key=f"reply:{deed.own_key}",
        )
        return [await self.chat.write(message)]

    async def _ask(self, deed: SandboxRequest, inbound: Inbound, on: SandboxMessage | None) -> BotResponse:
        if isinstance(inbound, TypedCommand) and inbound.command == "help":
            inbound = MessageToBot(())
        if self.hear_language and deed.language:
            await self.hear_language(deed.language)
        origin = Origin(
            Platform.SANDBOX,
            self.chat.scenario.workspace,
            deed.me.external_id,
            deed.conversation,
            f"sandbox:{deed.own_key}",
            forms=True,
            locale=deed.language,
            pressed=PressedCard(on.conversation, str(on.id)) if on and on.card else None,
            replaces=True,
        )
        if isinstance(inbound, TypedCommand) and inbound.command not in COMMANDS:
            line = _unknown_command(self.say(origin), inbound.command)
            return BotResponse(_sentence(line), refused=True)
        try:
            return await self.ask(inbound, origin)
        except Exception:
            reference = self.chat.ids.token()[:8]
            log.exception("sandbox_request_failed", reference=reference)
            line = self.say(origin).line("sandbox.broken", reference=reference)
            return BotResponse(_sentence(line), refused=True)


def _unknown_command(say: Wording, found: str) -> Line:
    near = nearest(found, {command: command for command in COMMANDS}, most=1)
    if near:
        return say.line("sandbox.unknown_command_near", found=found, near=f"/{near[0]}")
    return say.line("sandbox.unknown_command", found=found)


def _sentence(line: Line) -> Card:
    return Card(plain(line), (Paragraph(line),))
