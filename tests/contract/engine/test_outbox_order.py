"""The outbox keeps the order of a conversation through setbacks, and never stops trying what nobody could ask for."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from adapters.database.queue.jobs import MOST_TRIES, JobStore
from adapters.database.queue.outbox import OutboxStore, jobs
from adapters.gateway.platforms import RetryLater, Undeliverable
from adapters.worker.loop import HELD_TRIES, JobRunner
from bot.domain.nominations.timers import CaseExpiry
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import JobKind, RenewStatusList, SealTrail, SignCredential, Task
from bot.messages.cards import Button, plain
from bot.messages.cards import Paragraph as Said
from bot.messages.platforms import Platform
from tests.contract.engine.test_outbox import SlowPlatform
from tests.fakes.platform import button
from tests.fakes.world import World, shown

ONE = UUID(int=1)


async def two_awards(world: World) -> None:
    await world.types("maya", "/award @ana mentor The first", key="first")
    await world.types("maya", "/award @ana team-player The second", key="second")


def heard(world: World, who: str = "ana") -> list[str]:
    """The badges that somebody was told of, in the order of the posts."""
    return [name for card in world.letters(who) for name in ("Mentor", "Team Player") if name in card.summary]


@pytest.mark.parametrize(
    "trouble", [RetryLater("Slack answered 500"), RetryLater("slow down", after=30)], ids=["500", "429"]
)
async def test_a_letter_that_has_to_wait_is_not_overtaken(world: World, trouble: RetryLater) -> None:
    await two_awards(world)
    world.platform.troubles = [trouble]
    for _ in range(4):
        await world.settle()
        world.passes(seconds=40)
    assert heard(world) == ["Mentor", "Team Player"]


async def test_a_letter_whose_worker_died_is_not_overtaken(world: World) -> None:
    await two_awards(world)
    await signed(world)
    with world.application.database.write() as connection:
        [gone] = JobStore(connection).claim(world.moment, 1)
    world.passes(minutes=1)
    await world.settle()
    assert gone.work is JobKind.DELIVER
    assert heard(world) == ["Mentor", "Team Player"]


async def signed(world: World) -> None:
    """Everything is signed, and nothing is posted yet."""
    deliver = world.application.worker.tasks[JobKind.DELIVER]

    async def not_yet(_job: object) -> None:
        raise RetryLater("the platform is away", after=0)

    world.application.worker.tasks = {**world.application.worker.tasks, JobKind.DELIVER: JobRunner(not_yet)}  # type: ignore[arg-type]
    for _ in range(3):
        await world.settle()
    world.application.worker.tasks = {**world.application.worker.tasks, JobKind.DELIVER: deliver}
    with world.application.database.write() as connection:
        connection.execute(update(jobs).values(due=world.moment, attempts=0, failures=0))
    world.passes(seconds=5)


async def test_a_letter_that_keeps_failing_holds_its_conversation_up_for_minutes_and_not_for_a_day(
    world: World,
) -> None:
    await two_awards(world)
    post = world.platform.post

    async def fails_for_one(*arguments: object) -> object:
        if "Mentor" in repr(arguments):
            raise RetryLater("Slack answered 500")
        return await post(*arguments)  # type: ignore[arg-type] # passed on as it came

    world.platform.post = fails_for_one  # type: ignore[method-assign,assignment] # one poisoned letter
    for minutes in (1, 1, 5, 25):
        await world.settle()
        assert heard(world) == []
        world.passes(minutes=minutes)
    for _ in range(2):
        await world.settle()
    assert heard(world) == ["Team Player"]
    assert HELD_TRIES < MOST_TRIES


async def test_a_clock_that_jumps_while_a_post_is_under_way_doubles_nothing(world: World) -> None:
    slow = SlowPlatform()
    slow.users = world.platform.users
    world.application.clients[Platform.SANDBOX] = slow
    await world.types("maya", "/award @ana mentor Patient")
    running = asyncio.create_task(world.application.worker.run())
    await slow.arrived.wait()
    world.passes(minutes=10)
    world.application.worker.wake()
    await asyncio.sleep(0.2)
    slow.may_go_on.set()
    async with asyncio.timeout(10):
        while world.rows(jobs):
            await asyncio.sleep(0.02)
    world.application.worker.stop()
    await running
    assert len([seen for seen in slow.seen if "Mentor" in seen.card.summary]) == 1


@pytest.mark.parametrize("task", [RenewStatusList(ONE), CaseExpiry(ONE), SealTrail()])
async def test_what_time_brings_is_tried_each_hour_for_ever_and_owners_hear_of_it_once(
    world: World, task: Task
) -> None:
    async def broken(_job: object) -> None:
        raise RuntimeError("the disk is on fire")

    stuck = world.application.worker.tasks[task.kind].give_up
    world.application.worker.tasks = {**world.application.worker.tasks, task.kind: JobRunner(broken, stuck)}  # type: ignore[arg-type]
    queue(world, task)
    for _ in range(3 * MOST_TRIES):
        await world.settle()
        world.passes(hours=1)
    with world.application.database.read() as connection:
        [row] = connection.execute(select(jobs).where(jobs.c.key == "tried")).all()
    assert not row.dead
    assert row.due <= world.moment + timedelta(hours=1)
    [told] = world.letters("maya")
    assert "each hour" in "".join(plain(block.line) for block in told.blocks if isinstance(block, Said))


def queue(world: World, task: Task) -> None:
    job = Job(world.application.ids.new_id(), world.organisation.id, task, "tried", world.moment)
    with world.application.database.write() as connection:
        OutboxStore(connection).queue(job)


async def test_an_owner_has_a_letter_tried_again_by_a_button(world: World) -> None:
    await world.types("noor", "/award @chidi mentor Patient")
    world.platform.troubles = [Undeliverable("user_is_gone")]
    await world.settle()
    [told] = world.letters("maya")
    again = button(told, "retry")
    assert "Only an owner" in shown(await world.presses("noor", again)).summary
    assert "trying again" in shown(await world.presses("maya", again)).summary
    assert "again already" in shown(await world.presses("maya", again, key="twice")).summary
    await world.settle()
    assert len(world.letters("chidi")) == 1


async def test_a_letter_that_is_stuck_a_second_time_is_told_a_second_time(world: World) -> None:
    await world.types("noor", "/award @chidi mentor Patient")
    for _ in range(2):
        world.platform.troubles = [Undeliverable("user_is_gone")]
        await world.settle()
        await world.presses("maya", button(world.letters("maya")[-1], "retry"), key=str(world.moment))
        world.passes(minutes=1)
    assert len(world.letters("maya")) == 2


def test_work_that_was_given_up_begins_anew_when_it_is_queued_again(world: World) -> None:
    queue(world, SignCredential(ONE))
    with world.application.database.write() as connection:
        connection.execute(update(jobs).values(dead=True, attempts=8, failures=8))
    queue(world, SignCredential(ONE))
    with world.application.database.write() as connection:
        [claimed] = JobStore(connection).claim(world.moment, 9)
    assert (claimed.tries, claimed.was_interrupted) == (1, False)


async def test_a_button_of_somebody_else_s_making_is_refused(world: World) -> None:
    reply = await world.presses("maya", Button("Try again", "retry", "no id"))
    assert "find" in shown(reply).summary
