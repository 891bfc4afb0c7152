"""Slack's Web API, one call at a time: every failure becomes one of the four errors that the worker knows.

`slack_sdk` may retry by itself; here it may not. Whether and when to retry is the outbox's business, and a silent
second `chat.postMessage` would post twice.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.gateway.app_health import MISSING_PERMISSION, AppHealth
from adapters.gateway.platforms import (
    AppRefused,
    ClosedConversation,
    RetryLater,
    Undeliverable,
    retry_after,
)
from adapters.slack.manifest import LETTER_SCOPES, SCOPES
from bot.messages.platforms import Platform

DEFAULT_URL = "https://slack.com/api/"
TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=4)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PERHAPS_DONE = frozenset({"fatal_error", "internal_error", "operation_timeout"})
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
_APP = frozenset(
    {
        "account_inactive",
        "accesslimited",
        "app_not_installed",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
"""Refusals of the app itself: its token, its permissions, or the network it comes from."""
_CLOSED = frozenset(
    {
        "access_denied",
        "cannot_dm_bot",
        "channel_not_found",
        "ekm_access_denied",
        "is_archived",
        "is_inactive",
        "messages_tab_disabled",
        "no_permission",
        "not_allowed",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "user_not_in_channel",
    }
)


CARD_FAULTS = frozenset(
    {
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_charset",
        "invalid_form_data",
        "invalid_json",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "json_not_object",
        "markdown_text_conflict",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "too_many_attachments",
        "too_many_contact_cards",
    }
)
"""Refusals of what is to be posted; any other refusal of a private message is about its addressee."""


BOT_SCOPES = {scope: scope in LETTER_SCOPES for scope in SCOPES}
SOCKET_SCOPES = {"connections:write": False}


class SlackError(Undeliverable):
    """Slack refused with its own code (`error`), and retrying cannot help."""

    def __init__(self, error: str, detail: str = "") -> None:
        super().__init__(f"Slack refused: {error}{f' ({detail})' if detail else ''}")
        self.error = error


class SlackWebApi:
    """The Web API with one token, over one pool of connections.

    `health` is told what Slack refuses the app; `wanted`: the scopes that the token needs, and if letters need them.
    """

    def __init__(
        self,
        token: str,
        url: str = DEFAULT_URL,
        health: AppHealth | None = None,
        wanted: Mapping[str, bool] = BOT_SCOPES,
    ) -> None:
        parts = urlsplit(url)
        loopback = parts.hostname in _LOOPBACK
        if parts.scheme != "https" and not loopback:
            raise ValueError(
                f"LAUREL_SLACK_API_URL must be https, or http on loopback for tests; it is {url!r}"
            )
        self.url = url if url.endswith("/") else f"{url}/"
        self.health = health
        self._wanted = wanted
        self._token = token
        self._granted = ""
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
        """Calls a method that writes. Raises `RetryLater`, `AppRefused`, `ClosedConversation` or `SlackError`."""
        return await self._answer(method, lambda web: web.api_call(method, json=arguments))

    async def read(self, method: str, **arguments: str) -> dict[str, Any]:
        """Calls a method that reads, and takes its arguments in the query."""
        return await self._answer(method, lambda web: web.api_call(method, http_verb="GET", params=arguments))

    async def answer_url(self, url: str, message: Mapping[str, Any]) -> None:
        """Answers at a response URL, which works for half an hour, and five times."""
        try:
            async with self.session.post(url, json=message, allow_redirects=False) as response:
                status, wait = response.status, retry_after(response.headers.get("Retry-After"))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise no_answer_error(error) from None
        if status == 429 or status >= 500:
            raise RetryLater(f"Slack answered {status} at the response_url", wait, uncertain=status != 429)
        if status != 200:
            raise ClosedConversation(f"Slack answered {status} at the response_url: it is used up or too old")

    @property
    def bearer(self) -> dict[str, str]:
        """The header that shows the token, for files: only ever sent to Slack's own hosts."""
        return {"Authorization": f"Bearer {self._token}"}

    @property
    def granted(self) -> frozenset[str] | None:
        """The scopes of the token, as Slack's last answer named them; None before the first."""
        return frozenset(re.split(r"[,\s]+", self._granted)) if self._granted else None

    async def _answer(
        self, method: str, calling: Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]
    ) -> dict[str, Any]:
        try:
            response = await calling(self._web())
        except SlackApiError as error:
            problem = _to_error(error)
            if isinstance(problem, AppRefused) and self.health:
                self.health.note_refused(problem, method)
            elif isinstance(problem, SlackError | ClosedConversation):
                self._note_answer(method, error.response)
            raise problem from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise no_answer_error(error) from None
        except (AttributeError, TypeError, ValueError) as error:
            # The client library fails on a body that is not a JSON object: a proxy's page, not Slack.
            said = f"that was not Slack's API answering: {type(error).__name__}"
            raise RetryLater(said, uncertain=True) from None
        self._note_answer(method, response)
        return dict(response.data) if isinstance(response.data, dict) else {}

    def _note_answer(self, method: str, response: Any) -> None:
        """Every answer names the scopes of the token, also one that refuses the request."""
        granted = str(response.headers.get("x-oauth-scopes") or "")
        changed, self._granted = granted != self._granted, granted or self._granted
        if self.health:
            self.health.note_answered(method)
            if granted and changed:
                self.health.note_permissions(self.granted or frozenset(), self._wanted)

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
    if word in _APP:
        needed = str(data.get("needed") or "") if isinstance(data, dict) else ""
        silent = word != MISSING_PERMISSION or bool(LETTER_SCOPES & set(needed.split(",")))
        return AppRefused(Platform.SLACK, word, needed[:200], keeps_silent=silent)
    if word in _CLOSED:
        return ClosedConversation(f"Slack: {word}")
    messages = (data.get("response_metadata") or {}).get("messages") or () if isinstance(data, dict) else ()
    return SlackError(word, "; ".join(str(message) for message in messages)[:500])
