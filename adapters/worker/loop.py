"""The worker: claims due jobs, runs each under its lease, records the result.

    claim (one transaction) → run (network, signatures) → finish (one transaction: result, what follows, job gone)

A job's time limit is below its lease, so a slow job is given up before another worker may claim it. A commit wakes
the worker; it also looks once a second, which finds jobs queued by other processes.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from adapters.database.engine.engine import Database
from adapters.database.queue.jobs import LEASE, MOST_TRIES, ClaimedJob, JobFailure, JobStore
from adapters.gateway.platforms import AppRefused, RetryLater, Undeliverable
from adapters.worker.job_transaction import JobTransaction
from adapters.worker.retention import Retention
from bot.context.store import Stale
from bot.domain.outbox.tasks import JobKind
from issuer.messages import MessageError
from issuer.proofs.keys import SignerUnavailable

log = structlog.get_logger(__name__)

AT_ONCE = 16
IDLE_SECONDS = 1.0
BUSY_RETRY_SECONDS = 0.02
"""Seconds to wait when a due job could not be claimed: another worker holds it, or has just taken its lane."""
GIVE_UP_AFTER = LEASE.total_seconds() * 0.8
STOP_SECONDS = 12.0
"""How long running jobs may take after the stop signal: above the time that a platform has to answer."""
FINISH_TRIES = 3
AWAY_TRIES = 40
"""As above, while the database is locked or away: half a minute and more. The fence ends it on a lost lease."""
FIRST_RETRY_SECONDS = 6.0
RETRY_FACTOR = 6
LONGEST_RETRY_SECONDS = 14 * 3600.0
"""Eight tries then spread over a day: after 6 s, 36 s, 4 min, 22 min, 2 h, 13 h and 14 h, less some jitter."""
LONGEST_WAIT_FOR_SIGNER = 30.0
LONGEST_WAIT_FOR_APP = 600.0
"""Seconds between two attempts while a platform refuses the app. It never ends by itself: a person mends the app."""
HELD_TRIES = 4
"""Tries for which a failing letter blocks its conversation, some minutes; after that, others overtake it."""
NEVER_DEAD = frozenset({JobKind.STATUS, JobKind.TIMER, JobKind.SEAL, JobKind.FACTS})
"""Never dead: nothing else would re-create these jobs. They are retried each hour, and owners are told once."""
HOURLY_SECONDS = 3600.0


class HeldBack(MessageError):
    """A job that may not run now and keeps its place in the queue. The message says what it waits for."""


Finish = Callable[[JobTransaction], None]
"""Saves a job's results in the transaction that removes it. It may be called again if that transaction fails."""
Run = Callable[[ClaimedJob], Awaitable[Finish]]
Record = Callable[[ClaimedJob, JobTransaction], None]


def _record_nothing(_job: ClaimedJob, _transaction: JobTransaction) -> None:
    """Nothing to record."""


@dataclass(frozen=True)
class JobRunner:
    """How one kind of job is run, and how its failures are recorded.

    `mark_uncertain`: an attempt may have taken effect without a record. `give_up`: the job is dead.
    """

    run: Run
    give_up: Record = _record_nothing
    mark_uncertain: Record = _record_nothing


class Worker:
    """Runs jobs until stopped."""

    def __init__(
        self,
        database: Database,
        tasks: Mapping[JobKind, JobRunner],
        pace: float,
        now: Callable[[], datetime],
        jitter: Callable[[], float],
    ) -> None:
        self.database = database
        self.tasks = tasks
        self.pace = timedelta(seconds=1 / pace if pace else 0)
        self.now = now
        self.jitter = jitter
        self.upkeep = Retention()
        self._running: dict[asyncio.Task[None], UUID] = {}
        self._wake = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None

    def wake(self) -> None:
        """Tells the worker, from any thread, that a job was queued."""
        if self._loop and not self._loop.is_closed():
            with suppress(RuntimeError):  # the loop may close between the check and the call
                self._loop.call_soon_threadsafe(self._wake.set)

    def stop(self) -> None:
        """Claims no new jobs; running ones are finished."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Works until stopped, then lets running jobs finish. Waits while the database is away."""
        self._loop = asyncio.get_running_loop()
        while not self._stopping:
            self._wake.clear()
            try:
                await self._run_retention()
                wait = 0.0 if await self._start_some() else await self._until_next()
            except (SQLAlchemyError, OSError) as problem:
                log.warning("database does not answer", error=f"{type(problem).__name__}: {problem}")
                wait = IDLE_SECONDS
            if wait:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), wait)
        await self._shut_down()

    async def drain(self) -> None:
        """Runs until no job is due. For tests and one-off commands."""
        self._loop = asyncio.get_running_loop()
        while await self._start_some() or self._running:
            if self._running:
                await asyncio.wait(self._running)

    @asynccontextmanager
    async def pause(self) -> AsyncIterator[None]:
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
        held = list(self._running.values())
        claimed = await self.database.in_write(
            lambda connection: JobStore(connection).claim(self.now(), room, self.pace, held)
        )
        for job in claimed:
            task = asyncio.create_task(self._run(job))
            self._running[task] = job.id
            task.add_done_callback(self._on_task_done)
        return len(claimed)

    def _on_task_done(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self._wake.set()
        if not task.cancelled() and (problem := task.exception()):
            # Nothing is lost: the lease runs out, and the job is claimed again as an interrupted one.
            log.error("job left to its lease", exc_info=problem)

    async def _until_next(self) -> float:
        """Seconds to sleep; a finished or newly queued job wakes the worker earlier."""
        if len(self._running) >= AT_ONCE:
            return IDLE_SECONDS
        due = await self.database.in_read(lambda connection: JobStore(connection).next_due(self.now()))
        if due is None:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(BUSY_RETRY_SECONDS, (due - self.now()).total_seconds()))

    async def _run_retention(self) -> None:
        if self.upkeep.is_due(self.now()):
            await self.database.in_write(lambda connection: self.upkeep.run(connection, self.now()))

    async def _shut_down(self) -> None:
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def _run(self, job: ClaimedJob) -> None:
        try:
            finish = await self._attempt(job)
        except asyncio.CancelledError:
            # Stopped half-way. That is no failure of the job: it is released, to be claimed at once.
            await self._fail(job, RetryLater("Laurel was stopped", after=0, uncertain=True), doubt=True)
            raise
        except Exception as problem:
            unknown = isinstance(problem, TimeoutError)
            await self._fail(job, problem, unknown or (isinstance(problem, RetryLater) and problem.uncertain))
        else:
            await self._record(job, finish)

    async def _attempt(self, job: ClaimedJob) -> Finish:
        if (
            job.tries > MOST_TRIES and job.work not in NEVER_DEAD
        ):  # reached only by a job that kills its process, or outlives its lease, each time
            raise Undeliverable(
                f"{MOST_TRIES} attempts ended without a word: Laurel stopped, or time ran out"
            )
        async with asyncio.timeout(GIVE_UP_AFTER):
            return await self.tasks[job.work].run(job)

    async def _record(self, job: ClaimedJob, finish: Finish) -> None:
        """Saves a result. The job's effect cannot be undone, so a failed transaction is retried here first."""
        tries = 0
        while True:
            try:
                return await self.database.in_write(
                    lambda connection: self._finish(connection, job, finish), job.organisation_id
                )
            except Stale as problem:
                return await self._fail(job, problem)
            except Exception as problem:
                tries += 1
                if tries >= (AWAY_TRIES if isinstance(problem, OperationalError) else FINISH_TRIES):
                    return await self._fail(job, problem, doubt=True)
                await asyncio.sleep(min(1.0, BUSY_RETRY_SECONDS * 2**tries))

    def _finish(self, connection: Connection, job: ClaimedJob, finish: Finish) -> None:
        transaction = JobTransaction(connection)
        if transaction.jobs.finish(job, self.now(), self._pace(job)):
            finish(transaction)

    async def _fail(self, job: ClaimedJob, problem: Exception, doubt: bool = False) -> None:
        setback = self._failure(job, problem)
        (log.debug if isinstance(problem, AppRefused) else log.warning)(  # `AppHealth` logs a refusal once
            "job failed",
            job=str(job.id),
            work=job.work,
            attempt=job.attempts,
            error=setback.error,
            dead=setback.dead,
        )
        known = RetryLater | Stale | Undeliverable | TimeoutError | HeldBack | SignerUnavailable
        bug = problem.__cause__ if isinstance(problem, RetryLater) else problem
        if bug and not isinstance(bug, known):
            log.error("job raised", job=str(job.id), exc_info=bug)

        def save(connection: Connection) -> None:
            task, transaction = self.tasks[job.work], JobTransaction(connection)
            if not transaction.jobs.fail(job, setback, self.now(), self._pace(job)):
                return  # lease lost; another worker owns this job now
            if doubt or job.was_interrupted:
                task.mark_uncertain(job, transaction)
            if setback.dead or (job.work in NEVER_DEAD and job.tries == MOST_TRIES):
                task.give_up(job, transaction)

        await self.database.in_write(save, job.organisation_id)

    def _pace(self, job: ClaimedJob) -> timedelta:
        """Only posts follow a conversation's pace."""
        return self.pace if job.work is JobKind.DELIVER else timedelta(0)

    def _failure(self, job: ClaimedJob, problem: Exception) -> JobFailure:
        error = f"{type(problem).__name__}: {problem}"
        if isinstance(problem, HeldBack):
            return JobFailure(error, job.came_due, asked_to_wait=True)
        if isinstance(problem, SignerUnavailable):  # a key store comes back; no signature it owes is given up
            wait = (
                min(LONGEST_WAIT_FOR_SIGNER, FIRST_RETRY_SECONDS * 4 ** min(job.attempts, 20)) * self.jitter()
            )
            return JobFailure(error, self.now() + timedelta(seconds=wait), asked_to_wait=True)
        if isinstance(problem, AppRefused):
            wait = min(LONGEST_WAIT_FOR_APP, FIRST_RETRY_SECONDS * 4 ** min(job.attempts, 20)) * self.jitter()
            due = self.now() + timedelta(seconds=wait)
            return JobFailure(error, due, asked_to_wait=True, holds_partition=True)
        if isinstance(problem, RetryLater) and problem.after is not None:
            due = self.now() + timedelta(seconds=problem.after + (1 - self.jitter()))
            return JobFailure(error, due, asked_to_wait=True, holds_partition=True)
        unending = job.work in NEVER_DEAD
        longest = HOURLY_SECONDS if unending else LONGEST_RETRY_SECONDS
        delay = min(longest, FIRST_RETRY_SECONDS * RETRY_FACTOR ** min(job.tries - 1, 20)) * self.jitter()
        if isinstance(problem, Stale):
            delay = 0.0
        dead = not unending and (isinstance(problem, Undeliverable) or job.tries >= MOST_TRIES)
        holds = not dead and job.tries <= HELD_TRIES
        return JobFailure(error, self.now() + timedelta(seconds=delay), dead, holds_partition=holds)
