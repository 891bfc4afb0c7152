"""A backup holds everything, is taken while Laurel runs, and comes back into an empty database only."""

import asyncio
import sqlite3
import threading
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, MetaData, inspect, select, text

from adapters.composition.application import build_application
from adapters.database.backup.backup import BackupProblem, backup
from adapters.database.backup.restore import restore
from adapters.database.credentials.status_lists import status_entries
from adapters.database.engine.columns import metadata
from adapters.database.engine.engine import Database
from adapters.database.schema import SchemaState, schema_state, upgrade
from bot.messages.platforms import Platform
from issuer.verifying import verify
from tests.fakes.chat_world import SLUGS
from tests.fakes.worded import raises_worded
from tests.fakes.world import START, World


async def lived_in(world: World) -> None:
    await world.types("maya", "/award @ana @ben mentor Patient, \t and \\ careful")
    await world.types("ben", "/nominate @ana mentor because she explains")
    await world.settle()


async def test_a_place_in_a_status_list_that_was_given_out_after_the_backup_is_never_given_again(
    database_url: str, elsewhere: Database, tmp_path: Path
) -> None:
    world = World.open(database_url, public_url="https://badges.example")
    await lived_in(world)
    backup(world.application.database, tmp_path / "copy")
    world.close()
    restore(elsewhere, tmp_path / "copy")
    url = elsewhere.writer.url.render_as_string(hide_password=False)
    application = build_application(
        replace(world.application.settings, database_url=url), clock=lambda: world.moment
    )
    after = World(world.organisation, application.ids, world.platform, application=application)
    application.clients[Platform.SANDBOX] = world.platform
    await after.types("maya", "/award @ana team-player After the restore", key="after")
    await after.settle()
    with elsewhere.read() as connection:
        lists = Counter(connection.execute(select(status_entries.c.list_id)).scalars())
    after.close()
    assert sorted(lists.values()) == [1, 2], "the old list is closed, and a new one is begun"


def everything(database: Database) -> dict[str, list[Any]]:
    with database.read() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table)).all()), key=repr)
            for table in metadata.sorted_tables
        }


async def test_what_was_backed_up_comes_back_row_for_row_and_verifies(
    world: World, elsewhere: Database, tmp_path: Path
) -> None:
    await lived_in(world)
    backup(world.application.database, tmp_path / "copy")
    restore(elsewhere, tmp_path / "copy")
    assert everything(elsewhere) == everything(world.application.database)
    application = build_application(world.application.settings)
    with elsewhere.read() as connection:
        bodies = connection.execute(select(metadata.tables["documents"].c.body)).scalars().all()
    application.database.close()
    for body in bodies:
        report = verify(body, canonicaliser=application.issuers.canonicaliser, now=world.moment)
        assert report.verdict == "valid"


async def test_a_backup_is_of_one_moment_although_others_write_meanwhile(
    world: World, elsewhere: Database, tmp_path: Path
) -> None:
    async def writing() -> None:
        for slug in SLUGS[:6]:
            await world.types("maya", f"/award @ana {slug} Patient")

    meanwhile = asyncio.create_task(writing())
    await asyncio.sleep(0.02)
    await asyncio.to_thread(backup, world.application.database, tmp_path / "copy")
    await meanwhile
    restore(elsewhere, tmp_path / "copy")
    found = everything(elsewhere)
    assert len(found["credentials"]) == len(found["audit"]) == len(found["requests"])


async def test_a_restore_never_goes_over_what_is_there(world: World, tmp_path: Path) -> None:
    await lived_in(world)
    backup(world.application.database, tmp_path / "copy")
    before = everything(world.application.database)
    with raises_worded(BackupProblem, "empty"):
        restore(world.application.database, tmp_path / "copy")
    with raises_worded(BackupProblem, "there already"):
        backup(world.application.database, tmp_path / "copy")
    assert everything(world.application.database) == before


def test_what_is_no_backup_is_said_to_be_none(elsewhere: Database, tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(b"not a backup at all, but long enough to look at" * 50)
    with raises_worded(BackupProblem, "no backup"):
        restore(elsewhere, tmp_path / "odd")
    with pytest.raises(BackupProblem):
        restore(elsewhere, tmp_path / "nothing")


async def copy_of(world: World, path: Path) -> Path:
    await lived_in(world)
    backup(world.application.database, path)
    return path


def is_empty(database: Database) -> bool:
    if database.is_sqlite:
        return not any(Path(str(database.writer.url.database)).parent.glob("restored.db*"))
    with database.read() as connection:
        return not inspect(connection).get_table_names()


async def test_a_restore_that_dies_at_any_point_leaves_an_empty_place_and_can_be_done_again(
    world: World, elsewhere: Database, tmp_path: Path
) -> None:
    copy = await copy_of(world, tmp_path / "copy")

    def dies(_: Connection) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(elsewhere, copy, dies)
    assert is_empty(elsewhere), "a database without its lists closed would give places away twice"
    restore(elsewhere, copy)
    assert len(everything(elsewhere)["credentials"]) == 2


async def test_a_backup_that_was_cut_off_or_changed_is_refused_and_nothing_of_it_stays(
    world: World, elsewhere: Database, tmp_path: Path
) -> None:
    whole = (await copy_of(world, tmp_path / "copy")).read_bytes()
    middle = len(whole) // 2
    changed = bytes(byte ^ 0x55 for byte in whole[middle : middle + 4000])
    for odd in (whole[:middle], whole[:middle] + changed + whole[middle + 4000 :], b""):
        (tmp_path / "odd").write_bytes(odd)
        with raises_worded(BackupProblem, "odd"):
            restore(elsewhere, tmp_path / "odd")
        assert is_empty(elsewhere)


async def test_a_backup_of_a_newer_release_is_refused_and_says_so(
    world: World, elsewhere: Database, tmp_path: Path
) -> None:
    await lived_in(world)
    with world.application.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    backup(world.application.database, tmp_path / "copy")
    with raises_worded(BackupProblem, r"release does not know .*9999.* use the newest Laurel"):
        restore(elsewhere, tmp_path / "copy")
    assert is_empty(elsewhere)


def test_a_backup_of_an_older_release_is_brought_to_this_one(
    database_url: str, elsewhere: Database, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    older = Database(database_url.replace("laurel.db", "older.db"))  # on SQLite, a file without a schema
    if not older.is_sqlite:
        with older.write() as connection:
            connection.execute(text("DROP OWNED BY laurel"))
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS public"))
    upgrade(older, "0006")
    with older.write() as connection:
        schema = MetaData()
        schema.reflect(connection)
        home, organisations = uuid4(), schema.tables["organisations"]
        wanted = [
            column
            for column in organisations.columns
            if not column.nullable and column.server_default is None
        ]
        values = {
            column.name: home.hex if column.name == "id" else START if "_at" in column.name else "x"
            for column in wanted
        }
        connection.execute(organisations.insert(), values)
        row = {"organisation_id": home.hex, "key": "k", "credential_id": None, "at": START}
        connection.execute(schema.tables["award_rows"].insert(), row)
    backup(older, tmp_path / "copy")
    older.close()
    assert restore(elsewhere, tmp_path / "copy") == "0006"
    assert schema_state(elsewhere) is SchemaState.CURRENT
    assert len(everything(elsewhere)["award_rows"]) == 1


async def test_what_an_earlier_database_left_beside_its_file_is_never_played_into_a_restored_one(
    small_world: World, tmp_path: Path
) -> None:
    copy = await copy_of(small_world, tmp_path / "copy")
    (tmp_path / "restored.db-wal").write_bytes(b"changes of another database")
    elsewhere = Database(f"sqlite:///{tmp_path}/restored.db")
    with raises_worded(BackupProblem, r"restored\.db-wal: there already.*move the file away, together"):
        restore(elsewhere, copy)
    elsewhere.close()


async def test_a_backup_ends_although_somebody_writes_all_the_time(
    small_world: World, tmp_path: Path
) -> None:
    database = small_world.application.database
    with database.write() as connection:
        connection.execute(text("CREATE TABLE filler (content BLOB)"))
        for _ in range(40):
            connection.execute(text("INSERT INTO filler VALUES (zeroblob(1000000))"))
    done = threading.Event()

    def write() -> None:
        own = sqlite3.connect(tmp_path / "laurel.db", timeout=30, isolation_level=None)
        while not done.is_set():
            own.execute("INSERT INTO filler VALUES ('more')")
        own.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        await asyncio.wait_for(asyncio.to_thread(backup, database, tmp_path / "copy"), 20)
    finally:
        done.set()
        writer.join()
    with sqlite3.connect(tmp_path / "copy") as copied:
        assert copied.execute("SELECT count(*) FROM filler WHERE content <> 'more'").fetchone() == (40,)


async def test_a_table_may_be_larger_than_a_small_zip_takes(
    world: World, elsewhere: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)  # two gigabytes, but for this test
    restore(elsewhere, await copy_of(world, tmp_path / "copy"))
    assert everything(elsewhere)["letters"] == everything(world.application.database)["letters"]


def test_where_a_backup_cannot_be_written_it_is_said_and_nothing_is_left(
    world: World, tmp_path: Path
) -> None:
    with raises_worded(BackupProblem, r"no folder .*nowhere; choose another place"):
        backup(world.application.database, tmp_path / "nowhere" / "copy")
    assert not list(tmp_path.glob("copy*"))
