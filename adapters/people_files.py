"""Reads a list of people: a CSV file in UTF-8, as spreadsheets save it, with commas or semicolons.

    file = read_people(Path("people.csv"))
    planned = plan_import(file, stored, chance.new_id)

The first line names the columns, in any order: name and email, and if wanted manager_email, slack_id, teams_id.
A row that cannot be read is a finding with its line and costs no other row. Nothing in a file makes this raise.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.fields import shown, tidy
from bot.catalogue.files import Finding
from bot.people.addresses import address
from bot.people.import_model import PeopleFile, PersonRow
from bot.people.places import Platform

REQUIRED = ("name", "email")
ACCOUNTS = {"slack_id": Platform.SLACK, "teams_id": Platform.TEAMS}
COLUMNS = (*REQUIRED, "manager_email", *ACCOUNTS)
LARGEST = 16 * 1024 * 1024
"""Bytes in one file: room for a hundred thousand people."""
LONGEST_NAME = 120
LONGEST_ACCOUNT = 128
MOST_LINES = 50
"""Lines of one row, where a cell holds line breaks."""

_BREAK = re.compile(rb"\r\n|\r|\n")
_SAVE = "save it again as CSV in UTF-8"


class _Unreadable(Exception):
    """A row that cannot be read: what was found, what was expected, how to mend it."""

    def __init__(self, found: str, expected: str, mend: str) -> None:
        super().__init__(found)
        self.parts = (found, expected, mend)


@dataclass(frozen=True)
class _Record:
    """The values of one row, or why there are none."""

    line: int
    values: Sequence[str]
    problem: _Unreadable | None = None


def read_people(path: Path) -> PeopleFile:
    """The file at that path; if it cannot be opened, that is its one finding."""
    name = path.name or str(path)
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "unreadable"
        return _unusable(name, None, f"what cannot be opened ({reason})", "a CSV file", "check its path")
    return parse_people(content, name)


def parse_people(content: bytes, file: str) -> PeopleFile:
    """The bytes of a file, which people know as `file`."""
    if len(content) > LARGEST:
        return _unusable(file, None, "a file too large", f"at most {LARGEST >> 20} MiB", "import it in parts")
    lines = _BREAK.split(content.removeprefix(b"\xef\xbb\xbf"))
    try:
        delimiter, columns, ignored = _header(lines[0])
    except _Unreadable as problem:
        return _unusable(file, 1, *problem.parts)
    rows: list[PersonRow] = []
    findings: list[Finding] = []
    for record in _records(lines, delimiter, len(columns)):
        try:
            if record.problem:
                raise record.problem
            if any(value.strip() for value in record.values):
                rows.append(_row(record.line, dict(zip(columns, record.values, strict=True))))
        except _Unreadable as problem:
            findings.append(Finding(file, record.line, *problem.parts))
    if not rows and not findings:
        return _unusable(file, None, "no rows", "a row for each person", "add them below the first line")
    notes = (f"columns that were ignored: {', '.join(ignored)}",) if ignored else ()
    return PeopleFile(file, tuple(rows), tuple(findings), notes)


def _header(line: bytes) -> tuple[str, list[str], list[str]]:
    """Which delimiter, the columns in their order, and those that mean nothing to us."""
    text = _text(line)
    best = max(",;", key=lambda one: len(set(COLUMNS) & set(_columns(text, one))))
    columns = _columns(text, best)
    for name in COLUMNS:
        if columns.count(name) > 1:
            raise _Unreadable(f"the column {name} twice", "each column once", "remove one of them")
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        expected = f"a first line that names the columns, such as {','.join(COLUMNS)}"
        raise _Unreadable(f"no column {' and no column '.join(missing)}", expected, "add or rename it")
    return best, columns, [shown(name) for name in columns if name not in COLUMNS]


def _columns(text: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
    return [re.sub(r"[\s-]+", "_", name.strip().casefold()).replace("e_mail", "email") for name in names]


def _records(lines: Sequence[bytes], delimiter: str, width: int) -> Iterator[_Record]:
    """Every row below the first line. A row may span lines, but only if it then has all its columns."""
    start = 1
    while start < len(lines):
        if lines[start].strip():
            values, used, problem = _record(lines, start, delimiter, width)
            yield _Record(start + 1, values, problem)
            start += used
        else:
            start += 1


def _record(
    lines: Sequence[bytes], start: int, delimiter: str, width: int
) -> tuple[Sequence[str], int, _Unreadable | None]:
    """The values of the row that starts there, and how many lines it takes.

    A quotation mark that is never closed would swallow everybody below it: such a row is its first line alone.
    """
    text, used = "", 0
    try:
        for used, line in enumerate(lines[start : start + MOST_LINES], 1):
            text += _text(line) + "\n"
            values = _complete(text, delimiter)
            if values is not None:
                return _fitting(values, width), used, None
    except _Unreadable as problem:
        # A line further down has its own turn, and its own problem, later.
        return (), 1, problem if used == 1 else _unclosed()
    return (), 1, _unclosed()


def _complete(text: str, delimiter: str) -> list[str] | None:
    """The values; None if a quotation mark is still open at the end."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        raise _unclosed() from None


def _unclosed() -> _Unreadable:
    return _Unreadable(
        "a quotation mark that is not closed where it should be",
        'cells with quotation marks at both ends, such as "Costa, Ana"',
        "close it, or remove it",
    )


def _fitting(values: list[str], width: int) -> list[str]:
    if len(values) > width and not any(values[width:]):
        return values[:width]
    if len(values) != width:
        mend = "put quotation marks around a cell that holds the delimiter, or add what is missing"
        raise _Unreadable(f"{len(values)} values", f"{width}, as many as there are columns", mend)
    return values


def _row(line: int, cells: Mapping[str, str]) -> PersonRow:
    values = {column: tidy(cells[column]) for column in COLUMNS if column in cells}
    for column, value in values.items():
        if not value.isprintable():
            raise _Unreadable(f"a character in {column} that cannot be seen", "plain text", "type it anew")
    if not 0 < len(values["name"]) <= LONGEST_NAME:
        found = f"a name of {len(values['name'])} characters" if values["name"] else "no name"
        raise _Unreadable(found, f"1 to {LONGEST_NAME} characters", "write the name people know them by")
    accounts = {platform: values[column] for column, platform in ACCOUNTS.items() if values.get(column)}
    for external_id in accounts.values():
        if len(external_id) > LONGEST_ACCOUNT:
            raise _Unreadable(
                "an account's id that is too long", f"at most {LONGEST_ACCOUNT} characters", "correct it"
            )
    email = address(values["email"])
    if email is None:
        found = f"{shown(values['email'])} in email" if values["email"] else "no email"
        raise _Unreadable(found, "an e-mail address", "write it as name@example.com")
    manager = values["manager_email"].lower() if "manager_email" in values else None
    return PersonRow(line, values["name"], email, manager, accounts)


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"the byte 0x{line[error.start]:02X}, which is not UTF-8"
        raise _Unreadable(found, "a text file in UTF-8", _SAVE) from None


def _unusable(file: str, line: int | None, found: str, expected: str, mend: str) -> PeopleFile:
    return PeopleFile(file, findings=(Finding(file, line, found, expected, mend),))
