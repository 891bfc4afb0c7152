"""The outbox beyond one letter: what a whole workspace takes, what was given up, and what nobody needs any more."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from adapters.database.audit.trail import RequestStore, requests
from adapters.database.people.workspaces import workspaces
from adapters.database.queue.jobs import LEASE, MOST_TRIES, JobStore
from adapters.database.queue.letter_rows import letters
from adapters.database.queue.outbox import OutboxStore, jobs, partitions
from adapters.database.queue.rate_limits import WORKSPACE_BURST, WORKSPACE_PACE
from adapters.gateway.platforms import RetryLater
from adapters.worker.loop import FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS, RETRY_FACTOR
from adapters.worker.retention import AT_ONCE, EVERY, Retention
from bot.domain.outbox.model import Letter, NotificationKind, ToPerson
from tests.fakes.world import World

PACE = timedelta(seconds=1)


def workspace_id(world: World) -> UUID:
    with world.application.database.read() as connection:
        found: UUID = connection.execute(select(workspaces.c.id)).scalars().first()  # type: ignore[assignment] # there is one
        return found


def post(world: World, count: int, workspace: UUID) -> None:
    """Letters to that many people who share nothing but a workspace."""
    new, ids = [], world.application.ids
    for _ in range(count):
        letter_id = ids.new_id()
        to = ToPerson(ids.new_id())
        new.append(
            Letter(
                letter_id,
                world.organisation.id,
                workspace,
                NotificationKind.REPLY,
                letter_id,
                to,
                f"k{letter_id}",
                world.moment,
            )
        )
    with world.application.database.write() as connection:
        OutboxStore(connection).post_all(new)


def claim(world: World, most: int = 100) -> int:
    with world.application.database.write() as connection:
        return len(JobStore(connection).claim(world.moment, most, PACE))


# A workspace's gate


def test_a_workspace_takes_a_burst_and_then_its_pace(world: World) -> None:
    post(world, 40, workspace_id(world))
    assert claim(world) == WORKSPACE_BURST
    assert claim(world) == 0
    world.passes(seconds=2)
    assert claim(world) == 2 * WORKSPACE_PACE


def test_a_workspace_that_was_quiet_for_long_saves_up_no_more_than_a_burst(world: World) -> None:
    post(world, 40, workspace_id(world))
    claim(world)
    world.passes(days=1)
    assert claim(world) >= WORKSPACE_BURST
    assert claim(world) == 0


def test_a_full_workspace_keeps_no_other_waiting(world: World) -> None:
    busy = workspace_id(world)
    quiet = world.application.ids.new_id()
    with world.application.database.write() as connection:
        row = {
            "id": quiet,
            "organisation_id": world.organisation.id,
            "platform": "slack",
            "external_id": "T2",
        }
        connection.execute(workspaces.insert(), row)
    post(world, 60, busy)
    world.passes(seconds=0.001)
    post(world, 1, quiet)
    claim(world, 16)
    assert claim(world, 16) == 1, "the gate that is closed takes no place in the row"


def test_the_next_look_is_when_the_gate_opens(world: World) -> None:
    post(world, WORKSPACE_BURST + 1, workspace_id(world))
    claim(world)
    with world.application.database.read() as connection:
        due = JobStore(connection).next_due(world.moment)
    assert due == world.moment + PACE / WORKSPACE_PACE


# Patience, and what comes after it


def test_eight_tries_are_spread_over_a_day() -> None:
    delays = [
        min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * RETRY_FACTOR**tried)
        for tried in range(MOST_TRIES - 1)
    ]
    assert 24 * 3600 < sum(delays) < 36 * 3600, "of which chance takes a quarter, on average"


async def given_up(world: World) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    world.platform.troubles = [RetryLater("Slack answered 500") for _ in range(MOST_TRIES)]
    for _ in range(MOST_TRIES + 1):
        await world.settle()
        world.passes(hours=15)


async def test_a_letter_that_was_given_up_can_be_tried_again_and_arrives_once(world: World) -> None:
    await given_up(world)
    with world.application.database.write() as connection:
        [dead] = JobStore(connection).dead()
        assert OutboxStore(connection).retry(world.organisation.id, [dead.id], world.moment) == [dead.id]
        assert OutboxStore(connection).retry(world.organisation.id, [dead.id], world.moment) == [], (
            "it is no longer given up"
        )
    await world.settle()
    assert len(world.letters("ana")) == 1
    assert "dead" not in values(world, letters.c.ending)
    assert given_up_now(world) == 0


def given_up_now(world: World) -> int:
    with world.application.database.read() as connection:
        return len(JobStore(connection).dead())


async def test_a_letter_tried_again_has_eight_tries_anew(world: World) -> None:
    await given_up(world)
    with world.application.database.write() as connection:
        dead = [row.id for row in JobStore(connection).dead()]
        OutboxStore(connection).retry(world.organisation.id, dead, world.moment)
    world.platform.troubles = [RetryLater("Slack answered 500")]
    await world.settle()
    assert given_up_now(world) == 0
    assert world.letters("ana") == [], "it waits for its second try"


# Upkeep


def answered(world: World, key: str) -> bool:
    with world.application.database.read() as connection:
        return RequestStore(connection).stored_answer(workspace_id(world), key) is not None


async def test_answers_are_kept_for_a_week_and_then_forgotten(world: World) -> None:
    await world.types("maya", "/award @ana mentor Patient", key="early")
    world.passes(days=6, hours=23)
    await world.types("maya", "/award @ben mentor Patient", key="late")
    tidy(world)
    assert answered(world, "early")
    world.passes(hours=2)
    tidy(world)
    assert (answered(world, "early"), answered(world, "late")) == (False, True)


async def test_what_a_private_reply_said_is_forgotten_some_days_after_it_ended(world: World) -> None:
    post(world, 3, workspace_id(world))
    with world.application.database.write() as connection:
        ids = list(connection.execute(select(letters.c.id)).scalars())
        connection.execute(update(letters), {"content": "{}"})
        outbox = OutboxStore(connection)
        outbox.end(ids[0], "sent", world.moment)
        outbox.end(ids[1], "dead", world.moment)
    world.passes(days=2, hours=23)
    tidy(world)
    assert values(world, letters.c.content) == ["{}"] * 3
    world.passes(hours=2)
    tidy(world)
    assert sorted(values(world, letters.c.content), key=str) == [None, "{}", "{}"], (
        "what waits, and what was given up, keeps its words"
    )


def test_upkeep_is_due_once_an_hour_and_at_once_while_there_is_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    upkeep = Retention()
    assert upkeep.is_due(world.moment)
    with world.application.database.write() as connection:
        upkeep.run(connection, world.moment)
    assert not upkeep.is_due(world.moment)
    assert upkeep.is_due(world.moment + EVERY)
    assert upkeep.is_due(world.moment - timedelta(days=1)), "a clock that was set back does not stop it"
    place, long_ago = workspace_id(world), world.moment - timedelta(days=8)
    rows = [
        {"workspace_id": place, "key": str(n), "answer": "{}", "at": long_ago} for n in range(AT_ONCE + 1)
    ]
    with world.application.database.write() as connection:
        connection.execute(requests.insert(), rows)
        assert upkeep.run(connection, world.moment) == AT_ONCE
        assert upkeep.is_due(world.moment)
        assert upkeep.run(connection, world.moment) == 1


def test_paces_of_quiet_conversations_are_forgotten(world: World) -> None:
    post(world, 3, workspace_id(world))
    claim(world)
    with world.application.database.write() as connection:
        connection.execute(update(jobs), {"dead": True})
    world.passes(seconds=(2 * EVERY + LEASE).total_seconds())
    tidy(world)
    assert world.rows(partitions) == 0


def tidy(world: World) -> None:
    with world.application.database.write() as connection:
        Retention().run(connection, world.moment)


def values(world: World, column: Any) -> list[Any]:
    with world.application.database.read() as connection:
        return list(connection.execute(select(column)).scalars())
