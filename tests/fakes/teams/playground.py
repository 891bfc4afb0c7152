"""Microsoft's Agents Playground (npm, test time only): a Teams client in a browser, one for each person.

    async with open_playground(folder, "ben", port, endpoint) as ben:
        await ben.says("General", "nominate ", people=["Ana"])
        await ben.read("I have answered you")

It is under Microsoft's pre-release licence: installed to evaluate, never shipped. It sends no tokens.
"""

import asyncio
import json
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser, Page

from tests.fakes.requirements import require

CHROMIUM = Path("/usr/bin/chromium")
CLI = (
    Path(__file__).parents[2] / "interop" / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
)
TENANT = "11111111-0000-4000-8000-000000000001"
BOT = "22222222-0000-4000-8000-000000000002"
PEOPLE = ("ben", "maya", "ana", "noor", "chidi", "zoe")
"""One is at the screen, five are colleagues: with any other number it dies at the first look."""


def configuration(me: str) -> dict[str, Any]:
    """One tenant as `me` sees it. Ids must be real GUIDs; its own defaults are malformed."""
    return {
        "version": "0.1.0",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": "Laurel"},
        "currentUser": _user(me),
        "users": [_user(literal) for literal in PEOPLE if literal != me],
        "personalChat": {"id": f"a:{me}"},
        "groupChat": {"id": "19:group@thread.v2", "name": "Lunch"},
        "team": {
            "id": "19:team@thread.tacv2",
            "name": "Larkspur",
            "aadGroupId": "44444444-0000-4000-8000-000000000004",
            "channels": [{"id": "19:announcements@thread.tacv2", "name": "Announcements"}],
        },
    }


def _user(who: str) -> dict[str, str]:
    return {
        "id": f"29:{who}",
        "name": who.title(),
        "userPrincipleName": f"{who}@example.org",
        "aadObjectId": f"33333333-0000-4000-8000-{PEOPLE.index(who):012d}",
        "givenName": who.title(),
        "surname": "Example",
        "email": f"{who}@example.org",
    }


class Screen:
    """What one person sees."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def opens(self, chat: str) -> None:
        """Goes to a chat or channel."""
        await self.page.get_by_text(chat, exact=True).first.click()
        inviting = "Type a message" if chat == "Personal Chat" else "Start a new post"
        await self.page.get_by_text(inviting).first.wait_for()

    async def says(self, *parts: str) -> None:
        """Writes and sends; a part that starts with @ is chosen from the list of people."""
        box = self.page.locator("[contenteditable=true]").first
        await box.click()
        for part in parts:
            if part.startswith("@"):
                await self.page.keyboard.type(part)
                await self.page.locator("#typeahead-menu").get_by_text(part[1:], exact=True).click()
            else:
                await self.page.keyboard.type(part)
        await self.page.keyboard.press("Enter")

    async def reads(self, words: str) -> None:
        """Waits until the words can be read."""
        await self.page.get_by_text(words).last.wait_for(timeout=15_000)

    async def presses(self, label: str) -> None:
        """Presses the last button of that name."""
        await self.page.get_by_role("button", name=label).last.click()

    async def picture(self, path: Path) -> None:
        """What the screen shows, without its log."""
        await self.page.screenshot(path=path)


@asynccontextmanager
async def open_playground(
    browser: Browser, folder: Path, me: str, port: int, endpoint: str
) -> AsyncIterator[Screen]:
    """Starts it for one person and opens it in a browser of their own."""
    require(shutil.which("node") is not None, "Node is not installed")
    require(CLI.is_file(), "npm's @microsoft/m365agentsplayground is not installed")
    home = folder / me
    home.mkdir()
    (home / ".m365agentsplayground.yml").write_text(json.dumps(configuration(me), indent=1))  # JSON is YAML
    process = await asyncio.create_subprocess_exec(
        "node", str(CLI), "start", "-e", endpoint, "-c", "msteams", "-p", str(port), "--disable-telemetry",
        cwd=home,
        env={**os.environ, "BROWSER": "none"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        await _answers(f"http://localhost:{port}/")
        context = await browser.new_context(viewport={"width": 1280, "height": 860})
        page = await context.new_page()
        await page.goto(f"http://localhost:{port}/")
        yield Screen(page)
        await context.close()
    finally:
        if process.returncode is None:  # a group that is gone may be somebody else's by now
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        await process.wait()


async def _answers(url: str) -> None:
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url) as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.2)
