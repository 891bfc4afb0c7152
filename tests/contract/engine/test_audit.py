"""The audit trail: sealed row by row, signed every day; whatever is changed behind its back is found and named."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update

from adapters.database.audit.chain import AuditChainStore, SignedHead
from adapters.database.audit.trail import AuditStore, audit, heads
from adapters.read_models.audit_checking import problems
from adapters.system import SystemIdGenerator
from adapters.worker.audit_sealing import start_sealing
from bot.domain.audit.chain import hash_of
from bot.domain.audit.model import AuditEntry
from tests.fakes.world import START, World


async def busy(world: World, deeds: int = 6) -> None:
    for number in range(deeds):
        await world.is_away("maya", f"for {number + 1} weeks")
    with world.application.database.write() as connection:
        start_sealing(connection, world.application.ids, world.moment)
    world.passes(minutes=2)
    await world.settle()


def found(world: World) -> list[str]:
    with world.application.database.read() as connection:
        return list(problems(connection, world.organisation.id))


async def test_a_trail_that_nobody_touched_is_whole_and_its_head_is_signed(world: World) -> None:
    await busy(world)
    world.passes(days=1)
    await busy(world)
    with world.application.database.read() as connection:
        assert AuditChainStore(connection).last_link(world.organisation.id).number == 12
        assert [head.number for head in AuditChainStore(connection).heads(world.organisation.id)] == [6, 12]
    assert found(world) == []


async def test_a_changed_row_is_named(world: World) -> None:
    await busy(world)
    with world.application.database.write() as connection:
        connection.execute(update(audit).where(audit.c.number == 3).values(authority="owner"))
    assert found(world)[0].startswith("row 3 is changed")


async def test_a_removed_row_is_named(world: World) -> None:
    await busy(world)
    with world.application.database.write() as connection:
        connection.execute(delete(audit).where(audit.c.number == 4))
    assert found(world)[0].startswith("row 4 is missing")


async def test_rows_that_changed_places_are_named(world: World) -> None:
    await busy(world)
    with world.application.database.write() as connection:
        for old, new in ((2, 99), (5, 2), (99, 5)):
            connection.execute(update(audit).where(audit.c.number == old).values(number=new))
    assert found(world)[0].startswith("row 2 is changed")


async def test_a_trail_forged_from_end_to_end_betrays_itself_by_its_signed_head(world: World) -> None:
    """Whoever owns the database can chain everything anew; the signature over the head they cannot make."""
    await busy(world)
    with world.application.database.write() as connection:
        connection.execute(update(audit).where(audit.c.number == 3).values(authority="owner"))
        before = "0" * 64
        for row in AuditChainStore(connection).rows(world.organisation.id):
            before = hash_of(row.entry, row.seal.number, before)
            connection.execute(update(audit).where(audit.c.number == row.seal.number).values(hash=before))
    assert found(world) == [
        f"row 6 is changed: the head of {world.moment.date()} was signed over another hash"
    ]


@pytest.mark.parametrize(
    "forge",
    [
        {"signature": "A" * 86},
        {"number": 5},
        {"kid": "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"},
    ],
)
async def test_a_head_that_was_changed_is_named(world: World, forge: dict[str, object]) -> None:
    await busy(world)
    with world.application.database.write() as connection:
        connection.execute(update(heads).values(**forge))
    assert "not signed by a key of ours" in found(world)[0]


async def test_what_is_recorded_holds_no_name_and_no_words(world: World) -> None:
    await world.types("ben", "/nominate @ana customer-hero because of the secret project")
    with world.application.database.read() as connection:
        rows = connection.execute(select(audit)).all()
    written = str(rows)
    assert rows
    assert not any(word in written for word in ("Ana", "Ben", "secret", "example.org"))


def test_what_one_process_records_keeps_its_order_within_a_millisecond() -> None:
    ids = SystemIdGenerator()
    made = [ids.new_id() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {identifier.version for identifier in made} == {7}


async def test_two_sealers_at_once_wait_for_each_other_and_the_trail_stays_whole(
    fresh_postgresql: str,
) -> None:
    """One row is seen by the second alone, and belongs before what the first is sealing."""
    world = World.open(fresh_postgresql)
    database, home = world.application.database, world.organisation.id
    early, late = (
        AuditEntry(world.application.ids.new_id(), home, START, None, "award", None, "", "") for _ in "ab"
    )
    with database.write() as connection:
        AuditStore(connection).record(late)
    with database.write() as connection:
        assert AuditChainStore(connection).seal_batch(home) == 1
        await database.in_write(lambda other: AuditStore(other).record(early))
        second = asyncio.create_task(database.in_write(lambda other: AuditChainStore(other).seal_batch(home)))
        await asyncio.sleep(0.2)
        assert not second.done()
    assert await second == 1
    assert found(world) == []
    world.close()


def test_a_day_has_one_head_whoever_signs_it_first(world: World) -> None:
    head = SignedHead(world.organisation.id, "2026-03-02", 1, "hash", "kid", "signature", START)
    with world.application.database.write() as connection:
        assert AuditChainStore(connection).add_head(head)
        assert not AuditChainStore(connection).add_head(replace(head, signature="another"))
