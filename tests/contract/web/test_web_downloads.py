"""A download link: looking at it changes nothing, pressing a button uses it up."""

import asyncio

import pytest

from bot.domain.credentials.downloads import LINK_LIFETIME
from bot.domain.credentials.model import CredentialStage
from issuer.baking.png import extract
from tests.fakes.badges.badges import NOW, web_credential
from tests.fakes.site import FakeSite, changed, private

SLACKBOT = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"
PNG, JSON = {"file": "png"}, {"file": "json"}


async def test_the_page_names_the_badge_and_nobody() -> None:
    fake = FakeSite()
    async with fake.client() as client:
        answer = await client.get(fake.link())
        page = await answer.text()
    assert "Customer Hero" in page
    assert "Ana" not in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("agent", [SLACKBOT, "SkypeUriPreview Preview/0.5", "Mozilla/5.0"])
async def test_a_preview_does_not_use_the_link_up(agent: str) -> None:
    fake = FakeSite()
    link = fake.link()
    async with fake.client() as client:
        for _ in range(3):
            assert (await client.get(link, headers={"User-Agent": agent})).status == 200
            assert (await client.head(link, headers={"User-Agent": agent})).status == 200
        assert (await client.post(link, data=JSON)).status == 200


async def test_the_signed_file_comes_as_an_attachment_and_the_link_is_used_up() -> None:
    fake = FakeSite()
    link = fake.link()
    async with fake.client() as client:
        answer = await client.post(link, data=JSON)
        assert await answer.read() == web_credential()
        assert answer.headers["Content-Disposition"] == 'attachment; filename="customer-hero.json"'
        assert answer.headers["Cache-Control"] == "no-store"
        assert (await client.post(link, data=JSON)).status == 410
        assert (await client.get(link)).status == 410


async def test_the_picture_comes_with_the_signed_file_inside() -> None:
    fake = FakeSite()
    async with fake.client() as client:
        answer = await client.post(fake.link(), data=PNG)
        assert extract(await answer.read()) == web_credential()
        assert answer.headers["Content-Disposition"] == 'attachment; filename="customer-hero.png"'


async def test_ten_presses_at_once_hand_out_one_file() -> None:
    fake = FakeSite()
    link = fake.link()
    async with fake.client() as client:
        answers = await asyncio.gather(*(client.post(link, data=PNG) for _ in range(10)))
    assert sorted(answer.status for answer in answers) == [200] + [410] * 9


async def test_used_expired_undone_and_unknown_links_are_answered_alike() -> None:
    async def seen(fake: FakeSite, path: str) -> list[tuple[int, bytes]]:
        async with fake.client() as client:
            answers = [await client.get(path), await client.post(path, data=PNG)]
            return [(answer.status, await answer.read()) for answer in answers]

    unknown = await seen(FakeSite(), "/downloads/never-heard-of")
    expired, undone = FakeSite(), FakeSite()
    expired_link, undone_link = expired.link(), undone.link()
    expired.clock.at = NOW + LINK_LIFETIME
    undone.shelf.put(changed(private(), stage=CredentialStage.UNDONE, undone_at=NOW))
    assert [status for status, _ in unknown] == [410, 410]
    assert b"/mybadges" in unknown[0][1]
    assert await seen(expired, expired_link) == unknown
    assert await seen(undone, undone_link) == unknown


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://badges.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_another_site_cannot_press_the_button(headers: dict[str, str]) -> None:
    fake = FakeSite()
    link = fake.link()
    async with fake.client() as client:
        assert (await client.post(link, data=PNG, headers=headers)).status == 403
        assert (await client.get(link)).status == 200


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "https://badges.example"}, {}]
)
async def test_our_own_page_can(headers: dict[str, str]) -> None:
    fake = FakeSite()
    async with fake.client() as client:
        assert (await client.post(fake.link(), data=PNG, headers=headers)).status == 200


@pytest.mark.parametrize("form", [{}, {"file": "exe"}, {"file": "x" * 5000}])
async def test_a_request_for_no_file_of_ours_costs_nobody_their_link(form: dict[str, str]) -> None:
    fake = FakeSite()
    link = fake.link()
    async with fake.client() as client:
        assert (await client.post(link, data=form)).status == 400
        assert (await client.post(link, json={"file": "png"})).status == 400
        assert (await client.get(link)).status == 200


async def test_a_picture_that_cannot_be_drawn_costs_nobody_their_link() -> None:
    fake = FakeSite()
    fake.pictures.broken = True
    link = fake.link()
    async with fake.client() as client:
        assert (await client.post(link, data=PNG)).status == 500
        fake.pictures.broken = False
        assert (await client.post(link, data=PNG)).status == 200


async def test_the_same_visitor_takes_the_other_files_too_and_nobody_else_does() -> None:
    fake = FakeSite()
    link = fake.link()
    async with fake.client() as client:
        first = await client.post(link, data=PNG)
        cookie = first.cookies["download"]
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (link, True, "Strict")
        mine = {"Cookie": f"download={cookie.value}"}
        assert (await client.get(link, headers=mine)).status == 200
        second = await client.post(link, data=JSON, headers=mine)
        assert await second.read() == web_credential()
        assert (await client.post(link, data=PNG)).status == 410, "the link itself is used up"
        assert (await client.post(link, data=PNG, headers=mine)).status == 410, "and so is the first cookie"
        newest = {"Cookie": f"download={second.cookies['download'].value}"}
        assert (await client.post(link, data=PNG, headers=newest)).status == 200
        fake.clock.at = NOW + LINK_LIFETIME
        assert (await client.get(link, headers=newest)).status == 410


async def test_guessing_links_is_limited_and_looking_at_a_good_one_is_not() -> None:
    fake = FakeSite()
    async with fake.client() as client:
        link = fake.link()
        for _ in range(40):
            assert (await client.get(link)).status == 200
        guesses = [await client.get(f"/downloads/guess-{number}") for number in range(30)]
        assert [answer.status for answer in guesses] == [410] * 20 + [429] * 10
        assert int(guesses[-1].headers["Retry-After"]) > 0
        assert (await client.post("/downloads/guess", data=PNG)).status == 429
        elsewhere = {"X-Forwarded-For": "203.0.113.9"}
        assert (await client.get(link, headers=elsewhere)).status == 200
