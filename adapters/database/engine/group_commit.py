"""Group commit: on SQLite one commit waits for the disk once, for all the transactions in it.

    together = GroupCommitExecutor(database)
    await loop.run_in_executor(together, desk.dispatch, inbound, origin, now)

While one commit waits for the disk, requests gather; the next commit takes them all, each in a savepoint of its
own, so one that fails does not affect the others. An answer is given only after its commit is durable. PostgreSQL
does the same by itself (its writers run side by side, and its log is flushed for several at once).

Decision: docs/decisions/0126.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from threading import Lock
from time import sleep
from typing import Any, TypeVar

from sqlalchemy.exc import OperationalError

from adapters.database.engine.engine import Database, TransactionRolledBack

MOST = 64
LINGER_SECONDS = 0.003
"""How long a transaction waits for others if the last one held several; a commit costs more than that."""
T = TypeVar("T")
_Waiting = tuple["Future[Any]", Callable[[], Any]]


class GroupCommitExecutor(Executor):
    """Runs writing work on the database's writing thread, several pieces in one transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._waiting: deque[_Waiting] = deque()
        self._lock = Lock()
        self._called = False
        """Whether the writing thread was asked to take the queue."""
        self._company = False
        """Whether the last transaction held several pieces."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        """See `concurrent.futures.Executor`. `fn` opens its transaction by `database.write()`."""
        future: Future[T] = Future()
        with self._lock:
            self._waiting.append((future, lambda: fn(*args, **kwargs)))
            called, self._called = self._called, True
        if not called:
            self.database.writing.submit(self._run)
        return future

    def _run(self) -> None:
        """Runs what waits, and schedules the rest. Waits a moment for more if the last transaction held several."""
        if self._company:
            sleep(LINGER_SECONDS)
        with self._lock:
            taken = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            more = self._called = bool(self._waiting)
            self._company = len(taken) > 1
        if more:
            self.database.writing.submit(self._run)
        wanted = [_waiting for _waiting in taken if _waiting[0].set_running_or_notify_cancel()]
        if len(wanted) == 1:
            future, work = wanted[0]
            _set_result(future, _outcome(work))
        elif wanted:
            self._run_all(wanted)

    def _run_all(self, wanted: list[_Waiting]) -> None:
        begun = False
        try:
            with self.database.one_transaction():
                begun = True
                outcomes = [_outcome(work) for _, work in wanted]
        except (
            TransactionRolledBack
        ) as problem:  # for all of them, before and after the one that could not be written
            outcomes = [(None, problem)] * len(wanted)
        except OperationalError as problem:  # locked, full or away; during the commit the outcome is unknown
            kind = ConnectionAbortedError if begun else ConnectionError
            outcomes = [(None, kind(f"{type(problem).__name__}: {problem}"))] * len(wanted)
        except Exception as problem:  # the commit itself: nothing was saved, every caller gets the error
            outcomes = [(None, problem)] * len(wanted)
        for (future, _), outcome in zip(wanted, outcomes, strict=True):
            _set_result(future, outcome)


def _outcome(work: Callable[[], Any]) -> tuple[Any, Exception | None]:
    try:
        return work(), None
    except Exception as problem:
        return None, problem


def _set_result(future: "Future[Any]", outcome: tuple[Any, Exception | None]) -> None:
    result, problem = outcome
    if problem is not None:
        future.set_exception(problem)
    else:
        future.set_result(result)
