"""The whole schema, and its migrations.

A schema ahead of the code ends no process: while a release moves in, older processes go on, and some are restarted.

Decision: docs/decisions/0206.
"""

from enum import Enum
from importlib.resources import as_file, files

from sqlalchemy import Connection, MetaData, inspect

from adapters.database import sandbox
from adapters.database.audit import trail as auditing
from adapters.database.catalogue import branding, catalogue, keys, pictures
from adapters.database.credentials import award_rows as batches
from adapters.database.credentials import celebrations, credentials, links, status_lists
from adapters.database.engine.columns import metadata
from adapters.database.engine.engine import Database
from adapters.database.engine.tenancy import apply_policies
from adapters.database.nominations import cases, drafts, nominations
from adapters.database.people import channel_names, conversations, people
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
    links,
    pictures,
    branding,
    sandbox,
    conversations,
    batches,
    status_lists,
    switches,
    celebrations,
    channel_names,
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


def revisions() -> tuple[str, ...]:
    """The revisions of this release, oldest first: the numbers that its migrations' file names begin with."""
    versions = files("adapters.database").joinpath("migrations", "versions")
    return tuple(sorted(entry.name[:4] for entry in versions.iterdir() if entry.name[:4].isdecimal()))


def upgrade(database: Database, to: str = "head") -> None:
    """Runs pending migrations, up to that revision; raises `UnknownSchema`."""
    if to == "head" and schema_state(database) is SchemaState.CURRENT:
        with (
            database.write() as connection
        ):  # as after a migration: policies follow the tables of this release
            apply_policies(connection, all_tables())
        return
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
    """How its schema compares with this release's. Most starts find it current, and then never load Alembic."""
    with database.read() as connection:
        found = revision_of(connection)
    known = revisions()
    if found == known[-1]:
        return SchemaState.CURRENT
    return SchemaState.BEHIND if found is None or found in known else SchemaState.AHEAD


def revision_of(connection: Connection) -> str | None:
    """The revision that Alembic noted in the database; None if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision


def _upgrade(database: Database, to: str) -> None:
    from alembic import command  # noqa: PLC0415 - 6 MB that a process needs only where it migrates
    from alembic.config import Config  # noqa: PLC0415 - likewise
    from alembic.util import CommandError  # noqa: PLC0415 - likewise

    with as_file(files("adapters.database").joinpath("migrations")) as folder, database.write() as connection:
        _require_utf8(connection)
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, to)
        except CommandError as problem:
            newest = revisions()[-1]
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
