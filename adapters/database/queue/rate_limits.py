"""Rate limit of a workspace: so many posts a second, in addition to the paces of its conversations.

Its row is in the table of lanes, under the workspace's id, which is the prefix of its lanes' names.

Slack takes some hundred posts a minute in a workspace; the limit follows from `LAUREL_PACE` (five times it, ten at
once), so there is no second setting.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.database.queue.outbox import partitions
from bot.domain.outbox.tasks import JobKind

WORKSPACE_PACE = 5
"""The pace of a workspace, as a multiple of the pace of one conversation."""
WORKSPACE_BURST = 10
"""Posts that an idle workspace accepts at once."""
DueRow = Row[UUID, str | None, str, datetime]
"""A job's id, lane, work and due time."""

_RATE_LIMIT_ROWS = (
    select(partitions)
    .where(partitions.c.name.in_(bindparam("names", expanding=True)))
    .order_by(partitions.c.name)  # in one order: two workers never wait for each other
    .with_for_update()
)


def within_rate_limits(
    connection: Connection, due: Sequence[DueRow], now: datetime, pace: timedelta
) -> Sequence[DueRow]:
    """The jobs that may run now within their workspace's rate limit.

    A row holds the time from which the next post may go, after all posts so far: up to a burst in the past. Only
    heads of lanes count; jobs behind one in its lane do not run now anyway.
    """
    gap = pace / WORKSPACE_PACE
    heads = {row.lane: row for row in reversed(due) if row.lane and row.work == JobKind.DELIVER}
    names = sorted({lane[:36] for lane in heads})
    if not gap or not names:
        return due
    idle = now - (WORKSPACE_BURST - 1) * gap
    _insert_rate_limits(connection, names, idle)
    rows = connection.execute(_RATE_LIMIT_ROWS, {"names": names})
    opens = {row.name: max(row.free_at, idle) for row in rows}
    waiting: set[UUID] = set()
    for row in due:
        if row.lane in heads and heads[row.lane] is row:
            if opens[row.lane[:36]] <= now:
                opens[row.lane[:36]] += gap
            else:
                waiting.add(row.id)
    change = (
        update(partitions).where(partitions.c.name == bindparam("gate")).values(free_at=bindparam("opens"))
    )
    connection.execute(change, [{"gate": name, "opens": at} for name, at in opens.items()])
    return [row for row in due if row.id not in waiting and not _is_behind_waiting(row, heads, waiting)]


def _is_behind_waiting(
    row: DueRow,
    heads: Mapping[str, DueRow],
    waiting: set[UUID],
) -> bool:
    """Whether the head of its lane waits: jobs of a lane keep their order."""
    return bool(row.lane and row.lane in heads and heads[row.lane].id in waiting)


def _insert_rate_limits(connection: Connection, names: Sequence[str], idle: datetime) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(partitions).values([{"name": name, "free_at": idle} for name in names])
    connection.execute(new.on_conflict_do_nothing(index_elements=["name"]))
