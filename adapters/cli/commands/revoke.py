"""`laurel revoke --csv FILE --reason R`: many badges at once, each reported; safe to run again after any failure."""

import argparse
import sys
from pathlib import Path

from adapters.cli.bulk_commands import RowReport, process_rows, with_progress
from adapters.cli.files import utf8_option
from adapters.cli.session import open_application
from adapters.files.revocations import RevokeFile, read_revocations
from adapters.operations.bulk_revoke import Revoking
from bot.domain.credentials.rules import REASON_LIMIT
from bot.messages.parsing import clean_citation

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
        "--reason", type=utf8_option, required=True, metavar="R", help="why, in words for those who lose them"
    )
    revoke.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    revoke.add_argument(
        "--report", type=Path, metavar="FILE", help="where the report goes (default: FILE.revoked.csv)"
    )
    revoke.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Revokes every row that can be revoked, and writes a report with a line for each."""
    reason = clean_citation(chosen.reason)
    if not 0 < len(reason) <= REASON_LIMIT:
        expected = f"one of 1 to {REASON_LIMIT:,} characters; their earners read it"
        print(f"found a reason of {len(reason):,} characters, expected {expected}", file=sys.stderr)
        return 2

    def revoke(file: RevokeFile, report: RowReport) -> None:
        with open_application() as (house, organisation):
            done = Revoking(house, organisation, reason).run(file.rows, dry=chosen.dry_run)
            for outcome in with_progress(done, file.rows):
                report.write(
                    outcome.row.line,
                    credential=str(outcome.row.credential),
                    result=outcome.result,
                    says=outcome.says,
                )

    report = chosen.report or chosen.csv.with_name(f"{chosen.csv.name}.revoked.csv")
    return process_rows(chosen.csv, report, HEADER, read_revocations, revoke)
