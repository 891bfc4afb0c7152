"""Timers: a timer runs in the transaction that ends its job, so it takes effect once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.queue.jobs import ClaimedJob
from adapters.worker.loop import Finish
from bot.context.context import UseCaseContext
from bot.context.ids import IdGenerator
from bot.context.store import Store
from bot.use_cases.nominations.case_timers import run_timer


@dataclass(frozen=True)
class TimerRunner:
    """Runs timer jobs."""

    ids: IdGenerator
    now: Callable[[], datetime]

    async def run(self, job: ClaimedJob) -> Finish:
        """Nothing to prepare: a timer changes our own rows alone."""

        def finish(store: Store, _connection: Connection) -> None:
            case = store.nominations.case(UUID(job.details["case"]))
            workspace = store.people.workspace_by_id(case.workspace_id)
            run_timer(UseCaseContext(workspace, None, self.now(), store, self.ids), job.details)

        return finish
