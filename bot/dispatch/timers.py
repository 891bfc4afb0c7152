"""Maps timers to use cases: each chapter's rows, one for each kind of timer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.context.context import UseCaseContext
from bot.context.ids import IdGenerator
from bot.context.store import Store
from bot.context.timers import TimerUseCase
from bot.domain.outbox.tasks import TimerTask
from bot.use_cases.nominations.case_timers import CASE_TIMERS
from bot.use_cases.people.absences import ABSENCE_TIMERS

TIMERS: Mapping[type[TimerTask], TimerUseCase[Any]] = {**CASE_TIMERS, **ABSENCE_TIMERS}


def run_timer(task: TimerTask, store: Store, now: datetime, ids: IdGenerator) -> None:
    """Runs a due timer, in the workspace of its matter and in no person's name."""
    row = TIMERS[type(task)]
    row.run(UseCaseContext(row.workspace_of(store, task), None, now, store, ids), task)
