"""A workspace takes so many posts a second, whatever the paces of its conversations.

Its gate is a row among the lanes, under the workspace's id, with which its lanes' names begin.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.database.outbox import lanes
from bot.outbox import Work

WORKSPACE_PACE = 5
"""How many times the pace of one conversation a whole workspace takes."""
WORKSPACE_BURST = 10
"""Posts that a workspace which was quiet takes at once."""
DueRow = Row[UUID, str | None, str, datetime]
"""A job's id, lane, work and due time."""

_GATES_HELD = (
    select(lanes)
    .where(lanes.c.name.in_(bindparam("names", expanding=True)))
    .order_by(lanes.c.name)  # in one order: two workers never wait for each other
    .with_for_update()
)


def through_gates(
    connection: Connection, due: Sequence[DueRow], now: datetime, pace: timedelta
) -> Sequence[DueRow]:
    """Those that may go now without their workspace being posted to faster than it takes.

    A gate's row says from when the next post may go, where every post so far took its turn: it lies up to a
    burst in the past. Only heads of lanes count; what waits behind one in its lane does not go now anyway.
    """
    gap = pace / WORKSPACE_PACE
    heads = {row.lane: row for row in reversed(due) if row.lane and row.work == Work.DELIVER}
    names = sorted({lane[:36] for lane in heads})
    if not gap or not names:
        return due
    idle = now - (WORKSPACE_BURST - 1) * gap
    _insert_gates(connection, names, idle)
    rows = connection.execute(_GATES_HELD, {"names": names})
    opens = {row.name: max(row.free_at, idle) for row in rows}
    waiting: set[UUID] = set()
    for row in due:
        if row.lane in heads and heads[row.lane] is row:
            if opens[row.lane[:36]] <= now:
                opens[row.lane[:36]] += gap
            else:
                waiting.add(row.id)
    change = update(lanes).where(lanes.c.name == bindparam("gate")).values(free_at=bindparam("opens"))
    connection.execute(change, [{"gate": name, "opens": at} for name, at in opens.items()])
    return [row for row in due if row.id not in waiting and not _behind(row, heads, waiting)]


def _behind(
    row: DueRow,
    heads: Mapping[str, DueRow],
    waiting: set[UUID],
) -> bool:
    """Whether the head of its lane waits: nobody overtakes in a lane."""
    return bool(row.lane and row.lane in heads and heads[row.lane].id in waiting)


def _insert_gates(connection: Connection, names: Sequence[str], idle: datetime) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(lanes).values([{"name": name, "free_at": idle} for name in names])
    connection.execute(new.on_conflict_do_nothing(index_elements=["name"]))
