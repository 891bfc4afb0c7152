"""Pages follow Accept-Language, offer a switch, and show previews in the organisation's language."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from aiohttp.test_utils import TestClient

from adapters.files.wording import load_wording
from bot.messages.languages import Languages
from tests.fakes.badges.badges import credential, web_credential
from tests.fakes.site import ACHIEVEMENT_PAGE, PAGE, UNKNOWN_ID, FakeSite, shared, taken_back
from tests.fakes.wording.pseudo_locales import pseudo_language

GERMAN = {"Accept-Language": "de-AT, en;q=0.8", "Accept": "text/html"}
TAMPERED = web_credential().replace(b"Customer Hero", b"Customer Zero")
DATA = (
    "Northwind Traders", "Customer Hero", "Customer Zero", "customer-hero", "Ana Ruiz",
    "Went out of their way to put a customer’s problem right.",
    "Went out of their way to put a customer's problem right.", "customer care", "initiative", "English",
    "Resolved a customer’s problem beyond what the role asks for.",
    "Resolved a customer's problem beyond what the role asks for,\nand a colleague said how.",
    "https://", "/mybadges", "R-4711", "DELETE", "UTC", "March", "AM",
    "cannot tell", "invalid", "valid", "look-alike", "signature",
    "unsigned-members", "schema", "json",
)  # fmt: skip
"""Names, addresses, what people type, and codes of verdicts."""
_IDENTIFIER = re.compile(r"(?:did:\w+:|urn:|https?://)\S+|z6Mk\w+|\b[\w.]+@[\w.]+|[\w.]+\.example\S*")


class VisibleText(HTMLParser):
    """The texts that people see or hear on a page, with those of attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "img", "input", "path", "circle", "rect", "br"):
            self.inside.append(tag)
        for name, value in attrs:
            if name in ("alt", "title", "aria-label", "placeholder") and value:
                self.texts.append(value)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"script", "style"} & set(self.inside):
            self.texts.append(data.strip())


def bypassing(html: str) -> list[str]:
    """The texts with Latin letters that are no data."""
    parser = VisibleText()
    parser.feed(html)
    loose = []
    for text in parser.texts:
        left = _IDENTIFIER.sub("", text)
        for known in sorted(DATA, key=len, reverse=True):
            left = left.replace(known, "")
        if re.search("[A-Za-z]{2}", left):
            loose.append(text)
    return loose


async def every_page(client: TestClient, fake: FakeSite) -> dict[str, str]:
    """Each page that the site has, as HTML."""
    html = {"Accept": "text/html"}
    found = {}
    for path in (
        "/verify",
        "/issuer",
        ACHIEVEMENT_PAGE,
        PAGE,
        f"/credentials/{UNKNOWN_ID}",
        "/nothing",
        fake.link(),
    ):
        found[path] = await (await client.get(path, headers=html)).text()
    found["405"] = await (await client.delete("/verify", headers=html)).text()
    sources = {"genuine": web_credential(), "tampered": TAMPERED, "no badge": b"?", "stranger": credential()}
    for name, source in sources.items():
        found[name] = await (await client.post("/verify", data=source, headers=html)).text()
    found["empty"] = await (await client.post("/verify", data=b"", headers=html)).text()
    origin = {**html, "Sec-Fetch-Site": "cross-site"}
    found["elsewhere"] = await (await client.post(fake.link(), data={"file": "png"}, headers=origin)).text()
    found["which file"] = await (await client.post(fake.link(), data={"file": "?"}, headers=html)).text()
    fake.shelf.put(taken_back())
    found["gone"] = await (await client.get(PAGE, headers=html)).text()
    return found


@pytest.mark.parametrize("tag", ["en-XA", "ar-XB"])
async def test_no_page_holds_a_sentence_that_bypasses_the_wording(tag: str) -> None:
    fake = FakeSite(language=tag, languages=Languages((load_wording(), pseudo_language(tag))))
    shown = shared()
    fake.shelf.put(replace(shown, organisation=replace(shown.organisation, language=tag)))
    async with fake.client() as client:
        pages = await every_page(client, fake)
    assert {name: bypassing(html) for name, html in pages.items() if bypassing(html)} == {}
    assert all(
        f'<html lang="{tag}" dir="{"rtl" if tag == "ar-XB" else "ltr"}">' in html for html in pages.values()
    )


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("de", "de"),
        ("de-CH-1996", "de"),
        ("fr, de;q=0.5, en;q=0.4", "de"),
        ("de;q=0, en;q=0.1", "en"),
        ("de;q=0.3, en;q=0.9", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("de;q=many, en", "en"),
        ("x" * 3000, "en"),
    ],
)
async def test_a_page_is_in_the_language_that_its_visitor_prefers(wanted: str, language: str) -> None:
    async with FakeSite().client() as client:
        answer = await client.get("/verify", headers={"Accept-Language": wanted})
        text = await answer.text()
    assert f'<html lang="{language}" dir="ltr">' in text
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Vary"] == "Accept-Language, Cookie"


async def test_the_switch_is_remembered_in_a_cookie_for_this_site_alone() -> None:
    async with FakeSite().client() as client:
        first = await client.get("/issuer?lang=de", headers={"Accept-Language": "en"})
        again = await client.get("/issuer", headers={"Accept-Language": "en", "Cookie": "lang=de"})
        unknown = await client.get("/issuer?lang=tlh", headers={"Accept-Language": "en"})
        text = await again.text()
    said = first.headers["Set-Cookie"]
    assert said.startswith("lang=de;")
    assert {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"} <= {part.strip() for part in said.split(";")}
    assert first.headers["Cache-Control"] == "no-store"
    assert '<html lang="de" dir="ltr">' in text
    assert (
        '<a href="?lang=de" lang="de" dir="ltr" hreflang="de" rel="nofollow" aria-current="true">Deutsch</a>'
        in text
    )
    assert '<a href="?lang=en" lang="en" dir="ltr" hreflang="en" rel="nofollow">English</a>' in text
    assert "Set-Cookie" not in again.headers
    assert "Set-Cookie" not in unknown.headers


async def test_nothing_but_pages_answers_the_switch() -> None:
    fake = FakeSite()
    fake.shelf.put(shared())
    async with fake.client() as client:
        for path in (
            f"{ACHIEVEMENT_PAGE}.json?lang=de",
            f"{ACHIEVEMENT_PAGE}.png?lang=de",
            "/healthz?lang=de",
        ):
            assert "Set-Cookie" not in (await client.get(path)).headers


async def test_a_badge_is_shown_in_the_readers_language_and_previewed_in_the_organisations() -> None:
    fake = FakeSite()
    shown = shared()
    fake.shelf.put(replace(shown, organisation=replace(shown.organisation, language="en")))
    async with fake.client() as client:
        answer = await client.get(PAGE, headers=GERMAN)
        text = await answer.text()
    assert "Verliehen an <strong><bdi>Ana Ruiz</bdi></strong>" in text
    assert "1. März 2026" in text
    assert '<meta property="og:title" content="Ana Ruiz earned Customer Hero">' in text
    assert '<meta property="og:locale" content="en_GB">' in text
    assert "on 1 March 2026." in text
    assert answer.headers["Vary"] == "Accept-Language, Cookie, Accept"


async def test_without_a_preference_a_page_is_in_the_organisations_language() -> None:
    fake = FakeSite(language="de")
    shown = shared()
    fake.shelf.put(replace(shown, organisation=replace(shown.organisation, language="de")))
    async with fake.client() as client:
        badge = await (await client.get(PAGE, headers={"Accept": "text/html"})).text()
        form = await (await client.get("/verify")).text()
    assert '<meta property="og:title" content="Ana Ruiz hat Customer Hero verdient">' in badge
    assert "Ist dieses Badge echt?" in form


async def test_a_page_that_may_be_cached_says_what_it_depends_on() -> None:
    fake = FakeSite()
    fake.shelf.put(shared())
    async with fake.client() as client:
        english = await client.get(ACHIEVEMENT_PAGE, headers={"Accept": "text/html"})
        german = await client.get(ACHIEVEMENT_PAGE, headers=GERMAN)
        assert english.headers["Cache-Control"] == german.headers["Cache-Control"] == "public, max-age=300"
        assert english.headers["Vary"] == "Accept-Language, Cookie, Accept"
        assert await english.text() != await german.text()


async def test_programs_get_codes_in_english_and_sentences_in_their_language() -> None:
    async with FakeSite().client() as client:
        answer = await client.post("/verify", data=TAMPERED, headers={"Accept-Language": "de"})
        said = await answer.json()
    [proof] = [check for check in said["checks"] if check["name"] == "proof"]
    assert (said["verdict"], proof["code"]) == ("invalid", "signature")
    assert proof["says"].startswith("Die Signatur passt nicht")
    assert answer.headers["Content-Language"] == "de"
    assert "Accept-Language" in answer.headers["Vary"]


async def test_what_cannot_be_checked_is_refused_in_the_language_of_the_visitor() -> None:
    async with FakeSite().client() as client:
        answer = await client.post("/verify", data=b"", headers={"Accept-Language": "de"})
        said = await answer.json()
    assert (answer.status, said["problem"][:28]) == (400, "Es ist nichts angekommen. Wä")
