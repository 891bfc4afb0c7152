"""The whole schema, and how a database is brought to it."""

from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import MetaData

from adapters.database import (
    auditing,
    batches,
    branding,
    cases,
    catalogue,
    conversations,
    credentials,
    drafts,
    keys,
    nominations,
    outbox,
    people,
    pictures,
    record_links,
    sandbox,
    status_lists,
    switches,
)
from adapters.database.columns import metadata
from adapters.database.engine import Database
from adapters.database.tenancy import protect

CHAPTERS = (
    people,
    catalogue,
    cases,
    nominations,
    credentials,
    outbox,
    auditing,
    drafts,
    keys,
    record_links,
    pictures,
    branding,
    sandbox,
    conversations,
    batches,
    status_lists,
    switches,
)


def whole() -> MetaData:
    """Every table of every chapter."""
    return metadata


class UnknownSchema(Exception):
    """A database that a newer release has been at; the message says what to do."""


def upgrade(database: Database, to: str = "head") -> None:
    """Runs the migrations that are missing, up to that revision; raises `UnknownSchema`."""
    if not database.is_sqlite:
        _upgrade(database, to)
        return
    # SQLite rebuilds a table to change it; with foreign keys on, dropping the old one would delete its children.
    _pragma(database, "foreign_keys=OFF")
    try:
        _upgrade(database, to)
    finally:
        _pragma(database, "foreign_keys=ON")


def is_current(database: Database) -> bool:
    """Whether no migration is missing."""
    with as_file(files("adapters.database").joinpath("migrations")) as folder, database.read() as connection:
        config = Config()
        config.set_main_option("script_location", str(folder))
        newest = ScriptDirectory.from_config(config).get_current_head()
        return MigrationContext.configure(connection).get_current_revision() == newest


def _upgrade(database: Database, to: str) -> None:
    with as_file(files("adapters.database").joinpath("migrations")) as folder, database.write() as connection:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, to)
        except CommandError as problem:
            newest = ScriptDirectory.from_config(config).get_current_head()
            raise UnknownSchema(
                f"found a schema that this release does not know ({problem}), expected {newest} or one before it; "
                "use the newest Laurel that was used on it"
            ) from None
        if to == "head":
            protect(connection, whole())
        if database.is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"the migration would leave {len(broken)} rows without their parents")


def _pragma(database: Database, pragma: str) -> None:
    raw = database.writer.raw_connection()
    try:
        raw.cursor().execute(f"PRAGMA {pragma}")
    finally:
        raw.close()
