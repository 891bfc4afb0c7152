"""Several jobs queued at once: each key once, what waits stays as it is, what was given up begins anew."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from adapters.database.engine.columns import insert_absent, insert_if_absent
from adapters.database.queue.outbox import OutboxStore, jobs
from bot.domain.nominations.timers import CaseExpiry
from bot.domain.outbox.model import Job
from tests.fakes.world import World

LATER = timedelta(days=1)


def job(world: World, key: str, due: timedelta = timedelta(0)) -> Job:
    return Job(
        world.application.ids.new_id(),
        world.organisation.id,
        CaseExpiry(UUID(int=1)),
        key,
        world.moment + due,
    )


def queue(world: World, *new: Job) -> None:
    with world.application.database.write() as connection:
        OutboxStore(connection).queue(*new)


def queued(world: World) -> Mapping[str, Any]:
    with world.application.database.read() as connection:
        rows = connection.execute(select(jobs).where(jobs.c.key.in_(("one", "two", "three"))))
        return {row.key: row for row in rows}


def test_of_jobs_queued_together_only_the_new_ones_are_added(world: World) -> None:
    queue(world, job(world, "one"), job(world, "two"))
    with world.application.database.write() as connection:
        given_up = {"dead": True, "attempts": 8, "failures": 8, "error": "the platform was away"}
        connection.execute(update(jobs).where(jobs.c.key == "two").values(given_up))
    queue(world, job(world, "one", LATER), job(world, "two", LATER), job(world, "three", LATER))
    found = queued(world)
    assert found["one"].due == world.moment, "it waits already"
    assert found["two"].due == world.moment + LATER, "it begins anew"
    assert (found["two"].dead, found["two"].error) == (False, None)
    assert found["two"].attempts == 8, "its fence is never counted anew"
    assert found["three"].due == world.moment + LATER


def test_one_key_twice_at_once_is_one_job(world: World) -> None:
    queue(world, job(world, "one"), job(world, "one", LATER))
    assert queued(world)["one"].due == world.moment


def test_nothing_to_queue_is_nothing_done(world: World) -> None:
    queue(world)
    assert not queued(world)


def test_the_count_of_new_rows_tells_whether_any_was_there(world: World) -> None:
    rows = [row._mapping for row in queued_rows(world, "one", "two")]
    with world.application.database.write() as connection:
        assert not insert_if_absent(connection, jobs, rows[0], "key")
        assert not insert_absent(connection, jobs, rows, "key")
        fresh = [{**row, "id": world.application.ids.new_id(), "key": f"{row['key']} again"} for row in rows]
        assert insert_absent(connection, jobs, fresh, "key")
        mixed = [fresh[0], {**fresh[1], "id": world.application.ids.new_id(), "key": "three"}]
        assert not insert_absent(connection, jobs, mixed, "key"), "one of them was there"


def queued_rows(world: World, *keys: str) -> list[Any]:
    queue(world, *(job(world, key) for key in keys))
    with world.application.database.read() as connection:
        return list(connection.execute(select(jobs).where(jobs.c.key.in_(keys)).order_by(jobs.c.key)))
