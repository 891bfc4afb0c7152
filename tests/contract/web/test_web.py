"""The public pages: what every answer has, what can be earned, who signs, and whether all is well."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from aiohttp import web

from adapters.web.http.headers import POLICY
from adapters.web.routes import add_routes
from issuer.artwork.page_colours import LAURELS, page_colours
from issuer.strict_json import parse_document
from tests.fakes.badges.badges import PROFILE
from tests.fakes.site import ACHIEVEMENT_PAGE, PAGE, PAGES, UNKNOWN_ID, FakeSite, shared

EVERY_ROUTE = (
    PAGE,
    f"{PAGE}.json",
    f"{PAGE}.png",
    f"/credentials/{UNKNOWN_ID}",
    ACHIEVEMENT_PAGE,
    f"{ACHIEVEMENT_PAGE}.json",
    f"{ACHIEVEMENT_PAGE}.png",
    "/downloads/never-heard-of",
    "/verify",
    "/issuer",
    "/.well-known/did.json",
    "/healthz",
    "/readyz",
    "/static/site.css",
    "/nothing/here",
    "/boom",
)
HOSTILE = (
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "N" * 200,
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
)


def site() -> FakeSite:
    fake = FakeSite()
    fake.shelf.put(shared())
    return fake


async def fails(_: web.Request) -> web.Response:
    raise RuntimeError("a bug with a secret in it")


class Tags(HTMLParser):
    """Collects the tags and attributes a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("path", EVERY_ROUTE)
async def test_every_answer_carries_the_security_headers(path: str) -> None:
    fake = site()
    app = fake.app()
    app.router.add_get("/boom", fails)
    async with fake.client(app) as client:
        answer = await client.get(path)
    scripts = (
        "; script-src 'self'; connect-src 'self'" if path == PAGE else ""
    )  # it checks the badge once more
    assert answer.headers["Content-Security-Policy"] == POLICY + scripts
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert answer.headers["Server"] == "Laurel"
    assert "Set-Cookie" not in answer.headers


async def test_without_https_nothing_insists_on_it() -> None:
    app = web.Application()
    add_routes(app, replace(site().site(), public_url="http://127.0.0.1:8000"))
    async with FakeSite().client(app) as client:
        assert "Strict-Transport-Security" not in (await client.get("/verify")).headers


async def test_a_part_that_sets_its_own_policy_keeps_it() -> None:
    async def own(_: web.Request) -> web.Response:
        return web.Response(headers={"Content-Security-Policy": "default-src 'self'"})

    fake = site()
    app = fake.app()
    app.router.add_get("/own", own)
    async with fake.client(app) as client:
        answer = await client.get("/own")
    assert answer.headers.getall("Content-Security-Policy") == ["default-src 'self'"]


async def test_a_refusal_of_another_part_passes_unchanged() -> None:
    async def refuse(_: web.Request) -> web.Response:
        raise web.HTTPNotFound(text="not one of ours")

    fake = site()
    app = fake.app()
    app.router.add_get("/other", refuse)
    async with fake.client(app) as client:
        assert await (await client.get("/other")).text() == "not one of ours"


async def test_a_bug_is_answered_with_a_reference_number_and_nothing_else() -> None:
    fake = site()
    app = fake.app()
    app.router.add_get("/boom", fails)
    async with fake.client(app) as client:
        answer = await client.get("/boom")
        text = await answer.text()
    assert answer.status == 500
    assert "R-4711" in text
    assert "secret" not in text
    assert "RuntimeError" not in text


async def test_an_unknown_address_and_a_wrong_method_are_answered_with_pages() -> None:
    async with site().client() as client:
        missing, wrong = await client.get("/nothing/here"), await client.delete("/verify")
        assert (missing.status, missing.content_type) == (404, "text/html")
        assert (wrong.status, wrong.content_type) == (405, "text/html")
    assert "POST" in wrong.headers["Allow"]


async def test_the_page_of_an_achievement_says_what_it_takes_and_names_nobody() -> None:
    async with site().client() as client:
        answer = await client.get(ACHIEVEMENT_PAGE)
        text = await answer.text()
    assert "Resolved a customer’s problem beyond what the role asks for." in text
    assert "customer care" in text
    assert "Ana" not in text
    assert "More customers stay" not in text  # the organisation's goal is its own affair
    assert "X-Robots-Tag" not in answer.headers


async def test_the_document_of_an_achievement_comes_by_suffix_or_by_accept() -> None:
    async with site().client() as client:
        by_suffix = await client.get(f"{ACHIEVEMENT_PAGE}.json")
        by_accept = await client.get(ACHIEVEMENT_PAGE, headers={"Accept": "application/ld+json"})
        assert await by_suffix.read() == await by_accept.read()
        assert (await by_suffix.json())["id"] == "https://badges.example/achievements/customer-hero/1"
    assert by_suffix.headers["Access-Control-Allow-Origin"] == "*"


async def test_the_picture_may_be_kept_and_is_not_sent_twice() -> None:
    async with site().client() as client:
        first = await client.get(f"{ACHIEVEMENT_PAGE}.png")
        again = await client.get(f"{ACHIEVEMENT_PAGE}.png", headers={"If-None-Match": first.headers["ETag"]})
        assert (await first.read()).startswith(b"\x89PNG")
        assert (again.status, await again.read()) == (304, b"")
    assert first.content_type == "image/png"
    assert first.headers["Cache-Control"].startswith("public, max-age=")


@pytest.mark.parametrize(
    "path",
    [
        "/achievements/nobody/1",
        "/achievements/customer-hero/2.png",
        "/achievements/x/0",
        "/achievements/%00/1",
    ],
)
async def test_an_achievement_that_is_not_there_is_not_found(path: str) -> None:
    async with site().client() as client:
        assert (await client.get(path)).status == 404


async def test_the_issuer_shows_itself_as_a_page_and_as_a_profile() -> None:
    async with site().client() as client:
        page = await (await client.get("/issuer")).text()
        profile = parse_document(
            await (await client.get("/issuer", headers={"Accept": "application/json"})).read()
        )
    assert "did:web:badges.example" in page
    assert (profile["id"], profile["name"]) == ("did:web:badges.example", "Northwind Traders")


async def test_an_issuer_in_trial_mode_says_so_and_needs_no_document_of_keys() -> None:
    fake = site()
    fake.shelf.document = None
    app = web.Application()
    fake.identity.value = replace(fake.identity.value, issuer=PROFILE)
    add_routes(app, fake.site())
    async with fake.client(app) as client:
        assert "Made in trial mode" in await (await client.get("/issuer")).text()
        assert (await client.get("/.well-known/did.json")).status == 404


async def test_the_keys_are_where_did_web_looks_for_them() -> None:
    async with site().client() as client:
        answer = await client.get("/.well-known/did.json")
        assert (await answer.json())["id"] == "did:web:badges.example"
    assert answer.content_type == "application/did+json"


async def test_readiness_names_the_part_that_is_missing() -> None:
    fake = site()
    async with fake.client() as client:
        well = await client.get("/readyz")
        assert (well.status, await well.json()) == (200, {"ready": True, "missing": {}})
        fake.missing["database"] = "does not answer"
        ill = await client.get("/readyz")
        assert (ill.status, await ill.json()) == (
            503,
            {"ready": False, "missing": {"database": "does not answer"}},
        )
        assert (await client.get("/healthz")).status == 200


@pytest.mark.parametrize("text", HOSTILE)
async def test_whatever_people_call_themselves_and_their_badges_stays_text(text: str) -> None:
    fake = FakeSite()
    good = shared()
    fake.shelf.put(
        replace(
            good,
            recipient=replace(good.recipient, name=text),
            achievement=replace(good.achievement, name=text, description=text, criteria=text, skills=(text,)),
            organisation=replace(good.organisation, name=text),
        )
    )
    async with fake.client() as client:
        for path in (PAGE, ACHIEVEMENT_PAGE):
            page = await (await client.get(path)).text()
            tags = Tags(page)
            ours = ("recheck", "copy_link")
            assert tags.tags.count("script") == sum(
                page.count(f'<script type="module" src="/static/{name}.js"></script>') for name in ours
            )
            assert not {name for name in tags.attributes if name.startswith("on") or name == "style"}
            assert "\u202e" not in re.findall("<h1.*</h1>|<title>.*</title>|<meta.*>", page)[0]
            assert ">49<" not in page


async def test_a_link_to_another_site_is_never_loaded_by_itself() -> None:
    fake = site()
    link = fake.link()
    fake.shelf.put(shared())
    async with fake.client() as client:
        for path in (PAGE, ACHIEVEMENT_PAGE, "/verify", "/issuer", link, "/nothing"):
            page = await (await client.get(path)).text()
            loaded = re.findall(
                r'<(?:img|link rel="(?:icon|stylesheet)"|script)[^>]*(?:src|href)="([^"]*)"', page
            )
            assert loaded
            assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


@pytest.mark.parametrize("path", [PAGE, ACHIEVEMENT_PAGE, "/verify", "/issuer", "/nothing"])
async def test_pages_can_be_read_without_seeing_them(path: str) -> None:
    async with site().client() as client:
        page = await (await client.get(path)).text()
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert '<html lang="en" dir="ltr">' in page
    assert len(re.findall("<img ", page)) == len(re.findall(r"<img [^>]*alt=", page))


@pytest.mark.parametrize("accent", [LAURELS, "#14694a", "#facc15", "#e11d48", "#ffffff", "#000000"])
def test_text_stands_out_from_its_ground_in_light_and_in_dark(accent: str) -> None:
    colours = page_colours(accent)
    own = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))
        for part in (PAGES / "static" / "site.css")
        .read_text()
        .split("@media (prefers-color-scheme: dark)")[:2]
    ]
    light, dark = {**own[0], **colours.light}, {**own[1], **colours.dark}
    pairs = [
        (text, ground) for text in ("ink", "quiet", "accent") for ground in ("ground", "surface", "raised")
    ]
    pairs += [(text, "accent-soft") for text in ("ink", "quiet", "accent-text")]
    pairs += [("on-accent", "accent-hover")]
    pairs += [(tone, f"{tone}-ground") for tone in ("good", "wary", "bad")]
    pairs += [(tone, "surface") for tone in ("good", "wary", "bad")] + [
        ("on-accent", "accent"),
        ("ink", "glow"),
    ]
    for colours in (light, dark):
        assert {
            pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs if too_close(colours, pair)
        } == {}


def too_close(colours: dict[str, str], pair: tuple[str, str]) -> bool:
    return contrast(colours[pair[0]], colours[pair[1]]) < 4.5


def contrast(text: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    low, high = sorted((luminance(text), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
