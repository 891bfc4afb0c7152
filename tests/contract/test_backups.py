"""A backup holds everything, is taken while Laurel runs, and comes back into an empty database only."""

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from adapters.database.backups import BackupProblem, backup, restore
from adapters.database.columns import metadata
from adapters.database.engine import Database
from adapters.database.status_lists import status_entries
from adapters.wiring.house import build
from bot.people.places import Platform
from issuer.verifying import verify
from tests.fakes.world import World


async def lived_in(world: World) -> None:
    await world.types("maya", "/award @ana @ben mentor Patient, \t and \\ careful")
    await world.types("ben", "/nominate @ana mentor because she explains")
    await world.settle()


async def test_a_place_in_a_status_list_that_was_given_out_after_the_backup_is_never_given_again(
    database_url: str, elsewhere: Database, tmp_path: Path
) -> None:
    world = World.open(database_url, public_url="https://badges.example")
    await lived_in(world)
    backup(world.house.database, tmp_path / "copy")
    world.close()
    restore(elsewhere, tmp_path / "copy")
    url = elsewhere.writer.url.render_as_string(hide_password=False)
    house = build(replace(world.house.settings, database_url=url), clock=lambda: world.moment)
    after = World(house, world.organisation, world.cast, world.platform)
    house.clients[Platform.SANDBOX] = world.platform
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
    backup(world.house.database, tmp_path / "copy")
    restore(elsewhere, tmp_path / "copy")
    assert everything(elsewhere) == everything(world.house.database)
    house = build(world.house.settings)
    with elsewhere.read() as connection:
        bodies = connection.execute(select(metadata.tables["documents"].c.body)).scalars().all()
    house.database.close()
    for body in bodies:
        report = verify(body, canonicaliser=house.issuers.canonicaliser, now=world.moment)
        assert report.verdict == "valid"


async def test_a_backup_is_of_one_moment_although_others_write_meanwhile(
    world: World, elsewhere: Database, tmp_path: Path
) -> None:
    async def writing() -> None:
        for _ in range(6):
            await world.types("maya", "/award @ana mentor Patient")

    meanwhile = asyncio.create_task(writing())
    await asyncio.sleep(0.02)
    await asyncio.to_thread(backup, world.house.database, tmp_path / "copy")
    await meanwhile
    restore(elsewhere, tmp_path / "copy")
    found = everything(elsewhere)
    assert len(found["credentials"]) == len(found["audit"]) == len(found["requests"])


async def test_a_restore_never_goes_over_what_is_there(world: World, tmp_path: Path) -> None:
    await lived_in(world)
    backup(world.house.database, tmp_path / "copy")
    before = everything(world.house.database)
    with pytest.raises(BackupProblem, match="empty"):
        restore(world.house.database, tmp_path / "copy")
    with pytest.raises(BackupProblem, match="there already"):
        backup(world.house.database, tmp_path / "copy")
    assert everything(world.house.database) == before


def test_what_is_no_backup_is_said_to_be_none(elsewhere: Database, tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(b"not a backup at all, but long enough to look at" * 50)
    with pytest.raises(BackupProblem, match="no backup"):
        restore(elsewhere, tmp_path / "odd")
    with pytest.raises(BackupProblem):
        restore(elsewhere, tmp_path / "nothing")
