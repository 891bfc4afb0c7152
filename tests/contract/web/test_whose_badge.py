"""Whose badge is it? Asked on /verify without bringing the badge again, and on a badge's own page."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from aiohttp import FormData

from adapters.web.http.uploads import CARRIED, MOST_BYTES, carry
from issuer.baking.png import bake
from issuer.proofs.data_integrity import add_proof
from issuer.strict_json import compact_json
from tests.fakes.badges.badges import AWARDED, WEB_KEY, web_credential
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.tampering import signed
from tests.fakes.site import PAGE, PUBLIC_URL, UNKNOWN_ID, FakeSite, private, shared, taken_back, tiny_png

THEIRS, ANOTHER = "ana@northwind.example", "ben@northwind.example"
BAKED = bake(tiny_png(), web_credential())
AMBER = "Genuine, but issued to another address"


def asked(email: str, **fields: bytes | str) -> FormData:
    data = FormData({"email": email}, default_to_multipart=True)
    for name, value in fields.items():
        data.add_field(name, value, **({"filename": "badge"} if isinstance(value, bytes) else {}))
    return data


def web_signed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The badge of our own issuer, changed before it was signed."""
    said = json.loads(web_credential())
    del said["proof"]
    change(said)
    return compact_json(add_proof(said, WEB_KEY, AWARDED, canonicaliser())).encode()


def carried(page: str) -> str:
    """What the page holds of the badge, as its form sends it back."""
    [found] = re.findall(rf'name="{CARRIED}" value="([^"]*)"', page)
    return html.unescape(found)


@pytest.mark.parametrize("source", [web_credential(), BAKED], ids=["json", "png"])
async def test_the_page_carries_what_was_brought_to_the_next_question(source: bytes) -> None:
    async with FakeSite().client() as client:
        first = await (await client.post("/verify", data=asked("", file=source))).text()
        right = await (await client.post("/verify", data=asked(THEIRS, carried=carried(first)))).text()
        wrong = await (await client.post("/verify", data=asked(ANOTHER, carried=carried(right)))).text()
    assert "genuine and valid" in right
    assert f"Yes. It was issued to {THEIRS}." in right
    assert AMBER in wrong
    assert 'class="strip wary"' in wrong
    assert "not valid" not in wrong
    assert f"No. It was issued to another address than {ANOTHER}." in wrong
    assert carried(wrong) == carried(first) == carry(source)


async def test_for_programs_another_address_stays_invalid_and_the_other_checks_show_as_passed() -> None:
    async with FakeSite().client() as client:
        headers = {"Accept": "application/json"}
        said = await (
            await client.post("/verify", data=asked(ANOTHER, file=web_credential()), headers=headers)
        ).json()
    assert said["verdict"] == "invalid"
    assert [check["code"] for check in said["checks"] if check["passed"] is False] == ["another-recipient"]
    assert {"proof", "issuer known", "time"} <= {check["name"] for check in said["checks"] if check["passed"]}


async def test_a_badge_that_names_no_address_is_genuine_all_the_same() -> None:
    source = web_signed(lambda said: said["credentialSubject"].pop("identifier"))
    async with FakeSite().client() as client:
        text = await (await client.post("/verify", data=asked(THEIRS, file=source))).text()
    assert "it does not say to whom it was issued" in text
    assert "The badge does not say to whom it was issued." in text


async def test_a_forged_badge_of_somebody_else_is_forged() -> None:
    forged = web_credential().replace(b"Customer Hero", b"Customer Zero")
    async with FakeSite().client() as client:
        text = await (await client.post("/verify", data=asked(ANOTHER, file=forged))).text()
    assert "This badge is not valid" in text
    assert AMBER not in text
    assert "carried" not in text


@pytest.mark.parametrize("value", ["%%%", "e30=e30=", "e30", "A" * (MOST_BYTES * 4 // 3 + 100)])
async def test_what_a_page_never_carried_is_refused_in_a_sentence(value: str) -> None:
    async with FakeSite().client() as client:
        answer = await client.post("/verify", data=asked(THEIRS, carried=value))
        assert answer.status in (400, 413)
        assert "Nothing was checked" in await answer.text()


# on the badge's own page


async def compared(fake: FakeSite, email: str, path: str = PAGE) -> tuple[int, str]:
    async with fake.client() as client:
        answer = await client.post(path, data=asked(email))
        return answer.status, await answer.text()


async def test_a_badges_page_answers_whose_it_is() -> None:
    fake = FakeSite()
    fake.shelf.put(shared())
    status, right = await compared(fake, THEIRS)
    assert (status, f"Yes. It was issued to {THEIRS}." in right, "recheck.js" in right) == (200, True, True)
    status, wrong = await compared(fake, ANOTHER)
    assert (status, AMBER in wrong, "recheck.js" in wrong) == (200, True, True)
    assert "carried" not in wrong, "the badge is here already"


@pytest.mark.parametrize("shown", [private(), taken_back()])
async def test_a_page_that_is_not_open_answers_no_question(shown: object) -> None:
    fake = FakeSite()
    fake.shelf.put(shown)  # type: ignore[arg-type]  # both are what the shelf holds
    async with fake.client() as client:
        asked_about = await client.post(PAGE, data=asked(THEIRS))
        looked_at = await client.get(PAGE, headers={"Accept": "text/html"})
        assert asked_about.status == looked_at.status
        assert await asked_about.read() == await looked_at.read()
        nobody = await client.post(f"/credentials/{UNKNOWN_ID}", data=asked(THEIRS))
        assert nobody.status == 404


async def test_guessing_addresses_is_limited() -> None:
    fake = FakeSite(rate_verify=2)
    fake.shelf.put(shared())
    async with fake.client() as client:
        answers = [await client.post(PAGE, data=asked(ANOTHER)) for _ in range(4)]
        assert [answer.status for answer in answers] == [200, 200, 429, 429]
        assert int(answers[-1].headers["Retry-After"]) > 0


# the picture


async def test_a_badge_of_our_own_is_shown_with_its_own_picture_and_level() -> None:
    fake = FakeSite()
    shown = shared()
    fake.shelf.put(shown)
    number = json.loads(web_credential())["credentialSubject"]["achievement"]["id"]
    known = fake.shelf.versions["customer-hero", 1]
    own = replace(known.achievement, id=UUID(number.removeprefix("urn:uuid:")))
    fake.shelf.versions["customer-hero", 1] = replace(known, achievement=own)
    by_address = web_signed(
        lambda said: said["credentialSubject"]["achievement"].update(id=f"{PUBLIC_URL}{own.path}")
    )
    async with fake.client() as client:
        for source in (web_credential(), BAKED, by_address):
            answer = await client.post("/verify", data=asked("", file=source))
            text = await answer.text()
            assert f'src="{own.path}.png"' in text
            assert "gold level" in text
            assert "data:" not in answer.headers["Content-Security-Policy"]


async def test_anothers_picture_is_shown_as_it_was_brought_and_said_to_be_unsigned() -> None:
    stranger = compact_json(signed(lambda said: said["issuer"].update(name="Contoso"))).encode()
    async with FakeSite().client() as client:
        answer = await client.post("/verify", data=asked("", file=bake(tiny_png(), stranger)))
        text = await answer.text()
        plain = await client.post("/verify", data=asked("", file=stranger))
        bare = await plain.text()
    assert 'src="data:image/png;base64,' in text
    assert "The signature does not cover it" in text
    assert "img-src data: 'self'" in answer.headers["Content-Security-Policy"]
    assert "data:image" not in bare
    assert "data:" not in plain.headers["Content-Security-Policy"]


# nothing for programmers


@pytest.mark.parametrize(
    "source",
    [b"hello world", b'{"a": }', b"{", b"\xff\xfe", b"<svg", b"<svg xmlns='http://www.w3.org/2000/svg'><a></b>",
     b"ey.ey.ey", b'{"a": 1e999}', b'{"a": NaN}', b"[" * 5000, b"\x89PNG\r\n\x1a\n" + bytes(40)],
)  # fmt: skip
async def test_no_sentence_quotes_a_library(source: bytes) -> None:
    async with FakeSite().client() as client:
        text = await (await client.post("/verify", data=asked("", file=source))).text()
        said = await (await client.post("/verify", data=source)).json()
    for words in (text, *(check["says"] for check in said["checks"])):
        assert not re.search(
            r"Expecting|\(char \d+\)|codec|Traceback|Error\b|NoneType|mismatched tag|object at 0x", words
        )


async def test_what_was_not_looked_at_is_one_line() -> None:
    async with FakeSite().client() as client:
        text = await (await client.post("/verify", data=asked("", file=b"hello world"))).text()
    assert "9 further questions were not looked at" in text
    assert "Not checked, because" not in text


async def test_a_closed_page_and_an_unknown_one_of_ours_are_said_to_be_that() -> None:
    fake = FakeSite()
    fake.shelf.put(taken_back())
    async with fake.client() as client:
        for path in (PAGE, f"/credentials/{UNKNOWN_ID}", "/nothing"):
            link = f"https://badges.example{path}"
            text = await (await client.post("/verify", data=asked("", text=link))).text()
            said = await (await client.post("/verify", data=link.encode())).json()
            assert "This page is closed, or was never there" in text
            assert "badge’s file" in text
            assert (said["verdict"], said["checks"][0]["code"], said["needs"]) == (
                "cannot tell",
                "closed-here",
                [],
            )
    assert fake.fetched == []
