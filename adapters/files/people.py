"""Reads a list of people: a CSV file as spreadsheets save it.

    file = read_people(Path("people.csv"))
    planned = plan_import(file, stored, chance.new_id)

The first line names the columns, in any order: name and email, and if wanted manager_email, slack_id, teams_id,
holidays. What `laurel people export` writes can be read again: of its further columns, left and listed count, the rest
is derived. A row that cannot be read is a finding with its line and affects no other row. No content makes this raise.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from adapters.files.csv_rows import Columns, no_address, read_rows, tidy_cell
from adapters.files.text_lines import Unreadable
from adapters.files.toml import opening_problem
from adapters.files.wording import load_languages
from bot.domain.catalogue.fields import visible
from bot.domain.catalogue.files import Finding
from bot.domain.people.imports.model import PeopleFile, PersonRow
from bot.domain.public_holidays import named_region, near_regions
from bot.messages.email_addresses import parse_address
from bot.messages.plain_text import has_unreadable, is_visible
from bot.messages.platforms import Platform
from bot.messages.reading.parsing import normalise_name
from bot.messages.typed_words import typed_words
from issuer.messages import Message

REQUIRED = ("name", "email")
ACCOUNTS = {"slack_id": Platform.SLACK, "teams_id": Platform.TEAMS}
HOLIDAYS = "holidays"
COLUMNS = Columns(REQUIRED, ("manager_email", *ACCOUNTS, HOLIDAYS))
"""The columns of a people file; `Columns.all` in the order in which people write them."""
FLAGS = ("left", "listed")
"""Columns of an export that say yes or no: whether the person left, and whether a people file lists them. They count
together; another program's column of one of these names is ignored like any other."""
_YES, _NO = ("yes", "true", "1"), ("", "no", "false", "0")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
LARGEST = 16 * 1024 * 1024
"""Bytes in one file: room for a hundred thousand people."""
LONGEST_NAME = 120
LONGEST_ACCOUNT = 128


def read_people(path: Path) -> PeopleFile:
    """The file at that path; if it cannot be opened, that is its one finding."""
    name = path.name or str(path)
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        found = Message("file.found.not_opened", reason=opening_problem(error))
        return _unusable(name, None, found, Message("file.expected.csv"), Message("file.fix.its_path"))
    return parse_people(content, name)


def parse_people(content: bytes, file: str) -> PeopleFile:
    """The bytes of a file; `file` is its name in findings."""
    if len(content) > LARGEST:
        found = Message("file.found.too_large")
        expected = Message("file.expected.most_mib", most=str(LARGEST >> 20))
        return _unusable(file, None, found, expected, Message("file.fix.import_in_parts"))
    try:
        table = read_rows(content, COLUMNS)
    except Unreadable as problem:
        return _unusable(file, 1, *problem.parts)
    ignored = [name for name in table.ignored_columns if name not in FLAGS]
    is_export = len(ignored) + len(FLAGS) == len(table.ignored_columns)
    rows: list[PersonRow] = []
    findings: list[Finding] = []
    for record in table.records:
        try:
            cells = record.cells()
            row = _row(record.line, cells, FLAGS if is_export else ())
            rows.append(row)
            if row.listed:
                rows[-1] = replace(row, holidays=_holidays(tidy_cell(cells.get(HOLIDAYS, ""))))
        except Unreadable as problem:
            findings.append(Finding(file, record.line, *problem.parts))
    if not rows and not findings:
        found, expected = Message("file.found.no_rows"), Message("file.expected.person_rows")
        return _unusable(file, None, found, expected, Message("file.fix.add_rows"))
    unused = ignored if is_export else table.ignored_columns
    notes = [Message("file.note.columns_ignored", names=", ".join(unused))] if unused else []
    return PeopleFile(file, tuple(rows), tuple(findings), (*table.notes, *notes))


def _row(line: int, cells: Mapping[str, str], flags: Sequence[str]) -> PersonRow:
    values = {column: tidy_cell(cells[column]) for column in (*COLUMNS.all, *flags) if column in cells}
    left, listed = _flag(values, "left", default=False), _flag(values, "listed", default=True)
    if listed:
        _check_cells(values)
    accounts = {
        platform: _account_id(platform, values[column])
        for column, platform in ACCOUNTS.items()
        if values.get(column)
    }
    email = parse_address(values["email"])
    needs_address = listed and not left and not accounts
    if email is None and (values["email"] or needs_address) and listed:
        raise no_address(values["email"])
    manager = _manager(values.get("manager_email"))
    return PersonRow(line, values["name"], email, manager, accounts, left, listed)


def _check_cells(values: Mapping[str, str]) -> None:
    for column, value in values.items():
        _refuse_unreadable(column, value)
    check_name(values["name"])
    if any(len(values.get(column, "")) > LONGEST_ACCOUNT for column in ACCOUNTS):
        expected = Message("file.expected.most_characters", most=str(LONGEST_ACCOUNT))
        raise Unreadable(Message("file.found.long_account"), expected, Message("file.fix.correct"))


@lru_cache(maxsize=1024)
def _holidays(cell: str) -> str | None:
    """Whose public holidays count, as `/mybadges holidays` understands it in any language: the code of a region, "" for
    those of the organisation, None for an empty cell. Raises `Unreadable` for a region that is not known."""
    if not cell:
        return None
    for say in load_languages().wordings:
        if normalise_name(cell) in typed_words(say, "automatic"):
            return ""
        if region := named_region(cell, say):
            return region.code
    near = ", ".join(near_regions(cell)[:16]) or "DE, DE-BY, US-CA"
    found = Message("file.found.text_in", text=visible(cell), key=HOLIDAYS)
    raise Unreadable(found, Message("file.expected.region", near=near), Message("file.fix.region"))


def _account_id(platform: Platform, cell: str) -> str:
    """The id as its platform spells it: Slack in capitals, directories in small letters."""
    if platform is Platform.SLACK:
        return cell.upper()
    return cell.lower() if _UUID.fullmatch(cell) else cell


def _flag(values: Mapping[str, str], column: str, *, default: bool) -> bool:
    """What a cell says; a column that is not there, or empty, says the default."""
    cell = values.get(column, "").casefold()
    if cell and cell not in (*_YES, *_NO):
        expected = Message("file.expected.either", first="yes", second="no")
        found = Message("file.found.text_in", text=visible(cell), key=column)
        raise Unreadable(found, expected, Message("file.fix.correct"))
    return cell in _YES if cell else default


def _refuse_unreadable(column: str, value: str) -> None:
    if has_unreadable(value):
        found = Message("file.found.invisible_in", column=column)
        raise Unreadable(found, Message("file.expected.plain"), Message("file.fix.type_it_anew"))


def check_name(name: str) -> None:
    """Raises `Unreadable` for a person's name that is empty, too long, shows nothing, or cannot be read."""
    _refuse_unreadable("name", name)
    expected, fix = Message("file.expected.name", most=str(LONGEST_NAME)), Message("file.fix.name")
    if not name:
        raise Unreadable(Message("file.found.no_name"), expected, fix)
    if len(name) > LONGEST_NAME:
        raise Unreadable(Message("file.found.name", size=str(len(name))), expected, fix)
    if not is_visible(name):
        raise Unreadable(Message("file.found.unseen_name"), expected, fix)


def _manager(cell: str | None) -> str | None:
    """The manager's address; a cell that holds none is kept, for the import to report."""
    return cell if cell is None else parse_address(cell) or cell.lower()


def _unusable(file: str, line: int | None, found: Message, expected: Message, fix: Message) -> PeopleFile:
    return PeopleFile(file, findings=(Finding(file, line, found, expected, fix),))
