"""Reads which badges to revoke: a CSV file with the column credential, such as a report of `laurel award --csv`.

    file = read_revocations(Path("awards.csv.report.csv"))

A credential is named by the UUID at the end of its address, or by the whole address. Rows of a report without a
credential, because they were refused, are left out.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from adapters.files.csv_rows import (
    Columns,
    Record,
    UnreadableRow,
    read_content,
    read_rows,
    split_rows,
    tidy_cell,
)
from adapters.files.text_lines import Unreadable
from bot.domain.catalogue.fields import visible
from issuer.messages import Message

COLUMNS = Columns(("credential",), ("result", "line", "email", "achievement", "says"))
"""All columns of a report of `laurel award`; only the first two are used here."""


@dataclass(frozen=True, slots=True)
class RevokeRow:
    """One badge to revoke, by its public id."""

    line: int
    credential: UUID


@dataclass(frozen=True, slots=True)
class RevokeFile:
    """A whole file."""

    rows: tuple[RevokeRow, ...]
    unreadable_rows: tuple[UnreadableRow, ...]
    ignored_columns: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()


def read_revocations(path: Path) -> RevokeFile:
    """The file at that path. Raises `Unreadable` if it is unusable as a whole."""
    return parse_revocations(read_content(path, Message("file.fix.revoke_in_parts")))


def parse_revocations(content: bytes) -> RevokeFile:
    """The bytes of a file. Raises `Unreadable` if its first line is unusable, or it names no badge."""
    table = read_rows(content, COLUMNS)
    rows, unread = split_rows(table.records, _row)
    if not rows and not unread:
        expected, fix = Message("file.expected.badge_rows"), Message("file.fix.add_rows")
        raise Unreadable(Message("file.found.no_badge"), expected, fix)
    return RevokeFile(rows, unread, table.ignored_columns, table.notes)


def _row(record: Record) -> RevokeRow | None:
    cells = record.cells()
    if not cells["credential"].strip() and "result" in cells:
        return None
    return RevokeRow(record.line, _credential(cells["credential"]))


def _credential(cell: str) -> UUID:
    try:
        return UUID(tidy_cell(cell).rpartition("/")[2])
    except ValueError:
        raise Unreadable(
            Message("file.found.text_in", text=visible(cell), key="credential"),
            Message("file.expected.uuid"),
            Message("file.fix.copy_uuid"),
        ) from None
