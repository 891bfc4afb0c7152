"""Our own token for calls to Teams: fetched with the app's secret, cached until shortly before it expires.

Source: learn.microsoft.com, "Authenticate requests from your bot to the Bot Connector service".
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from adapters.gateway.platforms import AppRefused, RetryLater
from bot.messages.platforms import Platform

Sessions = Callable[[], aiohttp.ClientSession]
FETCH_SECONDS = 5.0
_PASSING = ("temporarily_unavailable", "server_error")
_CODE = re.compile(r"AADSTS[0-9]{2,9}")
EARLY_SECONDS = 300.0
"""How long before its expiry a token is fetched again."""


@dataclass(frozen=True)
class AppSecret:
    """The app's credentials, and where they are used."""

    app_id: str
    password: str = field(repr=False)
    token_url: str
    scope: str


class CachedTeamsToken:
    """The current token. `monotonic` gives seconds that never jump."""

    def __init__(self, secret: AppSecret, session: Sessions, monotonic: Callable[[], float]) -> None:
        self.secret = secret
        self.session = session
        self.monotonic = monotonic
        self.fetched = 0
        """How many tokens were fetched so far."""
        self._token = ""
        self._good_until = 0.0
        self._fetching = asyncio.Lock()

    async def __call__(self) -> str:
        """The token; raises `RetryLater` if it cannot be fetched now, `AppRefused` if the secret is refused."""
        async with self._fetching:
            if not self._token or self.monotonic() >= self._good_until:
                self._token, lasts = await self._fetch()
                self.fetched += 1
                self._good_until = self.monotonic() + max(0.0, lasts - EARLY_SECONDS)
            return self._token

    def mark_refused(self) -> None:
        """The service did not accept it: the next call fetches another."""
        self._token = ""

    async def _fetch(self) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.secret.app_id,
            "client_secret": self.secret.password,
            "scope": self.secret.scope,
        }
        try:
            async with (
                asyncio.timeout(FETCH_SECONDS),
                self.session().post(self.secret.token_url, data=form, allow_redirects=False) as response,
            ):
                status = response.status
                body: Any = await response.json(content_type=None) if status < 500 else {}
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as problem:
            raise RetryLater(f"no token from Microsoft: {type(problem).__name__}") from None
        body = body if isinstance(body, dict) else {}
        token, lasts = body.get("access_token"), body.get("expires_in")
        if status == 200 and isinstance(token, str) and token:
            return token, float(lasts) if isinstance(lasts, int | float | str) and str(
                lasts
            ).isdigit() else 0.0
        if status in (400, 401, 403) and body.get("error") not in _PASSING:
            raise AppRefused(Platform.TEAMS, _refusal(body, status))
        raise RetryLater(f"no token from Microsoft: {status}")


def _refusal(body: Mapping[str, Any], status: int) -> str:
    """Microsoft's own name of a refusal, such as "AADSTS7000222 invalid_client" for a secret that expired."""
    code = _CODE.search(str(body.get("error_description") or ""))
    codes = body.get("error_codes")
    number = f"AADSTS{codes[0]}" if isinstance(codes, list) and codes else ""
    word = body.get("error")
    named = (code[0] if code else number, word if isinstance(word, str) and word.isidentifier() else "")
    return " ".join(part for part in named if part)[:60] or f"HTTP {status}"
