"""What a chapter declares of each of its timers, as a row of `bot/dispatch/timers.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.context.context import UseCaseContext
from bot.context.store import Store
from bot.domain.organisations import Workspace
from bot.domain.outbox.tasks import TimerTask

T = TypeVar("T", bound=TimerTask)


@dataclass(frozen=True)
class TimerUseCase(Generic[T]):
    """How a timer finds the workspace of its matter, and what it does there when it is due."""

    workspace_of: Callable[[Store, T], Workspace]
    run: Callable[[UseCaseContext, T], None]
