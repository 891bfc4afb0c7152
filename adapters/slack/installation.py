"""The bot's identity in its workspace: requested from Slack once, then cached."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Installation:
    """One app in one workspace."""

    team_id: str
    team_name: str
    bot_user_id: str
    bot_id: str
    app_id: str | None
    """None where Slack's API does not say; then only the signature tells apps apart."""


class InstallationLookup:
    """The installation behind one token. Concurrent first requests ask Slack once."""

    def __init__(self, ask_slack: Callable[[], Awaitable[Installation]]) -> None:
        self._ask_slack = ask_slack
        self._known: Installation | None = None
        self._asking = asyncio.Lock()

    async def __call__(self) -> Installation:
        """The installation; raises the API client's errors if Slack does not answer."""
        async with self._asking:
            if self._known is None:
                self._known = await self._ask_slack()
        return self._known
