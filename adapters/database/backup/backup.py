"""A copy of a whole database as one file; `restoring` brings it back.

    backup(database, Path("laurel.backup"))

SQLite: its own online backup, again a database file. PostgreSQL: a zip of one COPY for each table, all from one
snapshot, with the schema's revision beside them; it needs no PostgreSQL tools and no superuser.

COPY in one repeatable-read transaction needs only Laurel's own connection; `pg_dump` must match the server, is
missing in most containers, and refuses tables under row-level security.
"""

import json
import os
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect

from adapters.database.engine.engine import Database
from adapters.database.schema import revision_of
from issuer.messages import Message, MessageError

FORMAT = "laurel backup 1"
CONTENTS = "contents.json"
SIDE_FILES = ("-journal", "-wal", "-shm")
"""Suffixes of the files that SQLite keeps beside a database's file."""


class BackupProblem(MessageError):
    """A backup or restore that failed; the message says what was found and what to do."""


def backup(database: Database, target: Path) -> None:
    """Writes the copy; Laurel may run meanwhile. Never overwrites a file."""
    if target.exists():
        raise BackupProblem(Message("shell.backup.there", file=str(target)))
    if not target.parent.is_dir():
        raise BackupProblem(Message("shell.backup.no_folder", file=str(target), folder=str(target.parent)))
    partial = target.with_name(f"{target.name}.partial")
    remove_partial(partial)
    try:
        if database.is_sqlite:
            _copy_sqlite(str(database.writer.url.database), partial)
        else:
            _copy_postgresql(database, partial)
        rename_durably(partial, target)
    finally:
        remove_partial(partial)


def _copy_sqlite(source: str, target: Path) -> None:
    """Copies all in one step, which is one snapshot: in several steps, each write in between would restart the copy.
    Writers go on meanwhile. The copy is checked before it counts."""
    if not Path(source).is_file():
        raise BackupProblem(Message("shell.backup.no_database", file=source))
    try:
        with open_sqlite(source) as old, open_sqlite(str(target)) as new:
            if not old.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
                raise BackupProblem(Message("shell.backup.no_tables", file=source))
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")  # one file, without a second one beside it
            check_integrity(new, target)
    except sqlite3.Error as problem:
        why = str(problem)
        raise BackupProblem(
            Message("shell.backup.not_copied", file=source, target=str(target), reason=why)
        ) from None


def _copy_postgresql(database: Database, target: Path) -> None:
    with database.read() as connection, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        # One snapshot for all tables; reading it costs writers nothing.
        connection.rollback()
        connection.execution_options(isolation_level="REPEATABLE READ")
        connection.exec_driver_sql("SELECT set_config('laurel.organisation', '*', true)")
        revision = revision_of(connection)
        if revision is None:
            raise BackupProblem(Message("shell.backup.empty"))
        columns = {name: columns_of(connection, name) for name in tables_of(connection)}
        with driver_errors(Message("shell.backup.not_read")):
            for name, names in columns.items():
                query = f"COPY {quote_columns(name, names)} TO STDOUT"
                with (
                    out.open(f"{name}.copy", "w", force_zip64=True) as file,  # its size is not known before
                    cursor_of(connection) as cursor,
                    cursor.copy(query) as rows,
                ):
                    for block in rows:
                        file.write(block)
        contents = {"format": FORMAT, "revision": revision, "tables": columns}
        out.writestr(CONTENTS, json.dumps(contents, indent=1))


@contextmanager
def driver_errors(what: Message) -> Iterator[None]:
    """Turns errors of the driver itself into a `BackupProblem`."""
    import psycopg  # noqa: PLC0415 - installed with PostgreSQL support only

    try:
        yield
    except psycopg.OperationalError as problem:
        reason = _first_line(problem)
        raise BackupProblem(Message("shell.backup.run_again", what=what, reason=reason)) from None
    except psycopg.Error as problem:
        reason = _first_line(problem)
        raise BackupProblem(Message("shell.backup.driver", what=what, reason=reason)) from None


def open_sqlite(path: str) -> closing[sqlite3.Connection]:
    """A connection that is closed at the end of the block."""
    return closing(sqlite3.connect(path))


def check_integrity(connection: sqlite3.Connection, path: Path) -> None:
    """Raises `BackupProblem` if a copy is damaged."""
    found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise BackupProblem(Message("shell.backup.damaged", file=str(path), reason=" ".join(found.split())))


def rename_durably(partial: Path, target: Path) -> None:
    """Gives a complete file its final name; both survive a power cut."""
    _fsync(partial)
    partial.replace(target)
    _fsync(target.parent)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_partial(partial: Path) -> None:
    """Removes an incomplete file, with the files that SQLite keeps beside it."""
    for name in (partial.name, *(f"{partial.name}{literal}" for literal in SIDE_FILES)):
        partial.with_name(name).unlink(missing_ok=True)


def tables_of(connection: Connection) -> Sequence[str]:
    """Every table, parents before their children."""
    found = inspect(connection).get_sorted_table_and_fkc_names()
    return [name for name, _ in found if name and name != "alembic_version"]


def columns_of(connection: Connection, table: str) -> list[str]:
    """The names of a table's columns."""
    return [column["name"] for column in inspect(connection).get_columns(table)]


def quote_columns(table: str, columns: Sequence[str]) -> str:
    """A table and its columns, as COPY takes them."""
    names = ", ".join(f'"{column}"' for column in columns)
    return f'"{table}" ({names})'


def cursor_of(connection: Connection) -> Any:
    """The driver's own cursor, which knows COPY."""
    return connection.connection.cursor()


def _first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0]
