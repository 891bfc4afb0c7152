"""Registers workspaces when they are first met; a known one says whose organisation its requests are."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from adapters.database.engine.engine import Database
from adapters.database.people.registration import ensure_workspace
from adapters.gateway.bot_gateway import AskBot, BotResponse
from bot.domain.organisations import Organisation, Workspace
from bot.messages.platforms import Platform
from bot.messages.requests import Inbound, Origin


@dataclass
class Workspaces:
    """The workspaces of one platform. A new one joins `newcomers_to`; what may be new is the platform's to decide."""

    database: Database
    platform: Platform
    newcomers_to: Organisation
    _known: dict[str, Workspace] = field(default_factory=dict)

    async def of(self, external_id: str) -> Workspace:
        """The workspace, added if it is new."""
        if external_id not in self._known:
            self._known[external_id] = await self.database.in_write(
                lambda connection: ensure_workspace(connection, self.newcomers_to, self.platform, external_id)
            )
        return self._known[external_id]


@dataclass
class RegisteringGateway:
    """Registers the one workspace of a token, then runs requests. The platform may be out of reach at the start."""

    ask: AskBot
    workspaces: Workspaces
    external_id: Callable[[], Awaitable[str]]
    """Asks the platform; raises its client's errors if it does not answer."""
    _known: bool = False
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, inbound: Inbound, origin: Origin) -> BotResponse:
        """See `adapters.gateway.bot_gateway.AskBot`."""
        await self.ensure()
        return await self.ask(inbound, origin)

    async def ensure(self) -> None:
        """Adds the workspace if it is new."""
        async with self._asking:
            if not self._known:
                await self.workspaces.of(await self.external_id())
                self._known = True
