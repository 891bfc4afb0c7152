"""Authenticates senders by the token in the request's header, without blocking other requests.

    claims = await check.claims(request)          # raises RequestRefused
    check.require_match(claims, activity)         # raises RequestRefused

An invalid token is a 401; a valid token with an activity that does not match it is a 403. A token must contain its
start and end, its issuer, its app, and the service address of the conversation; a field missing from an
activity is not assumed.

Source: learn.microsoft.com, "Authenticate requests from the Bot Connector service to your bot".

The header alone decides before the body is read. A known key is used without waiting; an unknown one is fetched at
once but at most every thirty seconds: soon enough after a rotation, too seldom to be abused.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from aiohttp import hdrs, web
from jwt.algorithms import RSAAlgorithm

from adapters.gateway.request_limits import RequestRefused
from adapters.teams.auth.clouds import ServiceHosts
from adapters.teams.auth.keys import MicrosoftKeys

CHANNEL = "msteams"
SKEW_SECONDS = 300
"""Allowed clock skew; Microsoft's own figure."""
LONGEST_TOKEN = 6 * 1024
LAST_MOMENT = 1e11
"""Seconds since 1970; a larger value is no time (infinity included)."""
_RS256 = RSAAlgorithm(RSAAlgorithm.SHA256)
"""PyJWT's own check of one signature; its parsing of whole tokens costs three times as much."""
_BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")

Activity = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a valid token that are used here."""

    service_url: str
    channels: frozenset[str]
    """The channels its key may sign for; an empty set means all."""


class ActivityAuthenticator(Protocol):
    """Authenticates the sender of an activity."""

    async def claims(self, request: web.Request) -> Claims:
        """The sender's claims; raises `RequestRefused`."""
        ...

    def require_match(self, claims: Claims, activity: Activity) -> None:
        """Requires that the sender may send the activity; raises `RequestRefused`."""
        ...


@dataclass(frozen=True)
class TokenAuthenticator:
    """Checks tokens for one app. `tenants` may write to it; `now` is the clock."""

    app_id: str
    tenants: frozenset[str]
    issuer: str
    hosts: ServiceHosts
    keys: MicrosoftKeys
    now: Callable[[], datetime]

    def __post_init__(self) -> None:
        if not self.app_id.strip() or not self.tenants:
            raise ValueError(
                "MICROSOFT_APP_ID and MICROSOFT_APP_TENANT_ID must be set: without them anybody could write"
            )

    async def claims(self, request: web.Request) -> Claims:
        """The claims of the request's token; raises `RequestRefused` with 401."""
        token = _token(request)
        header = _part(token.partition(".")[0])
        kid = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(kid, str) or "crit" in header:
            raise RequestRefused(401, "token not signed as expected")
        key = await self.keys.get(kid)
        if key is None:
            raise RequestRefused(401, "key unknown")
        signed, _, signature = token.rpartition(".")
        if not _RS256.verify(signed.encode(), key.public, _base64_decode(signature)):
            raise RequestRefused(401, "signature does not match")
        said = _part(signed.partition(".")[2])
        return Claims(self._check_claims(said), key.endorsements)

    def require_match(self, claims: Claims, activity: Activity) -> None:
        """Requires that the activity matches the token; raises `RequestRefused` with 403."""
        if activity.get("channelId") != CHANNEL or (claims.channels and CHANNEL not in claims.channels):
            raise RequestRefused(403, "not of the channel msteams")
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or service_url.rstrip("/") != claims.service_url.rstrip("/"):
            raise RequestRefused(403, "service address not the token's")
        if not self.hosts.allows(service_url):
            raise RequestRefused(403, "service address not allowed")
        if tenant_of(activity) not in self.tenants:
            raise RequestRefused(403, "tenant not allowed")

    def _check_claims(self, said: Mapping[str, Any]) -> str:
        if said.get("iss") != self.issuer:
            raise RequestRefused(401, "issuer not Microsoft's")
        if said.get("aud") != self.app_id:
            raise RequestRefused(401, "token for another app")
        now = self.now().timestamp()
        if _moment(said, "exp") + SKEW_SECONDS < now:
            raise RequestRefused(401, "token expired")
        if _moment(said, "nbf") - SKEW_SECONDS > now:
            raise RequestRefused(401, "token not valid yet")
        service_url = said.get("serviceurl")
        if not isinstance(service_url, str) or not service_url:
            raise RequestRefused(401, "token without a service address")
        return service_url


def tenant_of(activity: Activity) -> str:
    """The tenant of an activity; raises `RequestRefused` if it names none, or two."""
    named = [
        (activity.get("conversation") or {}).get("tenantId"),
        ((activity.get("channelData") or {}).get("tenant") or {}).get("id"),
    ]
    tenants = {tenant.lower() for tenant in named if isinstance(tenant, str) and tenant}
    if len(tenants) != 1:
        raise RequestRefused(403, "not of one tenant")
    return tenants.pop()


def _part(encoded: str) -> Mapping[str, Any]:
    """A token's header or claims; the header is trusted only once the key it names has verified it."""
    try:
        part = json.loads(_base64_decode(encoded))
    except (ValueError, RecursionError):
        raise RequestRefused(401, "token unreadable") from None
    if not isinstance(part, dict):
        raise RequestRefused(401, "token unreadable")
    return part


def _base64_decode(encoded: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except ValueError:
        raise RequestRefused(401, "token unreadable") from None


def _token(request: web.Request) -> str:
    values = request.headers.getall(hdrs.AUTHORIZATION, [])
    if len(values) != 1:
        raise RequestRefused(401, "not one token")
    match = _BEARER.fullmatch(values[0]) if len(values[0]) <= LONGEST_TOKEN else None
    if match is None:
        raise RequestRefused(401, "token malformed")
    return match.group(1)


def _moment(said: Mapping[str, Any], name: str) -> float:
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < LAST_MOMENT:
        raise RequestRefused(401, f"token without {name}")
    return float(value)
