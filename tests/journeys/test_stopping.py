"""Processes that are told to stop, or held still: nothing hangs for long, nothing is done twice."""

import asyncio
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from adapters import system
from adapters.composition import serve as house_keeping
from adapters.database.engine.engine import Database
from adapters.database.engine.pg_notify import listen
from adapters.database.queue.letter_rows import letters
from adapters.database.queue.outbox import OutboxStore
from adapters.database.queue.postings import postings
from adapters.slack.app import PATH
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import SealTrail
from tests.fakes.databases import fresh_sqlite
from tests.fakes.slack.sender import SlackSender
from tests.fakes.slack.web_api import Fault
from tests.fakes.world import World
from tests.journeys.running_serve import RunningServe, free_port
from tests.journeys.test_crash import Sent, Serving, deliver, serving

DRAIN_SECONDS = 20


async def award(company: Serving) -> None:
    """Maya awards Ana, and has her answer."""
    request = SlackSender(at=int(system.now().timestamp())).command(
        "/award", "<@U0ANA|ana> mentor Patient", "U0MAYA"
    )
    await deliver([Sent(0, request, again=True)], company.laurel.url + PATH, 0)


async def posted(company: Serving) -> None:
    """Until a post has reached Slack."""
    async with asyncio.timeout(60):
        while not company.slack.called("chat.postMessage"):
            await asyncio.sleep(0.02)


async def test_a_platform_that_never_answers_holds_the_end_up_for_twenty_seconds_at_most(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, answer_after=0) as company:
        company.slack.fail("chat.postMessage", Fault.HANG)
        await company.laurel.start()
        await award(company)
        await posted(company)
        began = system.monotonic()
        assert await company.laurel.end(signal.SIGTERM) == 0
        assert system.monotonic() - began < DRAIN_SECONDS, "an attempt alone may last 24"
        assert [row[0] for row in company.rows(letters.c.ending)] == [None], "it is sent after the next start"


async def test_a_process_held_still_beyond_its_lease_finds_that_another_did_its_work(tmp_path: Path) -> None:
    """As by SIGSTOP, a virtual machine that is moved, or a very busy disk."""
    async with serving(tmp_path, answer_after=2.0) as company:
        await company.laurel.start()
        await award(company)
        await posted(company)
        company.laurel.send(signal.SIGSTOP)
        company.half_a_minute_goes_by()
        other = RunningServe(replace(company.laurel.settings, port=free_port()), tmp_path)
        await other.start()
        try:
            await company.settled()
            company.laurel.send(signal.SIGCONT)
            await asyncio.sleep(3)
        finally:
            await other.kill()
        assert [row[0] for row in company.rows(letters.c.ending)] == ["sent"]
        assert len(company.rows(postings.c.letter_id)) == 1
        assert len(company.slack.said_to("U0ANA")) == 1, "the second process looked before it posted"


async def test_background_work_that_ignores_the_sign_to_stop_is_ended_when_its_grace_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World.open(fresh_sqlite(tmp_path))
    monkeypatch.setattr(house_keeping, "GRACE_SECONDS", 0.2)
    monkeypatch.setattr(house_keeping, "take_short_turns", lambda: None)
    monkeypatch.setattr(world.application.worker, "run", asyncio.Event().wait)

    def told_to_stop() -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    async with asyncio.timeout(30):
        await house_keeping.serve(
            world.application, web.Application(), listen=False, work=True, ready=told_to_stop
        )


async def test_a_worker_hears_at_once_when_another_process_queues_a_job(fresh_postgresql: str) -> None:
    world = World.open(fresh_postgresql)
    heard = asyncio.Event()
    listening = asyncio.create_task(listen(Database(fresh_postgresql), heard.set))
    async with asyncio.timeout(30):
        await heard.wait()  # once when it begins, for whatever was queued before
        heard.clear()
        job = Job(world.application.ids.new_id(), world.organisation.id, SealTrail(), "new", world.moment)
        with world.application.database.write() as connection:
            OutboxStore(connection).queue(job)
        await heard.wait()
    listening.cancel()
    world.close()
