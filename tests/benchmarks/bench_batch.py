"""What a batch of awards costs beside its own signing and a bulk insert of the same rows.

python -m tests.benchmarks.bench_batch [ROWS]
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert, select

from adapters.database.audit.trail import audit
from adapters.database.credentials.award_rows import award_rows
from adapters.database.credentials.credentials import credentials, documents
from adapters.database.engine.engine import Database
from adapters.database.people.tables import people
from adapters.database.queue.letter_rows import letters
from adapters.database.queue.outbox import jobs
from adapters.database.schema import upgrade
from adapters.database.unit_of_work import store_of
from adapters.files.awards import parse_awards
from adapters.operations.bulk_award import Batch
from bot.domain.credentials.model import Credential
from bot.use_cases.credentials.issue import SigningRequest
from tests.fakes.world import World

TABLES = (credentials, documents, audit, letters, jobs, award_rows)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def populate(world: World, count: int) -> bytes:
    rows = [
        {
            "id": world.application.ids.new_id(),
            "organisation_id": world.organisation.id,
            "name": f"P{n}",
            "email": f"p{n}@example.org",
            "standing": "member",
            "owner": False,
        }
        for n in range(count)
    ]
    with world.application.database.write() as connection:
        connection.execute(insert(people), rows)
    lines = [f"p{n}@example.org,mentor,Explained it {n} times" for n in range(count)]
    return "\n".join(["email,achievement,citation", *lines]).encode()


def batch(world: World, content: bytes) -> None:
    run, rows = Batch(world.application, world.organisation), parse_awards(content).rows
    asyncio.run(run.prepare(rows))
    assert all(outcome.result == "awarded" for outcome in run.run(rows, dry=False))
    run.announce()


def sign_all(world: World) -> None:
    """The same credentials signed again, and nothing else."""
    signing = world.application.signing
    with world.application.database.read() as connection:
        hand = signing.signing_keys(connection, world.organisation)
        current = store_of(connection).catalogue.current(world.organisation.id)
        achievement = next(known for known in current if known.slug == "mentor")
        rows = connection.execute(select(credentials)).all()
    recipient = world.person("ana")
    template = signing.template(hand, achievement, None)
    for row in rows:
        values = {field.name: row._mapping[field.name] for field in fields(Credential)}
        request = SigningRequest(Credential(**values), recipient, achievement, world.organisation)
        signing.sign_document(request, None, hand, template)


def insert_all(world: World, url: str) -> None:
    """The same rows into an empty database, in one transaction and a statement for each table."""
    with world.application.database.read() as connection:
        rows = {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in (
                *TABLES,
                *(
                    sorted_table
                    for sorted_table in people.metadata.sorted_tables
                    if sorted_table not in TABLES
                ),
            )
        }
    other = Database(url)
    upgrade(other)
    with other.write() as connection:
        for table in people.metadata.sorted_tables:
            if table not in TABLES and rows[table.name]:
                connection.execute(insert(table), rows[table.name])

    def bulk() -> None:
        with other.write() as connection:
            for table in people.metadata.sorted_tables:
                if table in TABLES and rows[table.name]:
                    connection.execute(insert(table), rows[table.name])

    spent.append(seconds(bulk))
    other.close()


spent: list[float] = []


def main(count: int) -> None:
    """Prints the ratio on SQLite."""
    folder = Path(tempfile.mkdtemp())
    world = World.open(f"sqlite:///{folder}/laurel.db")
    content = populate(world, count)
    whole = seconds(lambda: batch(world, content))
    signing = seconds(lambda: sign_all(world))
    insert_all(world, f"sqlite:///{folder}/other.db")
    [bulk] = spent
    world.close()
    shutil.rmtree(folder)
    say(f"{count:,} awards: {whole:.2f} s, {count / whole:,.0f}/s")
    say(f"their signing alone: {signing:.2f} s; a bulk insert of the same rows alone: {bulk:.2f} s")
    say(f"ratio: {whole / (signing + bulk):.2f} of the two together (target: at most 2)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
