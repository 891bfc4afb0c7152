"""The only client for calls to Teams: checks the address again, adds the token, and classifies every failure.

    outgoing = ConnectorApi(hosts, token)
    answer = await outgoing.call("POST", url, body)      # Json

| Teams says | it means |
|---|---|
| 429, 412, 502, 504, other 5xx, nothing | later: the outbox waits as Teams asks, or with growing delays and jitter |
| 403, 404 | the bot was removed, blocked, or the conversation is gone: stop, and report it |
| 401 | our token is not accepted: fetch another, then later; the app itself is refused if that is not accepted either |
| 413, other 4xx | this message is never accepted: dead, with Teams' error |

Source: learn.microsoft.com, "Status codes from bot conversational APIs" and "Rate limiting".
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import aiohttp
from yarl import URL

from adapters.gateway.app_health import AppHealth
from adapters.gateway.platforms import (
    AppRefused,
    ClosedConversation,
    RetryLater,
    Undeliverable,
    retry_after,
)
from adapters.teams.auth.clouds import ServiceHosts
from adapters.teams.auth.own_token import Sessions
from adapters.teams.ports import Json
from bot.messages.platforms import Platform

CALL_SECONDS = 10.0
MOST_BYTES = 1 << 20
_LATER = frozenset({408, 409, 412, 425, 429})
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{1,80}")


class TeamsToken(Protocol):
    """Our own token, and a way to report that it was not accepted."""

    fetched: int
    """How many tokens were fetched so far."""

    def __call__(self) -> Awaitable[str]: ...
    def mark_refused(self) -> None: ...


class TeamsError(Undeliverable):
    """Teams refused (`status`, its own code `code`), and retrying cannot help."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"Teams refused: {status} {code}".rstrip())
        self.status = status
        self.code = code


class ConnectorApi:
    """Calls of the connector service over one pool of connections. Without `token` (development) none is sent.

    `health` is told what Microsoft refuses the app.
    """

    def __init__(
        self,
        hosts: ServiceHosts,
        token: Callable[[Sessions], TeamsToken] | None,
        proxies: bool = True,
        health: AppHealth | None = None,
    ) -> None:
        self.hosts = hosts
        self.token = token(self.session) if token else None
        self._proxies = proxies
        self._health = health
        self._refused = 0
        """The number of the token that was not accepted last; 0 once one was."""
        self._session: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        """The connections, opened on first use, inside the running loop."""
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=CALL_SECONDS, sock_connect=4)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=self._proxies)
        return self._session

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, url: str, body: bytes | None) -> Json:
        """One call; `body` is JSON. Raises `RetryLater`, `AppRefused`, `ClosedConversation` or `TeamsError`."""
        try:
            answer = await self._call(method, url, body)
        except AppRefused as no:
            if self._health:
                self._health.note_refused(no, "token")
            raise
        self._refused = 0
        if self._health:
            self._health.note_answered("")
        return answer

    async def _call(self, method: str, url: str, body: bytes | None) -> Json:
        if not self.hosts.allows(url):
            raise Undeliverable(
                "the conversation's service address is not among LAUREL_TEAMS_SERVICE_HOSTS; nothing was sent"
            )
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        number = 0
        if self.token is not None:
            headers["Authorization"] = f"Bearer {await self.token()}"
            number = self.token.fetched
        try:
            async with self.session().request(
                method, URL(url, encoded=True), data=body, headers=headers, allow_redirects=False
            ) as response:
                status, wait = response.status, retry_after(response.headers.get("Retry-After"))
                answer = _json(await response.content.read(MOST_BYTES))
        except (TimeoutError, aiohttp.ClientError, OSError) as problem:
            uncertain = not isinstance(problem, aiohttp.ClientConnectorError)
            raise RetryLater(f"Teams did not answer: {type(problem).__name__}", uncertain=uncertain) from None
        if 200 <= status < 300:
            return answer
        if status == 401 and self.token is not None:
            raise self._token_refused(self.token, number, _code(answer))
        raise self._to_error(status, wait, answer)

    def _token_refused(self, token: TeamsToken, number: int, code: str) -> RetryLater:
        """Another token is fetched; if that is not accepted either, the app is refused. Calls at once share a token."""
        before, self._refused = self._refused, number
        if number != before:
            token.mark_refused()
        if before in (0, number):
            return RetryLater("Teams did not take our token")
        return AppRefused(Platform.TEAMS, f"401 {code}".rstrip())

    def _to_error(self, status: int, wait: float | None, answer: Json) -> Exception:
        code = _code(answer)
        if status in _LATER or status >= 500:
            # A gateway that gave up does not know the outcome behind it.
            return RetryLater(f"Teams answered {status} {code}".rstrip(), wait, uncertain=status >= 500)
        if status in (403, 404):
            return ClosedConversation(f"Teams: {status} {code}".rstrip())
        return TeamsError(status, code)


def _json(body: bytes) -> Json:
    """The answer as an object; empty for a proxy's page and anything else that is none."""
    try:
        parsed: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _code(answer: Mapping[str, Any]) -> str:
    """Teams' own error code. Its message is left out: it may quote a person's text."""
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""
