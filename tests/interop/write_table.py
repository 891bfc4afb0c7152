"""Runs the tests of this folder and writes how others and we judge each other's badges to docs/interoperability.md.

python -m tests.interop.write_table
"""

import os
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "interoperability.md"
HEAD = """# Our badges, verified by other software, and theirs by ours

Every row is a test in `tests/interop`; CI runs all of them, without skips. `make interop` runs them and writes this
file; do not edit it.

| what | other software | result |
|---|---|---|
"""


def rows() -> list[tuple[str, str, str]]:
    """What the table says now: what was judged, by whom, with which result."""
    found = []
    for line in TABLE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 3 and cells[0] != "what":
            found.append((cells[0], cells[1], cells[2]))
    return found


def without_version(judge: str) -> str:
    """A judge's name alone: a newer release that says the same makes no row wrong."""
    return re.sub(r" \d[0-9A-Za-z.-]*", "", judge)


class Collector:
    """Gathers what tests record under `interop`, and whether all of them passed."""

    def __init__(self) -> None:
        self.rows: set[tuple[str, str, str]] = set()
        self.others: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            for name, value in report.user_properties:
                if name == "interop":
                    what, judge, result = str(value).split("|")
                    self.rows.add((what, judge, result))
        elif not report.passed:
            self.others.append(f"{report.nodeid}: {report.outcome}")


def main() -> int:
    """Run, and write the table if everything passed."""
    collector = Collector()
    os.environ["LAUREL_DOCS"] = "write"
    code = pytest.main([str(Path(__file__).parent), "-p", "no:xdist", "-q"], plugins=[collector])
    if code or collector.others:
        sys.stderr.write("\n".join(["the table was not written:", *collector.others]) + "\n")
        return 1
    lines = [f"| {what} | {judge} | {result} |" for what, judge, result in sorted(collector.rows)]
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    sys.stdout.write(f"wrote {TABLE.relative_to(ROOT)}: {len(lines)} rows\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
