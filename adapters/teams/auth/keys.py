"""The public keys with which Microsoft signs requests, from its OpenID metadata: cached, refreshed in the background.

    keys = MicrosoftKeys(url, monotonic)
    key = await keys.get(kid)          # None: no such key, as far as known now

A cached key is returned at once, even if the metadata's server is down. Keys older than a day are fetched again
in the background while the old ones stay in use. An unknown key is fetched at once, but at most every thirty
seconds, so a stranger's invented key names cannot flood the server, and a new key works within a minute.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import jwt
import structlog

from adapters.teams.auth.clouds import LOOPBACK

FETCH_SECONDS = 3.0
LASTS_SECONDS = 24 * 3600.0
LOOK_AGAIN_SECONDS = 30.0
MOST_BYTES = 1 << 20
MOST_KEYS = 200
LEAST_BITS = 2048

log = structlog.get_logger(__name__)


class MicrosoftKey:
    """One public key, and the channels it may sign for; an empty set means all."""

    def __init__(self, key: jwt.PyJWK, endorsements: frozenset[str]) -> None:
        self.public = key.key
        self.endorsements = endorsements


class MicrosoftKeys:
    """The keys behind one OpenID address. `monotonic` gives seconds that never jump."""

    def __init__(self, url: str, monotonic: Callable[[], float]) -> None:
        self.url = url
        self.monotonic = monotonic
        self._keys: dict[str, MicrosoftKey] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._fetching: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None

    async def get(self, kid: str) -> MicrosoftKey | None:
        """The key of that name. Raises nothing: a key that cannot be fetched is unknown."""
        key = self._keys.get(kid)
        if key is not None:
            if self._older_than(self._fetched_at, LASTS_SECONDS):
                self._refresh()  # the answer does not wait for it
            return key
        fetching = self._refresh()
        if fetching is not None:
            await asyncio.shield(fetching)
        return self._keys.get(kid)

    async def problem(self) -> str | None:
        """Fetches now and returns the problem, or None. For `laurel doctor`."""
        try:
            await self._fetch()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as problem:
            return f"{type(problem).__name__}: {problem}"
        return None

    async def close(self) -> None:
        """Closes the connections."""
        if self._fetching is not None:
            self._fetching.cancel()
        if self._session is not None:
            await self._session.close()

    def _older_than(self, moment: float | None, seconds: float) -> bool:
        return moment is None or self.monotonic() - moment > seconds

    def _refresh(self) -> "asyncio.Task[None] | None":
        """The current fetch, or a new one unless the last attempt was too recent."""
        if self._fetching is not None and not self._fetching.done():
            return self._fetching
        if not self._older_than(self._tried_at, LOOK_AGAIN_SECONDS):
            return None
        self._tried_at = self.monotonic()
        self._fetching = asyncio.create_task(self._try_fetch())
        return self._fetching

    async def _try_fetch(self) -> None:
        try:
            await self._fetch()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as problem:
            log.warning("teams_keys_not_fetched", problem=type(problem).__name__, known=len(self._keys))

    async def _fetch(self) -> None:
        async with asyncio.timeout(FETCH_SECONDS):
            metadata = await self._json(self.url)
            address = metadata.get("jwks_uri")
            if not isinstance(address, str) or not _is_trusted(address):
                raise ValueError("the OpenID metadata names no https address of keys")
            found = _keys_in(await self._json(address))
        if not found:
            raise ValueError("the OpenID metadata leads to no RSA key")
        self._keys = found
        self._fetched_at = self.monotonic()

    async def _json(self, url: str) -> Mapping[str, Any]:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(trust_env=not _is_loopback(url))
        async with self._session.get(url, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError(f"{response.status} where the OpenID metadata should be")
            body = await response.content.read(MOST_BYTES)
            if not response.content.at_eof():
                raise ValueError("OpenID metadata of more than a mebibyte")
        parsed = json.loads(body)
        if not isinstance(parsed, dict):
            raise ValueError("OpenID metadata that is no JSON object")
        return parsed


def _keys_in(jwks: Mapping[str, Any]) -> dict[str, MicrosoftKey]:
    """Every usable RSA key; an unreadable one is left out, and the others still count."""
    listed = jwks.get("keys")
    found: dict[str, MicrosoftKey] = {}
    for entry in listed[:MOST_KEYS] if isinstance(listed, list) else ():
        if not isinstance(entry, dict) or entry.get("kty") != "RSA" or not isinstance(entry.get("kid"), str):
            continue
        endorsed = entry.get("endorsements")
        try:
            key = jwt.PyJWK({"kty": "RSA", "n": entry["n"], "e": entry["e"]}, algorithm="RS256")
        except (jwt.PyJWTError, KeyError, ValueError, TypeError):
            continue
        if key.key.key_size < LEAST_BITS:
            continue
        channels = frozenset(map(str, endorsed)) if isinstance(endorsed, list) else frozenset[str]()
        found[entry["kid"]] = MicrosoftKey(key, channels)
    return found


def _is_trusted(url: str) -> bool:
    return urlsplit(url).scheme == "https" or _is_loopback(url)


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK
