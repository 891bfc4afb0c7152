"""`laurel db upgrade | backup | restore`: migrates the schema to this release, backs up, restores."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from adapters import system
from adapters.cli.session import load_settings
from adapters.database.backup.backup import BackupProblem, backup
from adapters.database.backup.restore import restore
from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from adapters.database.schema import upgrade
from adapters.operations.operator import shell_context
from adapters.shell_wording import shell_wording, tell, word_error
from bot.use_cases.installation.restored import record_restored


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    group = commands.add_parser("db", help=tell("shell.help.db"))
    verbs = group.add_subparsers(title="verbs", metavar="upgrade | backup | restore", required=True)
    upgrading = verbs.add_parser("upgrade", help=tell("shell.help.db_upgrade"))
    upgrading.set_defaults(run=run_upgrade)
    backing = verbs.add_parser("backup", help=tell("shell.help.db_backup"))
    backing.add_argument("file", type=Path, metavar="FILE", help=tell("shell.help.db_backup_file"))
    backing.set_defaults(run=run_backup)
    restoring = verbs.add_parser("restore", help=tell("shell.help.db_restore"))
    restoring.add_argument("file", type=Path, metavar="FILE", help=tell("shell.help.db_restore_file"))
    restoring.set_defaults(run=run_restore)


def run_upgrade(_: argparse.Namespace) -> int:
    """Runs pending migrations, and prints the revision before and after."""
    database = Database(load_settings().database_url)
    try:
        before = revision(database)
        upgrade(database)
        after = revision(database)
    finally:
        database.close()
    print(
        tell("shell.db.upgraded", before=before or tell("shell.nothing"), after=str(after))
        if before != after
        else tell("shell.db.at_already", after=str(after))
    )
    return 0


def run_backup(chosen: argparse.Namespace) -> int:
    """Writes the copy."""

    def copy(database: Database) -> str:
        backup(database, chosen.file)
        return tell("shell.file.written", path=str(chosen.file))

    return _run_with_database(chosen.file, copy)


def run_restore(chosen: argparse.Namespace) -> int:
    """Restores the copy, and migrates it to this release."""

    def back(database: Database) -> str:
        before = restore(database, chosen.file, _record_restored)
        return tell(
            "shell.db.restored", file=str(chosen.file), before=str(before), after=str(revision(database))
        )

    return _run_with_database(chosen.file, back)


def _record_restored(connection: Connection) -> None:
    for organisation in PeopleStore(connection).organisations():
        record_restored(shell_context(connection, organisation, system.now()))


def _run_with_database(file: Path, work: Callable[[Database], str]) -> int:
    database = Database(load_settings().database_url)
    try:
        print(work(database))
    except BackupProblem as problem:
        print(word_error(shell_wording(), problem), file=sys.stderr)
        return 1
    except OSError as problem:
        print(tell("shell.file.other_place", path=str(file), reason=str(problem.strerror)), file=sys.stderr)
        return 1
    finally:
        database.close()
    return 0


def revision(database: Database) -> str | None:
    """Which migration the database is at; None if it has no schema yet."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()
