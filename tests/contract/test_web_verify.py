"""Anyone checks a badge file: as a form or as a bare body, for people or for programs."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import FormData

from adapters.web.uploads import MOST_BYTES
from issuer.baking import bake
from issuer.strict_json import compact
from tests.fakes.badges import credential, web_credential
from tests.fakes.site import FakeSite, tiny_png
from tests.fakes.tampering import signed

JSON = {"Accept": "application/json"}
TAMPERED = web_credential().replace(b"Customer Hero", b"Customer Zero")


def form(source: bytes, name: str = "file") -> FormData:
    data = FormData()
    data.add_field(name, source, filename="badge", content_type="application/octet-stream")
    return data


async def page(source: bytes) -> str:
    async with FakeSite().client() as client:
        answer = await client.post("/verify", data=form(source))
        assert (answer.status, answer.content_type) == (200, "text/html")
        assert answer.headers["Cache-Control"] == "no-store"
        return await answer.text()


async def test_the_form_can_be_opened_and_found() -> None:
    async with FakeSite().client() as client:
        answer = await client.get("/verify")
        text = await answer.text()
    assert 'enctype="multipart/form-data"' in text
    assert 'type="file"' in text
    assert "X-Robots-Tag" not in answer.headers


@pytest.mark.parametrize(
    "source", [web_credential(), bake(tiny_png(), web_credential())], ids=["json", "png"]
)
async def test_a_genuine_badge_is_said_to_be_genuine(source: bytes) -> None:
    text = await page(source)
    assert "This badge is genuine and valid" in text
    assert "Northwind Traders" in text
    assert "Resolved a customer&#39;s problem" in text
    assert "1 March 2026, 09:00 UTC" in text


async def test_a_changed_badge_is_refused_and_what_it_claims_is_marked() -> None:
    text = await page(TAMPERED)
    assert "This badge is not valid" in text
    assert "do not rely on any of this" in text
    assert "genuine and valid" not in text


@pytest.mark.parametrize("source", [b"garbage", tiny_png(), b"{}", b"\x00" * 100, b"[" * 5000])
async def test_what_is_no_badge_is_said_to_be_none(source: bytes) -> None:
    text = await page(source)
    assert "This is not a badge that we can read" in text
    assert "genuine and valid" not in text


async def test_a_good_signature_of_a_stranger_is_not_called_genuine() -> None:
    text = await page(compact(signed(lambda said: said["issuer"].update(name="Contoso"))).encode())
    assert "we do not know its issuer" in text
    assert "Made in trial mode" in text
    assert "genuine and valid" not in text


async def test_a_stranger_under_our_own_name_is_pointed_out() -> None:
    text = await page(credential())
    assert "Beware: this issuer looks like another one" in text
    assert "genuine and valid" not in text


async def test_a_badge_whose_keys_are_elsewhere_cannot_be_judged_here() -> None:
    fake = FakeSite()
    fake.shelf.document = None
    async with fake.client() as client:
        text = await (await client.post("/verify", data=form(web_credential()))).text()
        report = await (await client.post("/verify", data=web_credential(), headers=JSON)).json()
    assert "We cannot tell" in text
    assert report["verdict"] == "cannot tell"


@pytest.mark.parametrize(
    ("source", "verdict"), [(web_credential(), "valid"), (TAMPERED, "invalid"), (b"?", "invalid")]
)
async def test_programs_get_the_verdict_and_every_check(source: bytes, verdict: str) -> None:
    async with FakeSite().client() as client:
        by_form = await (await client.post("/verify", data=form(source), headers=JSON)).json()
        bare = await client.post("/verify", data=source, headers={"Content-Type": "application/vc+ld+json"})
        assert await bare.json() == by_form
    assert by_form["verdict"] == verdict
    assert all(check["says"] and check["name"] and "passed" in check for check in by_form["checks"])


async def test_a_bare_body_is_taken_whatever_it_is_called() -> None:
    async with FakeSite().client() as client:
        for kind in ("image/png", "application/x-www-form-urlencoded", "application/octet-stream"):
            body = bake(tiny_png(), web_credential())
            answer = await client.post("/verify", data=body, headers={"Content-Type": kind})
            assert (await answer.json())["verdict"] == "valid"


async def test_a_file_that_is_too_large_is_refused_with_a_sentence() -> None:
    async with FakeSite().client() as client:
        for data in (form(b"x" * (MOST_BYTES + 1)), b"x" * (MOST_BYTES + 1), endless()):
            answer = await client.post("/verify", data=data, headers=JSON)
            assert answer.status == 413
            assert "2 MiB" in (await answer.json())["problem"]
        answer = await client.post("/verify", data=form(b"x" * (MOST_BYTES + 1)))
        assert "2 MiB" in await answer.text()


async def endless() -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(48):
        yield b"x" * 64 * 1024


@pytest.mark.parametrize("data", [b"", form(b""), form(web_credential(), "other")])
async def test_without_a_file_the_page_asks_for_one(data: bytes | FormData) -> None:
    async with FakeSite().client() as client:
        answer = await client.post("/verify", data=data, headers={"Accept": "text/html"})
        assert answer.status == 400
        assert 'type="file"' in await answer.text()


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize(
    "body", [b"", b"--y\r\n", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"\xff" * 999]
)
async def test_a_broken_form_is_a_clear_no(kind: str, body: bytes) -> None:
    async with FakeSite().client() as client:
        answer = await client.post("/verify", data=body, headers={**JSON, "Content-Type": kind})
        assert answer.status == 400
        assert (await answer.json())["problem"]
