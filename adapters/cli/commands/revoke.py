"""`laurel revoke --csv FILE --reason R`: many badges at once, each reported; safe to run again after any failure."""

import argparse
import sys
from pathlib import Path

from adapters.cli.bulk_commands import Report, watched, worked_through
from adapters.cli.files import typed
from adapters.cli.session import opened
from adapters.files.revocations import RevokeFile, read_revocations
from adapters.operations.bulk_revoke import Revoking
from bot.messages.parsing import cleaned
from bot.use_cases.credentials.correcting import REASON_LIMIT

HEADER = ("line", "credential", "result", "says")


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    revoke = commands.add_parser("revoke", help="many badges from a file do not count any more, for ever")
    revoke.add_argument(
        "--csv",
        required=True,
        type=Path,
        metavar="FILE",
        help="column: credential, as in a report of `laurel award`",
    )
    revoke.add_argument(
        "--reason", type=typed, required=True, metavar="R", help="why, in words for those who lose them"
    )
    revoke.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    revoke.add_argument(
        "--report", type=Path, metavar="FILE", help="where the report goes (default: FILE.revoked.csv)"
    )
    revoke.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Revokes every row that can be revoked, and writes a report with a line for each."""
    reason = cleaned(chosen.reason)
    if not 0 < len(reason) <= REASON_LIMIT:
        expected = f"one of 1 to {REASON_LIMIT:,} characters; their earners read it"
        print(f"found a reason of {len(reason):,} characters, expected {expected}", file=sys.stderr)
        return 2

    def revoke(file: RevokeFile, report: Report) -> None:
        with opened() as (house, organisation):
            done = Revoking(house, organisation, reason).run(file.rows, dry=chosen.dry_run)
            for one in watched(done, file.rows):
                report.write(
                    one.row.line, credential=str(one.row.credential), result=one.result, says=one.says
                )

    report = chosen.report or chosen.csv.with_name(f"{chosen.csv.name}.revoked.csv")
    return worked_through(chosen.csv, report, HEADER, read_revocations, revoke)
