"""What Slack delivers, at `POST /slack/events` or over connections: signature check, payload, Bolt, listeners.

own = InstallationLookup(client.installation)
add_routes(web_app, SlackApp(client, own, SlackSignatureVerifier(secret, now), apology, reference), ask)
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.gateway.bot_gateway import AskBot
from adapters.gateway.error_reporter import ErrorReporter, sentence_card, where
from adapters.gateway.platforms import ClosedConversation, RetryLater, Undeliverable
from adapters.gateway.request_limits import RequestRefused
from adapters.gateway.spoken_languages import WordingOf
from adapters.slack.api import SlackWebApi, quiet_logger
from adapters.slack.client import SlackClient
from adapters.slack.gate import SignedBody, SlackSignatureVerifier, with_signature_check
from adapters.slack.inbound.payload import kind_of, payload_of, user_of
from adapters.slack.inbound.requests import MalformedSlackPayload, is_ours
from adapters.slack.installation import InstallationLookup
from adapters.slack.listeners import (
    ARRIVED,
    AnswerLater,
    FindBadges,
    SlackListeners,
    ephemeral,
    keep_open,
    register_listeners,
)
from adapters.slack.render import render
from adapters.slack.routes import DIRECT_ROUTE
from adapters.slack.socket_mode import SocketMode

PATH = "/slack/events"
_WITHOUT_WORKSPACE = ("url_verification", "ssl_check")

log = structlog.get_logger()


@dataclass(frozen=True)
class SlackApp:
    """Slack's parts: the client, the installation, the signature check, the outbox, and the texts."""

    client: SlackClient
    installation: InstallationLookup
    verifier: SlackSignatureVerifier | None
    """None: Slack delivers over connections alone."""
    later: AnswerLater
    say: WordingOf
    errors: ErrorReporter[str]
    find_badges: FindBadges
    sockets: SlackWebApi | None = None
    """Slack's API by the app's own token, which opens connections; None: Slack delivers by HTTP alone."""


def add_routes(app: web.Application, slack: SlackApp, ask: AskBot) -> None:
    """Registers `POST /slack/events` if there is a signing secret, and connects if there is a token for that.

    Slack's connections are closed with the application.
    """
    ears = SlackListeners(
        ask, slack.later, slack.client, slack.installation, slack.say, slack.errors, slack.find_badges
    )
    bolt = bolt_app(slack, ears)

    async def deliver(payload: dict[str, Any]) -> BoltResponse:
        answer = await _dispatch(bolt, payload, asyncio.get_running_loop().time())
        if answer.status == 404:
            # A delivery without a sender that waits is no failure: Slack would repeat it, and count it against the app.
            log.info("slack_nobody_listens", kind=kind_of(payload))
            return BoltResponse(status=200, body="")
        return answer

    async def inside(admitted: SignedBody) -> web.Response:
        return await to_aiohttp_response(await deliver(payload_of(admitted)))

    async def stay_connected(_: web.Application) -> AsyncIterator[None]:
        """Connects beside the start, which does not wait for Slack."""
        connected = asyncio.create_task(SocketMode(slack.sockets, deliver).run()) if slack.sockets else None
        yield
        if connected:
            connected.cancel()
            await asyncio.wait({connected})

    async def close(_: web.Application) -> None:
        await ears.finish()
        await slack.client.close()

    if slack.verifier:
        app.router.add_post(PATH, with_signature_check(slack.verifier, inside))
    app.cleanup_ctx.append(stay_connected)
    app.on_cleanup.append(close)


async def _dispatch(bolt: AsyncApp, payload: dict[str, Any], arrived: float) -> BoltResponse:
    """Bolt's answer. Errors of our own code go to `_handle_error`; an error that escapes is Bolt's own."""
    try:
        # Bolt would take a form with the text "payload" for an interaction and lose it; JSON is unambiguous.
        # No header is passed on: the signature covers the body, not the headers.
        request = AsyncBoltRequest(
            body=json.dumps(payload),
            headers={"content-type": "application/json"},
            context={ARRIVED: arrived},
        )
        return await bolt.async_dispatch(request)
    except Exception as error:
        log.error("slack_payload_unreadable", kind=kind_of(payload), **where(error))
        return BoltResponse(status=400, body="")


def bolt_app(slack: SlackApp, ears: SlackListeners) -> AsyncApp:
    """Bolt, with the listeners. Its own signature check is off: ours comes before any parsing."""

    async def authorize(**_: Any) -> AuthorizeResult:
        own = await slack.installation()
        return AuthorizeResult(
            enterprise_id=None, team_id=own.team_id, bot_user_id=own.bot_user_id, bot_id=own.bot_id
        )

    async def ours_only(body: dict[str, Any], next: Callable[[], Any]) -> BoltResponse | None:  # noqa: A002 - Bolt's name
        if body.get("type") in _WITHOUT_WORKSPACE or is_ours(body, await slack.installation()):
            await next()
            return None
        log.warning("slack_foreign_request", kind=kind_of(body))
        return BoltResponse(status=200, body="")

    async def on_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        return await _handle_error(slack, error, body)

    bolt = AsyncApp(
        name="laurel",
        logger=quiet_logger(),
        client=AsyncWebClient(logger=quiet_logger(), retry_handlers=[]),
        process_before_response=True,
        request_verification_enabled=False,
        before_authorize=ours_only,
        authorize=authorize,
    )
    bolt.error(on_error)
    register_listeners(bolt, ears)
    return bolt


async def _handle_error(slack: SlackApp, error: Exception, body: Mapping[str, Any]) -> BoltResponse:
    """A bug, or Slack out of reach: the log gets the place, the person a number, and Slack repeats an event."""
    if isinstance(error, MalformedSlackPayload | RequestRefused):
        log.warning("slack_payload_malformed", kind=kind_of(body))
        return BoltResponse(status=400, body="")
    sentence = slack.errors.report(error, kind_of(body), user_of(body))
    message = render(sentence_card(sentence), {}, slack.client.public_url)
    if "command" in body:
        return BoltResponse(status=200, body=ephemeral(message))
    if body.get("type") == "event_callback":
        return BoltResponse(status=500, body="")
    if body.get("type") == "view_submission" and (kept := keep_open(body, sentence)).body:
        return kept
    try:
        await slack.client.answer(user_of(body), str(body.get("response_url") or DIRECT_ROUTE), message)
    except (RetryLater, ClosedConversation, Undeliverable) as unsaid:
        log.warning("slack_apology_not_delivered", why=type(unsaid).__name__)
    return BoltResponse(status=200, body="")
