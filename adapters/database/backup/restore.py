"""Restores a database from a backup: wholly, or not at all.

    revision = restore(database, Path("laurel.backup"))

The schema is created as it was, filled, and upgraded to this release. After any failure, even of the process, the
target is empty: PostgreSQL does all of it in one transaction, on SQLite the file gets its name last.

`also` handles what must not come back with old data: positions in status lists that were given out after the
backup, and never may be given again.

A restored database whose status lists are not closed would give places away twice, so it appears only when that is
done: one transaction on PostgreSQL, the file's name last on SQLite.
"""

import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from adapters.database.backup.backup import (
    CONTENTS,
    FORMAT,
    SIDE_FILES,
    BackupProblem,
    check_integrity,
    columns_of,
    cursor_of,
    driver_errors,
    open_sqlite,
    quote_columns,
    remove_partial,
    rename_durably,
    tables_of,
)
from adapters.database.credentials.status_lists import StatusStore
from adapters.database.engine.engine import Database
from adapters.database.schema import UnknownSchema, upgrade
from issuer.messages import Message

CHUNK = 1 << 20
"""Bytes copied at a time."""
AfterRestore = Callable[[Connection], None]


@dataclass(frozen=True)
class BackupContents:
    """The manifest of a PostgreSQL backup."""

    revision: str
    tables: Mapping[str, Sequence[str]]
    """The columns of each table, parents before their children."""


def restore(database: Database, source: Path, also: AfterRestore = lambda _: None) -> str:
    """Fills an empty database from a copy and upgrades it; returns the revision that the copy had.

    `also` runs with it: a database is never restored without. Raises `BackupProblem`, and then nothing was changed.
    """
    if not source.is_file():
        raise BackupProblem(Message("shell.backup.no_file", file=str(source)))
    try:
        if database.is_sqlite:
            return _restore_sqlite(Path(str(database.writer.url.database)), source, also)
        return _restore_postgresql(database, source, also)
    except UnknownSchema as problem:
        raise BackupProblem(
            Message("shell.backup.schema", file=str(source), problem=problem.message)
        ) from None


def _finish(database: Database, also: AfterRestore) -> None:
    upgrade(database)
    with database.write() as connection:
        StatusStore(connection).close_all_lists()
        also(connection)


def _restore_sqlite(target: Path, source: Path, also: AfterRestore) -> str:
    _refuse_existing(target)
    if not target.parent.is_dir():
        raise BackupProblem(Message("shell.backup.no_place", file=str(target), folder=str(target.parent)))
    partial = target.with_name(f"{target.name}.partial")
    remove_partial(partial)
    try:
        revision = _copy_back(source, partial)
        with closing(Database(f"sqlite:///{partial}")) as database:
            _finish(database, also)
        with open_sqlite(str(partial)) as whole:
            whole.execute("PRAGMA journal_mode=DELETE")  # one file, which alone is moved
        rename_durably(partial, target)
    finally:
        remove_partial(partial)
    return revision


def _refuse_existing(target: Path) -> None:
    """A journal that an earlier database left beside its file would be played into the new one."""
    names = [target.name, *(f"{target.name}{literal}" for literal in SIDE_FILES)]
    there = [path for path in map(target.with_name, names) if path.exists()]
    if there and not (there == [target] and target.is_file() and not target.stat().st_size):
        files = ", ".join(map(str, there))
        raise BackupProblem(Message("shell.backup.place_taken", files=files))


def _copy_back(source: Path, partial: Path) -> str:
    try:
        with open_sqlite(str(source)) as old:
            check_integrity(old, source)
            row = old.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as problem:
        reason = str(problem)
        raise BackupProblem(Message("shell.backup.no_sqlite", file=str(source), reason=reason)) from None
    if row is None:
        raise BackupProblem(Message("shell.backup.no_revision", file=str(source)))
    try:
        with open_sqlite(str(source)) as old, open_sqlite(str(partial)) as new:
            old.backup(new)
    except sqlite3.Error as problem:
        why = str(problem)
        raise BackupProblem(
            Message("shell.backup.not_copied_back", file=str(source), target=str(partial), reason=why)
        ) from None
    return str(row[0])


def _restore_postgresql(database: Database, source: Path, also: AfterRestore) -> str:
    try:
        with zipfile.ZipFile(source) as file:
            contents = _contents(source, file)
            with database.one_transaction():
                with database.write() as connection:
                    if tables_of(connection):
                        raise BackupProblem(Message("shell.backup.not_empty"))
                upgrade(database, contents.revision)
                with database.write() as connection:
                    _fill(connection, source, file, contents)
                _finish(database, also)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as problem:
        reason = type(problem).__name__
        raise BackupProblem(Message("shell.backup.not_whole", file=str(source), reason=reason)) from None
    return contents.revision


def _contents(source: Path, file: zipfile.ZipFile) -> BackupContents:
    try:
        said = json.loads(file.read(CONTENTS))
        found, revision, tables = said["format"], str(said["revision"] or "none"), said["tables"]
        columns = {str(name): [str(column) for column in names] for name, names in tables.items()}
    except (KeyError, ValueError, TypeError, AttributeError) as problem:
        reason = type(problem).__name__
        raise BackupProblem(Message("shell.backup.no_postgresql", file=str(source), reason=reason)) from None
    if found != FORMAT:
        formats = {"found": repr(found), "expected": repr(FORMAT)}
        raise BackupProblem(Message("shell.backup.format", file=str(source), **formats))
    missing = sorted({f"{name}.copy" for name in columns} - set(file.namelist()))
    if missing:
        raise BackupProblem(Message("shell.backup.missing", file=str(source), missing=missing[0]))
    return BackupContents(revision, columns)


def _fill(connection: Connection, source: Path, file: zipfile.ZipFile, contents: BackupContents) -> None:
    there = set(tables_of(connection))
    for name, names in contents.tables.items():
        if name not in there or not set(names) <= set(columns_of(connection, name)):
            facts = {"table": repr(name), "schema": contents.revision}
            raise BackupProblem(Message("shell.backup.table", file=str(source), **facts))
    with driver_errors(Message("shell.backup.not_filled", file=str(source))):
        for name, names in contents.tables.items():
            query = f"COPY {quote_columns(name, names)} FROM STDIN"
            with (
                file.open(f"{name}.copy") as rows,
                cursor_of(connection) as cursor,
                cursor.copy(query) as copy,
            ):
                while block := rows.read(CHUNK):
                    copy.write(block)
        # Deferred constraints are checked now: a table with pending checks cannot be changed.
        with cursor_of(connection) as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
