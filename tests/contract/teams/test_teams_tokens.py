"""Who is let in at `/api/messages`: every bad token is a 401 or 403, the bot hears nothing, nothing is sent."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters.teams.auth.clouds import ServiceHosts
from adapters.teams.auth.keys import LASTS_SECONDS, LOOK_AGAIN_SECONDS, MicrosoftKeys
from adapters.teams.auth.tokens import TokenAuthenticator
from adapters.teams.auth.without_credentials import LoopbackAuthenticator
from adapters.teams.gate import with_token_check
from adapters.teams.ports import Json
from tests.fakes.teams.connector import APP, ISSUER, TENANT, FakeTeams, Signer
from tests.fakes.teams.sender import CHANNEL, Request, TeamsSender

PATH = "/api/messages"
STRANGER = Signer("key-of-the-day")
"""Somebody else's key under Microsoft's name for its own."""
SKYPE = Signer("key-for-skype", ("skype", "webchat"))


@dataclass
class Door:
    """The gate alone, with Microsoft around it and a clock that a test can turn."""

    teams: FakeTeams
    sender: TeamsSender
    keys: MicrosoftKeys
    http: TestClient[web.Request, web.Application]
    heard: list[Json] = field(default_factory=list)
    clock: list[float] = field(default_factory=lambda: [1000.0])

    async def send(self, request: Request) -> int:
        async with self.http.post(PATH, data=request.body, headers=request.headers) as response:
            assert await response.read() in (b"", b"ok")
            return response.status

    async def says(self, **claims: Any) -> int:
        activity = self.sender.message("29:ana", "help")
        return await self.send(self.sender.request(activity, self.sender.token(**claims)))

    def passes(self, seconds: float) -> None:
        self.clock[0] += seconds


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with FakeTeams() as teams:
        teams.signers.append(SKYPE)
        clock = [1000.0]
        keys = MicrosoftKeys(f"{teams.url}/openid", lambda: clock[0])
        hosts = ServiceHosts((teams.host,))
        check = TokenAuthenticator(APP, frozenset({TENANT}), ISSUER, hosts, keys, lambda: datetime.now(UTC))
        app = web.Application()
        opened = Door(teams, TeamsSender(teams.service_url), keys, TestClient(TestServer(app)), clock=clock)

        async def inside(activity: Json, _: float) -> web.Response:
            opened.heard.append(activity)
            return web.Response(text="ok")

        async def alive(_: web.Request) -> web.Response:
            return web.Response(text="ok")

        app.router.add_post(PATH, with_token_check(check, inside))
        app.router.add_get("/healthz", alive)
        async with opened.http:
            yield opened
        await keys.close()


async def test_a_good_token_is_let_in(door: Door) -> None:
    assert await door.says() == 200
    assert len(door.heard) == 1


def _unsigned(door: Door) -> str:
    parts = [
        {"alg": "none", "typ": "JWT", "kid": "key-of-the-day"},
        jwt.decode(door.sender.token(), options=_PEEK),
    ]
    return f"{_part(parts[0])}.{_part(parts[1])}."


def _by_our_secret(door: Door) -> str:
    """HS256 with the public key as the secret: the classic confusion."""
    public = door.sender.signer.private.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    head = _part({"alg": "HS256", "typ": "JWT", "kid": "key-of-the-day"})
    signed = f"{head}.{door.sender.token().split('.')[1]}"
    return f"{signed}.{_encoded(hmac.digest(public, signed.encode(), 'sha256'))}"


def _with_header(door: Door, **header: Any) -> str:
    """Well signed, under a header that the library would not write."""
    head = _part({"alg": "RS256", "typ": "JWT", **header})
    signed = f"{head}.{door.sender.token().split('.')[1]}"
    return f"{signed}.{_encoded(door.sender.signer.private.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def _part(value: Any) -> str:
    return _encoded(json.dumps(value).encode())


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _tampered(door: Door) -> str:
    head, _, signature = door.sender.token().split(".")
    said = {**jwt.decode(door.sender.token(), options=_PEEK), "serviceurl": "https://evil.example/"}
    return f"{head}.{_part(said)}.{signature}"


def _other_algorithm(door: Door) -> str:
    said = jwt.decode(door.sender.token(), options=_PEEK)
    return jwt.encode(said, door.sender.signer.private, algorithm="RS512", headers={"kid": "key-of-the-day"})


_PEEK = {"verify_signature": False}
NOW = int(time.time())
EMULATOR = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"
BAD_TOKENS: dict[str, Callable[[Door], str]] = {
    "expired": lambda door: door.sender.token(exp=NOW - 3600),
    "without an end": lambda door: door.sender.token(exp=None),
    "with an end in words": lambda door: door.sender.token(exp=str(NOW + 3600)),
    "without an end in this world": lambda door: door.sender.token(exp=10**30),
    "that never ends": lambda door: door.sender.token(exp=float("inf")),
    "with a yes for an end": lambda door: door.sender.token(exp=True),
    "not valid yet": lambda door: door.sender.token(nbf=NOW + 3600),
    "without a beginning": lambda door: door.sender.token(nbf=None),
    "of another issuer": lambda door: door.sender.token(iss="https://evil.example"),
    "of the emulator": lambda door: door.sender.token(iss=EMULATOR),
    "of the directory, as a skill sends it": lambda door: door.sender.token(
        iss=f"https://login.microsoftonline.com/{TENANT}/v2.0", appid="another-app", ver="2.0"
    ),
    "without an issuer": lambda door: door.sender.token(iss=None),
    "for another app": lambda door: door.sender.token(aud="cccccccc-0000-4000-8000-00000000000c"),
    "for several apps, ours among them": lambda door: door.sender.token(aud=[APP, "another"]),
    "without an audience": lambda door: door.sender.token(aud=None),
    "without a service address": lambda door: door.sender.token(serviceurl=None),
    "with a number for a service address": lambda door: door.sender.token(serviceurl=7),
    "signed by a stranger": lambda door: door.sender.token(signer=STRANGER),
    "with an unknown key": lambda door: door.sender.token({"kid": "no-such-key"}),
    "without a key": _with_header,
    "with a list for a key": lambda door: _with_header(door, kid=["key-of-the-day"]),
    "with its own key along": lambda door: _with_header(door, jwk=STRANGER.jwk()),
    "with what must be understood": lambda door: door.sender.token({"crit": ["b64"], "b64": True}),
    "unsigned": _unsigned,
    "signed with our public key": _by_our_secret,
    "signed by another algorithm": _other_algorithm,
    "changed on its way": _tampered,
    "cut off": lambda door: door.sender.token()[:-40],
    "in two parts": lambda door: door.sender.token().rpartition(".")[0],
    "of garbage": lambda _: "a.b.c",
    "with a header that is no object": lambda _: "W10.W10.AAAA",
    "far too long": lambda door: door.sender.token(filler="x" * 5_000),
    "nested without an end": lambda _: _encoded(b"[" * 4000) + ".W10.AAAA",
}


@pytest.mark.parametrize("which", BAD_TOKENS)
async def test_a_bad_token_is_refused_and_nobody_hears_of_it(door: Door, which: str) -> None:
    with structlog.testing.capture_logs() as logged:
        status = await door.send(
            door.sender.request(door.sender.message("29:ana", "my secret"), BAD_TOKENS[which](door))
        )

    assert status == 401
    assert (door.heard, door.teams.calls) == ([], [])
    assert "my secret" not in str(logged)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "bearer\tx.y.z",
        "Bearer a.b.c.d.e",
        "Bearer ä.ö.ü",
        None,
    ],
)
async def test_a_bad_header_is_refused(door: Door, header: str | None) -> None:
    request = door.sender.says("29:ana", "help")
    headers = {name: value for name, value in request.headers.items() if name != "Authorization"}
    if header is not None:
        headers["Authorization"] = header

    assert await door.send(Request(request.body, headers)) == 401
    assert door.heard == []


async def test_two_tokens_are_none(door: Door) -> None:
    request = door.sender.says("29:ana", "help")
    headers = [*request.headers.items(), ("Authorization", request.headers["Authorization"])]
    async with door.http.post(PATH, data=request.body, headers=headers) as response:
        assert response.status == 401


BAD_ACTIVITIES: dict[str, dict[str, Any]] = {
    "without a service address": {"serviceUrl": None},
    "with another service address than the token's": {"serviceUrl": "https://smba.trafficmanager.net/emea/"},
    "without a channel": {"channelId": None},
    "of another channel": {"channelId": "webchat"},
    "of the emulator": {"channelId": "emulator"},
    "of another tenant": {
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "other"},
        "channelData": {"tenant": {"id": "other"}},
    },
    "of two tenants": {"channelData": {"tenant": {"id": "another"}}},
    "of no tenant": {"conversation": {"id": "a:1", "conversationType": "personal"}, "channelData": {}},
}


@pytest.mark.parametrize("which", BAD_ACTIVITIES)
async def test_a_good_token_with_what_it_was_not_made_for_is_refused(door: Door, which: str) -> None:
    activity = {**door.sender.message("29:ana", "help"), **BAD_ACTIVITIES[which]}

    assert await door.send(door.sender.request(activity)) == 403
    assert (door.heard, door.teams.calls) == ([], [])


async def test_a_key_that_may_not_sign_for_teams_is_refused(door: Door) -> None:
    request = door.sender.request(door.sender.message("29:ana", "help"), door.sender.token(signer=SKYPE))

    assert await door.send(request) == 403
    assert door.heard == []


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://smba.trafficmanager.net.evil.example/",
        "http://smba.trafficmanager.net/",
    ],
)
async def test_a_service_address_off_the_list_is_refused_though_its_token_says_the_same(
    door: Door, url: str
) -> None:
    sender = TeamsSender(url)

    assert await door.send(sender.says("29:ana", "help")) == 403
    assert door.heard == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"null",
        b'{"type": 7}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"type": "message"}',
        b'{"type": "message", "conversation": [], "from": {"id": "x"}}',
        b'{"type": "message", "conversation": {"id": 7}, "from": {"id": "x"}}',
        b'{"type": "message", "conversation": {"id": "c"}, "from": {"id": "x"}, "entities": [7]}',
        b'{"type": "message", "conversation": {"id": "c"}, "from": {"id": "x"}, "channelData": {"tenant": 7}}',
    ],
)
async def test_a_malformed_body_is_the_senders_fault(door: Door, body: bytes) -> None:
    request = door.sender.says("29:ana", "help")

    assert await door.send(Request(body, request.headers)) in (400, 403)
    assert door.heard == []


async def test_a_body_of_another_kind_or_too_long_is_refused(door: Door) -> None:
    request = door.sender.says("29:ana", "help")

    assert await door.send(request.with_headers(Content_Type="text/plain")) == 415
    assert await door.send(Request(b" " * (1 << 21), request.headers)) == 413
    assert door.heard == []


async def test_a_new_key_of_microsofts_counts_at_once_or_within_a_minute(door: Door) -> None:
    assert await door.says() == 200
    door.passes(LOOK_AGAIN_SECONDS + 1)
    new = Signer("key-of-tomorrow")
    door.teams.signers.append(new)

    rotated = door.sender.request(door.sender.message("29:ana", "help"), door.sender.token(signer=new))
    assert await door.send(rotated) == 200

    newer = Signer("key-of-the-day-after")
    door.teams.signers.append(newer)
    again = door.sender.request(door.sender.message("29:ana", "help"), door.sender.token(signer=newer))
    assert await door.send(again) == 401, "looked a moment ago"
    door.passes(LOOK_AGAIN_SECONDS + 1)
    assert LOOK_AGAIN_SECONDS < 60
    assert await door.send(again) == 200


async def test_invented_keys_do_not_make_us_hammer_microsoft(door: Door) -> None:
    await door.says()
    door.passes(LOOK_AGAIN_SECONDS + 1)
    for number in range(20):
        token = door.sender.token({"kid": f"invented-{number}"})
        assert await door.send(door.sender.request(door.sender.message("29:ana", "help"), token)) == 401

    assert door.teams.metadata_asked == 2


@pytest.mark.parametrize("how", ["down", "nonsense", "hanging"])
async def test_known_keys_serve_on_while_the_metadata_is_away(door: Door, how: str) -> None:
    assert await door.says() == 200
    door.teams.metadata = how
    door.passes(3 * LASTS_SECONDS)

    async with asyncio.timeout(1):
        assert await door.says() == 200
    assert len(door.heard) == 2


async def test_a_hanging_metadata_holds_up_nobody_else(door: Door) -> None:
    door.teams.metadata = "hanging"
    waiting = asyncio.create_task(door.says())
    await asyncio.sleep(0.05)

    async with asyncio.timeout(1):
        async with door.http.get("/healthz") as response:
            assert response.status == 200
    assert await waiting == 401
    assert door.heard == []


@pytest.mark.parametrize("how", ["down", "nonsense"])
async def test_without_any_key_nobody_is_let_in(door: Door, how: str) -> None:
    door.teams.metadata = how

    assert await door.says() == 401
    assert door.heard == []


async def test_without_credentials_only_this_machine_is_let_in() -> None:
    heard: list[Json] = []

    async def inside(activity: Json, _: float) -> web.Response:
        heard.append(activity)
        return web.Response()

    app = web.Application()
    app.router.add_post(PATH, with_token_check(LoopbackAuthenticator(), inside))
    sender = TeamsSender("http://localhost:56150/")
    request = sender.says("29:ana", "help", where=CHANNEL)
    async with TestClient(TestServer(app)) as http:
        for more, status in (
            ({}, 200),
            ({"Host": "evil.example"}, 403),
            ({"Origin": "https://evil.example"}, 403),
        ):
            async with http.post(PATH, data=request.body, headers={**request.headers, **more}) as response:
                assert response.status == status
        evil = TeamsSender("https://evil.example/").says("29:ana", "help")
        async with http.post(PATH, data=evil.body, headers=evil.headers) as response:
            assert response.status == 403
    assert len(heard) == 1


def test_a_check_without_an_app_or_a_tenant_cannot_be_made() -> None:
    keys = MicrosoftKeys("https://login.botframework.com/", lambda: 0.0)
    for app, tenants in (("", {TENANT}), (" ", {TENANT}), (APP, set())):
        with pytest.raises(ValueError, match="MICROSOFT_APP_ID"):
            TokenAuthenticator(
                app, frozenset(tenants), ISSUER, ServiceHosts(), keys, lambda: datetime.now(UTC)
            )
