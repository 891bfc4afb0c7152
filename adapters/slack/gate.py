"""Signature check before any parsing: only requests signed by Slack pass.

    routes.post("/slack/events")(with_signature_check(SlackSignatureVerifier(secret, now), inside))

It reads raw bytes and headers only: size, one header of each kind, their form, the age, the signature. The request's
own headers are not passed on, so none of them (`X-Slack-Bolt-…`, retries) can influence processing. A refusal
reveals nothing about the body, to the sender or to the log.

Source: docs.slack.dev, "Verifying requests from Slack".
"""

import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import structlog
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from adapters.gateway.request_limits import RequestRefused, read_body

OLDEST = 300
"""Seconds; Slack's own advice."""
_TIMESTAMP = re.compile(r"[0-9]{10}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")

Headers = CIMultiDict[str] | CIMultiDictProxy[str]


class SignedBody(NamedTuple):
    """A body that Slack signed, and its media type without parameters."""

    body: bytes
    content_type: str


Inside = Callable[[SignedBody], Awaitable[web.Response]]


@dataclass(frozen=True)
class SlackSignatureVerifier:
    """The app's signing secret and a clock."""

    secret: str
    now: Callable[[], datetime]

    def __post_init__(self) -> None:
        if not self.secret.strip():
            raise ValueError(
                "SLACK_SIGNING_SECRET is empty: anybody could sign with it; copy it from the app's page"
            )

    def verify(self, headers: Headers, body: bytes) -> None:
        """Raises `RequestRefused` unless the headers hold a recent signature of this body."""
        timestamp = _single_header(headers, "X-Slack-Request-Timestamp", _TIMESTAMP)
        signature = _single_header(headers, "X-Slack-Signature", _SIGNATURE)
        if abs(self.now().timestamp() - int(timestamp)) > OLDEST:
            raise RequestRefused(401, "too old or too new")
        if not hmac.compare_digest(self.sign(timestamp, body), signature):
            raise RequestRefused(401, "signature does not match")

    def sign(self, timestamp: str, body: bytes) -> str:
        """The signature that Slack would send."""
        signed = b"v0:" + timestamp.encode("ascii") + b":" + body
        return "v0=" + hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()


def with_signature_check(
    seal: SlackSignatureVerifier, inside: Inside
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """An aiohttp handler that passes only requests signed by Slack to `inside`."""
    log = structlog.get_logger()

    async def gate(request: web.Request) -> web.Response:
        try:
            body = await read_body(request)
            seal.verify(request.headers, body)
            return await inside(SignedBody(body, request.content_type))
        except RequestRefused as refused:
            log.warning("slack_request_refused", why=refused.why, status=refused.status)
            return web.Response(status=refused.status)

    return gate


def _single_header(headers: Headers, name: str, form: re.Pattern[str]) -> str:
    values = headers.getall(name, [])
    if len(values) != 1:
        raise RequestRefused(401, f"{name} not there exactly once")
    if not form.fullmatch(values[0]):
        raise RequestRefused(401, f"{name} malformed")
    return values[0]
