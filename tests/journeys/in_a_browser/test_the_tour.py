"""The tour of the demo: its pictures are there before anybody looks; it is walked to its end by the keyboard alone."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.journeys.in_a_browser.accessible import accessibility_problems, overflow
from tests.journeys.in_a_browser.keyboard import Keyboard
from tests.journeys.running_demo import RunningDemo, running_demo
from tests.journeys.sandbox_page import SandboxPage

NEXT = "#steps .current .button"
LAST = "#messages > li:last-child"
SOON_MS = 2_000
"""A badge that is drawn when it is asked for takes longer than this on a busy machine."""
COMPOSED_MS = 10_000
"""A celebration is composed when it is asked for, of a badge that was drawn before."""


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    with running_demo(tmp_path_factory.mktemp("tour") / "demo") as running:
        yield running


def opened(browser: Browser, demo: RunningDemo, width: int = 1280, height: int = 800, **more: object) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, **more).new_page()  # type: ignore[arg-type] # keywords of playwright
    SandboxPage(page, demo.url)
    expect(page.locator("#talk-name")).not_to_be_empty()
    return page


def shown(images: Locator, within: float = SOON_MS) -> None:
    for image in images.all():
        with suppress(Error):  # a card that changes at that moment is another element
            image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True, timeout=within)
        assert image.evaluate("image => image.naturalWidth") > 0


def test_the_first_look_finds_every_picture_drawn(browser: Browser, tour: RunningDemo) -> None:
    page = opened(browser, tour)
    shown(page.locator("#messages img"), COMPOSED_MS)
    for path in ("/achievements", "/issuer"):
        began = time.monotonic()
        page.goto(f"{tour.url}{path}")
        shown(page.locator("main img"))
        assert time.monotonic() - began < 8, "twelve pictures, all drawn at the start"


def test_the_tour_is_walked_from_its_beginning_to_its_end_by_the_keyboard_alone(
    browser: Browser, tour: RunningDemo, tmp_path: Path
) -> None:
    page = opened(browser, tour, accept_downloads=True)
    keys = Keyboard(page)
    expect(page.locator("#messages")).to_contain_text("earned Clear Writer")  # something beautiful at once
    award_and_celebrate(page, keys)
    see_the_page(page, keys)
    nominate_and_approve(page, keys)
    badge = take_home(page, keys, tmp_path)
    verify(page, keys, badge)
    look_after_it(page, keys)
    make_a_badge(page, keys)
    lead_on(page)


def next_step(page: Page, title: str) -> None:
    expect(page.locator("#steps .current .step-title")).to_have_text(title)


def say_it(page: Page, keys: Keyboard, before: str = "") -> None:
    """The step writes the command into the message box, which has the focus then; `before`: what is read first."""
    keys.press(NEXT)
    expect(page.locator("#messages")).to_contain_text(before)
    expect(page.locator("#composer-text")).to_have_value(re.compile("^/"))
    expect(page.locator("#composer-text")).to_be_focused()
    page.keyboard.press("Enter")


def award_and_celebrate(page: Page, keys: Keyboard) -> None:
    next_step(page, "Maya thanks Ana")
    say_it(page, keys)
    next_step(page, "Ana hears it privately")
    keys.press(NEXT)
    expect(page.locator(LAST)).to_contain_text("You earned Customer Hero")
    next_step(page, "Ana celebrates")
    keys.press(NEXT)
    keys.press(f"{LAST} [data-action=celebrate]")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Space")  # the first tick box has the focus: with the words
    keys.press("#form-send")
    next_step(page, "The others see it")
    keys.press(NEXT)
    celebration = page.locator(LAST)
    expect(celebration).to_contain_text("earned Customer Hero")
    expect(celebration).to_contain_text("Stayed on the line")
    shown(celebration.locator("figure img"), COMPOSED_MS)


def see_the_page(page: Page, keys: Keyboard) -> None:
    next_step(page, "Her page, for the world")
    keys.press(NEXT)
    keys.press(f"{LAST} [data-action=share]")
    expect(page.locator(f"{LAST} [data-action=copy]")).to_be_visible()
    with page.expect_popup() as opening:
        keys.press(f"{LAST} a[href*='/credentials/']")
    public = opening.value
    expect(public.get_by_role("heading", name="Customer Hero")).to_be_visible()
    assert accessibility_problems(public) == []
    public.close()


def nominate_and_approve(page: Page, keys: Keyboard) -> None:
    next_step(page, "Ben nominates Ana")
    say_it(page, keys)
    next_step(page, "Maya approves")
    keys.press(NEXT)
    keys.press(f"{LAST} [data-action=approve]")
    next_step(page, "Ana takes her badge home")


def take_home(page: Page, keys: Keyboard, folder: Path) -> Path:
    say_it(page, keys, before="You earned Team Player")  # else the letter may come below the list
    expect(page.locator(LAST)).to_contain_text("Your badges")
    keys.press(f"{LAST} details.more summary", backwards=True)
    keys.press(f"{LAST} [data-action=download]")
    with page.expect_popup() as opening:
        keys.press(f"{LAST} a[href*='/downloads/']")
    download = opening.value
    with download.expect_download() as arriving:
        Keyboard(download).press("button.main")
    arriving.value.save_as(folder / "badge.png")
    download.close()
    return folder / "badge.png"


def verify(page: Page, keys: Keyboard, badge: Path) -> None:
    next_step(page, "Anybody can check it")
    with page.expect_popup() as opening:
        keys.press(NEXT)
    checking = opening.value
    there = Keyboard(checking)
    there.reach("input[type=file]")
    checking.set_input_files("input[type=file]", badge)  # the system's own window chooses the file
    there.press("button[type=submit]")
    expect(checking.get_by_text("genuine and valid")).to_be_visible()
    checking.close()


def look_after_it(page: Page, keys: Keyboard) -> None:
    next_step(page, "What owners look after")
    say_it(page, keys)
    expect(page.locator(LAST)).to_contain_text("For owners")


def make_a_badge(page: Page, keys: Keyboard) -> None:
    next_step(page, "Make your first badge")
    with page.expect_popup() as opening:
        keys.press(NEXT)
    workshop = opening.value
    there = Keyboard(workshop)
    there.reach("#title")
    workshop.keyboard.press("Control+A")
    workshop.keyboard.type("Brave Heart")
    workshop.keyboard.press("Enter")
    expect(workshop.locator("pre")).to_contain_text('name = "Brave Heart"')
    expect(workshop.locator(".made img")).to_have_js_property("complete", True)
    assert accessibility_problems(workshop) == []
    assert overflow(workshop) == 0
    workshop.close()


def lead_on(page: Page) -> None:
    expect(page.locator("#guide-count")).to_have_text("11 of 11")
    links = page.locator("#guide-end a")
    expect(links).to_have_count(6)
    for link in links.all():
        expect(link).to_be_in_viewport()
        assert page.request.get(str(link.get_attribute("href"))).status == 200


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sandbox_is_for_everybody_on_every_screen(
    browser: Browser, tour: RunningDemo, width: int, scheme: str
) -> None:
    page = opened(browser, tour, width, 800, color_scheme=scheme)
    assert (accessibility_problems(page), overflow(page)) == ([], 0)
    people = page.locator("#people .person")
    expect(people).to_have_count(5)
    expect(people.last).to_be_in_viewport(ratio=1)
    if page.locator("#guide-fold").get_attribute("aria-expanded") == "false":
        page.locator("#guide-fold").click()
    assert (accessibility_problems(page), overflow(page)) == ([], 0)
    for path in ("/gallery", "/make", "/handbook/slack", "/achievements", "/achievements/customer-hero"):
        page.goto(f"{tour.url}{path}")
        assert (path, accessibility_problems(page), overflow(page)) == (path, [], 0)


def test_a_german_visitor_is_answered_in_german(browser: Browser, tour: RunningDemo) -> None:
    page = opened(browser, tour, locale="de-DE")
    chat = SandboxPage(page, tour.url)
    page.get_by_role("button", name="Neu beginnen").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Neu beginnen").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator(NEXT).click()
    page.keyboard.press("Enter")
    chat.sees("verliehen")
    page.locator(NEXT).click()
    chat.sees("Herzlichen Glückwunsch")


def test_sandbox_and_pages_have_one_accent_and_one_mark(browser: Browser, tour: RunningDemo) -> None:
    page = opened(browser, tour)
    accent = "getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()"
    mark = page.locator(".brand img").get_attribute("src")
    in_chat = page.evaluate(accent)
    page.goto(f"{tour.url}/verify")
    assert page.evaluate(accent) == in_chat
    assert str(page.locator("header img").first.get_attribute("src")).partition("?")[0] == mark
