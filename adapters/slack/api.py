"""Slack's Web API, one call at a time: every failure becomes one of the three errors that the worker knows.

`slack_sdk` may retry by itself; here it may not. Whether and when to retry is the outbox's business, and a silent
second `chat.postMessage` would post twice.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.gateway.platforms import ClosedConversation, RetryLater, Undeliverable

DEFAULT_URL = "https://slack.com/api/"
TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=4)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PERHAPS_DONE = frozenset({"fatal_error", "internal_error"})
"""Slack's own server errors: "some aspect of the operation" may have succeeded (docs.slack.dev, error table)."""
_PASSING = frozenset(
    {
        *_PERHAPS_DONE,
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
_CLOSED = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "user_not_in_channel",
    }
)


class SlackError(Undeliverable):
    """Slack refused with its own code (`error`), and retrying cannot help."""

    def __init__(self, error: str, detail: str = "") -> None:
        super().__init__(f"Slack refused: {error}{f' ({detail})' if detail else ''}")
        self.error = error


class SlackWebApi:
    """The Web API with one bot token, over one pool of connections."""

    def __init__(self, token: str, url: str = DEFAULT_URL) -> None:
        parts = urlsplit(url)
        loopback = parts.hostname in _LOOPBACK
        if parts.scheme != "https" and not loopback:
            raise ValueError(
                f"LAUREL_SLACK_API_URL must be https, or http on loopback for tests; it is {url!r}"
            )
        self.url = url if url.endswith("/") else f"{url}/"
        self._token = token
        self._trusts_proxies = not loopback
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections, opened on first use, inside the running loop."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, trust_env=self._trusts_proxies)
        return self._session

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Calls a method that writes. Raises `RetryLater`, `ClosedConversation` or `SlackError`."""
        return await self._answer(lambda web: web.api_call(method, json=arguments))

    async def read(self, method: str, **arguments: str) -> dict[str, Any]:
        """Calls a method that reads, and takes its arguments in the query."""
        return await self._answer(lambda web: web.api_call(method, http_verb="GET", params=arguments))

    async def _answer(
        self, calling: Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]
    ) -> dict[str, Any]:
        try:
            response = await calling(self._web())
        except SlackApiError as error:
            raise _to_error(error) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise no_answer_error(error) from None
        except (AttributeError, TypeError, ValueError) as error:
            # The client library fails on a body that is not a JSON object: a proxy's page, not Slack.
            said = f"that was not Slack's API answering: {type(error).__name__}"
            raise RetryLater(said, uncertain=True) from None
        return dict(response.data) if isinstance(response.data, dict) else {}

    def _web(self) -> AsyncWebClient:
        web = AsyncWebClient(
            self._token, base_url=self.url, session=self.session, logger=quiet_logger(), retry_handlers=[]
        )
        # The session follows the environment's proxy settings, exceptions included; the library would not.
        web.proxy = None
        return web


def quiet_logger() -> logging.Logger:
    """A logger that discards everything: the libraries log whole requests, bodies included."""
    logger = logging.getLogger("laurel.slack.quiet")
    logger.setLevel(logging.CRITICAL + 1)
    logger.propagate = False
    return logger


def no_answer_error(error: Exception) -> RetryLater:
    """No answer came. Unless there was no connection at all, the request may have taken effect."""
    never_sent = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    return RetryLater(f"Slack did not answer: {type(error).__name__}", uncertain=not never_sent)


def retry_after(value: str | None) -> float | None:
    """Seconds in a Retry-After header, if it holds a number."""
    return float(value) if value and value.isascii() and value.isdigit() else None


def _to_error(error: SlackApiError) -> Exception:
    response: Any = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    if status == 429:
        return RetryLater("Slack asked for patience", retry_after(response.headers.get("Retry-After")))
    data = getattr(response, "data", None)
    word = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status >= 500 or word in _PASSING or not word:
        uncertain = word in _PERHAPS_DONE or word not in _PASSING
        return RetryLater(f"Slack answered {status} {word}".rstrip(), uncertain=uncertain)
    if word in _CLOSED:
        return ClosedConversation(f"Slack: {word}")
    messages = (data.get("response_metadata") or {}).get("messages") or () if isinstance(data, dict) else ()
    return SlackError(word, "; ".join(str(message) for message in messages)[:500])
