"""Rows of a CSV file in UTF-8, as spreadsheets save it, with commas or semicolons.

    ignored, rows = read_rows(content, Columns(("name", "email")))

The first line names the columns, in any order. A row that cannot be read has a reason and affects no other row.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TypeVar

from bot.domain.catalogue.fields import quote, visible
from issuer.messages import Message, MessageError

MOST_LINES = 50
"""Lines of one row, where a cell holds line breaks."""

_BREAK = re.compile(rb"\r\n|\r|\n")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Unreadable(MessageError):
    """A row or a file that cannot be read: what was found, what was expected, how to fix it."""

    def __init__(self, found: Message, expected: Message, fix: Message) -> None:
        super().__init__(Message("file.mistake", found=found, expected=expected, fix=fix))
        self.parts = (found, expected, fix)


LARGEST = 64 * 1024 * 1024
"""Bytes in one file: room for a hundred thousand rows with long reasons."""
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row that cannot be read, and why."""

    line: int
    message: Message


@dataclass(frozen=True)
class Columns:
    """The columns that are used; others are ignored."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """All columns, in the order of the example."""
        return self.required + self.optional


@dataclass(frozen=True)
class Record:
    """The values of one row by column, or why there are none."""

    line: int
    values: Mapping[str, str]
    problem: Unreadable | None = None

    def cells(self) -> Mapping[str, str]:
        """The values; raises `Unreadable`."""
        if self.problem:
            raise self.problem
        return self.values


def read_rows(content: bytes, wanted: Columns) -> tuple[list[str], Iterator[Record]]:
    """The ignored columns, and every row that is not empty. Raises `Unreadable` if the first line is unusable."""
    lines = _BREAK.split(content.removeprefix(b"\xef\xbb\xbf"))
    delimiter, columns, ignored = _header(lines[0], wanted)
    return ignored, _rows(lines, delimiter, columns)


def read_content(path: Path, fix: Message) -> bytes:
    """The bytes of a file; raises `Unreadable`, with `fix` for one that is too large."""
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        found = Message("file.found.no_csv", reason=str(error.strerror))
        raise Unreadable(found, Message("file.expected.csv"), Message("file.fix.its_path")) from None
    if len(content) > LARGEST:
        expected = Message("file.expected.most_mib", most=str(LARGEST >> 20))
        raise Unreadable(Message("file.found.too_large"), expected, fix)
    return content


def split_rows(
    records: Iterable[Record], read: Callable[[Record], Row | None]
) -> tuple[tuple[Row, ...], tuple[UnreadableRow, ...]]:
    """The rows as `read` makes them, None left out; and the rows that it refuses, with the reason."""
    rows: list[Row] = []
    unread: list[UnreadableRow] = []
    for record in records:
        try:
            row = read(record)
        except Unreadable as problem:
            unread.append(UnreadableRow(record.line, problem.message))
        else:
            if row is not None:
                rows.append(row)
    return tuple(rows), tuple(unread)


def no_address(cell: str) -> Unreadable:
    """The problem of a cell in the column `email` that is no address."""
    found = (
        Message("file.found.text_in", text=visible(cell), key="email")
        if cell.strip()
        else Message("file.found.no_email")
    )
    return Unreadable(found, Message("file.expected.address"), Message("file.fix.address"))


def without_formula(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell


def _rows(lines: Sequence[bytes], delimiter: str, columns: Sequence[str]) -> Iterator[Record]:
    for line, values, problem in _records(lines, delimiter, len(columns)):
        if problem:
            yield Record(line, {}, problem)
        elif any(value.strip() for value in values):
            yield Record(line, dict(zip(columns, values, strict=True)))


def _header(line: bytes, wanted: Columns) -> tuple[str, list[str], list[str]]:
    """The delimiter, the columns in their order, and the ignored ones."""
    text = _text(line)
    best = max(",;", key=lambda one: len(set(wanted.all) & set(_columns(text, one))))
    columns = _columns(text, best)
    for name in wanted.all:
        if columns.count(name) > 1:
            found, expected = Message("file.found.column_twice", name=name), Message("file.expected.once")
            raise Unreadable(found, expected, Message("file.fix.remove_one"))
    missing = [name for name in wanted.required if name not in columns]
    if missing:
        absent = [Message("file.found.no_column", name=name) for name in missing]
        found = reduce(lambda first, second: Message("file.found.both", first=first, second=second), absent)
        expected = Message("file.expected.columns", names=",".join(wanted.all))
        raise Unreadable(found, expected, Message("file.fix.add_column"))
    return best, columns, [quote(name) for name in columns if name not in wanted.all]


def _columns(text: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
    return [re.sub(r"[\s-]+", "_", name.strip().casefold()).replace("e_mail", "email") for name in names]


def _records(
    lines: Sequence[bytes], delimiter: str, width: int
) -> Iterator[tuple[int, Sequence[str], Unreadable | None]]:
    """Every row below the first line. A row may span lines, but only if it then has all its columns."""
    start = 1
    while start < len(lines):
        if lines[start].strip():
            values, used, problem = _record(lines, start, delimiter, width)
            yield start + 1, values, problem
            start += used
        else:
            start += 1


def _record(
    lines: Sequence[bytes], start: int, delimiter: str, width: int
) -> tuple[Sequence[str], int, Unreadable | None]:
    """The values of the row that starts there, and how many lines it takes.

    A quotation mark that is never closed would swallow all rows below it: such a row is its first line alone.
    """
    text, used = "", 0
    try:
        for used, line in enumerate(lines[start : start + MOST_LINES], 1):
            text += _text(line) + "\n"
            values = _complete(text, delimiter)
            if values is not None:
                return _fitting(values, width), used, None
    except Unreadable as problem:
        # Later lines are tried as rows of their own, with problems of their own.
        return (), 1, problem if used == 1 else _unclosed_quote()
    return (), 1, _unclosed_quote()


def _complete(text: str, delimiter: str) -> list[str] | None:
    """The values; None if a quotation mark is still open at the end."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        raise _unclosed_quote() from None


def _unclosed_quote() -> Unreadable:
    return Unreadable(
        Message("file.found.open_quote"),
        Message("file.expected.closed_quote"),
        Message("file.fix.close_quote"),
    )


def _fitting(values: list[str], width: int) -> list[str]:
    if len(values) > width and not any(values[width:]):
        return values[:width]
    if len(values) != width:
        found = Message("file.found.values", size=str(len(values)))
        expected = Message("file.expected.values", size=str(width))
        raise Unreadable(found, expected, Message("file.fix.values"))
    return values


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        found = Message("file.found.no_utf8", byte=f"0x{line[error.start]:02X}")
        raise Unreadable(found, Message("file.expected.utf8"), Message("file.fix.csv_utf8")) from None
