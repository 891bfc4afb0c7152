"""Tasks are stored as JSON and read as they were queued, by this release or by one before it."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.database.queue.tasks import STORED, details_of, task_of
from bot.dispatch.timers import TIMERS
from bot.domain.nominations.timers import CaseEscalation, CaseExpiry, CaseReminder, CaseReturn
from bot.domain.outbox.tasks import (
    DeliverLetter,
    PublishStatus,
    RefreshCards,
    RenewStatusList,
    SealTrail,
    SignCredential,
    StatusTask,
    Task,
    TimerTask,
)

ONE, TWO = UUID(int=1), UUID(int=2)
ASKED = datetime(2026, 11, 2, 9, 30, 0, 123456, tzinfo=UTC)
TIMER = {"case": str(ONE), "person": str(TWO), "stage": "1", "asked": "2026-11-02T09:30:00.123456+00:00"}

ROWS_OF_RELEASE_1 = [
    ({"credential": str(ONE)}, SignCredential(ONE)),
    ({"credential": str(ONE), "again": "words", "waits": "3"}, SignCredential(ONE, "words")),
    ({"credential": str(ONE), "quiet": "yes"}, SignCredential(ONE, quiet=True)),
    ({"letter": str(ONE)}, DeliverLetter(ONE)),
    ({"subject": str(ONE)}, RefreshCards(ONE)),
    ({"list": str(ONE)}, RenewStatusList(ONE)),
    (
        {"credential": str(ONE), "state": "revoked", "reason": "undone"},
        PublishStatus(ONE, "revoked", "undone"),
    ),
    ({"credential": str(ONE), "state": "good"}, PublishStatus(ONE, "good")),
    ({}, SealTrail()),
    ({"what": "expire", "case": str(ONE)}, CaseExpiry(ONE)),
    ({"what": "remind", "nth": "0", **TIMER}, CaseReminder(ONE, TWO, 1, ASKED, nth=0)),
    ({"what": "remind", "nth": "1", **TIMER, "waits": "1"}, CaseReminder(ONE, TWO, 1, ASKED, nth=1)),
    ({"what": "remind", "nth": "return", **TIMER}, CaseReturn(ONE, TWO, 1, ASKED)),
    ({"what": "escalate", **TIMER}, CaseEscalation(ONE, TWO, 1, ASKED)),
    ({"what": "escalate", "case": str(ONE), "person": str(TWO), "stage": "0"}, CaseEscalation(ONE, TWO, 0)),
]
"""As the first release stored them; `asked` was added within it, so its oldest timers have none."""


def base(task: Task) -> type[Task]:
    """The class by which the runner of a task reads its row."""
    return next((each for each in (StatusTask, TimerTask) if isinstance(task, each)), type(task))


def leaves(task: type[Task]) -> Iterator[type[Task]]:
    """The tasks without subclasses: those that can be queued. Slots leave a copy of each class behind."""
    if not task.__subclasses__():
        yield task
    for each in task.__subclasses__():
        yield from leaves(each)


@pytest.mark.parametrize(("details", "task"), ROWS_OF_RELEASE_1)
def test_a_row_of_the_first_release_is_read(details: dict[str, str], task: Task) -> None:
    assert task_of(base(task), details) == task


@pytest.mark.parametrize(("details", "task"), ROWS_OF_RELEASE_1)
def test_a_row_is_written_as_the_first_release_wrote_it(details: dict[str, str], task: Task) -> None:
    assert details_of(task) == {name: value for name, value in details.items() if name != "waits"}


@given(st.one_of(*(st.from_type(task) for task in STORED)))
def test_every_task_is_read_as_it_was_written(task: Task) -> None:
    assert task_of(base(task), details_of(task)) == task


def test_every_task_can_be_stored_and_every_timer_has_its_use_case() -> None:
    ours = {task for task in leaves(Task) if getattr(sys.modules[task.__module__], task.__name__) is task}
    assert ours == set(STORED)
    assert {task for task in ours if issubclass(task, TimerTask)} == set(TIMERS)


@pytest.mark.parametrize(
    ("expected", "details"),
    [(SignCredential, {}), (TimerTask, {"what": "celebrate"}), (StatusTask, {"credential": str(ONE)})],
)
def test_a_row_that_fits_no_task_is_refused_by_what_was_found(expected: Any, details: Any) -> None:
    with pytest.raises(ValueError, match=f"expected the members of {expected.__name__}"):
        task_of(expected, details)
