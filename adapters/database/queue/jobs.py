"""The job queue as the worker uses it: claim under a lease, finish with a fence, fail with back-off.

`due` is due time and lease in one. `attempts` is the fence: a worker that lost its lease finishes nothing. A lane
runs one job at a time: it is closed while one of its jobs is held, and opens when that job ends, at the lane's pace.
PostgreSQL skips rows held by another worker; on SQLite the write lock does the same.

Decision: docs/decisions/0003.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.database.queue.issuing_pause import paused_organisations
from adapters.database.queue.outbox import jobs, partitions
from adapters.database.queue.rate_limits import DueRow, within_rate_limits
from adapters.database.queue.tasks import WAITS, task_of
from bot.domain.outbox.tasks import JobKind, Task

LEASE = timedelta(seconds=30)
MOST_TRIES = 8
LOOK_AHEAD = 100
"""Jobs examined to find the next due time."""
T = TypeVar("T", bound=Task)


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job held under a lease."""

    id: UUID
    organisation_id: UUID
    work: JobKind
    partition: str | None
    details: Mapping[str, str]
    """As stored; read when the job runs, so that a row that cannot be read fails alone."""
    attempts: int
    reported: int
    """The last attempt that ended with a recorded result."""
    leased_until: datetime
    """The end of the lease."""
    came_due: datetime
    """When it became due, before it was leased."""

    def task(self, expected: type[T]) -> T:
        """What it does, read as the task that its runner expects."""
        return task_of(expected, self.details)

    @property
    def was_interrupted(self) -> bool:
        """The last attempt ended without a recorded result: killed, or its lease ran out. Its effect is unknown."""
        return self.attempts > self.reported + 1

    @property
    def tries(self) -> int:
        """Attempts so far, without those that the platform asked to postpone."""
        return self.attempts - int(self.details.get(WAITS, "0"))

    @property
    def claimed_at(self) -> datetime:
        """When it was claimed."""
        return self.leased_until - LEASE


@dataclass(frozen=True, slots=True)
class JobFailure:
    """Why a job failed, and what follows: a retry at `due`, or dead (`dead`)."""

    error: str
    due: datetime
    dead: bool = False
    asked_to_wait: bool = False
    """The platform asked to wait: no failure."""
    holds_partition: bool = False
    """Its lane stays closed until then, so that no job overtakes it."""


_RATE_LIMITS = partitions.alias("gates")
_RATE_LIMIT_OF = func.substr(jobs.c.lane, 1, 36)
_DUE = (
    select(jobs.c.id, jobs.c.lane, jobs.c.work, jobs.c.due)
    .outerjoin(partitions, partitions.c.name == jobs.c.lane)
    .outerjoin(_RATE_LIMITS, _RATE_LIMITS.c.name == _RATE_LIMIT_OF)
    .where(
        jobs.c.due <= bindparam("now"),
        ~jobs.c.dead,
        jobs.c.id.not_in(bindparam("holding", expanding=True)),
        or_(jobs.c.lane.is_(None), partitions.c.name.is_(None), partitions.c.free_at <= bindparam("now")),
        or_(_RATE_LIMITS.c.name.is_(None), _RATE_LIMITS.c.free_at <= bindparam("now")),
        or_(
            jobs.c.work != JobKind.SIGN, jobs.c.organisation_id.not_in(paused_organisations(bindparam("now")))
        ),
    )
    .order_by(jobs.c.due, jobs.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=jobs, skip_locked=True)
)
_TRIED = (
    select(jobs.c.id, jobs.c.lane, jobs.c.work, jobs.c.due)
    .where(
        jobs.c.lane.in_(bindparam("names", expanding=True)),
        jobs.c.attempts > 0,
        jobs.c.due <= bindparam("now"),
        jobs.c.id.not_in(bindparam("holding", expanding=True)),
        ~jobs.c.dead,
    )
    .order_by(jobs.c.id)
    .with_for_update(skip_locked=True)
)
_LEASE_OUT = (
    update(jobs)
    .where(jobs.c.id.in_(bindparam("ids", expanding=True)))
    .values(due=bindparam("until"), attempts=jobs.c.attempts + 1)
    .returning(jobs)
)
_SOON = (
    select(jobs.c.due, jobs.c.lane, _RATE_LIMIT_OF.label("gate"))
    .where(
        ~jobs.c.dead,
        or_(
            jobs.c.work != JobKind.SIGN, jobs.c.organisation_id.not_in(paused_organisations(bindparam("now")))
        ),
    )
    .order_by(jobs.c.due)
    .limit(LOOK_AHEAD)
    .subquery()
)
_OPENS = case((partitions.c.free_at > _SOON.c.due, partitions.c.free_at), else_=_SOON.c.due)
_NEXT = select(
    func.min(case((_RATE_LIMITS.c.free_at > _OPENS, _RATE_LIMITS.c.free_at), else_=_OPENS))
).select_from(
    _SOON.outerjoin(partitions, partitions.c.name == _SOON.c.lane).outerjoin(
        _RATE_LIMITS, _RATE_LIMITS.c.name == _SOON.c.gate
    )
)


class JobStore:
    """The worker's side of the queue, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def claim(
        self, now: datetime, most: int, pace: timedelta = timedelta(0), holding: Collection[UUID] = ()
    ) -> Sequence[ClaimedJob]:
        """Leases up to `most` due jobs, one for each free lane; `pace`: of a conversation, from which its workspace's
        follows. `holding`: jobs the caller runs already; a clock that jumped may have ended their leases.
        """
        asked = {"now": now, "most": most, "holding": list(holding)}
        due = within_rate_limits(self.connection, self._due_in_order(asked), now, pace)
        heads: dict[str, UUID] = {}
        for row in due:
            if row.lane:
                heads.setdefault(row.lane, row.id)
        free = self._take_partitions(sorted(heads), now)
        times = {row.id: row.due for row in due}
        ids = [row.id for row in due if not row.lane or (row.lane in free and heads[row.lane] == row.id)]
        if not ids:
            return []
        rows = self.connection.execute(_LEASE_OUT, {"ids": ids, "until": now + LEASE}).all()
        return sorted(
            (_claimed_job(row, times[row.id]) for row in rows),
            key=lambda claimed_job: ids.index(claimed_job.id),
        )

    def _due_in_order(self, asked: Mapping[str, Any]) -> Sequence[DueRow]:
        """Due jobs; at the head of each lane the one tried before, as others became due while it waited."""
        due = self.connection.execute(_DUE, asked).all()
        names = sorted({row.lane for row in due if row.lane})
        tried = self.connection.execute(_TRIED, {**asked, "names": names}).all() if names else ()
        first = {row.id for row in tried}
        return [*tried, *(row for row in due if row.id not in first)]

    def finish(self, job: ClaimedJob, now: datetime, pace: timedelta) -> bool:
        """Removes a finished job; False if the lease was lost, and then nothing may be saved."""
        query = delete(jobs).where(jobs.c.id == job.id, jobs.c.attempts == job.attempts)
        if self.connection.execute(query).rowcount != 1:
            return False
        self._release_partition(job, now, job.claimed_at + pace)
        return True

    def fail(self, job: ClaimedJob, setback: JobFailure, now: datetime, pace: timedelta) -> bool:
        """Reschedules a job or marks it dead; False if the lease was lost: nothing changes then."""
        query = update(jobs).where(jobs.c.id == job.id, jobs.c.attempts == job.attempts)
        row = {
            "error": setback.error[:2000],
            "due": setback.due,
            "failures": job.attempts,
            "dead": setback.dead,
        }
        if setback.asked_to_wait:
            waits = int(job.details.get(WAITS, "0")) + 1
            row["details"] = json.dumps({**job.details, WAITS: str(waits)})
        if self.connection.execute(query, row).rowcount != 1:
            return False
        free_at = job.claimed_at + pace
        self._release_partition(job, now, max(free_at, setback.due) if setback.holds_partition else free_at)
        return True

    def next_due(self, now: datetime) -> datetime | None:
        """When the next job may be due, closed lanes considered."""
        return self.connection.execute(_NEXT, {"now": now}).scalar()

    def error(self, job_id: UUID) -> str:
        """The last error."""
        return self.connection.execute(select(jobs.c.error).where(jobs.c.id == job_id)).scalar() or ""

    def count(self) -> Mapping[str, int]:
        """How many jobs wait, and how many are dead."""
        rows = self.connection.execute(select(jobs.c.dead, func.count()).group_by(jobs.c.dead)).all()
        counts = {bool(dead): number for dead, number in rows}
        return {"waiting": counts.get(False, 0), "dead": counts.get(True, 0)}

    def dead(self, most: int = 20) -> Sequence[Row[UUID, str, str | None, str]]:
        """Dead jobs, oldest first, with their last error."""
        query = select(jobs.c.id, jobs.c.work, jobs.c.error, jobs.c.details).where(jobs.c.dead)
        return self.connection.execute(query.order_by(jobs.c.due, jobs.c.id).limit(most)).all()

    def _release_partition(self, job: ClaimedJob, now: datetime, free_at: datetime) -> None:
        """Only if this job still holds it; another job may hold the lane after a lost lease. Open ones need no row."""
        if not job.partition:
            return
        held = (partitions.c.name == job.partition, partitions.c.free_at == job.leased_until)
        if free_at <= now:
            self.connection.execute(delete(partitions).where(*held))
        else:
            self.connection.execute(update(partitions).where(*held), {"free_at": free_at})

    def _take_partitions(self, names: Sequence[str], now: datetime) -> frozenset[str]:
        if not names:
            return frozenset()
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        rows = [{"name": name, "free_at": now + LEASE} for name in names]
        new = dialect.insert(partitions).values(rows)
        taken = new.on_conflict_do_update(
            index_elements=["name"], set_={"free_at": now + LEASE}, where=partitions.c.free_at <= now
        ).returning(partitions.c.name)
        return frozenset(self.connection.execute(taken).scalars())


def _claimed_job(row: Row[tuple[object, ...]], due: datetime) -> ClaimedJob:
    return ClaimedJob(
        row.id,
        row.organisation_id,
        JobKind(row.work),
        row.lane,
        json.loads(row.details),
        row.attempts,
        row.failures,
        row.due,
        due,
    )
