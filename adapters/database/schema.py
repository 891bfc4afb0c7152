"""The whole schema, and its migrations."""

from enum import Enum
from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData

from adapters.database import sandbox
from adapters.database.audit import trail as auditing
from adapters.database.catalogue import branding, catalogue, keys, pictures
from adapters.database.credentials import award_rows as batches
from adapters.database.credentials import credentials, record_links, status_lists
from adapters.database.engine.columns import metadata
from adapters.database.engine.engine import Database
from adapters.database.engine.tenancy import apply_policies
from adapters.database.nominations import cases, drafts, nominations
from adapters.database.people import conversations, people
from adapters.database.queue import issuing_pause as switches
from adapters.database.queue import outbox
from issuer.messages import Message, MessageError

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


def all_tables() -> MetaData:
    """Every table of every chapter."""
    return metadata


class SchemaState(Enum):
    """How the schema of a database compares with this release's."""

    BEHIND = "behind"
    """Migrations are missing."""
    CURRENT = "current"
    AHEAD = "ahead"
    """A newer release has migrated it. Migrations only add, so this release goes on working (decision 0206)."""


class SchemaProblem(MessageError):
    """A database that cannot be migrated to this release; the message says what to do."""


class UnknownSchema(SchemaProblem):
    """A database that a newer release has migrated; the message says what to do."""


def upgrade(database: Database, to: str = "head") -> None:
    """Runs pending migrations, up to that revision; raises `UnknownSchema`."""
    if not database.is_sqlite:
        _upgrade(database, to)
        return
    # SQLite rebuilds a table to change it; with foreign keys on, dropping the old one would delete its children.
    _pragma(database, "foreign_keys=OFF")
    try:
        _upgrade(database, to)
    finally:
        _pragma(database, "foreign_keys=ON")


def schema_state(database: Database) -> SchemaState:
    """How its schema compares with this release's."""
    with as_file(files("adapters.database").joinpath("migrations")) as folder, database.read() as connection:
        config = Config()
        config.set_main_option("script_location", str(folder))
        ours = ScriptDirectory.from_config(config)
        found = MigrationContext.configure(connection).get_current_revision()
        if found == ours.get_current_head():
            return SchemaState.CURRENT
        known = found is None or found in {script.revision for script in ours.walk_revisions()}
        return SchemaState.BEHIND if known else SchemaState.AHEAD


def _upgrade(database: Database, to: str) -> None:
    with as_file(files("adapters.database").joinpath("migrations")) as folder, database.write() as connection:
        _require_utf8(connection)
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, to)
        except CommandError as problem:
            newest = ScriptDirectory.from_config(config).get_current_head()
            raise UnknownSchema(
                Message("shell.schema.unknown", problem=str(problem), newest=str(newest))
            ) from None
        if to == "head":
            apply_policies(connection, all_tables())
        if database.is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"the migration would leave {len(broken)} rows without their parents")


def _require_utf8(connection: Connection) -> None:
    """Requires UTF-8: people write in every script."""
    if connection.dialect.name != "postgresql":
        return
    found = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if found != "UTF8":
        raise SchemaProblem(Message("shell.schema.encoding", found=str(found)))


def _pragma(database: Database, pragma: str) -> None:
    raw = database.writer.raw_connection()
    try:
        raw.cursor().execute(f"PRAGMA {pragma}")
    finally:
        raw.close()
