"""`laurel award --csv FILE`: many awards at once, each reported; run it again after whatever happened."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from adapters import system
from adapters.cli.files import Report, Trouble
from adapters.cli.opening import opened
from adapters.files.awards import AwardFile, read_awards
from adapters.files.csv_rows import Unreadable
from adapters.running.worker import HeldBack
from adapters.wiring.batching import Batch
from bot.awarding.batching import Result
from issuer.proofs.keys import SignerUnavailable

HEADER = ("line", "email", "achievement", "result", "credential", "says")
One = TypeVar("One")
BAR = 30
"""Characters of the progress bar."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    award = commands.add_parser("award", help="many awards from a file, recorded and signed like any other")
    award.add_argument(
        "--csv", required=True, type=Path, metavar="FILE", help="columns: email, achievement, citation"
    )
    award.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    award.add_argument("--quiet", action="store_true", help="tell no earner; they find it with /mybadges")
    award.add_argument(
        "--as-operator",
        action="store_true",
        help="also what its rules let no owner award directly; recorded as such",
    )
    award.add_argument(
        "--report", type=Path, metavar="FILE", help="where the report goes (default: FILE.report.csv)"
    )
    award.set_defaults(run=run_award)


def run_award(chosen: argparse.Namespace) -> int:
    """Awards every row that can be, and writes a report with a line for each."""
    try:
        file = read_awards(chosen.csv)
    except Unreadable as problem:
        found, expected, mend = problem.parts
        print(f"{chosen.csv}: found {found}, expected {expected}; {mend}", file=sys.stderr)
        return 2
    report = chosen.report or chosen.csv.with_name(f"{chosen.csv.name}.report.csv")
    try:
        with Report(report, HEADER, chosen.csv) as out:
            counts = _award(file, chosen, out)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    except (HeldBack, SignerUnavailable) as problem:
        print(f"{problem}; what was awarded until now stays, run the file again then", file=sys.stderr)
        return 2
    except OSError as problem:
        print(
            f"{report}: cannot be written ({problem.strerror}); name another with --report", file=sys.stderr
        )
        return 2
    for result, count in sorted(counts.items()):
        print(f"{result}: {count:,}")
    print(f"a line for each row: {report}")
    return 1 if counts[Result.REFUSED] or counts[Result.UNREADABLE] else 0


def _award(file: AwardFile, chosen: argparse.Namespace, report: Report) -> "Counter[Result]":
    counts: Counter[Result] = Counter()
    for name in file.ignored:
        print(f"note: column ignored: {name}", file=sys.stderr)
    with opened() as (house, organisation):
        batch = Batch(house, organisation, quiet=chosen.quiet, as_operator=chosen.as_operator)
        asyncio.run(batch.prepare(file.rows))
        try:
            for one in watched(batch.run(file.rows, dry=chosen.dry_run), file.rows):
                cells = (one.row.email, one.row.slug, one.result, str(one.credential or ""), one.says)
                report.write(one.row.line, *cells)
                counts[one.result] += 1
        finally:  # also of what was awarded before something went wrong
            if batch.awarded:
                batch.announce()
        for unread in file.unread:
            report.write(unread.line, "", "", Result.UNREADABLE, "", unread.says)
            counts[Result.UNREADABLE] += 1
    return counts


def watched(outcomes: Iterator[One], rows: Sequence[object]) -> Iterator[One]:
    """The same, with a bar on a terminal that shows how far it has come."""
    began, shown = system.monotonic(), sys.stderr.isatty()
    for number, one in enumerate(outcomes, 1):
        yield one
        if shown and (number % 50 == 0 or number == len(rows)):
            rate = number / max(0.001, system.monotonic() - began)
            full = "█" * (BAR * number // len(rows))
            print(f"\r{full:·<{BAR}} {number:,}/{len(rows):,}  {rate:,.0f}/s", end="", file=sys.stderr)
    if shown:
        print(file=sys.stderr)
