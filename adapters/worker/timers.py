"""Timers: a timer runs in the transaction that ends its job, so it takes effect once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from adapters.database.queue.jobs import ClaimedJob
from adapters.worker.job_transaction import JobTransaction
from adapters.worker.loop import Finish
from bot.context.ids import IdGenerator
from bot.dispatch.timers import run_timer
from bot.domain.outbox.tasks import TimerTask


@dataclass(frozen=True)
class TimerRunner:
    """Runs timer jobs."""

    ids: IdGenerator
    now: Callable[[], datetime]

    async def run(self, job: ClaimedJob) -> Finish:
        """Nothing to prepare: a timer changes our own rows alone."""
        task = job.task(TimerTask)

        def finish(transaction: JobTransaction) -> None:
            run_timer(task, transaction.store, self.now(), self.ids)

        return finish
