"""The migrations lead to the schema that the code uses, on both engines."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from adapters.database.engine.engine import Database
from adapters.database.schema import all_tables, upgrade


def test_the_migrations_and_the_tables_of_the_code_are_the_same(database_url: str) -> None:
    database = Database(database_url)
    upgrade(database)
    with database.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), all_tables())
    database.close()
    assert differences == []
