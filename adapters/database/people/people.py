"""People and their accounts.

The store remembers whom its transaction read: a nomination took 33 statements and takes 17. The memory ends with the
transaction, so authority is still read at the click.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    select,
    text,
    update,
)

from adapters.database.engine.columns import Utc, insert_if_absent, metadata
from adapters.database.people.absences import AbsenceStore
from adapters.database.people.workspaces import OrganisationStore, workspaces
from adapters.database.queue.outbox import OutboxStore
from bot.context.store import Stale
from bot.domain.people.model import Identity, MembershipStatus, Person, PlatformFacts
from bot.messages.platforms import Platform

people = Table(
    "people",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("email", String(320)),
    Column("manager_id", Uuid, ForeignKey("people.id")),
    Column("standing", String(16), nullable=False),
    Column("owner", Boolean, nullable=False),
    Column("timezone", String(64)),
    Column("approver_id", Uuid, ForeignKey("people.id")),
    Column("locale", String(35)),
    Column("chosen_language", String(35)),
    Column("holidays", String(32)),
    UniqueConstraint("organisation_id", "email"),
    Index("ix_people_owners", "organisation_id", sqlite_where=text("owner"), postgresql_where=text("owner")),
    Index("ix_people_manager_id", "manager_id"),
)
identities = Table(
    "identities",
    metadata,
    Column("workspace_id", Uuid, ForeignKey("workspaces.id"), primary_key=True),
    Column("external_id", String(128), primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("seen_at", Utc, nullable=False),
    Index("ix_identities_person_id", "person_id"),
)

_IDENTITIES = (
    select(identities.c.workspace_id, identities.c.external_id, identities.c.seen_at, people)
    .join(people, people.c.id == identities.c.person_id)
    .where(
        identities.c.workspace_id == bindparam("workspace_id"),
        identities.c.external_id.in_(bindparam("external_ids", expanding=True)),
    )
)
_PERSON = select(people).where(people.c.id == bindparam("person_id"))
_OWNERS = (
    select(people)
    .where(people.c.organisation_id == bindparam("organisation_id"), people.c.owner)
    .order_by(people.c.id)
)
_BY_EMAIL = select(people).where(
    people.c.organisation_id == bindparam("organisation_id"), people.c.email == bindparam("email")
)
_ALL = select(people).where(people.c.organisation_id == bindparam("organisation_id")).order_by(people.c.name)
_BY_EMAILS = select(people).where(
    people.c.organisation_id == bindparam("organisation_id"),
    people.c.email.in_(bindparam("emails", expanding=True)),
)
_NAMES = (
    select(identities.c.person_id, identities.c.external_id)
    .where(
        identities.c.workspace_id == bindparam("workspace_id"),
        identities.c.person_id.in_(bindparam("people", expanding=True)),
    )
    .order_by(identities.c.seen_at)
)  # of several accounts there, the one seen last


class PeopleStore(OrganisationStore, AbsenceStore):
    """See `bot.context.store.PeopleRepository`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._new: set[UUID] = set()
        self._seen: dict[UUID, Person] = {}
        """People read in this transaction: each stays as first read, or as changed here."""

    def identities(self, workspace_id: UUID, external_ids: Iterable[str]) -> Mapping[str, Identity]:
        """The people behind these platform users; unknown ones are left out."""
        asked = {"workspace_id": workspace_id, "external_ids": list(external_ids)}
        rows = self.connection.execute(_IDENTITIES, asked)
        return {
            row.external_id: Identity(row.workspace_id, row.external_id, self._person(row), row.seen_at)
            for row in rows
        }

    def names(self, workspace_id: UUID, wanted: frozenset[UUID]) -> Mapping[UUID, str]:
        """The platform ids of people in one workspace."""
        rows = self.connection.execute(_NAMES, {"workspace_id": workspace_id, "people": list(wanted)})
        return {row.person_id: row.external_id for row in rows}

    def get(self, person_id: UUID) -> Person:
        """The person; raises NoResultFound if there is none."""
        if person_id in self._seen:
            return self._seen[person_id]
        return self._person(self.connection.execute(_PERSON, {"person_id": person_id}).one())

    def owners(self, organisation_id: UUID) -> Sequence[Person]:
        """Owners, oldest first."""
        return [
            self._person(row)
            for row in self.connection.execute(_OWNERS, {"organisation_id": organisation_id})
        ]

    def by_email(self, organisation_id: UUID, email: str) -> Person | None:
        """The person of that address, lower case."""
        row = self.connection.execute(_BY_EMAIL, {"organisation_id": organisation_id, "email": email}).first()
        return self._person(row) if row else None

    def by_emails(self, organisation_id: UUID, emails: Sequence[str]) -> Sequence[Person]:
        """The people of these addresses, in their order."""
        asked = {"organisation_id": organisation_id, "emails": list(emails)}
        known = {row.email: self._person(row) for row in self.connection.execute(_BY_EMAILS, asked)}
        return [known[email] for email in emails if email in known]

    def all(self, organisation_id: UUID) -> Sequence[Person]:
        """All people, by name."""
        return [
            self._person(row) for row in self.connection.execute(_ALL, {"organisation_id": organisation_id})
        ]

    def add(self, person: Person) -> None:
        """Adds a person; raises `Stale` if a person of that address was added meanwhile."""
        if not insert_if_absent(self.connection, people, _values(person), "organisation_id", "email"):
            raise Stale("somebody of the same address was added meanwhile")
        self._new.add(person.id)

    def change(self, person: Person) -> None:
        """Saves the fields that changed since they were read here, and no others: those may have changed elsewhere."""
        values, before = _values(person), self._seen.get(person.id)
        if before:
            was = _values(before)
            values = {name: value for name, value in values.items() if value != was[name]}
        if values:
            self.connection.execute(update(people).where(people.c.id == person.id), values)
        self._seen[person.id] = person

    def identify(self, workspace_id: UUID, facts: PlatformFacts, person_id: UUID, now: datetime) -> None:
        """Records that this account is this person's, as of now; raises `Stale` if it was added meanwhile."""
        found = (identities.c.workspace_id == workspace_id, identities.c.external_id == facts.external_id)
        fresh = {"person_id": person_id, "seen_at": now}
        # A person added in this transaction had no account in it: an account that exists now was added by another one.
        known = person_id not in self._new
        if known and self.connection.execute(update(identities).where(*found), fresh).rowcount:
            return
        row = {"workspace_id": workspace_id, "external_id": facts.external_id, **fresh}
        if not insert_if_absent(self.connection, identities, row, "workspace_id", "external_id"):
            raise Stale("the same account was added meanwhile")
        self._lock(person_id)
        OutboxStore(self.connection).requeue_letters_to(person_id)

    def has_account(self, person_id: UUID, on: Collection[Platform]) -> bool:
        """Whether the person has an account on these platforms. Locked: none is added until this transaction ends."""
        self._lock(person_id)
        found = self.connection.execute(
            select(workspaces.c.platform)
            .join(identities, identities.c.workspace_id == workspaces.c.id)
            .where(identities.c.person_id == person_id)
        )
        return any(row.platform in on for row in found)

    def _person(self, row: Row[tuple[object, ...]]) -> Person:
        return self._seen.setdefault(row.id, _person(row))

    def _lock(self, person_id: UUID) -> None:
        """Serialises a letter that ends for want of an account with the addition of that account."""
        self.connection.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())


def _person(row: Row[tuple[object, ...]]) -> Person:
    return Person(
        row.id,
        row.organisation_id,
        row.name,
        row.email,
        row.manager_id,
        MembershipStatus(row.standing),
        row.owner,
        row.timezone,
        row.approver_id,
        row.locale,
        row.chosen_language,
        holidays=row.holidays,
    )


def _values(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "organisation_id": person.organisation_id,
        "name": person.name,
        "email": person.email,
        "manager_id": person.manager_id,
        "standing": person.standing,
        "owner": person.owner,
        "timezone": person.timezone,
        "approver_id": person.approver_id,
        "locale": person.locale,
        "chosen_language": person.chosen_language,
        "holidays": person.holidays,
    }
