"""Microsoft's own Agents Playground in front of Laurel: an employee and their manager, each in a browser."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from playwright.async_api import Browser, async_playwright

from adapters import system
from adapters.composition.application import build_application
from adapters.composition.teams import add_teams
from adapters.composition.web import build_web_application
from adapters.configuration.settings import Settings
from adapters.database.people.people import PeopleStore
from adapters.installation.set_up import prepare
from bot.domain.people.model import Person
from tests.fakes.databases import fresh_sqlite
from tests.fakes.requirements import require
from tests.fakes.teams.playground import CHROMIUM, open_playground

MANAGED = (("maya", None), ("ben", "maya"), ("ana", "maya"))


async def test_an_employee_nominates_by_mention_and_the_manager_approves_on_the_card(tmp_path: Path) -> None:
    async with (
        laurel(tmp_path) as endpoint,
        chromium() as browser,
        open_playground(browser, tmp_path, "ben", free_port(), endpoint) as ben,
        open_playground(browser, tmp_path, "maya", free_port(), endpoint) as maya,
    ):
        await maya.opens("Personal Chat")
        await ben.opens("Announcements")
        await ben.says(
            "@Laurel", " nominate ", "@Ana", " for Customer Hero because she stayed until it worked"
        )
        await ben.reads("I have answered you in our private chat")

        await maya.reads("A nomination for you to decide")
        await maya.reads("she stayed until it worked")
        await maya.presses("Approve")
        await maya.reads("Approved by Maya")
        assert await maya.page.get_by_role("button", name="Approve").count() == 0

        await ben.opens("Personal Chat")
        await ben.reads("Your nomination was approved")


async def test_a_manager_declines_with_a_reason_that_the_card_asks_for(tmp_path: Path) -> None:
    async with (
        laurel(tmp_path) as endpoint,
        chromium() as browser,
        open_playground(browser, tmp_path, "ben", free_port(), endpoint) as ben,
        open_playground(browser, tmp_path, "maya", free_port(), endpoint) as maya,
    ):
        await maya.opens("Personal Chat")
        await ben.opens("Personal Chat")
        await ben.says("nominate ana@example.org for Customer Hero because she stayed until it worked")
        await maya.reads("A nomination for you to decide")
        await maya.presses("Decline")
        await maya.reads("Only those who nominated will read it")
        await maya.page.get_by_label("Your reason").last.fill("It was her shift")
        await maya.presses("Decline")
        await maya.reads("Declined by Maya")

        await ben.reads("It was her shift")


async def test_a_list_of_badges_is_shown_in_the_private_chat_alone(tmp_path: Path) -> None:
    async with (
        laurel(tmp_path) as endpoint,
        chromium() as browser,
        open_playground(browser, tmp_path, "ben", free_port(), endpoint) as ben,
    ):
        await ben.opens("Announcements")
        await ben.says("@Laurel", " /mybadges")
        await ben.reads("I have answered you in our private chat")
        assert await ben.page.get_by_text("No badge yet").count() == 0

        await ben.opens("Personal Chat")
        await ben.reads("No badge yet")


@asynccontextmanager
async def laurel(folder: Path) -> AsyncIterator[str]:
    """Laurel as `LAUREL_DEV=1` runs it, with its background at work; where it listens."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    told = {"dev": True, "pace": 0, "secret": "a secret of this test alone", "public_url": url, "port": port}
    application = build_application(Settings(database_url=fresh_sqlite(folder), **told))
    organisation = await asyncio.to_thread(prepare, application, system.now())
    made: dict[str, Person] = {}
    with application.database.write() as connection:
        for who, manager in MANAGED:
            above = made[manager].id if manager else None
            made[who] = Person(
                application.ids.new_id(), organisation.id, who.title(), f"{who}@example.org", above
            )
            PeopleStore(connection).add(made[who])
    app = build_web_application(application, organisation)
    add_teams(application, organisation, app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    working = asyncio.create_task(application.worker.run())
    try:
        yield f"{url}/api/messages"
    finally:
        application.worker.stop()
        await working
        await runner.cleanup()
        await asyncio.to_thread(application.database.close)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser in which each person has a profile of their own."""
    require(CHROMIUM.is_file(), "Chromium is not installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        await browser.close()


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
