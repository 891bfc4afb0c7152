"""A new release migrates while the one before it still runs: what the old code does must go on working.

The old code is known by its tables: those of every earlier revision. Whatever it may insert, read or change there is
tried on the newest schema.
"""

import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, select, update
from sqlalchemy.exc import OperationalError

from adapters.database import migrations
from adapters.database.engine.engine import Database
from adapters.database.schema import upgrade
from adapters.installation.set_up import prepare
from adapters.read_models.public_reads import PublicReadModel
from tests.fakes.databases import fast_folder
from tests.fakes.world import World

FIRST = "0005"
"""The schema before it was never released, so no old code can be running on it (docs/decisions/0206)."""


def revisions() -> Sequence[str]:
    """Every earlier one since the first, oldest first."""
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__path__[0]))))
    oldest_first = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][:0:-1]
    return oldest_first[oldest_first.index(FIRST) :]


@cache
def tables_of(revision: str) -> MetaData:
    """The tables as the code of that revision knew them."""
    known = MetaData()
    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder:
        old = Database(f"sqlite:///{folder}/{revision}.db")
        upgrade(old, revision)
        known.reflect(old.writer)
        old.close()
    known.remove(known.tables["alembic_version"])
    return known


@pytest.mark.parametrize("revision", revisions())
async def test_the_code_of_an_earlier_release_reads_and_changes_rows_of_the_newest_schema(
    world: World, revision: str
) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    await world.types("ben", "/nominate @ana mentor because she explains")
    for table in tables_of(revision).sorted_tables:
        known = sa.table(table.name, *map(sa.column, table.columns.keys()))
        with world.application.database.write() as connection:
            row = connection.execute(select(known)).mappings().first()
            if row is not None:
                same = [known.c[column.name] == row[column.name] for column in table.primary_key]
                kept = {name: value for name, value in row.items() if value is not None}
                assert connection.execute(update(known).where(*same).values(**kept)).rowcount == 1


@pytest.mark.parametrize("revision", revisions())
def test_the_code_of_an_earlier_release_adds_rows_without_knowing_newer_columns(
    world: World, revision: str
) -> None:
    newest = sa.inspect(world.application.database.writer)
    for table in tables_of(revision).sorted_tables:
        for column in newest.get_columns(table.name):
            since = column["name"] not in table.columns
            assert not since or column["nullable"] or column["default"] is not None, (table.name, column)


async def test_a_process_of_the_release_before_stays_ready_and_may_be_started_again_while_the_next_moves_in(
    world: World,
) -> None:
    application = world.application
    shelf = PublicReadModel(
        application.database, application.issuers, application.signing.lists, world.organisation
    )
    for revision, missing in (
        ("9999", {}),
        (FIRST, {"schema": "migrations are missing; run: laurel db upgrade"}),
    ):
        with application.database.write() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
        assert await shelf.missing() == missing
        if not missing:
            assert prepare(application, world.moment) == world.organisation


def test_a_migration_that_waits_for_a_table_gives_up_before_it_holds_everybody_up(
    postgresql_url: str, fresh_postgresql: str
) -> None:
    holder, waiting = Database(fresh_postgresql), Database(fresh_postgresql)
    with holder.write() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    upgrade(holder, FIRST)
    with holder.write() as connection:
        connection.execute(sa.text("LOCK TABLE jobs IN ROW EXCLUSIVE MODE"))
        with pytest.raises(OperationalError, match="lock timeout"):
            upgrade(waiting)
    upgrade(waiting)
    holder.close()
    waiting.close()
