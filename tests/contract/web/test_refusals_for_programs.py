"""A program that asks for JSON is refused in JSON: what is missing, gone or broken, in problem details (RFC 9457)."""

import pytest
from aiohttp import web

from tests.fakes.site import PAGE, UNKNOWN_ID, FakeSite, taken_back

JSON = {"Accept": "application/json", "Accept-Language": "de"}


@pytest.mark.parametrize("path", [f"/credentials/{UNKNOWN_ID}", "/nothing", "/achievements/nothing/1"])
async def test_what_is_not_there_is_said_in_json_to_who_asks_for_json(path: str) -> None:
    async with FakeSite().client() as client:
        answer = await client.get(path, headers=JSON)
        said = await answer.json()
        assert (answer.status, answer.content_type) == (404, "application/problem+json")
        assert (said["status"], answer.headers["Content-Language"]) == (404, "de")
        assert said["title"]
        assert "<" not in said["detail"]
        assert (await client.get(path)).content_type == "text/html"
        assert "Accept," in f"{answer.headers['Vary']},"


async def test_an_address_that_ends_in_json_is_refused_in_json_unless_a_browser_opens_it() -> None:
    async with FakeSite().client() as client:
        assert (await client.get("/nothing.json")).content_type == "application/problem+json"
        browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        assert (await client.get("/nothing.json", headers=browser)).content_type == "text/html"


async def test_what_was_taken_back_and_what_broke_are_said_in_json_too() -> None:
    async def fails(_: web.Request) -> web.Response:
        raise RuntimeError("a bug with a secret in it")

    fake = FakeSite()
    fake.shelf.put(taken_back())
    app = fake.app()
    app.router.add_get("/boom", fails)
    async with fake.client(app) as client:
        gone, broken = await client.get(PAGE, headers=JSON), await client.get("/boom", headers=JSON)
        refused = await client.delete("/issuer", headers=JSON)
        assert [(one.status, (await one.json())["status"]) for one in (gone, broken, refused)] == [
            (410, 410),
            (500, 500),
            (405, 405),
        ]
        assert "R-4711" in (await broken.json())["detail"]
        assert "secret" not in await broken.text()
