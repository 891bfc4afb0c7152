"""Plans the changes that a people file makes to the known people. Pure.

    planned = plan_import(file, stored, ids.new_id)
    for change in planned.changes:
        for line in describe_change(change, planned.names): ...

Known people missing from the file are only listed. If the file is `complete`, they are marked as having left and lose
their rights, but not while a row is unreadable, because that row could be theirs.

A platform account outlives a job, so a person marked as left by a file has no rights until a file brings them back.
An owner who left is an owner again then.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from bot.domain.catalogue.fields import visible
from bot.domain.people.imports.accounts import AccountIndex
from bot.domain.people.imports.findings import RowFindings, display_name
from bot.domain.people.imports.linking import AccountLinker, RowAccounts, standings
from bot.domain.people.imports.matching import RowMatch, RowMatcher
from bot.domain.people.imports.model import (
    AddressAnswers,
    KnownPeople,
    PeopleFile,
    PeopleImportPlan,
    PersonChange,
    PersonRow,
)
from bot.domain.people.linking import best_standing, vouched_address
from bot.domain.people.model import MembershipStatus, Person
from bot.domain.people.reporting_loops import loops
from issuer.messages import Message

NO_ANSWERS = AddressAnswers()


def plan_import(
    file: PeopleFile,
    stored: KnownPeople,
    new_id: Callable[[], UUID],
    *,
    complete: bool = False,
    answers: AddressAnswers = NO_ANSWERS,
) -> PeopleImportPlan:
    """Compares a file with the known people."""
    draft = _Draft(file, stored, new_id)
    draft.take_rows(answers)
    absent = draft.depart(draft.absent(complete=complete), complete=complete)
    draft.appoint_managers()
    return PeopleImportPlan(
        tuple(draft.changes()),
        tuple(absent),
        (*file.findings, *sorted(draft.findings.found, key=lambda finding: finding.line or 0)),
        (*file.notes, *draft.accounts.notes, *draft.notes),
        {person.id: person.name for person in (*stored.people, *draft.people.values())},
        sum(map(_may_leave, stored.people)),
    )


def _may_leave(person: Person) -> bool:
    """Whether a complete file without the person says that they left. Guests, strangers and bots that no file lists
    have no rights to lose."""
    return not person.left and (person.listed or person.standing is MembershipStatus.MEMBER)


class _Draft:
    """The people as the file describes them, built row by row."""

    def __init__(self, file: PeopleFile, stored: KnownPeople, new_id: Callable[[], UUID]) -> None:
        self.file = file
        self.stored = stored
        self.new_id = new_id
        self.before = {person.id: person for person in stored.people}
        self.people = dict(self.before)
        self.accounts = AccountIndex(stored, file.rows)
        self.findings = RowFindings(file.file)
        self.notes: list[Message] = []
        self.rows: dict[UUID, PersonRow] = {}
        self.of_accounts: dict[UUID, RowAccounts] = {}
        self.merged: dict[UUID, Person] = {}
        """The persons known from a platform alone, by the person that each turned out to be."""

    def take_rows(self, answers: AddressAnswers) -> None:
        """Applies names, e-mails, status and accounts."""
        matcher = RowMatcher(self.stored, self.accounts, answers, self.findings, self.file.rows)
        matches = {match.person_id or self.new_id(): match for match in matcher.match()}
        for person_id, match in matches.items():
            self._take(person_id, match)
        holders = {address: self.before[person_id] for address, person_id in self.stored.aliases.items()}
        holders |= {person.email: person for person in self.people.values() if person.email}
        given_up = {
            reference for reference, person_id in matcher.evidence.given_up.items() if person_id in matches
        }
        linker = AccountLinker(self.stored, self.accounts, self.findings, given_up, holders)
        for person_id, match in matches.items():
            if not match.row.left:
                self._link(linker, person_id, match)
        self.notes += linker.notes

    def appoint_managers(self) -> None:
        """Sets the managers, after all rows have been read."""
        holders = {
            address: account.person.id
            for account in self.stored.accounts
            if (address := vouched_address(account.facts))
        }
        holders |= self.stored.aliases
        holders |= {person.email: person.id for person in self.people.values() if person.email}
        kept = {merged.id: person_id for person_id, merged in self.merged.items()}
        holders = {address: kept.get(person_id, person_id) for address, person_id in holders.items()}
        for person_id, row in self.rows.items():
            if row.manager_email is not None and not row.left:
                manager_id = self._manager(row, person_id, holders) if row.manager_email else None
                self.people[person_id] = replace(self.people[person_id], manager_id=manager_id)
        for ring in loops({person.id: person.manager_id for person in self.people.values()}):
            named = [self.rows[identifier] for identifier in ring if identifier in self.rows]
            if named:
                way = " → ".join(self.people[identifier].name for identifier in (*ring, ring[0]))
                found, expected = Message("file.found.ring", way=way), Message("file.expected.top")
                first = min(named, key=lambda row: row.line)
                self.findings.add(first, found, expected, Message("file.fix.ring"))

    def absent(self, *, complete: bool) -> list[Person]:
        """Members missing from the file, by name; from a complete file, everyone who left by it."""
        there = self.accounts.mentioned | self.rows.keys()
        missing = [person for person in self.stored.people if person.id not in there]
        if complete:
            return [person for person in missing if _may_leave(person)]
        return [person for person in missing if person.standing is MembershipStatus.MEMBER]

    def depart(self, absent: Sequence[Person], *, complete: bool) -> Sequence[Person]:
        """Marks those as having left who did by their row, or by missing from a complete file, but never the last
        owners; returns the people who are missing and stay."""
        if complete and absent and self.file.findings:
            self.notes.append(Message("file.note.nobody_left"))
            complete = False
        said = [self.people[person_id] for person_id, row in self.rows.items() if row.left]
        gone = {person.id: person for person in (*said, *(absent if complete else ())) if not person.left}
        owners = {person.id for person in self.people.values() if _is_active_owner(person)}
        kept = set() if owners - gone.keys() else owners & gone.keys()
        for person_id in sorted(kept, key=str):
            found = Message("file.found.no_owner_row", person=display_name(gone[person_id]))
            expected, fix = Message("file.expected.an_owner"), Message("file.fix.no_owner_row")
            self.findings.add(self.rows.get(person_id), found, expected, fix)
        for person_id, person in gone.items():
            if person_id not in kept:
                self.people[person_id] = replace(person, left=True, standing=MembershipStatus.LEFT)
        return [person for person in absent if not complete or person.id in kept]

    def changes(self) -> list[PersonChange]:
        """What is different after the file."""
        found = []
        for person_id, person in self.people.items():
            accounts = self.of_accounts.get(person_id, RowAccounts())
            change = PersonChange(
                self.before.get(person_id),
                person,
                accounts.linked,
                accounts.settled,
                accounts.dropped,
                self.merged.get(person_id),
            )
            if not change.is_empty:
                found.append(change)
        return found

    def _take(self, person_id: UUID, match: RowMatch) -> None:
        row, known = match.row, self.people.get(person_id)
        self.rows[person_id] = row
        if match.released_id:
            self.people[match.released_id] = replace(self.people[match.released_id], email=None)
        if match.merged_id:
            self.merged[person_id] = self.people.pop(match.merged_id)
        if known is None:
            known = Person(person_id, self.stored.organisation_id, row.name, row.email, listed=True)
            self.people[person_id] = self._with_holidays(known, row)
        elif not row.left:
            named = row.name if self._takes_name(known) else known.name
            email = known.email if row.email in self.stored.aliases else row.email or known.email
            known = replace(known, name=named, email=email, left=False, listed=True)
            self.people[person_id] = self._with_holidays(known, row)

    def _with_holidays(self, person: Person, row: PersonRow) -> Person:
        return person if row.holidays is None else replace(person, holidays=row.holidays or None)

    def _takes_name(self, person: Person) -> bool:
        """Whether the file's spelling counts: platforms decide only where a living account is known."""
        return self.stored.names == "file" or not self.accounts.has_living(person.id)

    def _link(self, linker: AccountLinker, person_id: UUID, match: RowMatch) -> None:
        person = self.people[person_id]
        accounts = linker.link(match, person)
        self.of_accounts[person_id] = accounts
        known = standings(self.accounts, person_id, accounts, match.merged_id)
        self.people[person_id] = replace(person, standing=best_standing(person.left, known))

    def _manager(self, row: PersonRow, person_id: UUID, holders: dict[str, UUID]) -> UUID | None:
        """The manager of the cell; the known one if it names none, which is a finding."""
        found = holders.get(row.manager_email or "")
        if found is None:
            self._no_manager(row, Message("file.manager.unknown"), Message("file.manager.add_row"))
        elif found == person_id:
            self._no_manager(row, Message("file.manager.same"), Message("file.manager.name_another"))
        elif self.people[found].left:
            self._no_manager(row, Message("file.manager.left"), Message("file.manager.name_current"))
        else:
            return found
        return self.people[person_id].manager_id

    def _no_manager(self, row: PersonRow, problem: Message, fix: Message) -> None:
        found = Message("file.found.manager", email=visible(row.manager_email or ""), problem=problem)
        fix = Message("file.fix.manager", fix=fix, name=row.name)
        self.findings.add(row, found, Message("file.expected.manager"), fix)


def _is_active_owner(person: Person) -> bool:
    return person.owner and person.standing is MembershipStatus.MEMBER
