"""A copy of a whole database as one file, and back.

    backup(database, Path("laurel.backup"))
    restore(database, Path("laurel.backup"))

SQLite: its own online backup, a database file again. PostgreSQL: a zip of one COPY for each table, all from one
moment, with the schema's revision beside them; it needs no tools of PostgreSQL's and no superuser. Restoring makes
the schema as it was, fills it, and then upgrades it to this release.

Restoring is one function for both engines, so that there is one place for what must not come back with old data:
places in status lists that were given out after the backup, and never may be given again.
"""

import json
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from adapters.database.engine import Database
from adapters.database.schema import is_current, upgrade
from adapters.database.status_lists import StatusStore

FORMAT = "laurel backup 1"
CONTENTS = "contents.json"
CHUNK = 1 << 20
"""Bytes moved at a time."""


class BackupProblem(Exception):
    """A backup or restore that was not made; the message says what was found and what to do."""


def backup(database: Database, target: Path) -> None:
    """Writes the copy; Laurel may run meanwhile. Never over a file that is there."""
    if target.exists():
        raise BackupProblem(f"{target}: there already; name another file")
    partial = target.with_name(f"{target.name}.partial")
    try:
        if database.is_sqlite:
            _copy_sqlite(str(database.writer.url.database), partial)
        else:
            _copy_postgresql(database, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def restore(database: Database, source: Path) -> str:
    """Fills an empty database from a copy and upgrades it; returns the revision that the copy had."""
    if database.is_sqlite:
        revision = _restore_sqlite(str(database.writer.url.database), source)
    else:
        revision = _restore_postgresql(database, source)
    upgrade(database)
    if not is_current(database):
        raise BackupProblem("the restored database is not at this release's schema; run: laurel db upgrade")
    with database.write() as connection:
        StatusStore(connection).close_all()
    return revision


def _copy_sqlite(source: str, target: Path) -> None:
    """Page by page; writers go on. The copy is checked before it counts."""
    if not Path(source).is_file():
        raise BackupProblem(f"{source}: no such database; check LAUREL_DATABASE_URL")
    with _opened(source) as old, _opened(str(target)) as new:
        old.backup(new, pages=1000)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, without a second one beside it
        _sound(new, target)


def _restore_sqlite(target: str, source: Path) -> str:
    if not source.is_file():
        raise BackupProblem(f"{source}: no such file; check its path")
    if Path(target).is_file() and Path(target).stat().st_size:
        raise BackupProblem(
            f"{target}: there already; a restore needs an empty place. Stop Laurel and move the file away"
        )
    partial = Path(f"{target}.partial")
    partial.unlink(missing_ok=True)
    with _opened(str(source)) as old, _opened(str(partial)) as new:
        try:
            _sound(old, source)
            row = old.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.DatabaseError as problem:
            raise BackupProblem(f"{source}: found no backup of Laurel's ({problem})") from None
        old.backup(new)
    partial.replace(target)
    return str(row[0])


def _opened(path: str) -> closing[sqlite3.Connection]:
    """A connection that is closed at the end of the block."""
    return closing(sqlite3.connect(path))


def _sound(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise BackupProblem(f"{path}: damaged ({found}); use another backup")


def _copy_postgresql(database: Database, target: Path) -> None:
    with database.read() as connection, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        # One moment for all tables; reading a moment costs writers nothing.
        connection.rollback()
        connection.execution_options(isolation_level="REPEATABLE READ")
        connection.exec_driver_sql("SELECT set_config('laurel.organisation', '*', true)")
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is None:
            raise BackupProblem("the database is empty; there is nothing to back up")
        columns = {name: _columns(connection, name) for name in _tables(connection)}
        for name, names in columns.items():
            query = f"COPY {_quoted(name, names)} TO STDOUT"
            with (
                out.open(f"{name}.copy", "w") as file,
                _cursor(connection) as cursor,
                cursor.copy(query) as rows,
            ):
                for block in rows:
                    file.write(block)
        contents = {"format": FORMAT, "revision": revision, "tables": columns}
        out.writestr(CONTENTS, json.dumps(contents, indent=1))


def _restore_postgresql(database: Database, source: Path) -> str:
    try:
        opened = zipfile.ZipFile(source)
        contents = json.loads(opened.read(CONTENTS))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as problem:
        raise BackupProblem(
            f"{source}: found no backup of PostgreSQL's by Laurel ({type(problem).__name__})"
        ) from None
    with opened:
        if contents.get("format") != FORMAT:
            raise BackupProblem(f"{source}: found {contents.get('format')!r}, expected {FORMAT!r}")
        with database.read() as connection:
            if _tables(connection):
                raise BackupProblem("the database is not empty; a restore needs an empty one")
        upgrade(database, contents["revision"])
        with database.write() as connection:
            for name, names in contents["tables"].items():
                query = f"COPY {_quoted(name, names)} FROM STDIN"
                with (
                    opened.open(f"{name}.copy") as file,
                    _cursor(connection) as cursor,
                    cursor.copy(query) as rows,
                ):
                    while block := file.read(CHUNK):
                        rows.write(block)
    return str(contents["revision"])


def _tables(connection: Connection) -> Sequence[str]:
    """Every table, parents before their children."""
    found = inspect(connection).get_sorted_table_and_fkc_names()
    return [name for name, _ in found if name and name != "alembic_version"]


def _columns(connection: Connection, table: str) -> list[str]:
    return [column["name"] for column in inspect(connection).get_columns(table)]


def _quoted(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{one}"' for one in columns)
    return f'"{table}" ({names})'


def _cursor(connection: Connection) -> Any:
    """The driver's own cursor, which knows COPY."""
    return connection.connection.cursor()
