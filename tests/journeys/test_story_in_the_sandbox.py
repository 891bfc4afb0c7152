"""The story of one badge, by mouse and keyboard in a real browser, in the demo as a newcomer starts it."""

import io
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.running_demo import ROOT, RunningDemo
from tests.journeys.sandbox_page import SandboxPage


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 1280, "height": 860}, accept_downloads=True).new_page()


def laurel(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "adapters.cli.main", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - ours


def test_one_badge_from_a_command_to_a_verified_file(page: Page, demo: RunningDemo, tmp_path: Path) -> None:
    chat = SandboxPage(page, demo.url)
    award_and_hear(chat)
    share_by_link(chat, demo)
    celebrate(chat)
    nominate_and_approve(chat)
    picture = take_home(chat, tmp_path)
    verify_offline(picture, tmp_path)
    take_back(chat, demo)


def award_and_hear(chat: SandboxPage) -> None:
    chat.become("Maya")
    chat.go_to("general")
    chat.type("/award @ana customer-hero Stayed on the line until the outage was over")
    chat.sees("You awarded Customer Hero")
    chat.become("Ben")
    chat.never_sees("Customer Hero")
    chat.become("Ana")
    chat.go_to("Laurel")
    letter = chat.sees("You earned Customer Hero")
    expect(letter.get_by_text("Stayed on the line until the outage was over")).to_be_visible()
    drawn = letter.get_by_alt_text("Customer Hero badge, gold").first
    width = drawn.evaluate("async image => { await image.decode(); return image.naturalWidth; }")
    assert width >= 256, "the picture really loads"


def share_by_link(chat: SandboxPage, demo: RunningDemo) -> None:
    letter = chat.sees("You earned Customer Hero")
    letter.get_by_role("button", name="Share").click()
    link = chat.sees("You earned Customer Hero").get_by_role("link").first
    expect(link).to_be_visible()
    with chat.page.expect_popup() as opened:
        link.click()
    public = opened.value
    expect(public.get_by_role("heading", name="Customer Hero")).to_be_visible()
    expect(public.get_by_text("genuine").first).to_be_visible()
    assert "Stayed on the line" not in public.content(), "the words stay private"
    assert public.request.get(f"{public.url}.json").status == 200
    assert public.request.get(f"{public.url}.png").status == 200
    public.close()


def celebrate(chat: SandboxPage) -> None:
    chat.sees("You earned Customer Hero").get_by_role("button", name="Celebrate in #general").click()
    chat.page.get_by_role("dialog").get_by_role("button", name="Celebrate").click()
    expect(chat.page.get_by_role("dialog")).to_be_hidden()
    chat.go_to("general")
    chat.become("Ben")
    chat.sees("Ana Costa")
    expect(chat.messages.filter(has_text="earned Customer Hero")).to_have_count(1)


def nominate_and_approve(chat: SandboxPage) -> None:
    chat.type("@Laurel nominate @ana for Mentor because she taught me everything about billing")
    chat.sees("Mentor")
    chat.become("Maya")
    chat.go_to("Laurel")
    card = chat.sees("she taught me everything about billing")
    card.get_by_role("button", name="Approve").click()
    expect(chat.sees("she taught me everything about billing")).to_contain_text("Approved")
    chat.become("Ben")
    chat.go_to("Laurel")
    chat.sees("Mentor")
    chat.become("Ana")
    chat.go_to("Laurel")
    chat.sees("You earned Mentor")


def take_home(chat: SandboxPage, folder: Path) -> Path:
    chat.type("/mybadges")
    badges = chat.sees("Your badges")
    badges.get_by_text("More", exact=True).first.click()
    badges.get_by_role("button", name="Download").first.click()
    link = chat.sees("works once").get_by_role("link")
    with chat.page.expect_popup() as opened:
        link.click()
    page = opened.value
    page.reload()  # looking at it twice does not use it up
    with page.expect_download() as downloading:
        page.get_by_role("button", name="PNG").click()
    target = folder / "badge.png"
    downloading.value.save_as(target)
    page.goto(page.url)
    page.close()
    assert Image.open(io.BytesIO(target.read_bytes())).size[0] >= 256
    return target


def verify_offline(picture: Path, folder: Path) -> None:
    checked = laurel("verify", str(picture), "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert json.loads(checked.stdout)["verdict"] == "valid"
    content = picture.read_bytes()
    tampered = folder / "tampered.png"
    place = content.index(b"Mentor")
    tampered.write_bytes(content[:place] + b"Nentor" + content[place + 6 :])
    assert laurel("verify", str(tampered)).returncode == 1


def take_back(chat: SandboxPage, demo: RunningDemo) -> None:
    letter = chat.sees("You earned Customer Hero")
    address = urljoin(demo.url, letter.get_by_role("link").first.get_attribute("href"))
    letter.get_by_role("button", name="private").click()
    expect(chat.sees("You earned Customer Hero").get_by_role("button", name="Share")).to_be_visible()
    for suffix in ("", ".json", ".png"):
        assert chat.page.request.get(f"{address}{suffix}").status == 410
    chat.become("Ben")
    chat.go_to("general")
    chat.never_sees("earned Customer Hero")


def test_the_demo_starts_with_a_history_and_can_start_over(page: Page, demo: RunningDemo) -> None:
    chat = SandboxPage(page, demo.url)
    chat.become("Ana")
    chat.go_to("Laurel")
    expect(chat.messages.filter(has_text="You earned")).to_have_count(2)
    chat.become("Maya")
    chat.go_to("Laurel")
    expect(chat.sees("Team Player").get_by_role("button", name="Approve")).to_be_visible()
    chat.type("/award @ana mentor again")
    chat.sees("You awarded Mentor")
    page.get_by_role("button", name="Start over").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    chat.go_to("Laurel")
    expect(chat.messages.filter(has_text="You awarded Mentor")).to_have_count(0)
    expect(chat.sees("Team Player").get_by_role("button", name="Approve")).to_be_visible()


def test_a_command_with_something_missing_opens_a_form_filled_in_so_far(
    page: Page, demo: RunningDemo
) -> None:
    chat = SandboxPage(page, demo.url)
    chat.become("Ben")
    chat.go_to("general")
    chat.type("/nominate @ana customer-hero")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("combobox")).to_have_value("customer-hero")
    dialog.get_by_role("textbox").last.fill("she stayed on the line")
    dialog.get_by_role("button", name="Nominate").click()
    chat.sees("You nominated")


def test_the_page_works_with_the_keyboard_alone(page: Page, demo: RunningDemo) -> None:
    SandboxPage(page, demo.url)
    expect(page.locator("#messages > li").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link leads to the message box
    page.keyboard.type("/badges")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator("#messages").get_by_text("Customer Hero").first).to_be_visible()


def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Browser, demo: RunningDemo) -> None:
    page = browser.new_context(
        viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True
    ).new_page()
    page.goto(demo.url)
    expect(page.locator("#composer-text")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
