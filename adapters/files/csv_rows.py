"""Rows of a CSV file as spreadsheets save it, with commas, semicolons or tabs, in any of their encodings.

    table = read_rows(content, Columns(("name", "email")))

The first line names the columns, in any order; a line `sep=;` above it names the delimiter. A row that cannot be read
has a reason and affects no other row. A row may end early, as Excel writes it: then its last columns say nothing.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TypeVar

from adapters.files.text_lines import TextLines, Unreadable, decode_lines
from bot.domain.catalogue.fields import visible
from bot.messages.plain_text import one_line
from issuer.messages import Message

MOST_LINES = 50
"""Lines of one row, where a cell holds line breaks."""

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"\"?sep=([^\w\s\"]|\t)\"?[,;\t|]*\s*", re.IGNORECASE)
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
"""How programs keep a spreadsheet from taking a text for a figure."""

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
    """The values of one row by column, or why there are none. A column that the row ended before is left out."""

    line: int
    values: Mapping[str, str]
    problem: Unreadable | None = None

    def cells(self) -> Mapping[str, str]:
        """The values; raises `Unreadable`."""
        if self.problem:
            raise self.problem
        return self.values


@dataclass(frozen=True)
class Table:
    """Every row that is not empty, the columns that are not used, and remarks about the file."""

    records: Iterator[Record]
    ignored_columns: tuple[str, ...]
    notes: tuple[Message, ...]


def read_rows(content: bytes, wanted: Columns) -> Table:
    """The rows. Raises `Unreadable` if the line that names the columns is unusable."""
    lines = decode_lines(content)
    top, delimiters = _top_line(lines)
    delimiter, columns, ignored = _header(lines.text(top), wanted, delimiters)
    records = _rows(lines, top + 1, delimiter, columns, wanted)
    return Table(records, tuple(ignored), lines.notes)


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


def tidy_cell(cell: str) -> str:
    """A short cell as it was meant: one line, without what a spreadsheet or another program put around it.

    An apostrophe before a capital, a figure or a formula marks text in a spreadsheet; before a small letter it belongs
    to the word, as in ’t Hooft.
    """
    text = one_line(cell)
    if kept := _FORMULA_TEXT.fullmatch(text):
        text = one_line(kept[1].replace('""', '"'))
    marked = text.startswith("'") and not text[1:2].islower()
    return one_line(text[1:]) if marked else text


def _rows(
    lines: TextLines, start: int, delimiter: str, columns: Sequence[str], wanted: Columns
) -> Iterator[Record]:
    needed = 1 + max(columns.index(name) for name in wanted.required)
    for line, values, problem in _records(lines, start, delimiter, len(columns)):
        if problem:
            yield Record(line, {}, problem)
        elif not any(value.strip() for value in values):
            continue
        elif needed <= len(values) <= len(columns):
            yield Record(line, dict(zip(columns, values, strict=False)))
        else:
            found = Message("file.found.values", size=str(len(values)))
            expected = Message("file.expected.values", size=str(len(columns)))
            yield Record(line, {}, Unreadable(found, expected, Message("file.fix.values")))


def _top_line(lines: TextLines) -> tuple[int, str]:
    """The number of the line that names the columns, and the delimiters that it may have."""
    for number in range(len(lines)):
        text = lines.text(number)
        if separator := _SEPARATOR_LINE.fullmatch(text):
            return min(number + 1, len(lines) - 1), separator[1]
        if text.strip(_DELIMITERS + " "):
            return number, _DELIMITERS
    return 0, _DELIMITERS


def _header(text: str, wanted: Columns, delimiters: str) -> tuple[str, list[str], list[str]]:
    """The delimiter, the columns in their order, and the ignored ones."""
    best = max(delimiters, key=lambda one: len(set(wanted.all) & set(_columns(text, one))))
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
    return best, columns, [visible(name) for name in columns if name and name not in wanted.all]


def _columns(text: str, delimiter: str) -> list[str]:
    """The names of the columns, normalised; without unnamed ones at the end."""
    try:
        names = next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
    columns = [
        re.sub(r"[\s-]+", "_", tidy_cell(name).casefold()).replace("e_mail", "email") for name in names
    ]
    return _without_empty_end(columns)


def _records(
    lines: TextLines, start: int, delimiter: str, width: int
) -> Iterator[tuple[int, Sequence[str], Unreadable | None]]:
    """Every row from that line on. A row may span lines, but only if it then has all its columns."""
    while start < len(lines):
        if lines.is_blank(start):
            start += 1
            continue
        values, used, problem = _record(lines, start, delimiter, width)
        yield start + 1, values, problem
        start += used


def _record(
    lines: TextLines, start: int, delimiter: str, width: int
) -> tuple[Sequence[str], int, Unreadable | None]:
    """The values of the row that starts there, and how many lines it takes.

    A quotation mark that is never closed would swallow all rows below it: such a row is its first line alone.
    """
    text, used = "", 0
    try:
        for used in range(1, min(MOST_LINES, len(lines) - start) + 1):
            text += lines.text(start + used - 1) + "\n"
            values = _complete(text, delimiter)
            if values is not None:
                return _without_empty_end(values, width), used, None
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


def _without_empty_end(values: list[str], width: int = 0) -> list[str]:
    """Without empty values behind that many."""
    while len(values) > width and not values[-1].strip():
        values = values[:-1]
    return values
