"""Killed at any moment: what was acknowledged happened once, and what may stand somewhere twice is counted."""

import asyncio
import multiprocessing
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select, update

from adapters import system
from adapters.composition.application import build_application
from adapters.configuration.settings import Settings
from adapters.database.credentials.credentials import credentials, documents
from adapters.database.engine.engine import Database
from adapters.database.nominations.nominations import nominations
from adapters.database.queue.jobs import LEASE
from adapters.database.queue.letter_rows import letters
from adapters.database.queue.outbox import jobs, partitions
from adapters.database.queue.postings import postings
from adapters.slack.app import PATH
from tests.fakes.databases import fresh_sqlite
from tests.fakes.slack.sender import Request, SlackSender
from tests.fakes.slack.web_api import FakeSlack
from tests.fakes.slack.world import SlackWorld, fake_company, prepare_company, slack_settings
from tests.journeys import dying_worker
from tests.journeys.running_serve import RunningServe, free_port

KILLS = 3
REQUESTS = 36
SLUGS = (
    *("bright-idea", "bug-hunter", "clear-writer", "customer-hero", "first-steps", "green-steward", "mentor"),
    *("incident-commander", "onboarding-buddy", "safety-first", "ship-it", "team-player"),
)
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.journeys.dying_worker"])


@dataclass
class Serving:
    """A Slack whose answers take their time, and `laurel serve` beside it."""

    slack: FakeSlack
    laurel: RunningServe
    database: Database

    def rows(self, *columns: Any) -> list[Any]:
        with self.database.read() as connection:
            return list(connection.execute(select(*columns)).all())

    def half_a_minute_goes_by(self) -> None:
        """While nothing runs: every lease is over, every lane open."""
        with self.database.write() as connection:
            for row in connection.execute(select(jobs.c.id, jobs.c.due)).all():
                connection.execute(update(jobs).where(jobs.c.id == row.id).values(due=row.due - LEASE))
            for row in connection.execute(select(partitions)).all():
                earlier = row.free_at - LEASE - timedelta(seconds=1)
                connection.execute(
                    update(partitions).where(partitions.c.name == row.name).values(free_at=earlier)
                )

    async def settled(self) -> None:
        """Waits until nothing is left to do."""
        async with asyncio.timeout(150):
            while self.left_to_do():
                await asyncio.sleep(0.1)

    def left_to_do(self) -> list[Any]:
        """What somebody waits for. Work that time alone brings, such as signing a status list again, is not."""
        return [row for row in self.rows(jobs.c.work) if row[0] in ("sign", "deliver", "refresh")]


@asynccontextmanager
async def serving(folder: Path, answer_after: float) -> AsyncIterator[Serving]:
    async with fake_company() as slack:
        slack.answer_after = answer_after
        settings = replace(slack_settings(slack, fresh_sqlite(folder)), port=free_port())
        _set_up(settings)
        database = Database(settings.database_url)
        laurel = RunningServe(settings, folder)
        try:
            yield Serving(slack, laurel, database)
        finally:
            await laurel.kill()
            database.close()


def _set_up(settings: Settings) -> None:
    application = build_application(settings)
    prepare_company(application, system.now())
    application.database.close()


@dataclass
class Sent:
    """One request, and whether Slack ever got an answer to it."""

    number: int
    request: Request
    again: bool
    """Whether it is sent again, unchanged, until there is an answer."""
    acknowledged: bool = False


def commands(at: int) -> list[Sent]:
    """Awards and nominations, each with a citation of its own; a nomination is made once for each badge."""
    sender = SlackSender(at=at)
    ways = cycle(
        (("/award", "U0MAYA", "U0ANA"), ("/nominate", "U0BEN", "U0ANA"), ("/nominate", "U0ANA", "U0BEN"))
    )
    made = []
    for number, (command, who, whom) in zip(range(REQUESTS), ways, strict=False):
        text = f"<@{whom}|x> {SLUGS[number // 3 % len(SLUGS)]} because of request-{number}"
        made.append(Sent(number, sender.command(command, text, who), again=number % 4 != 0))
    return made


def moment(least: float, most: float) -> float:
    """Some seconds."""
    return random.uniform(least, most)  # noqa: S311 - a moment, not a secret


async def deliver(sent: list[Sent], url: str, most_pause: float) -> None:
    """Sends them one after another, until Laurel has answered or, for some, has died over them."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http:
        for command in sent:
            while not command.acknowledged:
                await asyncio.sleep(moment(0, most_pause))
                try:
                    async with http.post(
                        url, data=command.request.body, headers=command.request.headers
                    ) as response:
                        command.acknowledged = response.status == 200
                except aiohttp.ClientConnectorError:
                    continue  # nobody there: it was never sent
                except aiohttp.ClientError:
                    if not command.again:
                        break


async def test_kill_9_at_random_moments_loses_nothing_and_doubles_nothing_uncounted(tmp_path: Path) -> None:
    async with serving(tmp_path, answer_after=0.05) as company:
        await company.laurel.start()
        sent = commands(int(system.now().timestamp()))
        url = company.laurel.url + PATH
        clients = [asyncio.create_task(deliver(sent[start::4], url, 0.3)) for start in range(4)]
        for left in reversed(range(KILLS)):
            await asyncio.sleep(moment(0.1, 0.6))
            await company.laurel.kill()
            if not left:
                company.half_a_minute_goes_by()
            await company.laurel.start()
        await asyncio.gather(*clients)
        await company.settled()
        assert await company.laurel.end() == 0

        everything_happened_once(company, sent)
        every_letter_arrived(company)


def everything_happened_once(company: Serving, sent: list[Sent]) -> None:
    """Each acknowledged request has one effect; one that nobody heard of again has one or none."""
    made = [*company.rows(credentials.c.citation), *company.rows(nominations.c.citation)]
    effects = Counter(int(citation.rpartition("-")[2]) for (citation,) in made)
    for command in sent:
        assert effects[command.number] == 1 or (effects[command.number] == 0 and not command.acknowledged), (
            command.number
        )
    assert sum(command.acknowledged for command in sent) >= REQUESTS // 2
    assert len(company.rows(documents.c.credential_id)) == len(company.rows(credentials.c.id))


def every_letter_arrived(company: Serving) -> None:
    """Once, except where an answer was lost, and those are counted."""
    posted = Counter(post.message["metadata"]["event_payload"]["key"] for post in company.slack.posts)
    queued = company.rows(letters.c.key, letters.c.ending, letters.c.uncertain)
    awards, proposals = len(company.rows(credentials.c.id)), len(company.rows(nominations.c.id))
    assert len(queued) == awards + proposals, "one letter for each earner and each approver"
    for key, ending, uncertain in queued:
        assert ending == "sent"
        assert posted[key] == 1, (key, posted[key], uncertain)
    assert len(company.rows(postings.c.letter_id)) == len(queued)


async def test_sigterm_lets_a_post_that_is_under_way_hear_its_answer(tmp_path: Path) -> None:
    async with serving(tmp_path, answer_after=1.5) as company:
        await company.laurel.start()
        request = SlackSender(at=int(system.now().timestamp())).command(
            "/award", "<@U0ANA|ana> mentor Patient", "U0MAYA"
        )
        sent = [Sent(0, request, again=False)]
        await deliver(sent, company.laurel.url + PATH, 0)
        async with asyncio.timeout(10):
            while not company.slack.posts:
                await asyncio.sleep(0.02)
        assert await company.laurel.end(signal.SIGTERM) == 0
        assert sent[0].acknowledged
        assert company.rows(letters.c.ending, letters.c.uncertain) == [("sent", False)]
        assert company.left_to_do() == []


@pytest.mark.parametrize(
    ("work", "point"),
    [
        ("sign", "done"),
        ("sign", "recorded"),
        ("deliver", "before"),
        ("deliver", "done"),
        ("deliver", "recording"),
        ("deliver", "recorded"),
    ],
)
async def test_dying_at_any_point_of_a_job_leaves_it_to_be_done_once(
    tmp_path: Path, work: str, point: str
) -> None:
    async with SlackWorld.open(tmp_path) as world:
        await world.command("U0MAYA", "/award", "<@U0ANA|ana> mentor Patient")
        assert await _died(world, work, point) == 9
        world.passes(seconds=LEASE.total_seconds() + 30)
        await world.settle()

        doubt = work == "deliver" and point == "before"  # otherwise it is found where it stands
        assert len(world.slack.said_to("U0ANA")) == 1
        assert world.rows(letters, letters.c.uncertain) == doubt
        assert world.rows(documents) == world.rows(postings) == world.rows(letters) == 1
        assert world.rows(jobs, jobs.c.work != "status") == 0, "only the status list is due again, later"


async def _died(world: SlackWorld, work: str, point: str) -> int | None:
    process = PROCESSES.Process(target=dying_worker.run, args=(world.application.settings, work, point))
    process.start()
    await asyncio.to_thread(process.join, 30)
    return process.exitcode
