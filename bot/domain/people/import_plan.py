"""Plans the changes that a people file makes to the known people. Pure.

    planned = plan_import(file, stored, ids.new_id)
    for line in describe_changes(planned):
        print(line)

A row's person is found by e-mail, else by an account whose person has no e-mail yet and gets the row's.
Known people missing from the file are only listed. If the file is `complete`, they are marked as having left and lose
their rights, but not while a row is unreadable, because that row could be theirs.

A platform account outlives a job, so a person whom a file marks as left has no rights until a file brings them back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from bot.domain.catalogue.fields import quote
from bot.domain.catalogue.files import Finding
from bot.domain.events import EventKind
from bot.domain.people.import_model import (
    Account,
    KnownPeople,
    PeopleFile,
    PeopleImportPlan,
    PersonChange,
    PersonRow,
)
from bot.domain.people.model import MembershipStatus, Person
from bot.domain.people.reporting_loops import loops
from bot.messages.platforms import Platform


def plan_import(
    file: PeopleFile, stored: KnownPeople, new_id: Callable[[], UUID], *, complete: bool = False
) -> PeopleImportPlan:
    """Compares a file with the known people."""
    draft = _Draft(file, stored, new_id)
    draft.take_rows()
    absent = draft.absent()
    if complete and absent:
        absent = draft.leave(absent)
    draft.appoint_managers()
    before = {person.id: person for person in stored.people}
    changes = [
        PersonChange(before.get(person.id), person)
        for person in draft.people.values()
        if before.get(person.id) != person
    ]
    return PeopleImportPlan(
        tuple(changes),
        tuple(draft.accounts),
        tuple(absent),
        (*file.findings, *sorted(draft.findings, key=lambda finding: finding.line or 0)),
        (*file.notes, *draft.notes),
        {person.id: person.name for person in draft.people.values()},
    )


class _Draft:
    """The people as the file describes them, built row by row."""

    def __init__(self, file: PeopleFile, stored: KnownPeople, new_id: Callable[[], UUID]) -> None:
        self.file = file
        self.stored = stored
        self.new_id = new_id
        self.people = {person.id: person for person in stored.people}
        self.by_email = {person.email: person.id for person in stored.people if person.email}
        self.owner_of = dict(stored.accounts)
        self.row_of: dict[UUID, PersonRow] = {}
        self.accounts: list[Account] = []
        self.findings: list[Finding] = []
        self.notes: list[str] = []

    def take_rows(self) -> None:
        """Applies names, e-mails, status and accounts."""
        workspaces = self._workspaces()
        for row in self.file.rows:
            person = self._person(row, workspaces)
            if person.id in self.row_of:
                expected = f"each person once (line {self.row_of[person.id].line})"
                self._add_finding(
                    row, f"{row.email} again", expected, "remove one of the two; the first one counts"
                )
                continue
            self.people[person.id] = person
            self.by_email[row.email] = person.id
            self.row_of[person.id] = row
            self._identify(row, person, workspaces)

    def appoint_managers(self) -> None:
        """Sets the managers, after all rows have been read."""
        for person_id, row in self.row_of.items():
            if row.manager_email is not None:
                manager_id = self._manager(row, person_id) if row.manager_email else None
                self.people[person_id] = replace(self.people[person_id], manager_id=manager_id)
        for ring in loops({person.id: person.manager_id for person in self.people.values()}):
            named = [self.row_of[identifier] for identifier in ring if identifier in self.row_of]
            if named:
                way = " → ".join(self.people[identifier].name for identifier in (*ring, ring[0]))
                fix = "mend one of them; it was kept as written, and where nobody else can decide, an owner does"
                self._add_finding(named[0], f"managers in a ring ({way})", "somebody at the top", fix)

    def absent(self) -> list[Person]:
        """Members missing from the file. Guests, strangers and bots have no rights to lose."""
        return [
            person
            for person in self.stored.people
            if person.standing is MembershipStatus.MEMBER and person.id not in self.row_of
        ]

    def leave(self, absent: Sequence[Person]) -> list[Person]:
        """Marks them as having left, but never the last owners; returns the people who stay."""
        if self.file.findings:
            problem = "nobody was marked as having left, because rows could not be read"
            self.notes.append(f"{problem}; mend them and import again")
            return list(absent)
        owners = {
            person.id
            for person in self.people.values()
            if person.owner and person.standing is MembershipStatus.MEMBER
        }
        kept = (
            [] if owners - {person.id for person in absent} else [person for person in absent if person.owner]
        )
        for person in kept:
            found = f"no row for {_display_name(person)}, an owner, in a file that is everybody"
            fix = "they stay; add them to the file, or make somebody in it an owner (`laurel owner add`)"
            self.findings.append(Finding(self.file.file, None, found, "one owner at least", fix))
        for person in absent:
            if person not in kept:
                self.people[person.id] = replace(person, standing=MembershipStatus.LEFT, owner=False)
        return kept

    def _person(self, row: PersonRow, workspaces: Mapping[Platform, UUID]) -> Person:
        person_id = self.by_email.get(row.email) or self._find_by_account(row, workspaces)
        if person_id is None:
            return Person(self.new_id(), self.stored.organisation_id, row.name, row.email)
        known = self.people[person_id]
        standing = MembershipStatus.MEMBER if known.standing is MembershipStatus.LEFT else known.standing
        return replace(known, name=row.name, email=row.email, standing=standing)

    def _find_by_account(self, row: PersonRow, workspaces: Mapping[Platform, UUID]) -> UUID | None:
        """A person without e-mail who has an account of this row."""
        for platform, external_id in row.accounts.items():
            found = self.owner_of.get((platform, external_id)) if platform in workspaces else None
            if found and self.people[found].email is None:
                return found
        return None

    def _identify(self, row: PersonRow, person: Person, workspaces: Mapping[Platform, UUID]) -> None:
        for platform, external_id in row.accounts.items():
            if platform not in workspaces:
                continue
            holder = self.owner_of.setdefault((platform, external_id), person.id)
            if (platform, external_id) not in self.stored.accounts and holder == person.id:
                self.accounts.append(Account(platform, workspaces[platform], external_id, person.id))
            elif holder != person.id:
                found = f"the {platform}_id {quote(external_id)} of {_display_name(self.people[holder])}"
                fix = "correct it; everything else in this row counts"
                self._add_finding(row, found, f"an account of {row.email} alone", fix)

    def _workspaces(self) -> dict[Platform, UUID]:
        """The single workspace of each platform for which the file lists accounts."""
        found: dict[Platform, UUID] = {}
        for platform in sorted({platform for row in self.file.rows for platform in row.accounts}):
            ids = self.stored.workspaces.get(platform, ())
            if len(ids) == 1:
                found[platform] = ids[0]
                continue
            problem = (
                f"there are {len(ids)} workspaces it could mean"
                if ids
                else "no workspace of that platform is known yet"
            )
            self.notes.append(f"{platform}_id was not used: {problem}")
        return found

    def _manager(self, row: PersonRow, person_id: UUID) -> UUID | None:
        found = self.by_email.get(row.manager_email or "")
        if found is None:
            self._no_manager(row, "whom nobody knows", "add a row for them, or correct it")
        elif found == person_id:
            self._no_manager(row, "who is the person of this row", "name somebody else, or leave it empty")
        elif self.people[found].standing is MembershipStatus.LEFT:
            self._no_manager(row, "who has left", "name who manages them now, or leave it empty")
        else:
            return found
        return None

    def _no_manager(self, row: PersonRow, problem: str, fix: str) -> None:
        found = f"the manager {quote(row.manager_email or '')}, {problem}"
        self._add_finding(
            row, found, "a colleague's e-mail address", f"{fix}; until then an owner decides for {row.name}"
        )

    def _add_finding(self, row: PersonRow, found: str, expected: str, fix: str) -> None:
        self.findings.append(Finding(self.file.file, row.line, found, expected, fix))


def describe_changes(planned: PeopleImportPlan) -> Iterator[str]:
    """Each change in a line."""
    for change in planned.changes:
        yield _change_line(change, planned.names)
    for account in planned.accounts:
        yield f"{planned.names[account.person_id]}: {account.platform} account {account.external_id}"


def _change_line(change: PersonChange, names: Mapping[UUID, str]) -> str:
    before, after = change.before, change.after
    if before is None:
        manager = f", manager {names[after.manager_id]}" if after.manager_id else ""
        return f"new: {_display_name(after)}{manager}"
    if change.event is EventKind.PERSON_LEFT:
        return f"left: {_display_name(after)}{', no longer an owner' if before.owner else ''}"
    parts = [
        f"{what} {old or 'none'} → {new or 'none'}"
        for what, old, new in (
            ("name", before.name, after.name),
            ("e-mail", before.email, after.email),
            ("manager", _name(before.manager_id, names), _name(after.manager_id, names)),
        )
        if old != new
    ]
    if change.event is EventKind.PERSON_RETURNED:
        parts.insert(0, "is back")
    return f"{after.name}: {', '.join(parts)}"


def _name(person_id: UUID | None, names: Mapping[UUID, str]) -> str | None:
    return names.get(person_id) if person_id else None


def _display_name(person: Person) -> str:
    return f"{person.name} ({person.email})" if person.email else person.name
