"""People and their accounts.

The store remembers whom its transaction read: a nomination took 33 statements and takes 17. The memory ends with the
transaction, so authority is still read at the click.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from adapters.database.engine.columns import insert_if_absent
from adapters.database.people.absences import AbsenceStore
from adapters.database.people.accounts import AccountStore
from adapters.database.people.later_rows import LaterRowStore
from adapters.database.people.merging import MergeStore
from adapters.database.people.tables import identities, people, person_values
from adapters.database.people.workspaces import OrganisationStore
from bot.context.store import Stale
from bot.domain.people.model import MembershipStatus, Person

_PERSON = select(people).where(people.c.id == bindparam("person_id"))
_OWNERS = (
    select(people)
    .where(people.c.organisation_id == bindparam("organisation_id"), people.c.owner)
    .order_by(people.c.id)
)
_BY_EMAIL = select(people).where(
    people.c.organisation_id == bindparam("organisation_id"), people.c.email == bindparam("email")
)
_REPORTS = (
    select(people)
    .where(
        people.c.manager_id == bindparam("person_id"),
        people.c.standing != MembershipStatus.LEFT.value,
        people.c.merged_into_id.is_(None),
    )
    .order_by(people.c.name, people.c.id)
)
_ALL = (
    select(people)
    .where(people.c.organisation_id == bindparam("organisation_id"), people.c.merged_into_id.is_(None))
    .order_by(people.c.name)
)
_BY_EMAILS = select(people).where(
    people.c.organisation_id == bindparam("organisation_id"),
    people.c.email.in_(bindparam("emails", expanding=True)),
)
_BY_FORMER_EMAILS = select(people).where(
    people.c.organisation_id == bindparam("organisation_id"),
    people.c.former_email.in_(bindparam("emails", expanding=True)),
)
_FORMER_EMAILS = select(people.c.former_email, people.c.id).where(
    people.c.organisation_id == bindparam("organisation_id"), people.c.former_email.is_not(None)
)
_BY_ACCOUNT_EMAILS = (
    select(identities.c.email.label("account_email"), people)
    .join(people, people.c.id == identities.c.person_id)
    .where(
        people.c.organisation_id == bindparam("organisation_id"),
        identities.c.email.in_(bindparam("emails", expanding=True)),
        identities.c.standing == MembershipStatus.MEMBER.value,
    )
)


class PeopleStore(OrganisationStore, AbsenceStore, AccountStore, MergeStore, LaterRowStore):
    """See `bot.context.store.PeopleRepository`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._new: set[UUID] = set()
        self._seen: dict[UUID, Person] = {}

    def get(self, person_id: UUID) -> Person:
        """The person, or who that person turned out to be; raises NoResultFound if there is none."""
        person = self.person_row(person_id)
        return self.get(person.merged_into_id) if person.merged_into_id else person

    def person_row(self, person_id: UUID) -> Person:
        """The person as stored, also one who turned out to be another."""
        known = self._seen.get(person_id)
        return known or self._person(self.connection.execute(_PERSON, {"person_id": person_id}).one())

    def owners(self, organisation_id: UUID) -> Sequence[Person]:
        """Owners, oldest first."""
        return [
            self._person(row)
            for row in self.connection.execute(_OWNERS, {"organisation_id": organisation_id})
        ]

    def reports_of(self, person_id: UUID) -> Sequence[Person]:
        """The people whose manager this is, by name; without those who have left."""
        return [self._person(row) for row in self.connection.execute(_REPORTS, {"person_id": person_id})]

    def by_email(self, organisation_id: UUID, email: str) -> Person | None:
        """The person of that address, lower case."""
        row = self.connection.execute(_BY_EMAIL, {"organisation_id": organisation_id, "email": email}).first()
        return self._person(row) if row else None

    def by_emails(self, organisation_id: UUID, emails: Sequence[str]) -> Sequence[Person]:
        """The people of these addresses, in their order."""
        known = self._by_emails(organisation_id, emails)
        return [known[email] for email in emails if email in known]

    def addressed(self, organisation_id: UUID, emails: Sequence[str]) -> Mapping[str, Person]:
        """The people of these addresses, or who had them or show them: to name, not for rights."""
        known = self._by_emails(organisation_id, emails)
        if missing := [email for email in emails if email not in known]:
            asked = {"organisation_id": organisation_id, "emails": missing}
            shown = self.connection.execute(_BY_ACCOUNT_EMAILS, asked).all()
            former = self.connection.execute(_BY_FORMER_EMAILS, asked).all()
            known |= {row.former_email: self.get(row.id) for row in former}
            known |= {row.account_email: self._person(row) for row in shown}
        return known

    def _by_emails(self, organisation_id: UUID, emails: Sequence[str]) -> dict[str, Person]:
        asked = {"organisation_id": organisation_id, "emails": list(emails)}
        return {row.email: self._person(row) for row in self.connection.execute(_BY_EMAILS, asked)}

    def former_addresses(self, organisation_id: UUID) -> Mapping[str, UUID]:
        """The addresses that merged persons had, each with the person who they turned out to be."""
        rows = self.connection.execute(_FORMER_EMAILS, {"organisation_id": organisation_id}).all()
        return {row.former_email: self.get(row.id).id for row in rows}

    def all(self, organisation_id: UUID) -> Sequence[Person]:
        """All people, by name."""
        return [
            self._person(row) for row in self.connection.execute(_ALL, {"organisation_id": organisation_id})
        ]

    def add(self, person: Person) -> None:
        """Adds a person; raises `Stale` if a person of that address was added meanwhile."""
        if not insert_if_absent(self.connection, people, person_values(person), "organisation_id", "email"):
            raise Stale("somebody of the same address was added meanwhile")
        self._new.add(person.id)

    def change(self, person: Person) -> None:
        """Saves the fields that changed since they were read here, and no others: those may have changed elsewhere."""
        values, before = person_values(person), self._seen.get(person.id)
        if before:
            was = person_values(before)
            values = {name: value for name, value in values.items() if value != was[name]}
        if values:
            self.connection.execute(update(people).where(people.c.id == person.id), values)
        self._seen[person.id] = person
