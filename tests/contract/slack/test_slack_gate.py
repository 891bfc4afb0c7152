"""The gate: whatever is forged, late or broken is turned away, before the bot and without a trace of its content."""

import contextlib
import io
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
import structlog

from adapters.gateway.bot_gateway import BotResponse
from adapters.gateway.request_limits import MOST_BYTES
from adapters.slack.app import PATH
from adapters.slack.gate import OLDEST, SlackSignatureVerifier
from tests.fakes.slack.front import SlackFront, slack_front
from tests.fakes.slack.sender import FORM, JSON, NOON, SECRET, Request, SlackSender

MARK = "do-not-log-this"
sender = SlackSender()
GOOD = sender.command("/award", f"<@U0ANA|ana> customer-hero {MARK}")


class Front:
    """The endpoint with a bot that only listens."""

    def __init__(self, laurel: SlackFront) -> None:
        self.http, self.heard = laurel.http, laurel.heard

    async def send(self, request: Request) -> int:
        async with self.http.post(PATH, data=request.body, headers=request.headers) as response:
            await response.read()
            return response.status


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with slack_front(BotResponse(None)) as laurel:
        yield Front(laurel)


def signed(body: bytes, content_type: str = FORM) -> Request:
    return sender.signed(body, content_type)


def resigned(timestamp: str) -> Request:
    """The good request at another time, rightly signed."""
    seal = SlackSignatureVerifier(SECRET, lambda: datetime.fromtimestamp(NOON, UTC))
    return GOOD.with_headers(
        X_Slack_Request_Timestamp=timestamp, X_Slack_Signature=seal.sign(timestamp, GOOD.body)
    )


def without(name: str) -> Request:
    return Request(GOOD.body, {key: value for key, value in GOOD.headers.items() if key != name})


FORGED = {
    "no signature": without("X-Slack-Signature"),
    "no timestamp": without("X-Slack-Request-Timestamp"),
    "another secret": SlackSender(secret="another").command("/award", MARK),
    "an empty secret": SlackSender(secret="").command("/award", MARK),
    "a changed body": Request(GOOD.body + b"x", GOOD.headers),
    "another's signature": GOOD.with_headers(X_Slack_Signature="v0=" + "0" * 64),
    "a signature in capitals": GOOD.with_headers(X_Slack_Signature=GOOD.headers["X-Slack-Signature"].upper()),
    "a short signature": GOOD.with_headers(X_Slack_Signature="v0=abc"),
    "a signature of version 1": GOOD.with_headers(X_Slack_Signature="v1=" + "a" * 64),
    "an empty signature": GOOD.with_headers(X_Slack_Signature=""),
    "a signature beyond ASCII": GOOD.with_headers(X_Slack_Signature="v0=" + "é" * 64),
    "a timestamp in words": resigned("noon"),
    "a timestamp in notation": resigned("1.79e9"),
    "a negative timestamp": resigned(f"-{NOON}"),
    "a timestamp of 400 digits": resigned("1" * 400),
    "a timestamp with a sign": resigned(f"+{NOON}"),
    "a timestamp too old": SlackSender(at=NOON - OLDEST - 1).command("/award", MARK),
    "a timestamp too new": SlackSender(at=NOON + OLDEST + 1).command("/award", MARK),
    "unsigned JSON": Request(b'{"type":"event_callback"}', {"Content-Type": JSON}),
    "unsigned broken JSON": Request(b"{", {"Content-Type": JSON}),
    "an unsigned certificate check": Request(b"ssl_check=1", {"Content-Type": FORM}),
    "an unsigned challenge": Request(b'{"type":"url_verification","challenge":"x"}', {"Content-Type": JSON}),
}
MALFORMED = {
    "broken JSON": signed(b'{"type": ', JSON),
    "a JSON list": signed(b"[]", JSON),
    "a JSON number": signed(b"1" * 5_000, JSON),
    "JSON a hundred thousand deep": signed(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, JSON),
    "invalid UTF-8": signed(b"command=%2Faward&text=\xff\xfe"),
    "invalid UTF-8, encoded": signed(b"command=%2Faward&text=%ff%fe"),
    "a field twice": signed(GOOD.body + b"&user_id=U0MALLORY"),
    "a payload that is no JSON": signed(b"payload=hello"),
    "a payload that is a list": signed(b"payload=" + quote("[1]").encode()),
    "two hundred fields": signed("&".join(f"f{number}=1" for number in range(200)).encode()),
    "an event that is a word": sender.json({"type": "event_callback", "event": "app_mention"}),
    "a team that is a list": sender.json({"type": "block_actions", "team": ["T0LAUREL"]}),
    "actions that are words": sender.json(
        {"type": "block_actions", "team": {"id": "T0LAUREL"}, "actions": ["x"]}
    ),
    "a view of no type": sender.json(
        {"type": "view_submission", "team": {"id": "T0LAUREL"}, "view": {"callback_id": "x"}}
    ),
    "a mention by a number": sender.mention("x", user="7"),
    "a command without a caller": signed(
        b"command=%2Faward&team_id=T0LAUREL&channel_id=C0GENERAL&trigger_id=1"
    ),
    "no media type of Slack's": signed(GOOD.body, "text/plain"),
    "an empty body": signed(b"", JSON),
}


@pytest.mark.parametrize("request_", FORGED.values(), ids=FORGED.keys())
async def test_a_forged_request_is_refused_before_the_bot(front: Front, request_: Request) -> None:
    assert await front.send(request_) == 401
    assert front.heard == []


@pytest.mark.parametrize("request_", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_signed_but_malformed_request_is_refused_before_the_bot(
    front: Front, request_: Request
) -> None:
    assert await front.send(request_) in (400, 415)
    assert front.heard == []


@pytest.mark.parametrize("name", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
async def test_a_header_that_comes_twice_is_refused(front: Front, name: str) -> None:
    headers = [*GOOD.headers.items(), (name, GOOD.headers[name])]

    async with front.http.post(PATH, data=GOOD.body, headers=headers) as response:
        assert response.status == 401
    assert front.heard == []


async def test_a_body_beyond_a_mebibyte_is_refused(front: Front) -> None:
    assert await front.send(signed(b"text=" + b"x" * MOST_BYTES)) == 413


async def test_a_body_beyond_a_mebibyte_that_does_not_say_so_is_refused(front: Front) -> None:
    async def drip() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * (MOST_BYTES // 16)

    with contextlib.suppress(ConnectionError):  # the server may hang up before we have said it all
        async with front.http.post(PATH, data=drip(), headers=GOOD.headers) as response:
            assert response.status == 413
    assert front.heard == []


async def test_a_compressed_body_is_refused(front: Front) -> None:
    assert await front.send(GOOD.with_headers(Content_Encoding="gzip")) == 415


async def test_a_good_request_at_the_edge_of_its_time_is_let_in(front: Front) -> None:
    assert await front.send(SlackSender(at=NOON - OLDEST).command("/mybadges", "")) == 200
    assert len(front.heard) == 1


async def test_headers_that_steer_bolt_or_claim_a_retry_change_nothing(front: Front) -> None:
    steered = GOOD.with_headers(X_Slack_Bolt_Lazy_Only="1", X_Slack_Bolt_Lazy_Function_Name="f").retried(3)

    assert await front.send(steered) == 200
    assert [origin.key for _, origin in front.heard] == ["trigger.1"]


async def test_nothing_of_a_refused_body_or_of_an_accepted_one_is_logged(
    front: Front, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = io.StringIO()
    with structlog.testing.capture_logs() as structured, contextlib.redirect_stderr(shown):
        for request in (FORGED["a changed body"], FORGED["another secret"], GOOD):
            await front.send(request)
        await front.send(signed(f'{{"{MARK}": '.encode(), JSON))
        await front.send(sender.json({"type": MARK, "team_id": "T0LAUREL"}))

    out, err = capfd.readouterr()
    assert [entry["event"] for entry in structured][:2] == ["slack_request_refused"] * 2
    assert MARK not in out + err + caplog.text + shown.getvalue()
    assert MARK not in str([entry for entry in structured if entry["event"] != "slack_nobody_listens"])


def test_an_empty_secret_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="SLACK_SIGNING_SECRET is empty"):
        SlackSignatureVerifier(" ", lambda: datetime.now(UTC))
