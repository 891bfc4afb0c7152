"""`make pictures`: plays the story in the demo and takes the pictures that the README and the docs show."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.journeys.running_demo import ROOT, RunningDemo, chromium, running_demo
from tests.journeys.sandbox_page import SandboxPage

PICTURES = ROOT / "docs" / "pictures"
LOADED = """() => [...document.images].every(one => {
  const { top, bottom } = one.getBoundingClientRect();
  return bottom < 0 || top > innerHeight || (one.complete && one.naturalWidth > 0);
})"""
"""Whether every image that can be seen is there; what is further down is loaded when somebody scrolls to it."""


def main() -> None:
    """Takes them all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder)) as demo, chromium() as browser:
        address = play(browser, demo)
        public_page(browser, address)
        small_and_dark(browser, demo)
    for taken in sorted(PICTURES.glob("*.png")):
        print(f"{taken.relative_to(ROOT)}: {taken.stat().st_size // 1024} kB")  # noqa: T201 - a script speaks


def play(browser: Browser, demo: RunningDemo) -> str:
    """Awards, celebrates, shares, and returns the address of the public page."""
    page = opened(browser)
    chat = SandboxPage(page, demo.url)
    chat.become("Maya")
    chat.go_to("celebrations")
    chat.type("/award @ana customer-hero Stayed on the line until the outage was over")
    chat.sees("You awarded Customer Hero")
    shoot(page, "award")
    chat.become("Ana")
    chat.go_to("Laurel")
    chat.sees("You earned Customer Hero")
    shoot(page, "letter")
    celebrate(chat)
    chat.become("Ben")
    chat.go_to("celebrations")
    chat.sees("earned Customer Hero")
    shoot(page, "celebration")
    chat.become("Ana")
    chat.go_to("Laurel")
    chat.sees("You earned Customer Hero").get_by_role("button", name="Share").click()
    link = chat.sees("You earned Customer Hero").get_by_role("link").first
    address = str(link.evaluate("link => link.href"))
    chat.become("Maya")
    chat.go_to("Laurel")
    chat.sees("Team Player")
    shoot(page, "decide")
    chat.become("Ana")
    chat.go_to("Laurel")
    chat.type("/mybadges")
    chat.sees("Your badges")
    shoot(page, "mybadges")
    return address


def celebrate(chat: SandboxPage) -> None:
    """With the words, and with the name of the giver."""
    chat.sees("You earned Customer Hero").get_by_role("button", name="Celebrate").click()
    form = chat.page.get_by_role("dialog")
    expect(form).to_be_visible()
    for choice in form.get_by_role("checkbox").all():
        choice.check()
    form.get_by_role("button", name="Celebrate").click()


def public_page(browser: Browser, address: str) -> None:
    """The page of the shared badge."""
    page = opened(browser)
    page.goto(address)
    page.screenshot(path=PICTURES / "credential.png", full_page=True)


def small_and_dark(browser: Browser, demo: RunningDemo) -> None:
    """On a phone, and in the dark."""
    phone = browser.new_context(
        viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True
    ).new_page()
    chat = SandboxPage(phone, demo.url)
    chat.become("Ana")
    shoot(phone, "phone")
    dark = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark").new_page()
    chat = SandboxPage(dark, demo.url)
    chat.become("Ana")
    chat.go_to("Laurel")
    shoot(dark, "dark")


def opened(browser: Browser) -> Page:
    """A page of the README's size."""
    return browser.new_context(viewport={"width": 1280, "height": 800}).new_page()


def shoot(page: Page, name: str) -> None:
    """Takes one picture once every image is there; the live connection never lets the network fall idle."""
    for _ in range(40):
        page.wait_for_timeout(500)
        if page.evaluate(LOADED):
            break
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
