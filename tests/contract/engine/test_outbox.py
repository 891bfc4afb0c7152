"""The outbox: what was queued is done once, at a conversation's pace, whatever stops, stumbles or comes late."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from adapters.composition.application import build_application
from adapters.database.credentials.credentials import credentials
from adapters.database.engine.engine import Database
from adapters.database.nominations.nominations import nominations
from adapters.database.people.tables import identities, people
from adapters.database.queue.jobs import LEASE, MOST_TRIES, ClaimedJob, JobFailure, JobStore
from adapters.database.queue.outbox import OutboxStore, jobs, letters, partitions, postings
from adapters.gateway import bot_gateway as asking
from adapters.gateway.platforms import Destination, Names, PostedCard, RetryLater, Undeliverable
from adapters.worker import delivery
from adapters.worker import loop as working
from bot.domain.organisations import Workspace
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import JobKind, SignCredential
from bot.domain.people.model import PlatformFacts
from bot.messages.cards import Card, Paragraph, plain
from bot.messages.platforms import Platform
from bot.messages.requests import Mention, TypedCommand
from tests.fakes.chat_world import SLUGS
from tests.fakes.platform import PlatformInMemory, button
from tests.fakes.world import START, World, shown

NO_PACE = timedelta(0)


@dataclass
class SlowPlatform(PlatformInMemory):
    """Accepts a post, and answers when it may."""

    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(
        self, workspace: Workspace, to: Destination, card: Card, names: Names, key: str
    ) -> PostedCard:
        self.arrived.set()
        posted = await super().post(workspace, to, card, names, key)
        await self.may_go_on.wait()
        return posted


@pytest.fixture
def paced(database_url: str) -> Iterator[World]:
    """The small company where a conversation takes one post a second."""
    opened = World.open(database_url, pace=1)
    yield opened
    opened.close()


def queue(world: World, *queued: tuple[str, str | None], at: float = 0) -> None:
    """Queues jobs that sign nothing, each with its key and lane."""
    with world.application.database.write() as connection:
        for key, lane in queued:
            due = world.moment + timedelta(seconds=at)
            task = SignCredential(world.application.ids.new_id())
            job = Job(world.application.ids.new_id(), world.organisation.id, task, key, due, lane)
            OutboxStore(connection).queue(job)


def claim(world: World, most: int = 16) -> list[ClaimedJob]:
    with world.application.database.write() as connection:
        return list(JobStore(connection).claim(world.moment, most))


def finish(world: World, job: ClaimedJob, pace: timedelta = NO_PACE) -> bool:
    with world.application.database.write() as connection:
        return JobStore(connection).finish(job, world.moment, pace)


def fail(world: World, job: ClaimedJob, setback: JobFailure) -> bool:
    with world.application.database.write() as connection:
        return JobStore(connection).fail(job, setback, world.moment, NO_PACE)


def value(world: World, column: Any) -> list[Any]:
    with world.application.database.read() as connection:
        return list(connection.execute(select(column)).scalars())


def dead(world: World) -> list[Any]:
    with world.application.database.read() as connection:
        return list(JobStore(connection).dead())


async def celebrated(world: World, times: int) -> None:
    """That many celebrations wait for one channel."""
    for slug in SLUGS[:times]:
        await world.types("maya", f"/award @ana {slug} Patient")
    await world.settle()
    for minute in range(times):
        world.passes(seconds=1 + minute)
        await world.settle()
    for letter in world.letters("ana"):
        await world.presses("ana", button(letter, "celebrate"))


# Pace


async def test_a_conversation_gets_its_posts_one_after_another_at_its_pace(paced: World) -> None:
    await celebrated(paced, 3)
    seen = []
    for _ in range(3):
        await paced.settle()
        seen.append(len(paced.platform.letters_to("general")))
        paced.passes(seconds=1)
    assert seen == [1, 2, 3]


async def test_conversations_do_not_wait_for_each_other(paced: World) -> None:
    await paced.types("maya", "/award @ana @ben mentor Patient")
    await paced.settle()
    assert len(paced.letters("ana")) == len(paced.letters("ben")) == 1


def test_a_slow_job_keeps_its_lane_closed_beyond_the_pace(world: World) -> None:
    queue(world, ("one", "lane"), ("two", "lane"))
    [held] = claim(world)
    world.passes(seconds=5)
    assert claim(world) == [], "one at a time, however long it takes"
    assert finish(world, held, timedelta(seconds=1))
    assert len(claim(world)) == 1


def test_a_full_lane_does_not_keep_others_waiting(world: World) -> None:
    queue(world, *((f"full{n}", "full") for n in range(40)))
    queue(world, ("other", "other"), at=0.001)
    world.passes(seconds=1)
    taken = [job.partition for _ in range(2) for job in claim(world)]
    assert taken == ["full", "other"]


def test_the_next_look_is_when_a_lane_opens_and_not_before(world: World) -> None:
    queue(world, ("one", "lane"), ("two", "lane"))
    [held] = claim(world)
    finish(world, held, timedelta(seconds=7))
    with world.application.database.read() as connection:
        assert JobStore(connection).next_due(START) == START + timedelta(seconds=7)


def test_an_open_lane_leaves_no_row_behind(world: World) -> None:
    queue(world, ("one", "lane"))
    finish(world, claim(world)[0])
    assert world.rows(partitions) == 0


# Patience


async def test_retry_after_closes_the_conversation_for_that_long_and_loses_nothing(world: World) -> None:
    await celebrated(world, 2)
    world.platform.troubles = [RetryLater("429", after=30)]
    await world.settle()
    assert world.platform.letters_to("general") == []
    world.passes(seconds=29)
    await world.settle()
    assert world.platform.letters_to("general") == [], "the second letter waits as well"
    world.passes(seconds=2)
    await world.settle()
    assert len(world.platform.letters_to("general")) == 2
    assert value(world, letters.c.uncertain).count(True) == 0


async def test_a_platform_may_ask_for_patience_as_often_as_it_likes(world: World) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    world.platform.troubles = [RetryLater("429", after=10) for _ in range(3 * MOST_TRIES)]
    for _ in range(3 * MOST_TRIES + 1):
        await world.settle()
        world.passes(seconds=11)
    assert len(world.letters("ana")) == 1
    assert dead(world) == []


async def test_eight_failures_set_a_letter_aside_where_it_can_be_seen(world: World) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    world.platform.troubles = [RetryLater("Slack answered 500") for _ in range(MOST_TRIES)]
    for _ in range(MOST_TRIES + 2):
        await world.settle()
        world.passes(hours=15)
    assert world.letters("ana") == []
    [aside] = dead(world)
    assert (aside.work, aside.error) == (JobKind.DELIVER, "RetryLater: Slack answered 500")
    assert value(world, letters.c.ending) == ["dead", "sent"], "and the notice to the owner went out"
    with world.application.database.read() as connection:
        assert JobStore(connection).count() == {"waiting": 0, "dead": 1}


async def test_what_can_never_be_delivered_is_set_aside_at_once(world: World) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    world.platform.troubles = [Undeliverable("invalid_blocks")]
    await world.settle()
    assert [aside.error for aside in dead(world)] == ["Undeliverable: invalid_blocks"]


async def test_a_job_that_ends_its_process_every_time_is_set_aside_too(world: World) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    for _ in range(MOST_TRIES):
        assert len(claim(world)) == 1
        world.passes(seconds=LEASE.total_seconds() + 1)
    await world.settle()
    assert "without a word" in dead(world)[0].error


# Leases


def test_a_late_worker_whose_lease_ran_out_changes_nothing(world: World) -> None:
    queue(world, ("one", "lane"))
    [late] = claim(world)
    world.passes(seconds=LEASE.total_seconds() + 1)
    [now] = claim(world)
    assert now.was_interrupted
    assert not finish(world, late)
    assert not fail(world, late, JobFailure("late", world.moment, dead=True))
    assert dead(world) == []
    assert claim(world) == [], "it opens no lane that is another's"
    assert finish(world, now)


def test_a_worker_that_slept_while_its_job_was_given_up_and_begun_anew_changes_nothing(world: World) -> None:
    queue(world, ("one", None), ("two", None))
    slept = claim(world)
    world.passes(seconds=LEASE.total_seconds() + 1)
    for job in claim(world):
        fail(world, job, JobFailure("gone", world.moment, dead=True))
    retried, anew = slept
    with world.application.database.write() as connection:
        OutboxStore(connection).retry(world.organisation.id, [retried.id], world.moment)
    queue(world, ("one", None), ("two", None))
    fresh = claim(world)
    assert {claimed_job.id for claimed_job in fresh} == {retried.id, anew.id}
    assert not any(finish(world, claimed_job) for claimed_job in slept)
    assert [(claimed_job.tries, claimed_job.was_interrupted) for claimed_job in fresh] == [(1, False)] * 2, (
        "they begin as if new"
    )
    assert all(finish(world, claimed_job) for claimed_job in fresh)


def test_an_interruption_is_seen_once_and_a_failure_is_none(world: World) -> None:
    queue(world, ("one", None))
    [first] = claim(world)
    fail(world, first, JobFailure("500", world.moment))
    [second] = claim(world)
    assert (first.was_interrupted, second.was_interrupted) == (False, False)


async def test_a_post_that_outlives_its_lease_is_recorded_once_and_counted(world: World) -> None:
    """Two processes: the first hangs in a post until the second has done it again."""
    slow = SlowPlatform(world.platform.users)
    world.application.clients[Platform.SANDBOX] = slow
    await world.types("maya", "/award @ana mentor Patient")
    first = asyncio.create_task(world.settle())
    await slow.arrived.wait()
    world.passes(seconds=LEASE.total_seconds() + 1)
    await another_process_works(world)
    slow.may_go_on.set()
    await first
    assert (len(slow.seen), len(world.platform.seen)) == (1, 1)
    assert world.rows(postings) == 1
    assert value(world, letters.c.uncertain) == [True], "it stands there twice, and that is counted"


def test_two_workers_never_hold_the_same_job(world: World) -> None:
    queue(world, *((f"k{n}", f"lane{n % 7}" if n % 2 else None) for n in range(120)))
    other = Database(world.application.database.url)
    taken: list[ClaimedJob] = []
    busy: Counter[str] = Counter()
    lock = threading.Lock()

    def work(database: Database) -> None:
        idle = 0
        while idle < 20:
            with database.write() as connection:
                claimed = JobStore(connection).claim(world.moment, 5)
            idle = 0 if claimed else idle + 1
            with lock:
                taken.extend(claimed)
                busy.update(job.partition for job in claimed if job.partition)
                assert max(busy.values(), default=0) <= 1, "one job of a lane at a time"
            for job in claimed:
                with lock:
                    busy.subtract([job.partition] if job.partition else [])
                with database.write() as connection:
                    assert JobStore(connection).finish(job, world.moment, NO_PACE)

    databases = [world.application.database, other] * (1 if other.is_sqlite else 3)
    with ThreadPoolExecutor(len(databases)) as pool:
        list(pool.map(work, databases))
    other.close()
    assert len(taken) == len({job.id for job in taken}) == 120
    assert world.rows(jobs) == 0


# Doubt


async def test_a_lost_answer_posts_a_letter_twice_at_most_and_counts_it(world: World) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    world.platform.lost_answers = 1
    await world.settle()
    world.passes(minutes=1)
    await world.settle()
    assert len(world.letters("ana")) == 2
    assert value(world, letters.c.uncertain) == [True]


async def test_an_answer_that_never_could_be_is_no_doubt(world: World) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    world.platform.troubles = [RetryLater("no connection")]
    await world.settle()
    world.passes(minutes=1)
    await world.settle()
    assert value(world, letters.c.uncertain) == [False]


async def test_doubt_stays_although_the_next_attempts_fail_in_other_ways(world: World) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    world.platform.troubles = [RetryLater("reset", uncertain=True), RetryLater("no connection")]
    for _ in range(3):
        await world.settle()
        world.passes(minutes=5)
    assert value(world, letters.c.uncertain) == [True]


async def test_a_post_that_could_not_be_recorded_at_once_is_recorded_and_not_repeated(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await small_world.types("maya", "/award @ana mentor Patient")
    stumble_once(monkeypatch, OutboxStore, "add_posting", OperationalError("insert", {}, Exception("busy")))
    await small_world.settle()
    assert len(small_world.letters("ana")) == 1
    assert small_world.rows(postings) == 1
    assert value(small_world, letters.c.uncertain) == [False]


async def test_a_card_that_cannot_be_composed_once_is_posted_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    stumble_once(monkeypatch, delivery, "compose", KeyError("a bug"))
    await world.settle()
    assert world.letters("ana") == []
    world.passes(minutes=1)
    await world.settle()
    assert len(world.letters("ana")) == 1
    assert value(world, letters.c.uncertain) == [False], "nothing was posted when composing failed"


async def test_a_card_that_cannot_be_composed_again_is_not_posted_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    stumble_once(monkeypatch, delivery, "compose", KeyError("a bug"), after=1)
    await world.settle()
    world.passes(hours=1)
    await world.settle()
    assert len(world.letters("ana")) == 1
    assert dead(world) == []


# Races


async def test_forty_decisions_at_once_give_one_outcome_one_badge_and_one_letter(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "BEGIN_SECONDS", 60)  # on a busy machine the last of them would be sent away
    await world.types("ben", "@Laurel nominate @ana for Mentor because she explains well")
    await world.settle()
    [card] = world.letters("maya")
    approve, decline = button(card, "approve"), button(card, "decline")
    replies = await asyncio.gather(*(world.presses("maya", approve if n % 2 else decline) for n in range(40)))
    await world.settle()
    [outcome] = value(world, nominations.c.outcome)
    assert outcome in ("approved", "declined")
    assert world.rows(credentials) == (outcome == "approved")
    assert sum("already" in shown(reply).summary for reply in replies) == 39
    assert len(world.letters("ben")) == 1


async def test_ten_first_requests_of_somebody_new_make_one_person(world: World) -> None:
    for who, email in (("U-ZOE", "zoe@example.org"), ("U-YAN", None)):
        world.platform.users[who] = PlatformFacts(who, who, email)
        before = world.rows(people)
        asked = TypedCommand("badges", (Mention(who, who), " hello"))
        await asyncio.gather(*(world.asks("maya", asked, "general", None) for _ in range(10)))
        assert world.rows(people) == before + 1
    assert len(value(world, identities.c.external_id)) == 7


async def test_a_decision_while_its_card_is_on_its_way_still_shows_on_it(world: World) -> None:
    slow = SlowPlatform(world.platform.users)
    world.application.clients[Platform.SANDBOX] = slow
    await world.types("ben", "@Laurel nominate @ana for Mentor because she explains well")
    listed = shown(await world.types("maya", "/badges decide"))
    background = asyncio.create_task(world.settle())
    await slow.arrived.wait()
    await world.presses("maya", button(listed, "approve"))
    await another_process_works(world)  # it finds no card to refresh yet
    slow.may_go_on.set()
    await background
    await world.settle()
    [card] = [seen.card for seen in slow.letters_to("U-MAYA")]
    assert "Approved" in " ".join(plain(block.line) for block in card.blocks if isinstance(block, Paragraph))


async def test_refreshes_of_one_card_never_overtake_each_other(world: World) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    await world.settle()
    [letter] = world.letters("ana")
    await world.presses("ana", button(letter, "share"))
    await world.presses("ana", button(letter, "celebrate"))
    lanes_of_refreshes = [job.partition for job in claim(world) if job.work is JobKind.REFRESH]
    assert len(lanes_of_refreshes) == 1, "the second waits for the first"


# The worker's own life


async def test_a_closed_lane_is_waited_for_without_looking_all_the_time(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(small_world, ("one", "lane"), ("two", "lane"))
    claim(small_world)
    looks = count_calls(monkeypatch, JobStore, "claim")
    await run_for(small_world, 0.3)
    assert looks[0] <= 2


async def test_a_full_worker_waits_for_a_job_to_end(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = SlowPlatform(small_world.platform.users)
    small_world.application.clients[Platform.SANDBOX] = slow
    monkeypatch.setattr(working, "AT_ONCE", 1)
    await small_world.types("maya", "/award @ana @ben mentor Patient")
    looks = count_calls(monkeypatch, JobStore, "next_due")
    running = asyncio.create_task(small_world.application.worker.run())
    await slow.arrived.wait()
    before = looks[0]
    await asyncio.sleep(0.2)
    assert looks[0] - before <= 1
    slow.may_go_on.set()
    small_world.application.worker.stop()
    await running


async def test_a_database_that_is_away_for_a_moment_does_not_end_the_worker(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "IDLE_SECONDS", 0.05)
    stumble_once(monkeypatch, JobStore, "claim", OperationalError("update", {}, Exception("away")))
    await small_world.types("maya", "/award @ana mentor Patient")
    await run_until(small_world, lambda: bool(small_world.letters("ana")))
    assert len(small_world.letters("ana")) == 1


async def test_what_hangs_at_the_sign_to_stop_goes_back_to_the_queue_in_doubt(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "STOP_SECONDS", 0.1)
    slow = SlowPlatform(small_world.platform.users)
    small_world.application.clients[Platform.SANDBOX] = slow
    await small_world.types("maya", "/award @ana mentor Patient")
    running = asyncio.create_task(small_world.application.worker.run())
    await slow.arrived.wait()
    small_world.application.worker.stop()
    await running
    assert value(small_world, letters.c.uncertain) == [True]
    small_world.passes(seconds=1)
    assert len(claim(small_world)) == 1, "to be had at once, not after its lease"


async def another_process_works(world: World) -> None:
    """Until nothing is due, posting to the platform in memory."""
    second = build_application(world.application.settings, clock=lambda: world.moment)
    second.clients[Platform.SANDBOX] = world.platform
    await second.worker.drain()
    second.database.close()


async def run_until(world: World, done: Callable[[], bool]) -> None:
    """Runs the worker until that is so; gives up after ten seconds, and the test's next line tells."""
    running = asyncio.create_task(world.application.worker.run())
    for _ in range(200):
        if done():
            break
        await asyncio.sleep(0.05)
    world.application.worker.stop()
    await running


async def run_for(world: World, seconds: float) -> None:
    running = asyncio.create_task(world.application.worker.run())
    await asyncio.sleep(seconds)
    world.application.worker.stop()
    await running


def stumble_once(
    monkeypatch: pytest.MonkeyPatch, where: Any, name: str, problem: Exception, after: int = 0
) -> None:
    """One call raises instead of being made, `after` that many were made."""
    real = getattr(where, name)
    calls = [0]

    def stumbling(*arguments: Any) -> Any:
        calls[0] += 1
        if calls[0] == after + 1:
            raise problem
        return real(*arguments)

    monkeypatch.setattr(where, name, stumbling)


def count_calls(monkeypatch: pytest.MonkeyPatch, where: Any, name: str) -> list[int]:
    """How often something is called, from now on."""
    real = getattr(where, name)
    calls = [0]

    def counted(*arguments: Any) -> Any:
        calls[0] += 1
        return real(*arguments)

    monkeypatch.setattr(where, name, counted)
    return calls


async def test_an_approver_whom_no_platform_knows_is_asked_once_one_does_and_the_nominator_is_told(
    world: World,
) -> None:
    account = forgotten(world, "maya")
    await world.types("ben", "/nominate @ana for customer-hero because she stayed")
    await world.settle()
    [told] = world.letters("ben")
    assert "I may not write to Maya" in told.summary

    world.platform.users["U-MAYA"] = account
    await world.types("maya", "/badges help")
    await world.settle()
    [asked] = world.letters("maya")
    assert button(asked, "approve")
    await world.types("maya", "/badges help")
    await world.settle()
    assert len(world.letters("maya")) == 1


async def test_an_earner_whom_no_platform_knows_hears_of_their_badge_when_one_does(world: World) -> None:
    account = forgotten(world, "chidi")
    await world.types("noor", "/award chidi@example.org mentor a private reason")
    await world.settle()
    assert any("I may not write to Chidi" in card.summary for card in world.letters("noor"))

    world.platform.users["U-CHIDI"] = account
    await world.types("chidi", "/badges help")
    await world.settle()
    [earned] = world.letters("chidi")
    assert "awarded you Mentor" in earned.summary


def forgotten(world: World, who: str) -> PlatformFacts:
    """Somebody of the people file whom the platform has not shown yet; what it will say of them."""
    with world.application.database.write() as connection:
        connection.execute(identities.delete().where(identities.c.external_id == f"U-{who.upper()}"))
    return world.platform.users.pop(f"U-{who.upper()}")


async def test_an_owner_hears_that_a_letter_is_stuck_and_not_what_it_says(world: World) -> None:
    await world.types("noor", "/award @chidi mentor a private reason")
    world.platform.troubles = [Undeliverable("user_is_gone")]
    await world.settle()
    [told] = world.letters("maya")
    assert "Chidi" in told.summary
    assert "user_is_gone" in repr(told)
    assert "private reason" not in repr(told)
