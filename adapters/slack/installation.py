"""The bot's identity in its workspace: requested from Slack once, then cached."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.gateway.platforms import RetryLater

ASK_SECONDS = 1.5
"""How long a request waits for the first answer, within the three seconds that Slack waits for the request's."""


@dataclass(frozen=True, slots=True)
class Installation:
    """One app in one workspace."""

    team_id: str
    team_name: str
    bot_user_id: str
    bot_id: str
    app_id: str | None
    """None where Slack's API does not say; then only the signature tells apps apart."""
    enterprise_id: str | None = None
    """The Enterprise Grid organisation that the workspace belongs to."""
    org_wide: bool = False
    """Whether the app is installed in all workspaces of that organisation."""


class InstallationLookup:
    """The installation behind one token. Concurrent first requests ask Slack once."""

    def __init__(self, ask_slack: Callable[[], Awaitable[Installation]]) -> None:
        self._ask_slack = ask_slack
        self._asking: asyncio.Future[Installation] | None = None

    async def __call__(self) -> Installation:
        """The installation; raises the API client's errors if Slack does not answer, or not in time.

        A later answer counts for the next request.
        """
        if self._asking is None or (self._asking.done() and _failed(self._asking)):
            self._asking = asyncio.ensure_future(self._ask_slack())
            self._asking.add_done_callback(
                _failed
            )  # looks at the error, though nothing may wait for it any more
        await asyncio.wait({self._asking}, timeout=ASK_SECONDS)
        if not self._asking.done():
            raise RetryLater("Slack did not say in time which workspace the token is for")
        return self._asking.result()


def _failed(asking: "asyncio.Future[Installation]") -> bool:
    return asking.cancelled() or asking.exception() is not None
