"""`laurel revoke --csv FILE --reason R`: many badges at once, each reported; run it again after whatever happened."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from adapters.cli.awarding import watched
from adapters.cli.files import Report, Trouble, typed
from adapters.cli.opening import opened
from adapters.files.csv_rows import Unreadable
from adapters.files.revocations import RevokeFile, read_revocations
from adapters.wiring.revoking import Result, Revoking
from bot.awarding.correcting import REASON_LIMIT
from bot.grammar import cleaned

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
    """Revokes every badge that can be, and writes a report with a line for each."""
    reason = cleaned(chosen.reason)
    if not 0 < len(reason) <= REASON_LIMIT:
        expected = f"one of 1 to {REASON_LIMIT:,} characters; their earners read it"
        print(f"found a reason of {len(reason):,} characters, expected {expected}", file=sys.stderr)
        return 2
    try:
        file = read_revocations(chosen.csv)
    except Unreadable as problem:
        found, expected, mend = problem.parts
        print(f"{chosen.csv}: found {found}, expected {expected}; {mend}", file=sys.stderr)
        return 2
    report = chosen.report or chosen.csv.with_name(f"{chosen.csv.name}.revoked.csv")
    try:
        counts = _revoke(file, chosen, reason, report)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    except OSError as problem:
        print(
            f"{report}: cannot be written ({problem.strerror}); name another with --report", file=sys.stderr
        )
        return 2
    for result, count in sorted(counts.items()):
        print(f"{result}: {count:,}")
    print(f"a line for each row: {report}")
    return 1 if counts[Result.REFUSED] or counts[Result.UNREADABLE] else 0


def _revoke(file: RevokeFile, chosen: argparse.Namespace, reason: str, path: Path) -> "Counter[Result]":
    counts: Counter[Result] = Counter()
    for name in file.ignored:
        print(f"note: column ignored: {name}", file=sys.stderr)
    with Report(path, HEADER, chosen.csv) as report, opened() as (house, organisation):
        done = Revoking(house, organisation, reason).run(file.rows, dry=chosen.dry_run)
        for one in watched(done, file.rows):
            report.write(one.row.line, str(one.row.credential), one.result, one.says)
            counts[one.result] += 1
        for unread in file.unread:
            report.write(unread.line, "", Result.UNREADABLE, unread.says)
            counts[Result.UNREADABLE] += 1
    return counts
