"""Commands that process the rows of a file, with a report of the result for each row.

process_rows(chosen.csv, report, HEADER, read_awards, award_all)
"""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, Self, TypeVar

from adapters import system
from adapters.cli.files import CommandError
from adapters.files.csv_rows import UnreadableRow, without_formula
from adapters.files.text_lines import Unreadable
from adapters.shell_wording import shell_wording, tell, word_findings
from bot.domain.catalogue.files import Finding
from bot.messages.findings import word_message
from issuer.messages import Message

REFUSED, UNREADABLE = "refused", "unreadable"
"""Results that make the exit code 1; every command with a report uses them."""
BAR = 30
"""Characters of the progress bar."""
One = TypeVar("One")


class RowsFile(Protocol):
    """A file that was read: its unreadable rows, its ignored columns, and remarks about it."""

    @property
    def unreadable_rows(self) -> Sequence[UnreadableRow]: ...
    @property
    def ignored_columns(self) -> Sequence[str]: ...
    @property
    def notes(self) -> Sequence[Message]: ...


File = TypeVar("File", bound=RowsFile)


class RowReport:
    """A CSV report of many rows, written line by line as rows finish. Raises OSError if it cannot be written.

    An earlier report is kept until the first line: a run that never began has nothing to replace it with.
    """

    def __init__(self, path: Path, header: Sequence[str], about: Path) -> None:
        if path.exists() and path.samefile(about):
            raise CommandError(tell("shell.bulk.report_over_file", path=str(path)), 2)
        self.counts: Counter[str] = Counter()
        """Lines of each result."""
        self._path, self._was_there, self._header, self._begun = path, path.exists(), header, False
        self._file = path.open("a", buffering=1, encoding="utf-8", newline="")
        self._rows = csv.writer(self._file, lineterminator="\n")

    def write(self, line: int, **cells: str) -> None:
        """Writes a line; columns that are not named stay empty. A spreadsheet takes no cell for a formula."""
        if not self._begun:
            self._file.truncate(0)
            self._rows.writerow(self._header)
            self._begun = True
        self._rows.writerow([line, *(without_formula(cells.get(name, "")) for name in self._header[1:])])
        self.counts[cells["result"]] += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if not self._begun and not self._was_there:
            self._path.unlink(missing_ok=True)


def process_rows(
    source: Path,
    report: Path,
    header: Sequence[str],
    read: Callable[[Path], File],
    work: Callable[[File, RowReport], None],
) -> int:
    """Reads a file, processes and reports its rows, and prints a summary; returns the exit code.

    `header`: the report's columns, of which the first is the line, one `result` and one `says`. `work` raises
    `CommandError` if it has to stop half-way.
    """
    say = shell_wording()
    try:
        file = read(source)
        for note in file.notes:
            print(tell("shell.note.any", note=word_message(say, note)), file=sys.stderr)
        for name in file.ignored_columns:
            print(tell("shell.csv.column_ignored", name=name), file=sys.stderr)
        with RowReport(report, header, source) as out:
            work(file, out)
            for unread in file.unreadable_rows:
                out.write(unread.line, result=UNREADABLE, says=word_message(say, unread.message))
    except Unreadable as problem:
        print(*word_findings([Finding(str(source), None, *problem.parts)]), file=sys.stderr)
        return 2
    except CommandError as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    except OSError as problem:
        print(
            tell("shell.bulk.report_not_written", report=str(report), reason=str(problem.strerror)),
            file=sys.stderr,
        )
        return 2
    for result, count in sorted(out.counts.items()):
        result_key = result.replace(" ", "_")
        print(tell(f"shell.bulk.result.{result_key}", count=count))
    print(tell("shell.bulk.report", report=str(report)))
    return 1 if out.counts[REFUSED] or out.counts[UNREADABLE] else 0


def with_progress(outcomes: Iterator[One], rows: Sequence[object]) -> Iterator[One]:
    """The same, with a progress bar on a terminal."""
    began, shown = system.monotonic(), sys.stderr.isatty()
    for number, outcome in enumerate(outcomes, 1):
        yield outcome
        if shown and (number % 50 == 0 or number == len(rows)):
            rate = number / max(0.001, system.monotonic() - began)
            full = "█" * (BAR * number // len(rows))
            print(f"\r{full:·<{BAR}} {number:,}/{len(rows):,}  {rate:,.0f}/s", end="", file=sys.stderr)
    if shown:
        print(file=sys.stderr)
