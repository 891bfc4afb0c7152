"""The bot's identity in its workspace: requested from Slack once, then cached."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.gateway.platforms import AppRefused, RetryLater
from adapters.slack.api import SlackError, SlackWebApi

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
    url: str = ""
    """The workspace's own address, with a slash at its end; empty if Slack does not say."""
    org_wide: bool = False
    """Whether the app is installed in all workspaces of that organisation."""


async def ask_installation(api: SlackWebApi) -> Installation:
    """Asks Slack which app and workspace the token is for."""
    test = await api.call("auth.test")
    return Installation(
        team_id=test["team_id"],
        team_name=test.get("team") or "",
        bot_user_id=test["user_id"],
        bot_id=test.get("bot_id") or "",
        app_id=test.get("app_id") or await _app_of(api, test.get("bot_id")),
        enterprise_id=test.get("enterprise_id") or None,
        url=_as_address(test.get("url")),
        org_wide=bool(test.get("is_enterprise_install")),
    )


def _as_address(url: object) -> str:
    """The address where it is one of the web."""
    return url if isinstance(url, str) and url.startswith("https://") and url.endswith("/") else ""


async def _app_of(api: SlackWebApi, bot_id: str | None) -> str | None:
    """The app behind a bot; auth.test names it for some kinds of tokens only."""
    if not bot_id:
        return None
    try:
        bot = (await api.read("bots.info", bot=bot_id))["bot"]
    except (AppRefused, SlackError):
        return None
    return str(bot["app_id"]) if bot.get("app_id") else None


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
