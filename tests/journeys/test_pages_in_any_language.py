"""Pages keep their layout when their text is longer by 40 % or runs right to left, on a small telephone, too."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from adapters.files.wording import load_languages, load_wording
from bot.messages.languages import Languages
from tests.fakes.badges.badges import web_credential
from tests.fakes.badges.served import served
from tests.fakes.site import ACHIEVEMENT_PAGE, PAGE, UNKNOWN_ID, FakeSite, shared
from tests.fakes.wording.pseudo_locales import pseudo_language

TAMPERED = web_credential().replace(b"Customer Hero", b"Customer Zero").decode()
OVERFLOWING = """() => {
  const width = document.documentElement.clientWidth;
  const seen = (one) => !one.closest(".spoken, .skip, .badge, svg");
  const boxes = [...document.querySelectorAll("body *")].filter(seen);
  const outside = (box) => box.right > width + 1 || box.left < -1;
  const out = boxes.filter((one) => outside(one.getBoundingClientRect()));
  const cut = boxes.filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline"
    && one.clientWidth > 0 && !["TEXTAREA", "INPUT"].includes(one.tagName) && !one.querySelector(".badge"));
  const name = (one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`;
  return [...out, ...cut].map(name);
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A site that speaks the pseudo-locales beside its own languages."""
    known = [load_languages().best(tag) for tag in load_languages().available]
    pseudo = [pseudo_language(tag) for tag in ("en-XA", "ar-XB")]
    fake = FakeSite(languages=Languages((*known, *pseudo)))
    fake.shelf.put(replace(shared(), token=b"an.older.token"))
    with served(fake) as address:
        yield address


@pytest.fixture(params=[320, 390, 1280])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 844})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("tag", ["en-XA", "ar-XB", "de"])
def test_no_text_is_cut_off_or_leaves_the_screen(page: Page, address: str, tag: str) -> None:
    found = {}
    for path in ("/verify", "/issuer", ACHIEVEMENT_PAGE, PAGE, f"/credentials/{UNKNOWN_ID}", "/nothing"):
        page.goto(f"{address}{path}?lang={tag}")
        assert page.evaluate("document.dir") == ("rtl" if tag == "ar-XB" else "ltr")
        found[path] = page.evaluate(OVERFLOWING)
    for text in (web_credential().decode(), TAMPERED, "?"):
        page.goto(f"{address}/verify")
        page.locator("#text").fill(text)
        page.locator("button[type=submit]").click()
        found[f"verdict of {text[:20]}"] = page.evaluate(OVERFLOWING)
    assert {name: elements for name, elements in found.items() if elements} == {}


def test_the_switch_works_by_keyboard_and_is_remembered(page: Page, address: str) -> None:
    page.goto(f"{address}/issuer")
    link = page.locator(".languages a", has_text="Deutsch")
    assert load_wording("en").text("page.who_issues") in page.title()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/issuer?lang=de")
    assert page.evaluate("document.documentElement.lang") == "de"
    page.goto(f"{address}/verify")
    assert page.evaluate("document.documentElement.lang") == "de"
