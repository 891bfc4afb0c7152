"""The worker: claims due jobs, runs each under its lease, finishes or fails it.

    claim (one transaction) → run (network, signatures) → finish (one transaction: result, what follows, job gone)

A job's own time is below its lease, so a slow job is given up before another worker may take it. A commit wakes
the worker; without one it looks at least once a second, which is what finds work of other processes.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from adapters.database.engine import Database
from adapters.database.jobs import LEASE, MOST_FAILURES, Claimed, JobStore
from adapters.database.unit_of_work import store_of
from adapters.platforms import RetryLater, Undeliverable
from bot.outbox import Work
from bot.ports import Stale, Store
from issuer.proofs.keys import SignerUnavailable

log = structlog.get_logger(__name__)

AT_ONCE = 16
IDLE_SECONDS = 1.0
GIVE_UP_AFTER = LEASE.total_seconds() * 0.8
FIRST_RETRY_SECONDS = 2.0
LONGEST_RETRY_SECONDS = 4 * 3600.0
LONGEST_WAIT_FOR_SIGNER = 30.0


class HeldBack(Exception):
    """A job that may not run now and keeps its turn. The message says what is waited for."""


Finish = Callable[[Store, Connection], None]
"""What a job wants saved, in the transaction that removes it."""
Run = Callable[[Claimed], Awaitable[Finish]]
GiveUp = Callable[[Claimed, Store, Connection], None]


@dataclass(frozen=True)
class Task:
    """How one kind of job is run, and what is recorded when it is set aside for good."""

    run: Run
    give_up: GiveUp = lambda _job, _store, _connection: None


class Worker:
    """Runs jobs until told to stop."""

    def __init__(
        self,
        database: Database,
        tasks: Mapping[Work, Task],
        pace: float,
        now: Callable[[], datetime],
        jitter: Callable[[], float],
    ) -> None:
        self.database = database
        self.tasks = tasks
        self.pace = timedelta(seconds=1 / pace if pace else 0)
        self.now = now
        self.jitter = jitter
        self._running: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None

    def wake(self) -> None:
        """Tells the worker, from any thread, that something was queued."""
        if self._loop and not self._loop.is_closed():
            with suppress(RuntimeError):  # the loop may close between the look and the call
                self._loop.call_soon_threadsafe(self._wake.set)

    def stop(self) -> None:
        """Takes no new work; what runs is finished."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Works until stopped, then waits for what still runs."""
        self._loop = asyncio.get_running_loop()
        while not self._stopping:
            self._wake.clear()
            if not await self._start_some():
                await self._sleep()
        if self._running:
            await asyncio.wait(self._running)

    async def drain(self) -> None:
        """Runs until nothing is due any more. For tests and one-off commands."""
        self._loop = asyncio.get_running_loop()
        while await self._start_some() or self._running:
            if self._running:
                await asyncio.wait(self._running)

    @asynccontextmanager
    async def quiet(self) -> AsyncIterator[None]:
        """Within the block this worker runs nothing."""
        async with self._claiming:
            if self._running:
                await asyncio.wait(self._running)
            yield

    async def _start_some(self) -> int:
        async with self._claiming:
            return await self._claim()

    async def _claim(self) -> int:
        room = AT_ONCE - len(self._running)
        if room <= 0:
            return 0
        claimed = await self.database.in_write(
            lambda connection: JobStore(connection).claim(self.now(), room, self.pace)
        )
        for job in claimed:
            task = asyncio.create_task(self._run(job))
            self._running.add(task)
            task.add_done_callback(self._done)
        return len(claimed)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()

    async def _sleep(self) -> None:
        due = await self.database.in_read(lambda connection: JobStore(connection).next_due(self.now()))
        wait = IDLE_SECONDS
        if due is not None:
            lane_gated = max(0.02, self.pace.total_seconds() / 4)
            wait = min(IDLE_SECONDS, max(lane_gated, (due - self.now()).total_seconds()))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait)

    async def _run(self, job: Claimed) -> None:
        try:
            async with asyncio.timeout(GIVE_UP_AFTER):
                finish = await self.tasks[job.work].run(job)
            await self.database.in_write(lambda connection: self._finish(connection, job, finish))
        except Exception as problem:
            await self._fail(job, problem)

    def _finish(self, connection: Connection, job: Claimed, finish: Finish) -> None:
        if JobStore(connection).finish(job):
            finish(store_of(connection), connection)

    async def _fail(self, job: Claimed, problem: Exception) -> None:
        if isinstance(problem, HeldBack):
            log.warning("job held back", job=str(job.id), work=job.work, reason=str(problem))
            await self.database.in_write(lambda connection: JobStore(connection).put_back(job, str(problem)))
            return
        patient = isinstance(
            problem, SignerUnavailable
        )  # a key store comes back; nothing it owes is given up
        final = isinstance(problem, Undeliverable) or (job.attempts >= MOST_FAILURES and not patient)
        if isinstance(problem, Stale):
            delay = 0.0
        elif isinstance(problem, RetryLater) and problem.after is not None:
            delay = problem.after + (1 - self.jitter())
        else:
            longest = LONGEST_WAIT_FOR_SIGNER if patient else LONGEST_RETRY_SECONDS
            delay = min(longest, FIRST_RETRY_SECONDS * 4 ** min(job.attempts, 20)) * self.jitter()
        due = self.now() + timedelta(seconds=delay)
        error = f"{type(problem).__name__}: {problem}"
        log.warning(
            "job failed", job=str(job.id), work=job.work, attempt=job.attempts, error=error, dead=final
        )
        if not isinstance(problem, RetryLater | Stale | Undeliverable | TimeoutError | SignerUnavailable):
            log.exception("job raised", job=str(job.id), exc_info=problem)

        def save(connection: Connection) -> None:
            store = JobStore(connection)
            store.fail(job, error, due, final)
            if isinstance(problem, RetryLater) and problem.after is not None and job.lane:
                store.hold_lane(job.lane, due)
            if final:
                self.tasks[job.work].give_up(job, store_of(connection), connection)

        await self.database.in_write(save)
