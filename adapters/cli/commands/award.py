"""`laurel award --csv FILE`: many awards at once, each reported; safe to run again after any failure."""

import argparse
import asyncio
from pathlib import Path

from adapters.cli.bulk_commands import RowReport, process_rows, with_progress
from adapters.cli.files import CommandError
from adapters.cli.session import open_application
from adapters.files.awards import AwardFile, read_awards
from adapters.operations.bulk_award import Batch
from adapters.shell_wording import shell_wording, tell, word_error
from adapters.worker.loop import HeldBack
from issuer.proofs.keys import SignerUnavailable

HEADER = ("line", "email", "achievement", "result", "credential", "says")


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    award = commands.add_parser("award", help=tell("shell.help.award"))
    award.add_argument("--csv", required=True, type=Path, metavar="FILE", help=tell("shell.help.award_csv"))
    award.add_argument("--dry-run", action="store_true", help=tell("shell.help.dry_run"))
    award.add_argument("--quiet", action="store_true", help=tell("shell.help.quiet"))
    award.add_argument(
        "--as-operator",
        action="store_true",
        help=tell("shell.help.as_operator"),
    )
    award.add_argument("--report", type=Path, metavar="FILE", help=tell("shell.help.award_report"))
    award.set_defaults(run=run_award)


def run_award(chosen: argparse.Namespace) -> int:
    """Awards every eligible row, and writes a report with a line for each."""

    def award(file: AwardFile, report: RowReport) -> None:
        try:
            _award(file, chosen, report)
        except (HeldBack, SignerUnavailable) as problem:
            raise CommandError(
                tell("shell.award.interrupted", reason=word_error(shell_wording(), problem)), 2
            ) from None

    report = chosen.report or chosen.csv.with_name(f"{chosen.csv.name}.report.csv")
    return process_rows(chosen.csv, report, HEADER, read_awards, award)


def _award(file: AwardFile, chosen: argparse.Namespace, report: RowReport) -> None:
    with open_application(chosen) as (application, organisation):
        batch = Batch(application, organisation, quiet=chosen.quiet, as_operator=chosen.as_operator)
        asyncio.run(batch.prepare(file.rows))
        try:
            for outcome in with_progress(batch.run(file.rows, dry=chosen.dry_run), file.rows):
                report.write(
                    outcome.row.line,
                    email=outcome.row.email,
                    achievement=outcome.row.slug,
                    result=outcome.result,
                    credential=str(outcome.credential or ""),
                    says=outcome.says,
                )
        finally:  # also report rows awarded before an error
            if batch.awarded:
                batch.announce()
