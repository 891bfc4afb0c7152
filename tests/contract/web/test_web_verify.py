"""Anyone checks a badge file: as a form or as a bare body, for people or for programs."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from aiohttp import FormData

from adapters.web.http.uploads import MOST_BYTES
from issuer.baking.png import bake
from issuer.proofs import did
from issuer.proofs.keys import KeyPair
from issuer.strict_json import compact_json
from tests.fakes.badges.badges import credential, web_credential
from tests.fakes.badges.tampering import signed
from tests.fakes.site import (
    ORGANISATION,
    PAGE,
    PUBLIC_URL,
    UNKNOWN_ID,
    FakeSite,
    private,
    shared,
    tiny_png,
)

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


def dated(said: dict) -> None:  # type: ignore[type-arg]  # JSON
    said |= {"validFrom": "2026-03-01T00:00:00+01:00", "awardedDate": "2026-03-01T00:00:00+01:00"}
    said |= {"validUntil": "2027-01-01T00:00:00+01:00"}


@pytest.mark.parametrize("zone", [None, "America/New_York", "Pacific/Auckland"])
async def test_the_badge_of_another_issuer_has_the_days_that_it_was_written_for(zone: str | None) -> None:
    fake = FakeSite(zone=ZoneInfo(zone) if zone else None)
    async with fake.client() as client:
        source = compact_json(signed(dated)).encode()
        text = await (await client.post("/verify", data=form(source))).text()
        said = await (await client.post("/verify", data=source, headers=JSON)).json()
    assert "<dt>Issued on</dt><dd>1 March 2026</dd>" in text
    assert "<dt>Valid until</dt><dd>1 January 2027</dd>" in text
    times = [check["says"] for check in said["checks"] if check["name"] == "time"]
    assert "from 1 March 2026, 00:00 UTC+01:00 until 1 January 2027" in times[0]


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        (None, "1 March 2026", "1 March 2026, 09:00 UTC"),
        ("Pacific/Auckland", "1 March 2026", "1 March 2026, 22:00 UTC+13:00"),
        ("Pacific/Pago_Pago", "28 February 2026", "28 February 2026, 22:00 UTC-11:00"),
    ],
)
async def test_our_own_badge_has_the_day_of_its_organisation(zone: str | None, day: str, moment: str) -> None:
    fake = FakeSite(zone=ZoneInfo(zone) if zone else None)
    shown = replace(shared(), organisation=replace(ORGANISATION, timezone=zone))
    fake.shelf.put(shown)
    async with fake.client() as client:
        verified = await (await client.post("/verify", data=form(web_credential()))).text()
        page = await (await client.get(PAGE)).text()
    assert f"<dt>Issued on</dt><dd>{day}</dd>" in verified
    assert f">{day}</time>" in page
    assert (moment in verified, moment in page) == (True, True)


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
    text = await page(compact_json(signed(lambda said: said["issuer"].update(name="Contoso"))).encode())
    assert "we do not know its issuer" in text
    assert "Made in trial mode" in text
    assert "genuine and valid" not in text


async def test_a_stranger_under_our_own_name_is_pointed_out() -> None:
    text = await page(credential())
    assert "Beware: this issuer looks like another one" in text
    assert "genuine and valid" not in text


async def of(name: str, **dates: str) -> str:
    """The page about a badge that was signed by somebody else than it names itself after."""
    return await page(
        compact_json(signed(lambda said: (said["issuer"].update(name=name), said.update(dates)))).encode()
    )


async def test_no_badge_of_a_stranger_is_called_genuine_whatever_became_of_it() -> None:
    for dates, word in (({}, "in date"), ({"validUntil": "2026-03-01T09:10:00Z"}, "expired")):
        text = await of("Contoso", **dates)
        assert word in text
        assert "we do not know its issuer" in text
        assert "find out whose signature this is" in text
        assert "Genuine" not in text
        alike = await of("N0rthwind Traders", **dates)
        assert "Beware: this issuer looks like another one" in alike
        assert "What the file claims" in alike
        assert "Genuine" not in alike


async def test_the_issuers_id_stands_beside_its_name() -> None:
    for text in (await page(web_credential()), await of("Contoso")):
        claims = text[text.index('<dl class="facts') :]
        assert "did:" in claims[: claims.index("</dl>")]


async def test_what_could_not_be_checked_is_not_told_as_what_the_badge_says() -> None:
    fake = FakeSite()
    fake.shelf.document = None
    async with fake.client() as client:
        text = await (await client.post("/verify", data=form(web_credential()))).text()
    assert "We cannot tell" in text
    assert "What the file claims" in text
    assert "do not rely on any of this yet" in text
    assert "What the badge says" not in text


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


async def test_pasted_text_and_an_address_to_compare_are_taken_too() -> None:
    data = FormData()
    data.add_field("file", b"", filename="", content_type="application/octet-stream")
    data.add_field("text", web_credential().decode())
    data.add_field("email", "ana@northwind.example")
    async with FakeSite().client() as client:
        text = await (await client.post("/verify", data=data)).text()
    assert "genuine and valid" in text
    assert "issued to the e-mail address that you gave" in text


async def test_a_link_of_our_own_is_read_from_the_store_and_never_fetched() -> None:
    fake = FakeSite()
    fake.shelf.put(shared())
    async with fake.client() as client:
        for ending in ("", ".json", ".png"):
            answer = await client.post("/verify", data=f"{PUBLIC_URL}{PAGE}{ending}".encode())
            assert (await answer.json())["verdict"] == "valid"
        fake.shelf.put(private())
        hidden = await (await client.post("/verify", data=f"{PUBLIC_URL}{PAGE}".encode())).json()
        nobody = await (
            await client.post("/verify", data=f"{PUBLIC_URL}/credentials/{UNKNOWN_ID}".encode())
        ).json()
    assert fake.fetched == []
    assert hidden["verdict"] == "cannot tell"
    assert [check["code"] for check in hidden["checks"]] == [check["code"] for check in nobody["checks"]]


async def test_a_badge_of_somebody_else_is_fetched_for_and_the_page_says_what_did_not_answer() -> None:
    fake = FakeSite()
    pair = KeyPair.from_random(bytes(range(5, 37)), "did:web:contoso.example")
    theirs = {"id": pair.controller, "name": "Contoso"}
    source = compact_json(signed(lambda said: said["issuer"].update(theirs), key=pair)).encode()
    async with fake.client() as client:
        text = await (await client.post("/verify", data=form(source))).text()
        assert "We asked for it just now and got no answer" in text
        document = compact_json(did.did_document(pair.controller, [pair.public_key])).encode()
        fake.elsewhere["https://contoso.example/.well-known/did.json"] = document
        fake.elsewhere["https://contoso.example/badge"] = source
        link = await (await client.post("/verify", data=b"https://contoso.example/badge")).json()
    assert link["verdict"] == "valid"


async def test_whoever_checks_too_often_waits_and_others_do_not() -> None:
    fake = FakeSite(rate_verify=3)
    async with fake.client() as client:
        first = {"X-Forwarded-For": "203.0.113.7"}
        answers = [await client.post("/verify", data=b"x", headers=first) for _ in range(5)]
        assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
        assert int(answers[-1].headers["Retry-After"]) <= 20
        assert "Please wait" in (await answers[-1].json())["problem"]
        other = await client.post("/verify", data=b"x", headers={"X-Forwarded-For": "203.0.113.8"})
        assert other.status == 200
        page = await client.post("/verify", data=form(b"x"), headers=first)
        assert (page.status, page.content_type) == (429, "text/html")
        assert (await client.get("/verify", headers=first)).status == 200


async def test_no_limit_is_no_limit() -> None:
    async with FakeSite(rate_verify=0).client() as client:
        for _ in range(20):
            assert (await client.post("/verify", data=b"x")).status == 200


LONG = "First\u202e line\nsecond\u2067 line"
HIDDEN = {"name": "<script>alert(1)</script>\u202eeve", "description": LONG}


async def test_nothing_somebody_pasted_becomes_part_of_a_page_as_it_is() -> None:
    """A name loses what turns its direction; in longer texts each direction is closed at the end of its line."""
    said = signed(lambda said: said["credentialSubject"]["achievement"].update(HIDDEN))
    text = await page(compact_json(said).encode())
    assert "<script>" not in text
    assert "alert(1)&lt;/script&gt;eve" in text
    assert "First\u202e line\u202c\nsecond\u2067 line\u2069" in text


async def test_programs_are_told_that_nobody_can_say_who_a_look_alike_is() -> None:
    async with FakeSite().client() as client:
        said = await (await client.post("/verify", data=credential(), headers=JSON)).json()
    assert said["verdict"] == "cannot tell"
    assert [check["code"] for check in said["checks"] if check["passed"] is False] == ["look-alike"]


@pytest.mark.parametrize("hidden", ["\x00", "\x1b[31m", "\ud800", "\u202e", "\uffff"])
async def test_characters_that_cannot_be_seen_are_never_a_mistake_of_ours(hidden: str) -> None:
    """Wherever they stand: in the badge, raw and escaped, around it, and in the address to compare."""
    raw = web_credential().decode().replace("Customer Hero", f"Customer {hidden}Hero")
    escaped = json.dumps(json.loads(raw, strict=False))
    for source in (raw, escaped, hidden + raw, f"https://contoso.example/{hidden}", hidden):
        for data in (source.encode("utf-8", "surrogatepass"), source.encode("utf-16", "surrogatepass")):
            for name in ("file", "text"):
                fields = FormData()
                fields.add_field(name, BytesIO(data), content_type="text/plain")
                email = BytesIO(f"ana{hidden}@northwind.example".encode("utf-8", "surrogatepass"))
                fields.add_field("email", email, filename="")
                async with FakeSite().client() as client:
                    answer = await client.post("/verify", data=fields)
                    text = await answer.text()
                assert answer.status in (200, 400)
                assert not {"\x00", "\x1b", "\u202e"} & set(text)
                assert "our mistake" not in text
