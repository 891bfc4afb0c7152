"""The sandbox's page, and what other websites and broken requests get."""

import json
from collections.abc import AsyncIterator

import pytest

from adapters.sandbox.page import TEMPLATES
from bot.messages import cards, forms
from tests.fakes.sandbox_stage import DEED, Stage, open_stage

WHOLE = {
    "me": "U-ANA",
    "conversation": "wins",
    "key": "12345678",
    "text": "x",
    "action": "a",
    "token": "t",
    "fields": {},
}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage() as opened:
        yield opened


# Other websites


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "[::1", ""]
)
@pytest.mark.parametrize("path", ["/", "/sandbox/state", "/sandbox/live", "/sandbox/static/sandbox.js"])
async def test_a_foreign_host_name_is_refused_everywhere(stage: Stage, path: str, host: str) -> None:
    response = await stage.browser.get(path, headers={"Host": host})

    assert response.status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {**DEED, "Origin": "http://evil.example"},
        {**DEED, "Origin": "null"},
        {**DEED, "Origin": "http://127.0.0.1:1"},
        {**DEED, "Sec-Fetch-Site": "cross-site"},
        {**DEED, "Sec-Fetch-Site": "same-site"},
        {},
    ],
)
@pytest.mark.parametrize("deed", ["say", "press", "submit", "start-over"])
async def test_another_website_cannot_do_anything(stage: Stage, deed: str, headers: dict[str, str]) -> None:
    response = await stage.browser.post(f"/sandbox/{deed}", json=WHOLE, headers=headers)

    assert response.status == 403
    assert stage.bot.asked == []
    assert stage.begun_again == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_a_body_that_a_foreign_form_could_send_is_refused(stage: Stage, kind: str) -> None:
    response = await stage.browser.post(
        "/sandbox/start-over", data=b"{}", headers={**DEED, "Content-Type": kind}
    )

    assert response.status == 415
    assert stage.begun_again == []


async def test_our_own_page_is_welcome(stage: Stage) -> None:
    ours = f"http://{stage.browser.host}:{stage.browser.port}"
    headers = {**DEED, "Origin": ours, "Sec-Fetch-Site": "same-origin"}

    response = await stage.browser.post("/sandbox/start-over", json={}, headers=headers)

    assert response.status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"[" * 100_000,
        b'{"me": "U-NOBODY"}',
        b'{"me": "U-ANA", "conversation": 1}',
        b'{"me": "U-ANA", "conversation": "wins", "key": "12345678"}',
        b'{"me": "U-ANA", "conversation": "wins", "key": "short", "text": "x"}',
        b'{"me": "U-ANA", "conversation": "wins", "key": "12345678", "text": "  "}',
        json.dumps({"me": "U-ANA", "conversation": "wins", "key": "12345678", "text": "x" * 12_001}).encode(),
    ],
)
async def test_what_makes_no_sense_is_answered_in_a_sentence(stage: Stage, body: bytes) -> None:
    response = await stage.browser.post(
        "/sandbox/say", data=body, headers={**DEED, "Content-Type": "application/json"}
    )

    assert response.status in (400, 404)
    assert "xpected" in (await response.json())["error"]
    assert stage.bot.asked == []


@pytest.mark.parametrize("fields", [None, [], {"people": [1]}, {"people": {}}, {"x": 1}, {"x": ["a"] * 101}])
async def test_a_form_of_another_shape_is_refused(stage: Stage, fields: object) -> None:
    response = await stage.send("submit", action="award", fields=fields)

    assert response.status == 400
    assert stage.bot.asked == []


# The page


async def test_the_page_runs_its_own_files_only(stage: Stage) -> None:
    response = await stage.browser.get("/")
    html = await response.text()

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for inline in ("<style", " style=", " onclick=", "javascript:"):
        assert inline not in html
    assert html.count("<script") == html.count('<script type="module" src="/sandbox/static/')


async def test_every_file_of_the_page_is_served_and_nothing_else(stage: Stage) -> None:
    names = [path.name for path in TEMPLATES.iterdir() if path.suffix in {".js", ".css", ".json", ".svg"}]

    for name in names:
        assert (await stage.browser.get(f"/sandbox/static/{name}")).status == 200
    for name in ("cast.toml", "routes.py", "..%2f..%2fpyproject.toml", ""):
        assert (await stage.browser.get(f"/sandbox/static/{name}")).status == 404


def test_the_page_never_reads_data_as_html() -> None:
    for path in TEMPLATES.glob("*.js"):
        script = path.read_text(encoding="utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in script, f"{path.name} uses {way}"


def test_the_page_can_draw_every_block_and_span_of_a_card() -> None:
    drawing = (TEMPLATES / "cards.js").read_text(encoding="utf-8")
    for kind in (*cards.Block.__args__, *cards.Span.__args__):
        assert f'"{kind.__name__}"' in drawing or kind is cards.Button
    filling_in = (TEMPLATES / "forms.js").read_text(encoding="utf-8")
    for kind in forms.Field.__args__:
        assert f"  {kind.__name__}(" in filling_in
