"""`laurel db upgrade`: brings the database to the schema of this release."""

import argparse
import sys

from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError

from adapters.cli.opening import settings
from adapters.database.engine import Database
from adapters.database.schema import upgrade


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    group = commands.add_parser("db", help="the database")
    verbs = group.add_subparsers(title="verbs", metavar="upgrade", required=True)
    upgrading = verbs.add_parser("upgrade", help="bring it to the schema of this release")
    upgrading.set_defaults(run=run_upgrade)


def run_upgrade(_: argparse.Namespace) -> int:
    """Runs the migrations that are missing, and says from where to where."""
    database = Database(settings().database_url)
    try:
        before = revision(database)
        upgrade(database)
        after = revision(database)
    except CommandError as problem:
        print(
            f"found a schema that this release does not know ({problem}); run the newest Laurel on it",
            file=sys.stderr,
        )
        return 1
    finally:
        database.close()
    print(f"from {before or 'nothing'} to {after}" if before != after else f"at {after} already")
    return 0


def revision(database: Database) -> str | None:
    """Which migration the database is at; None if it has no schema yet."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()
