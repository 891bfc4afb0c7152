"""Organisations kept apart by PostgreSQL itself, for the ordinary role that Laurel logs in with."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from adapters.database.catalogue.catalogue import achievements
from adapters.database.credentials.credentials import credentials, documents
from adapters.database.engine.columns import metadata
from adapters.database.engine.tenancy import (
    NO_TENANT,
    UNSCOPED_TABLES,
    apply_policies,
    policies,
    tenant_column,
    unprotected_tables,
)
from adapters.database.people.people import PeopleStore
from adapters.database.people.tables import identities, people
from adapters.database.people.workspaces import organisations, workspaces
from adapters.database.queue.letter_rows import letters
from adapters.database.queue.outbox import jobs
from adapters.database.queue.postings import postings
from adapters.database.schema import all_tables, upgrade
from bot.domain.organisations import Organisation
from tests.fakes.world import START, World

EVERY_TABLE = sorted(policies(all_tables()))


@pytest.fixture
def postgresql_world(fresh_postgresql: str) -> Iterator[World]:
    """The small company on PostgreSQL alone."""
    opened = World.open(fresh_postgresql)
    yield opened
    opened.close()


async def lived_in(world: World) -> UUID:
    """The company after some life, and a second organisation beside it."""
    await world.types("maya", "/award @ana mentor Patient")
    await world.types("ben", "/nominate @ana mentor because she explains well")
    await world.settle()
    other = world.application.ids.new_id()
    with world.application.database.write() as connection:
        row = {"id": other, "name": "Others", "created_at": START}
        connection.execute(insert(organisations), row)
    return other


def counts(world: World, scope: UUID | str) -> dict[str, int]:
    with world.application.database.read(scope) as connection:
        return {
            name: connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one()
            for name in EVERY_TABLE
        }


async def test_an_organisation_sees_its_own_rows_and_no_other_organisations(
    postgresql_world: World,
) -> None:
    other = await lived_in(postgresql_world)
    own = counts(postgresql_world, postgresql_world.organisation.id)
    for table in (people, identities, credentials, documents, letters, postings, achievements):
        assert own[table.name] > 0, table.name
    book = {"organisations": 2, "workspaces": own["workspaces"]}
    assert counts(postgresql_world, other) == {name: book.get(name, 0) for name in EVERY_TABLE}
    assert counts(postgresql_world, NO_TENANT) == {name: book.get(name, 0) for name in EVERY_TABLE}


async def test_nothing_can_be_changed_deleted_or_written_in_anothers_name(postgresql_world: World) -> None:
    world = postgresql_world
    other = await lived_in(world)
    with world.application.database.write(other) as connection:
        assert connection.execute(update(people).values(owner=True)).rowcount == 0
        assert connection.execute(update(workspaces).values(external_id="mine")).rowcount == 0
        assert connection.execute(delete(jobs)).rowcount == 0
    row = {
        "id": world.application.ids.new_id(),
        "organisation_id": world.organisation.id,
        "name": "Mallory",
        "standing": "member",
        "owner": True,
    }
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        world.application.database.write(other) as connection,
    ):
        connection.execute(insert(people), row)


async def test_a_request_is_in_its_workspaces_organisation_from_the_first_statement(
    postgresql_world: World,
) -> None:
    """The dispatcher begins as nobody; finding the workspace is what opens its organisation's rows."""
    world = postgresql_world
    with world.application.database.write(NO_TENANT) as connection:
        store = PeopleStore(connection)
        assert store.all(world.organisation.id) == []
        [row] = connection.execute(select(workspaces)).all()
        found = store.workspace_by_id(row.id)
        assert isinstance(found.organisation, Organisation)
        assert len(store.all(world.organisation.id)) == 5
    with world.application.database.write(NO_TENANT) as connection:
        assert PeopleStore(connection).all(world.organisation.id) == [], "the next one begins as nobody again"


def test_every_table_belongs_to_an_organisation_or_says_why_not() -> None:
    assert unprotected_tables(all_tables()) == []
    assert set(EVERY_TABLE).isdisjoint(UNSCOPED_TABLES)


def test_no_row_belongs_to_an_organisation_by_a_column_that_may_be_empty() -> None:
    """Such a row could be written by nobody and found by nobody."""
    for name in EVERY_TABLE:
        column = tenant_column(metadata.tables[name])
        assert column is not None, name
        assert not column.nullable, f"{name}.{column.name}"


def test_every_organisations_table_is_under_force_and_looking_again_changes_nothing(
    postgresql_world: World,
) -> None:
    database = postgresql_world.application.database
    forced = text(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity"
    )
    with database.write() as connection:
        assert set(connection.execute(forced).scalars()) == set(EVERY_TABLE)
        assert apply_policies(connection, all_tables()) == []
        who = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(text(who)).scalar_one() is False, "these tests would prove nothing"
        connection.execute(text("ALTER TABLE people DISABLE ROW LEVEL SECURITY"))
    upgrade(database)
    with database.write() as connection:
        assert apply_policies(connection, all_tables()) == [], "the upgrade mended it"
