"""Fetching what a badge names: only the public internet, only so much, and one answer for whatever goes wrong."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from adapters.verifier_pool import fetching
from adapters.verifier_pool.checker import BadgeChecker
from adapters.verifier_pool.fetching import MOST_BYTES, Fetcher, is_global
from issuer.proofs.did import DidError, did_web_address
from issuer.strict_json import compact_json
from issuer.verifying.inputs.documents import FetchedResponse
from tests.fakes import tls
from tests.fakes.badges import formats
from tests.fakes.badges.badges import NOW, web_credential
from tests.fakes.badges.defects import corpus
from tests.fakes.site import here


class Names(AbstractResolver):
    """Every name is this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=family or socket.AF_INET, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


@dataclass
class Canary:
    """A server on loopback that must never hear of anything, unless a test allows it."""

    port: int = 0
    heard: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: dict[str, web.StreamResponse | bytes] = field(default_factory=dict)
    client_tls: Any = None

    async def hear(self, request: web.Request) -> web.StreamResponse:
        self.heard.append(request.path)
        self.headers.append(dict(request.headers))
        if request.path.startswith("/hop/"):
            left = int(request.path.rpartition("/")[2])
            raise web.HTTPFound(f"/hop/{left - 1}" if left else "/found")
        if request.path == "/drip":
            return await drip(request)
        if request.path == "/endless":
            return await endless(request)
        found = self.answers.get(request.path)
        return found if isinstance(found, web.StreamResponse) else web.Response(body=found or b"secret")

    def fetcher(self, allowed: bool = False) -> Fetcher:
        permits = (lambda _: True) if allowed else is_global
        return Fetcher(permits, self.port, Names(), self.client_tls)


async def drip(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    for _ in range(200):
        await answer.write(b" ")
        await asyncio.sleep(0.1)
    return answer


async def endless(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    for _ in range(100):
        await answer.write(b"x" * 1024 * 1024)
    return answer


@pytest.fixture
async def canary(tmp_path: Path) -> AsyncIterator[Canary]:
    made = Canary()
    server, made.client_tls = tls.contexts(tmp_path)
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", made.hear)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server)
    await site.start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


INSIDE = [
    "0.0.0.0",  # noqa: S104  # asked for, not listened on
    "127.0.0.1", "127.1.2.3", "localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]", "10.0.0.1", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "2130706433", "0x7f.1", "0177.0.0.1",
    "127。0。0。1", "①②⑦.0.0.1", "issuer.example", "user@127.0.0.1", "good.example@127.0.0.1", "127.0.0.1.",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
async def test_nothing_inside_is_ever_asked_however_it_is_spelled(canary: Canary, host: str) -> None:
    async with canary.fetcher() as fetcher:
        assert await fetcher.fetch(f"https://{host}:{canary.port}/x") is None
    assert canary.heard == []


@pytest.mark.parametrize(
    "address",
    ["http://issuer.example:{port}/", "https://issuer.example/", "https://issuer.example:22/", "file:///etc/passwd",
     "ftp://issuer.example/", "data:text/plain,x", "gopher://issuer.example:{port}/", "//issuer.example/", "",
     "https://", "https://[", "https://issuer.example:{port}0/", "https://issuer.example:99999/", "javascript:1"],
)  # fmt: skip
async def test_only_https_on_the_one_port_is_asked(canary: Canary, address: str) -> None:
    async with canary.fetcher(allowed=True) as fetcher:
        assert await fetcher.fetch(address.format(port=canary.port)) is None
    assert canary.heard == []


async def test_a_document_comes_as_its_bytes_and_nothing_of_ours_goes_along(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    canary.answers["/found"] = b'{"a":1}'
    async with canary.fetcher(allowed=True) as fetcher:
        answer = await fetcher.fetch(f"https://issuer.example:{canary.port}/found")
    assert answer is not None
    assert (answer.body, answer.redirects, answer.gone, answer.redirected_to) == (b'{"a":1}', (), False, None)
    assert {"Authorization", "Cookie", "Referer", "Origin"}.isdisjoint(canary.headers[0])


@pytest.mark.parametrize(("hops", "found"), [(1, True), (2, True), (3, False), (9, False)])
async def test_three_redirects_are_followed_and_no_more(canary: Canary, hops: int, found: bool) -> None:
    async with canary.fetcher(allowed=True) as fetcher:
        answer = await fetcher.fetch(f"https://issuer.example:{canary.port}/hop/{hops}")
    assert (answer is not None) is found
    assert len(canary.heard) <= 4


@pytest.mark.parametrize(
    "to", ["http://issuer.example:{port}/found", "https://issuer.example/found", "file:///etc/passwd", ""]
)
async def test_a_redirect_is_looked_at_like_the_first_address(canary: Canary, to: str) -> None:
    canary.answers["/start"] = web.Response(status=302, headers={"Location": to.format(port=canary.port)})
    async with canary.fetcher(allowed=True) as fetcher:
        assert await fetcher.fetch(f"https://issuer.example:{canary.port}/start") is None
    assert "/found" not in canary.heard


async def test_an_answer_says_which_other_place_it_was_led_to(canary: Canary) -> None:
    asked = f"https://issuer.example:{canary.port}"
    elsewhere = f"https://localhost:{canary.port}/found"
    canary.answers["/start"] = web.Response(status=302, headers={"Location": elsewhere})
    for path in ("/within", "/sent"):
        canary.answers[path] = web.Response(status=302, headers={"Location": "/found"})
    async with canary.fetcher(allowed=True) as fetcher:
        away = await fetcher.fetch(f"{asked}/start")
        within = await fetcher.fetch(f"{asked}/within")
        by_query = await fetcher.fetch(f"{asked}/sent?to=/found")
    assert away is not None
    assert (away.requested_address, away.redirected_to) == (f"{asked}/start", elsewhere)
    assert within is not None
    assert (within.redirects, within.redirected_to) == ((f"{asked}/found",), None)
    assert by_query is not None
    assert by_query.redirected_to == f"{asked}/found"


async def test_keys_behind_an_open_redirect_are_nobodys(canary: Canary) -> None:
    """A whole check, over the wire: the issuer's site redirects to another one, where the forger put keys."""
    asked = f"https://issuer.example:{canary.port}"
    document = compact_json(formats.did()).encode()
    location = {"Location": f"https://localhost:{canary.port}/keys.json"}
    canary.answers["/.well-known/did.json"] = web.Response(status=302, headers=location)
    canary.answers["/keys.json"] = document

    async with canary.fetcher(allowed=True) as fetcher:

        async def fetch(address: str) -> FetchedResponse | None:
            return await fetcher.fetch(address.replace("https://badges.example", asked))

        report = await BadgeChecker(here, fetch, lambda: NOW).check(web_credential())
        canary.answers["/.well-known/did.json"] = document
        honest = await BadgeChecker(here, fetch, lambda: NOW).check(web_credential())
    assert (report.verdict, report.reason.name, report.reason.code) == (
        "cannot tell",
        "key belongs to the issuer",
        "key",
    )
    assert honest.verdict == "valid"


async def test_a_redirect_to_the_inside_is_refused_where_it_connects(canary: Canary) -> None:
    class OnlyFirst:
        """Allows one connection, as a name would that points outside first and inside then."""

        def __init__(self) -> None:
            self.asked = 0

        def __call__(self, address: str) -> bool:
            self.asked += 1
            return self.asked == 1 or is_global(address)

    canary.answers["/start"] = web.Response(
        status=302, headers={"Location": f"https://other.example:{canary.port}/found"}
    )
    async with Fetcher(OnlyFirst(), canary.port, Names(), canary.client_tls) as fetcher:
        assert await fetcher.fetch(f"https://issuer.example:{canary.port}/start") is None
    assert canary.heard == ["/start"]


@pytest.mark.parametrize("status", [201, 204, 206, 400, 401, 403, 404, 418, 500, 503])
async def test_refused_and_unreachable_answer_alike(canary: Canary, status: int) -> None:
    canary.answers["/x"] = web.Response(status=status)
    async with canary.fetcher(allowed=True) as fetcher:
        assert await fetcher.fetch(f"https://issuer.example:{canary.port}/x") is None


async def test_a_revoked_older_badge_may_answer_410_with_its_words(canary: Canary) -> None:
    canary.answers["/x"] = web.Response(status=410, body=b'{"revoked":true}')
    async with canary.fetcher(allowed=True) as fetcher:
        answer = await fetcher.fetch(f"https://issuer.example:{canary.port}/x")
    assert answer is not None
    assert (answer.body, answer.gone) == (b'{"revoked":true}', True)


async def test_too_much_is_cut_off_also_when_it_was_compressed(canary: Canary) -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    canary.answers["/bomb"] = web.Response(body=bomb, headers={"Content-Encoding": "gzip"})
    canary.answers["/large"] = bytes(MOST_BYTES + 1)
    canary.answers["/full"] = bytes(MOST_BYTES)
    async with canary.fetcher(allowed=True) as fetcher:
        for path in ("/bomb", "/large", "/endless"):
            assert await fetcher.fetch(f"https://issuer.example:{canary.port}{path}") is None, path
        full = await fetcher.fetch(f"https://issuer.example:{canary.port}/full")
    assert full is not None
    assert full.body == bytes(MOST_BYTES)


async def test_a_site_that_drips_is_given_up(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.4)
    async with canary.fetcher(allowed=True) as fetcher:
        assert await fetcher.fetch(f"https://issuer.example:{canary.port}/drip") is None


async def test_a_certificate_of_somebody_else_is_no_answer(canary: Canary) -> None:
    async with canary.fetcher(allowed=True) as fetcher:
        assert await fetcher.fetch(f"https://evil.example:{canary.port}/found") is None
    async with Fetcher(lambda _: True, canary.port, Names()) as fetcher:
        assert await fetcher.fetch(f"https://issuer.example:{canary.port}/found") is None


# Together with the verifier


def checker(fetcher: Fetcher) -> BadgeChecker:
    return BadgeChecker(here, fetcher.fetch, lambda: NOW)


async def test_no_badge_of_the_corpus_makes_us_ask_anything_inside(canary: Canary) -> None:
    hostile = [
        defect.source.replace(b"badges.example", f"127.0.0.1:{canary.port}".encode()) for defect in corpus()
    ]
    async with canary.fetcher() as fetcher:
        for source in hostile[::7]:
            await checker(fetcher).check(source)
        for host in ("127.0.0.1", "localhost", "issuer.example"):
            await checker(fetcher).check(f"https://{host}:{canary.port}/".encode())
    assert canary.heard == []


async def test_what_a_badge_rests_on_is_fetched_and_then_it_is_judged() -> None:
    asked: list[str] = []
    said = formats.documents_2()

    async def fetch(address: str) -> bytes | None:
        asked.append(address)
        found = said.get(address)
        return compact_json(found).encode() if isinstance(found, dict) else None

    report = await BadgeChecker(here, fetch, lambda: NOW).check(formats.signed_2())
    assert report.verdict == "valid"
    assert asked == [
        formats.ADDRESSES.badge_class,
        formats.ADDRESSES.issuer,
        formats.ADDRESSES.key,
        formats.ADDRESSES.revocations,
    ]


@pytest.mark.parametrize(
    ("did", "address"),
    [
        ("did:web:a.example", "https://a.example/.well-known/did.json"),
        ("did:web:a.example:o:x", "https://a.example/o/x/did.json"),
        ("did:web:a.example%3A8443", "https://a.example:8443/.well-known/did.json"),
    ],
)
def test_a_did_web_has_one_address(did: str, address: str) -> None:
    assert did_web_address(did) == address


@pytest.mark.parametrize(
    "did",
    [
        "did:web:",
        "did:web:a/b",
        "did:web:a.example:..:x",
        "did:web:a@b",
        "did:web:a.example%3Ax",
        "did:key:z",
        "did:web:a%2Fb",
    ],
)
def test_a_did_web_that_could_lead_elsewhere_has_none(did: str) -> None:
    with pytest.raises(DidError):
        did_web_address(did)
