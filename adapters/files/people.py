"""Reads a list of people: a CSV file in UTF-8, as spreadsheets save it, with commas or semicolons.

    file = read_people(Path("people.csv"))
    planned = plan_import(file, stored, chance.new_id)

The first line names the columns, in any order: name and email, and if wanted manager_email, slack_id, teams_id.
A row that cannot be read is a finding with its line and affects no other row. No content makes this raise.
"""

from collections.abc import Mapping
from pathlib import Path

from adapters.files.csv_rows import Columns, Unreadable, read_rows
from bot.domain.catalogue.fields import quote, tidy
from bot.domain.catalogue.files import Finding
from bot.domain.people.import_model import PeopleFile, PersonRow
from bot.messages.email_addresses import parse_address
from bot.messages.platforms import Platform

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
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "unreadable"
        return _unusable(name, None, f"what cannot be opened ({reason})", "a CSV file", "check its path")
    return parse_people(content, name)


def parse_people(content: bytes, file: str) -> PeopleFile:
    """The bytes of a file; `file` is its name in findings."""
    if len(content) > LARGEST:
        return _unusable(file, None, "a file too large", f"at most {LARGEST >> 20} MiB", "import it in parts")
    try:
        ignored, records = read_rows(content, COLUMNS)
    except Unreadable as problem:
        return _unusable(file, 1, *problem.parts)
    rows: list[PersonRow] = []
    findings: list[Finding] = []
    for record in records:
        try:
            rows.append(_row(record.line, record.cells()))
        except Unreadable as problem:
            findings.append(Finding(file, record.line, *problem.parts))
    if not rows and not findings:
        return _unusable(file, None, "no rows", "a row for each person", "add them below the first line")
    notes = (f"columns that were ignored: {', '.join(ignored)}",) if ignored else ()
    return PeopleFile(file, tuple(rows), tuple(findings), notes)


def _row(line: int, cells: Mapping[str, str]) -> PersonRow:
    values = {column: tidy(cells[column]) for column in COLUMNS.all if column in cells}
    for column, value in values.items():
        if not value.isprintable():
            raise Unreadable(f"a character in {column} that cannot be seen", "plain text", "type it anew")
    if not 0 < len(values["name"]) <= LONGEST_NAME:
        found = f"a name of {len(values['name'])} characters" if values["name"] else "no name"
        raise Unreadable(found, f"1 to {LONGEST_NAME} characters", "write the name people know them by")
    accounts = {platform: values[column] for column, platform in ACCOUNTS.items() if values.get(column)}
    for external_id in accounts.values():
        if len(external_id) > LONGEST_ACCOUNT:
            raise Unreadable(
                "an account's id that is too long", f"at most {LONGEST_ACCOUNT} characters", "correct it"
            )
    email = parse_address(values["email"])
    if email is None:
        found = f"{quote(values['email'])} in email" if values["email"] else "no email"
        raise Unreadable(found, "an e-mail address", "write it as name@example.com")
    manager = values["manager_email"].lower() if "manager_email" in values else None
    return PersonRow(line, values["name"], email, manager, accounts)


def _unusable(file: str, line: int | None, found: str, expected: str, fix: str) -> PeopleFile:
    return PeopleFile(file, findings=(Finding(file, line, found, expected, fix),))
