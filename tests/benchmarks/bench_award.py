"""What `/award` costs on Slack's wire, as a ratio; and how long a person waits for it under a steady load.

PYTHONPATH=. python tests/benchmarks/bench_award.py [SECONDS]

Two servers, each a process of its own, are sent signed `/award` commands by the same sender over loopback:
`laurel serve` as shipped (signature, rules, one durable commit, answer; its worker signs and posts meanwhile), and
slack-bolt with a handler that does nothing but acknowledge. They take turns at 32 connections, and the median of
the rounds counts. Then Laurel alone has 50 commands a second, sent whether or not it keeps up (open loop).
"""

import asyncio
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import aiohttp
from aiohttp import web

from adapters import system
from adapters.composition.application import Application, build_application
from adapters.database.people.registration import ensure_workspace
from adapters.files.people import parse_people
from adapters.operations.people import import_people
from adapters.slack.app import PATH
from bot.domain.organisations import Organisation
from bot.messages.platforms import Platform
from tests.fakes.slack.sender import SECRET, SlackSender
from tests.fakes.slack.web_api import FakeSlack
from tests.fakes.slack.world import fake_company, prepare_company, slack_settings
from tests.journeys.running_serve import RunningServe, free_port

ROUNDS = 5
COMMANDS = 320
AT_ONCE = 32
PER_SECOND = 50
RECIPIENTS = 2_000
SLUGS = ("mentor", "ship-it", "bug-hunter", "team-player", "bright-idea", "clear-writer")


def empty_bolt(pipe: Any) -> None:
    """The least that slack-bolt does: its own signature check, a handler that acknowledges."""
    from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request  # noqa: PLC0415 - of this process alone
    from slack_bolt.async_app import AsyncApp  # noqa: PLC0415 - as above
    from slack_bolt.authorization import AuthorizeResult  # noqa: PLC0415 - as above

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0", bot_token="xoxb-none", bot_id="B0")

    bolt = AsyncApp(signing_secret=SECRET, authorize=authorize)

    @bolt.command("/award")
    async def award(ack: Any) -> None:
        await ack()

    async def handle(request: web.Request) -> web.Response:
        response = await bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(response)

    async def run() -> None:
        app = web.Application()
        app.router.add_post(PATH, handle)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        pipe.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


class Sender:
    """Sends fresh commands: no badge twice to the same person, which Laurel would ask about."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self.http = http
        self.sent = 0

    async def send(self, url: str) -> float:
        """One command; how long its answer took, in seconds."""
        self.sent += 1
        who, slug = self.sent // len(SLUGS), SLUGS[self.sent % len(SLUGS)]
        text = f"<@U0P{who}|x> {slug} because of number {self.sent}"
        request = SlackSender(at=int(system.now().timestamp())).command("/award", text, "U0MAYA")
        began = time.perf_counter()
        async with self.http.post(url, data=request.body, headers=request.headers) as response:
            if response.status != 200:
                raise SystemExit(f"found {response.status}: {await response.text()}")
            await response.read()
        return time.perf_counter() - began

    async def closed_loop(self, url: str) -> float:
        """Commands a second, `AT_ONCE` under way all the time."""

        async def one_after_another() -> None:
            for _ in range(COMMANDS // AT_ONCE):
                await self.send(url)

        began = time.perf_counter()
        await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
        return COMMANDS / (time.perf_counter() - began)

    async def open_loop(self, url: str, seconds: float) -> Sequence[float]:
        """The time of each answer, at a steady rate."""
        began, waiting = time.perf_counter(), []
        for number in range(int(seconds * PER_SECOND)):
            await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
            waiting.append(asyncio.create_task(self.send(url)))
        return await asyncio.gather(*waiting)


async def main(seconds: float) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        async with fake_company() as slack:
            settings = slack_settings(slack, f"sqlite:///{folder}/laurel.db")
            settings = replace(settings, port=free_port(), pace=1.0)
            application = build_application(settings)
            _add_recipients(application, slack, prepare_company(application, system.now()))
            application.database.close()
            laurel = RunningServe(settings, Path(folder))
            await laurel.start()
            here, there = multiprocessing.get_context("fork").Pipe()
            bolt = multiprocessing.get_context("fork").Process(target=empty_bolt, args=(there,), daemon=True)
            bolt.start()
            empty = f"http://127.0.0.1:{await asyncio.to_thread(here.recv)}{PATH}"
            try:
                await _compare(laurel.url + PATH, empty, seconds)
            finally:
                bolt.kill()
                await laurel.kill()


def _add_recipients(application: Application, slack: FakeSlack, organisation: Organisation) -> None:
    """Enough colleagues of Maya's for every award."""
    rows = [f"P{number},p{number}@example.org,u0maya@example.org,U0P{number}" for number in range(RECIPIENTS)]
    file = parse_people("\n".join(("name,email,manager_email,slack_id", *rows)).encode(), "people.csv")
    with application.database.write() as connection:
        ensure_workspace(connection, organisation, Platform.SLACK, slack.team)
        import_people(connection, organisation, file, system.now(), complete=False)


async def _compare(laurel: str, empty: str, seconds: float) -> None:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        sender, ours, theirs = Sender(http), [], []
        for number in range(ROUNDS + 1):
            speeds = await sender.closed_loop(laurel), await sender.closed_loop(empty)
            if number:
                ours.append(speeds[0])
                theirs.append(speeds[1])
        waits = await sender.open_loop(laurel, seconds)
    cuts = quantiles(waits, n=100)
    sys.stdout.write(
        f"/award: {median(ours):,.0f} a second, an empty slack-bolt handler {median(theirs):,.0f}, "
        f"ratio {median(ours) / median(theirs):.2f} (wanted: 0.1; the dream: 0.5)\n"
        f"at {PER_SECOND} a second for {seconds:.0f} s: p50 {cuts[49] * 1e3:.0f} ms, p99 {cuts[98] * 1e3:.0f} ms, "
        f"longest {max(waits) * 1e3:.0f} ms (wanted: p99 below 1,000)\n"
    )


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 20))
