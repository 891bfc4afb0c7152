"""Reads which badges to revoke: a CSV file with the column credential, such as a report of `laurel award --csv`.

    file = read_revocations(Path("awards.csv.report.csv"))

A credential is named by the UUID at the end of its address, or by the whole address. Rows of a report that gave none,
because they were refused, are left out.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from adapters.award_files import LARGEST, Unread
from adapters.csv_rows import Columns, Unreadable, read_rows
from bot.catalogue.fields import shown, tidy

COLUMNS = Columns(("credential",), ("result", "line", "email", "achievement", "says"))
"""All that a report of `laurel award` has; only the first two say something here."""


@dataclass(frozen=True, slots=True)
class RevokeRow:
    """One badge to revoke, by its public id."""

    line: int
    credential: UUID


@dataclass(frozen=True, slots=True)
class RevokeFile:
    """A whole file."""

    rows: tuple[RevokeRow, ...]
    unread: tuple[Unread, ...]
    ignored: tuple[str, ...] = ()


def read_revocations(path: Path) -> RevokeFile:
    """The file at that path. Raises `Unreadable` if all of it is of no use."""
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"no file that opens ({error.strerror})", "a CSV file", "check its path") from None
    if len(content) > LARGEST:
        raise Unreadable("a file too large", f"at most {LARGEST >> 20} MiB", "revoke it in parts")
    return parse_revocations(content)


def parse_revocations(content: bytes) -> RevokeFile:
    """The bytes of a file. Raises `Unreadable` if its first line is of no use, or it names no badge."""
    ignored, records = read_rows(content, COLUMNS)
    rows: list[RevokeRow] = []
    unread: list[Unread] = []
    for record in records:
        try:
            cells = record.cells()
            if cells["credential"].strip() or "result" not in cells:
                rows.append(RevokeRow(record.line, _credential(cells["credential"])))
        except Unreadable as problem:
            found, expected, mend = problem.parts
            unread.append(Unread(record.line, f"found {found}, expected {expected}; {mend}"))
    if not rows and not unread:
        raise Unreadable("no badge in it", "a row for each badge", "add them below the first line")
    return RevokeFile(tuple(rows), tuple(unread), tuple(ignored))


def _credential(cell: str) -> UUID:
    try:
        return UUID(tidy(cell).rpartition("/")[2])
    except ValueError:
        raise Unreadable(
            f"{shown(cell)} in credential",
            "a UUID such as the one in a badge's address",
            "copy it from there",
        ) from None
