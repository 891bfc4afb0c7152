"""Writes what is known about people as a CSV file that `laurel people import` reads again.

    content = write_people(people, accounts, workspaces)

A spreadsheet takes no cell for a formula. Imported as it was written, the file changes nothing.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from adapters.files.csv_rows import tidy_cell, without_formula
from adapters.files.people import ACCOUNTS, COLUMNS, FLAGS, HOLIDAYS
from bot.domain.organisations import Workspace
from bot.domain.people.model import Identity, MembershipStatus, Person
from bot.messages.platforms import Platform

HEADER = (*COLUMNS.all, "standing", "owner", *FLAGS)


def write_people(
    people: Sequence[Person], accounts: Sequence[Identity], workspaces: Sequence[Workspace]
) -> str:
    """A line for each person, below a line that names the columns."""
    by_id = {person.id: person for person in people}
    places = {workspace.id: workspace.platform for workspace in workspaces}
    ids = {name: dict(_account_ids(accounts, places, platform)) for name, platform in ACCOUNTS.items()}
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEADER)
    for person in people:
        manager = by_id.get(person.manager_id) if person.manager_id else None
        cells = {
            "name": person.name,
            "email": person.email or "",
            "manager_email": (manager.email or manager.name) if manager else "",
            **{name: known.get(person.id, "") for name, known in ids.items()},
            HOLIDAYS: person.holidays or "",
            "standing": person.standing.value,
            "owner": _flag(person.owner),
            "left": _flag(person.left),
            "listed": _flag(person.listed),
        }
        rows.writerow([_cell(cells[name]) for name in HEADER])
    return out.getvalue()


def _account_ids(
    accounts: Sequence[Identity], places: Mapping[UUID, Platform], platform: Platform
) -> Iterator[tuple[UUID, str]]:
    """The id by which a file names each person's account: the directory's where there is one. A living account before
    one that ended; none that waits for the owners' decision, which a file would make."""
    ended_first = sorted(accounts, key=lambda account: account.facts.standing is not MembershipStatus.LEFT)
    for account in ended_first:
        if places.get(account.workspace_id) is platform and account.link.candidate_id is None:
            directory_id = account.facts.directory_id if platform is Platform.TEAMS else None
            yield account.person.id, directory_id or account.external_id


def _flag(value: bool) -> str:
    return "yes" if value else "no"


def _cell(text: str) -> str:
    """The cell, marked as text where a spreadsheet or our own reading would change it."""
    cell = without_formula(text)
    return cell if tidy_cell(cell) == text else f"'{text}"
