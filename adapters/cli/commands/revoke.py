"""`laurel revoke --csv FILE --reason R`: many badges at once, each reported; safe to run again after any failure."""

import argparse
import sys
from pathlib import Path

from adapters.cli.bulk_commands import RowReport, process_rows, with_progress
from adapters.cli.files import utf8_option
from adapters.cli.session import open_application
from adapters.files.revocations import RevokeFile, read_revocations
from adapters.operations.award_notes import private_note
from adapters.operations.bulk_revoke import Revoking
from adapters.shell_wording import shell_wording, tell
from bot.domain.credentials.rules import REASON_LIMIT
from bot.messages.parsing import clean_citation

HEADER = ("line", "credential", "result", "says")


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    revoke = commands.add_parser("revoke", help=tell("shell.help.revoke"))
    revoke.add_argument(
        "--csv",
        required=True,
        type=Path,
        metavar="FILE",
        help=tell("shell.help.revoke_csv"),
    )
    revoke.add_argument(
        "--reason", type=utf8_option, required=True, metavar="R", help=tell("shell.help.revoke_reason")
    )
    revoke.add_argument("--dry-run", action="store_true", help=tell("shell.help.dry_run"))
    revoke.add_argument("--report", type=Path, metavar="FILE", help=tell("shell.help.revoke_report"))
    revoke.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Revokes every row that can be revoked, and writes a report with a line for each."""
    reason = clean_citation(chosen.reason)
    if not 0 < len(reason) <= REASON_LIMIT:
        expected = tell("shell.revoke.reason_expected", most=REASON_LIMIT)
        print(tell("shell.revoke.reason_found", found=len(reason), expected=expected), file=sys.stderr)
        return 2

    def revoke(file: RevokeFile, report: RowReport) -> None:
        with open_application(chosen) as (application, organisation):
            if note := private_note(shell_wording(), application.languages, organisation, reason):
                print(tell("shell.note.any", note=note), file=sys.stderr)
            done = Revoking(application, organisation, reason).run(file.rows, dry=chosen.dry_run)
            for outcome in with_progress(done, file.rows):
                report.write(
                    outcome.row.line,
                    credential=str(outcome.row.credential),
                    result=outcome.result,
                    says=outcome.says,
                )

    report = chosen.report or chosen.csv.with_name(f"{chosen.csv.name}.revoked.csv")
    return process_rows(chosen.csv, report, HEADER, read_revocations, revoke)
