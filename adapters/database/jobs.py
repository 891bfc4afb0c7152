"""The queue as the background uses it: claim under a lease, finish with a fence, fail with patience.

`due` is due time and lease in one. `attempts` fences: whoever lost its lease finishes nothing. A lane lets one job
go at a time, at its pace. PostgreSQL skips rows that another worker holds; on SQLite the write lock does the same.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.database.outbox import jobs, lanes
from adapters.database.switches import closed
from bot.outbox import Work

LEASE = timedelta(seconds=30)
MOST_FAILURES = 8


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job held under a lease."""

    id: UUID
    organisation_id: UUID
    work: Work
    lane: str | None
    details: Mapping[str, str]
    attempts: int
    failures: int
    due: datetime
    """When it became due, before it was leased."""

    @property
    def interrupted(self) -> bool:
        """An earlier attempt vanished without a word: killed, or its lease ran out. Its effect is unknown."""
        return self.attempts > self.failures + 1


_DUE = (
    select(jobs.c.id, jobs.c.lane, jobs.c.due)
    .outerjoin(lanes, lanes.c.name == jobs.c.lane)
    .where(
        jobs.c.due <= bindparam("now"),
        ~jobs.c.dead,
        or_(jobs.c.lane.is_(None), lanes.c.name.is_(None), lanes.c.free_at <= bindparam("now")),
        or_(jobs.c.work != Work.SIGN, jobs.c.organisation_id.not_in(closed(bindparam("now")))),
    )
    .order_by(jobs.c.due, jobs.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=jobs, skip_locked=True)
)
_LEASE_OUT = (
    update(jobs)
    .where(jobs.c.id.in_(bindparam("ids", expanding=True)))
    .values(due=bindparam("until"), attempts=jobs.c.attempts + 1)
    .returning(jobs)
)
_NEXT = select(func.min(jobs.c.due)).where(
    ~jobs.c.dead, or_(jobs.c.work != Work.SIGN, jobs.c.organisation_id.not_in(closed(bindparam("now"))))
)


class JobStore:
    """The background's side of the queue, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def claim(self, now: datetime, most: int, pace: timedelta) -> Sequence[Claimed]:
        """Leases up to `most` due jobs, one for each free lane; their lanes stay closed for `pace`."""
        due = self.connection.execute(_DUE, {"now": now, "most": most}).all()
        heads: dict[str, UUID] = {}
        for row in due:
            if row.lane:
                heads.setdefault(row.lane, row.id)
        free = self._take_lanes(sorted(heads), now, pace)
        times = {row.id: row.due for row in due}
        ids = [row.id for row in due if not row.lane or (row.lane in free and heads[row.lane] == row.id)]
        if not ids:
            return []
        rows = self.connection.execute(_LEASE_OUT, {"ids": ids, "until": now + LEASE}).all()
        return sorted((_claimed(row, times[row.id]) for row in rows), key=lambda one: ids.index(one.id))

    def finish(self, job: Claimed) -> bool:
        """Removes a finished job; False if the lease was lost, and then nothing may be saved."""
        query = delete(jobs).where(jobs.c.id == job.id, jobs.c.attempts == job.attempts)
        return self.connection.execute(query).rowcount == 1

    def fail(self, job: Claimed, error: str, due: datetime, dead: bool) -> None:
        """Puts a job back until `due`, or aside for a person to look at."""
        query = update(jobs).where(jobs.c.id == job.id, jobs.c.attempts == job.attempts)
        failures = job.attempts
        row = {"error": error[:2000], "due": due, "failures": failures, "dead": dead}
        self.connection.execute(query, row)

    def put_back(self, job: Claimed, reason: str) -> None:
        """Gives a job its turn back, as if it had not been claimed: what held it up was no fault of its own."""
        query = update(jobs).where(jobs.c.id == job.id, jobs.c.attempts == job.attempts)
        self.connection.execute(query, {"error": reason[:2000], "due": job.due, "failures": job.attempts})

    def hold_lane(self, lane: str, until: datetime) -> None:
        """Keeps a lane closed, as its platform asked."""
        query = update(lanes).where(lanes.c.name == lane, lanes.c.free_at < until)
        self.connection.execute(query, {"free_at": until})

    def next_due(self, now: datetime) -> datetime | None:
        """When there is something to do next."""
        return self.connection.execute(_NEXT, {"now": now}).scalar()

    def count(self) -> Mapping[str, int]:
        """How many jobs wait, and how many are set aside."""
        rows = self.connection.execute(select(jobs.c.dead, func.count()).group_by(jobs.c.dead)).all()
        counts = {bool(dead): number for dead, number in rows}
        return {"waiting": counts.get(False, 0), "dead": counts.get(True, 0)}

    def dead(self, most: int = 20) -> Sequence[Row[UUID, str, str | None, str]]:
        """Jobs set aside, with their last error."""
        query = select(jobs.c.id, jobs.c.work, jobs.c.error, jobs.c.details).where(jobs.c.dead).limit(most)
        return self.connection.execute(query).all()

    def _take_lanes(self, names: Sequence[str], now: datetime, pace: timedelta) -> frozenset[str]:
        if not names:
            return frozenset()
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        rows = [{"name": name, "free_at": now + pace} for name in names]
        new = dialect.insert(lanes).values(rows)
        taken = new.on_conflict_do_update(
            index_elements=["name"], set_={"free_at": now + pace}, where=lanes.c.free_at <= now
        ).returning(lanes.c.name)
        return frozenset(self.connection.execute(taken).scalars())


def _claimed(row: Row[tuple[object, ...]], due: datetime) -> Claimed:
    return Claimed(
        row.id,
        row.organisation_id,
        Work(row.work),
        row.lane,
        json.loads(row.details),
        row.attempts,
        row.failures,
        due,
    )
