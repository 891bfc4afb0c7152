"""A stranger checks a badge: it is shown, the file stays while an address is added, and whose it is gets an answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from issuer.artwork.page_colours import page_colours
from issuer.baking.png import bake
from tests.fakes.badges.badges import web_credential
from tests.fakes.badges.served import served
from tests.fakes.site import ACHIEVEMENT_PAGE, PAGE, UNKNOWN_ID, FakeSite, shared, tiny_png
from tests.journeys.in_a_browser.accessible import accessibility_problems, overflow

THEIRS, ANOTHER = "ana@northwind.example", "ben@northwind.example"
ACCENT = "#0f766e"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A site whose organisation has a colour and a logo of its own."""
    fake = FakeSite(brand={"accent": ACCENT, "logo": tiny_png()})
    fake.shelf.put(shared())
    with served(fake) as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def test_verify_shows_the_badge_and_keeps_the_file_while_an_address_is_added(
    page: Page, address: str, tmp_path: Path
) -> None:
    brought = tmp_path / "badge.png"
    brought.write_bytes(bake(tiny_png(), web_credential()))
    page.goto(f"{address}/verify")
    page.set_input_files("input[type=file]", brought)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("genuine and valid")).to_be_visible()
    expect(page.get_by_role("heading", name="Customer Hero")).to_be_visible()
    picture = page.locator("main .badge img")
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth; }") > 0

    for email, says, tone in (
        (ANOTHER, "Genuine, but issued to another address", "wary"),
        (THEIRS, "genuine and valid", "good"),
    ):
        brought.unlink(missing_ok=True)  # nothing is brought again
        page.get_by_label("E-mail address").first.fill(email)
        page.get_by_role("button", name="Compare").click()
        expect(page.locator(f".strip.{tone}")).to_contain_text(says)
        expect(page.locator("main .badge img")).to_be_visible()
        assert (accessibility_problems(page), overflow(page)) == ([], 0)
    expect(page.get_by_text(f"Yes. It was issued to {THEIRS}.")).to_be_visible()


def test_what_is_no_badge_gets_one_sentence_and_no_row_of_checks_that_were_not_made(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/verify")
    page.get_by_role("textbox").first.fill("hello world")
    page.get_by_role("button", name="Check it").click()
    expect(page.locator(".strip")).to_be_visible()
    assert "char 0" not in page.locator("main").inner_text()
    assert page.locator("main").inner_text().count("Not checked") <= 1
    assert accessibility_problems(page) == []


def test_the_page_of_a_badge_answers_whose_it_is_and_folds_its_checks(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}")
    checks = page.locator("details").filter(has_text="checks")
    expect(checks).not_to_have_attribute("open", "")
    checks.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(checks.get_by_role("listitem").first).to_be_visible()
    page.get_by_label("E-mail address").fill(ANOTHER)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"No. It was issued to another address than {ANOTHER}.")).to_be_visible()
    page.get_by_label("E-mail address").fill(THEIRS)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Yes. It was issued to {THEIRS}.")).to_be_visible()
    assert accessibility_problems(page) == []


@pytest.mark.parametrize("path", ["/verify", "/issuer", "/achievements", ACHIEVEMENT_PAGE, PAGE, "/nothing"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_has_the_colour_and_the_logo_of_the_organisation(
    page: Page, address: str, path: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of two words
    page.goto(f"{address}{path}")
    shown = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()")
    assert shown == getattr(page_colours(ACCENT), scheme)["accent"]
    logo = page.locator("header img").first
    assert str(logo.get_attribute("src")).startswith("/logo.png")
    assert logo.evaluate("async image => { await image.decode(); return image.naturalWidth; }") > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_leaves_anybody_out_on_the_smallest_screen(
    browser: Browser, address: str, scheme: str
) -> None:
    page = browser.new_context(
        viewport={"width": 320, "height": 700},
        color_scheme=scheme,  # type: ignore[arg-type] # one of two words
    ).new_page()
    for path in ("/verify", "/issuer", "/achievements", ACHIEVEMENT_PAGE, PAGE, f"/credentials/{UNKNOWN_ID}"):
        page.goto(f"{address}{path}")
        assert (path, accessibility_problems(page), overflow(page)) == (path, [], 0)
