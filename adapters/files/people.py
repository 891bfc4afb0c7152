"""Reads a list of people: a CSV file as spreadsheets save it.

    file = read_people(Path("people.csv"))
    planned = plan_import(file, stored, chance.new_id)

The first line names the columns, in any order: name and email, and if wanted manager_email, slack_id, teams_id.
A row that cannot be read is a finding with its line and affects no other row. No content makes this raise.
"""

from collections.abc import Mapping
from pathlib import Path

from adapters.files.csv_rows import Columns, no_address, read_rows, tidy_cell
from adapters.files.text_lines import Unreadable
from adapters.files.toml import opening_problem
from bot.domain.catalogue.files import Finding
from bot.domain.people.import_model import PeopleFile, PersonRow
from bot.messages.email_addresses import parse_address
from bot.messages.plain_text import has_unreadable, is_visible
from bot.messages.platforms import Platform
from issuer.messages import Message

REQUIRED = ("name", "email")
ACCOUNTS = {"slack_id": Platform.SLACK, "teams_id": Platform.TEAMS}
COLUMNS = Columns(REQUIRED, ("manager_email", *ACCOUNTS))
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
    rows: list[PersonRow] = []
    findings: list[Finding] = []
    for record in table.records:
        try:
            rows.append(_row(record.line, record.cells()))
        except Unreadable as problem:
            findings.append(Finding(file, record.line, *problem.parts))
    if not rows and not findings:
        found, expected = Message("file.found.no_rows"), Message("file.expected.person_rows")
        return _unusable(file, None, found, expected, Message("file.fix.add_rows"))
    notes, ignored = table.notes, table.ignored_columns
    if ignored:
        notes = (*notes, Message("file.note.columns_ignored", names=", ".join(ignored)))
    return PeopleFile(file, tuple(rows), tuple(findings), notes)


def _row(line: int, cells: Mapping[str, str]) -> PersonRow:
    values = {column: tidy_cell(cells[column]) for column in COLUMNS.all if column in cells}
    for column, value in values.items():
        _refuse_unreadable(column, value)
    check_name(values["name"])
    accounts = {platform: values[column] for column, platform in ACCOUNTS.items() if values.get(column)}
    for external_id in accounts.values():
        if len(external_id) > LONGEST_ACCOUNT:
            expected = Message("file.expected.most_characters", most=str(LONGEST_ACCOUNT))
            raise Unreadable(Message("file.found.long_account"), expected, Message("file.fix.correct"))
    email = parse_address(values["email"])
    if email is None:
        raise no_address(values["email"])
    return PersonRow(line, values["name"], email, _manager(values.get("manager_email")), accounts)


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
