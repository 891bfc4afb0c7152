"""Timers: a timer runs in the transaction that ends its job, so it takes effect once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.queue.jobs import Claimed
from adapters.worker.loop import Finish
from bot.context.context import Tick
from bot.context.ids import Chance
from bot.context.store import Store
from bot.use_cases.nominations.case_timers import elapse


@dataclass(frozen=True)
class Timing:
    """Runs timer jobs."""

    chance: Chance
    now: Callable[[], datetime]

    async def run(self, job: Claimed) -> Finish:
        """Nothing to prepare: a timer changes our own rows alone."""

        def finish(store: Store, _connection: Connection) -> None:
            case = store.nominations.case(UUID(job.details["case"]))
            workspace = store.people.workspace_by_id(case.workspace_id)
            elapse(Tick(workspace, self.now(), store, self.chance), job.details)

        return finish
