"""When the database fails, is locked, full or away, people are told the truth, and nothing is lost or half done."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import structlog.testing
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from adapters import system
from adapters.database.audit.trail import audit
from adapters.database.credentials.credentials import credentials, documents
from adapters.database.nominations.nominations import nominations
from adapters.database.people.tables import people
from adapters.database.queue.jobs import LEASE
from adapters.database.queue.outbox import jobs, letters
from adapters.gateway import bot_gateway as asking
from bot.messages.forms import Reply
from tests.fakes.chat_world import SLUGS
from tests.fakes.fault_proxy import FaultProxy
from tests.fakes.platform import button
from tests.fakes.world import START, World, shown

ANSWER_SECONDS = 3.0
"""What a platform gives us."""


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Drawing a thousand tracebacks takes longer than everything else here."""
    with structlog.testing.capture_logs():
        yield


class Failing:
    """Fails the n-th statement from now on, on every engine of a world; counts them."""

    def __init__(self, world: World, number: int) -> None:
        self.world, self.number, self.calls = world, number, 0

    def __enter__(self) -> "Failing":
        for engine in self._engines():
            event.listen(engine, "before_cursor_execute", self._look)
        return self

    def __exit__(self, *_: object) -> None:
        for engine in self._engines():
            event.remove(engine, "before_cursor_execute", self._look)

    def _engines(self) -> tuple[Any, ...]:
        return self.world.application.database.writer, self.world.application.database.reader

    def _look(self, *_: Any) -> None:
        self.calls += 1
        if self.calls == self.number:
            raise OperationalError("statement", {}, Exception("the disk is on fire"))


def told_the_truth(reply: Reply) -> bool:
    """Whether somebody was told that it was not done, or perhaps not."""
    summary = shown(reply).summary
    return "nothing was changed" in summary or "cannot say" in summary


def rows_agree(world: World) -> None:
    """No half state: an award has its audit entry and its job or its document; a nomination its letter."""
    awards, signed = world.rows(credentials), world.rows(documents)
    with world.application.database.read() as connection:
        deeds = Counter(connection.execute(select(audit.c.action)).scalars())
        waiting = Counter(connection.execute(select(jobs.c.work)).scalars())
        about = Counter(connection.execute(select(letters.c.topic)).scalars())
    assert deeds["awarded"] == awards
    assert signed + waiting["sign"] == awards
    assert deeds["issued"] == signed
    assert deeds["nominated"] == world.rows(nominations) == about["to_decide"]


async def test_whichever_statement_fails_a_command_is_done_whole_or_not_at_all(database_url: str) -> None:
    """Every statement of every command in turn; the same request again then does it, once."""
    world = World.open(database_url)
    awards = [f"/award @{whom} {slug} Patient" for whom in ("ana", "ben", "chidi", "noor") for slug in SLUGS]
    typed = (
        (awards, "maya", credentials),  # no two alike, which Laurel would ask about
        (["/nominate @chidi mentor because he explains"] * 60, "ben", nominations),
    )
    for texts, who, table in typed:
        for number, text in enumerate(texts, 1):
            before, key = world.rows(table), f"{text}{number}"
            with Failing(world, number) as fault:
                reply = await tolerant(world.types(who, text, key=key))
            rows_agree(world)
            failed = fault.calls >= number
            if table is nominations and not failed:
                break
            if reply is not None and failed:
                assert told_the_truth(reply) or world.rows(table) == before + 1
            await world.types(who, text, key=key)
            rows_agree(world)
            if table is credentials:
                assert world.rows(table) == before + 1, (text, number)
            if not failed:
                break
        else:
            raise AssertionError(f"{texts[0]} never ends")
    await decisions_are_whole(world)
    world.close()


async def decisions_are_whole(world: World) -> None:
    """Approving, statement by statement: one badge in the end, and one only."""
    await world.settle()
    card = next(letter for letter in world.letters("noor") if "approve" in repr(letter))
    approve = button(card, "approve")
    given = world.rows(credentials)
    for number in range(1, 60):
        with Failing(world, number) as fault:
            await tolerant(world.presses("noor", approve, key=f"approve{number}"))
        rows_agree(world)
        assert world.rows(credentials) in (given, given + 1)
        if fault.calls < number:
            break
    assert world.rows(credentials) == given + 1
    await world.settle()
    assert world.rows(documents) == world.rows(credentials)


async def tolerant(answer: Any) -> Reply | None:
    """The reply; None where even the look after the answer failed, which the platform's own apology covers."""
    try:
        reply: Reply = await answer
    except OperationalError:
        return None
    return reply


async def test_whichever_statement_of_the_background_fails_the_letter_arrives_and_is_recorded(
    small_world: World,
) -> None:
    world = small_world
    for number in range(1, 80):
        world.passes(days=1)
        await world.types("maya", "/award @ana mentor Patient")
        with Failing(world, number) as fault, suppress(OperationalError):
            await world.settle()
        world.passes(seconds=2 * LEASE.total_seconds())
        await world.settle()
        if fault.calls < number:
            break
    world.passes(days=1)
    await world.settle()
    assert world.rows(jobs) == 0
    assert world.rows(documents) == world.rows(credentials) == world.rows(letters)
    posted = Counter(seen.key for seen in world.platform.seen)
    with world.application.database.read() as connection:
        for key, uncertain in connection.execute(select(letters.c.key, letters.c.uncertain)):
            assert posted[key] == 1 or (posted[key] > 1 and uncertain), key


# Locked, full, away


@contextmanager
def locked_by_another_process(folder: Path) -> Iterator[None]:
    """As `sqlite3 laurel.db` with an open transaction does."""
    other = sqlite3.connect(folder / "laurel.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.execute("ROLLBACK")
    other.close()


async def timed(answer: Any) -> tuple[Reply, float]:
    began = system.monotonic()
    reply: Reply = await answer
    return reply, system.monotonic() - began


async def test_a_database_locked_by_another_process_is_admitted_in_time_and_nothing_is_lost(
    small_world: World, tmp_path: Path
) -> None:
    world = small_world
    world.application.database.patience = 1.0  # as `laurel serve` sets it
    running = asyncio.create_task(world.application.worker.run())
    await world.types("maya", "/award @ben mentor Patient", key="before")
    with locked_by_another_process(tmp_path):
        answers = await asyncio.gather(
            *(
                timed(world.types("maya", f"/award @ana {SLUGS[number]} Patient", key=f"k{number}"))
                for number in range(8)
            )
        )
        for reply, seconds in answers:
            assert "nothing was changed" in shown(reply).summary
            assert seconds < ANSWER_SECONDS
    assert world.rows(credentials) == 1, "who was told no finds nothing done"
    for number in range(8):
        await until_done(
            lambda number=number: world.types(
                "maya", f"/award @ana {SLUGS[number]} Patient", key=f"k{number}"
            )
        )
    world.application.worker.stop()
    await running
    world.passes(minutes=1)
    await world.settle()
    assert (len(world.letters("ana")), len(world.letters("ben"))) == (8, 1)


async def until_done(ask: Callable[[], Any]) -> None:
    """As a person would: again, while they are told to try again."""
    for _ in range(10):
        if not told_the_truth(await ask()):
            return
    raise AssertionError("never done")


async def test_a_full_disk_refuses_writes_serves_reads_and_needs_no_repair(small_world: World) -> None:
    world = small_world
    await world.types("maya", "/award @ben mentor Patient")
    await world.settle()
    limit(world, pages(world, "page_count") + 2)
    replies = [
        await world.types("maya", f"/award @ana {SLUGS[n]} {'x' * 1500}", key=f"full{n}") for n in range(12)
    ]
    assert told_the_truth(replies[-1])
    done = sum(not told_the_truth(reply) for reply in replies)
    assert world.rows(credentials) == 1 + done
    assert "Mentor" in repr(await world.types("ben", "/mybadges")), "reading works"
    limit(world, 1_000_000)
    for number in range(12):
        await world.types("maya", f"/award @ana {SLUGS[number]} {'x' * 1500}", key=f"full{number}")
    assert world.rows(credentials) == 13
    rows_agree(world)
    with world.application.database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def pages(world: World, pragma: str) -> int:
    with world.application.database.write() as connection:
        found: int = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
        return found


def limit(world: World, most: int) -> None:
    """The disk ends there."""
    raw = world.application.database.writer.raw_connection()
    raw.cursor().execute(f"PRAGMA max_page_count={most}")
    raw.close()


async def test_postgresql_away_is_admitted_in_time_and_back_it_goes_on(fresh_postgresql: str) -> None:
    async with FaultProxy.before(fresh_postgresql) as door:
        world = await asyncio.to_thread(World.open, door.url(fresh_postgresql))
        running = asyncio.create_task(world.application.worker.run())
        await until_done(lambda: world.types("maya", "/award @ben mentor Patient", key="before"))
        door.shut()
        for number in range(4):
            typed = f"/award @ana {SLUGS[number]} Patient"
            reply, seconds = await timed(world.types("maya", typed, key=f"k{number}"))
            assert told_the_truth(reply)
            assert seconds < ANSWER_SECONDS
        door.open()
        for number in range(4):
            await until_done(
                lambda number=number: world.types(
                    "maya", f"/award @ana {SLUGS[number]} Patient", key=f"k{number}"
                )
            )
        world.application.worker.stop()
        await running
        for _ in range(3):
            world.passes(hours=1)
            await world.settle()
        await asyncio.to_thread(agrees, world)
        door.shut()
        await asyncio.to_thread(world.close)


def agrees(world: World) -> None:
    assert world.rows(credentials) == world.rows(documents) == 5
    rows_agree(world)


async def test_a_postgresql_that_says_nothing_is_not_waited_for(fresh_postgresql: str) -> None:
    async with FaultProxy.before(fresh_postgresql) as door:
        world = await asyncio.to_thread(World.open, door.url(fresh_postgresql))
        door.stall()
        reply, seconds = await timed(world.types("maya", "/award @ana mentor Patient", key="k"))
        assert "cannot say" in shown(reply).summary
        assert seconds < ANSWER_SECONDS
        door.flow()
        await world.types("maya", "/award @ana mentor Patient", key="k")
        assert await asyncio.to_thread(world.rows, credentials) == 1
        await asyncio.to_thread(world.close)


# The clock, and many at once


@pytest.mark.parametrize("minutes", [10, -10])
async def test_a_clock_that_jumps_loses_no_letter_and_doubles_none(world: World, minutes: int) -> None:
    await world.types("maya", "/award @ana @ben mentor Patient")
    world.passes(minutes=minutes)
    await world.types("maya", "/award @ana team-player Patient")
    await world.settle()
    world.passes(minutes=11)
    await world.settle()
    assert (len(world.letters("ana")), len(world.letters("ben"))) == (2, 1)
    assert world.rows(jobs) == 0
    assert world.moment > START


async def test_forty_decisions_at_once_give_one_outcome_round_after_round(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "BEGIN_SECONDS", 60)  # on a busy machine the last of them would be sent away
    for slug in ("mentor", "ship-it", "bug-hunter", "team-player"):
        given = world.rows(credentials)
        await world.types("ben", f"/nominate @chidi {slug} because he did")
        await world.settle()
        card = world.letters("noor")[-1]
        approve, decline = button(card, "approve"), button(card, "decline")
        replies = await asyncio.gather(
            *(world.presses("noor", approve if n % 2 else decline) for n in range(40))
        )
        assert sum("already" in shown(reply).summary for reply in replies) == 39
        with world.application.database.read() as connection:
            outcomes = Counter(connection.execute(select(nominations.c.outcome)).scalars())
        assert outcomes["open"] == 0
        assert world.rows(credentials) - given <= 1
    assert world.rows(credentials) == outcomes["approved"]
    assert world.rows(people) == 5
