"""Organisations, workspaces, people, identities."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    LABEL_STYLE_TABLENAME_PLUS_COL,
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
    insert,
    select,
    text,
    update,
)

from adapters.database.columns import Utc, insert_unless_there, metadata
from adapters.database.tenancy import entering_of
from bot.people.model import Identity, Person, PlatformFacts, Standing
from bot.people.places import Organisation, Platform, Workspace
from bot.ports import Stale

organisations = Table(
    "organisations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text),
    Column("email", Text),
    Column("celebration_channel", Text),
    Column("created_at", Utc, nullable=False),
)
workspaces = Table(
    "workspaces",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("platform", String(16), nullable=False),
    Column("external_id", String(128), nullable=False),
    UniqueConstraint("platform", "external_id"),
)
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

_WORKSPACE = (
    select(
        workspaces.c.id,
        workspaces.c.platform,
        workspaces.c.external_id,
        organisations,
        entering_of(organisations.c.id),
    )
    .join(organisations, organisations.c.id == workspaces.c.organisation_id)
    .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
)
_BY_PLATFORM = _WORKSPACE.where(
    workspaces.c.platform == bindparam("platform"), workspaces.c.external_id == bindparam("external_id")
)
_BY_ID = _WORKSPACE.where(workspaces.c.id == bindparam("workspace_id"))
_OF_ORGANISATION = _WORKSPACE.where(workspaces.c.organisation_id == bindparam("organisation_id")).order_by(
    workspaces.c.id
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
_EVERYBODY = (
    select(people).where(people.c.organisation_id == bindparam("organisation_id")).order_by(people.c.name)
)
_NAMES = (
    select(identities.c.person_id, identities.c.external_id)
    .where(
        identities.c.workspace_id == bindparam("workspace_id"),
        identities.c.person_id.in_(bindparam("people", expanding=True)),
    )
    .order_by(identities.c.seen_at)
)  # of several accounts there, the one seen last


class PeopleStore:
    """See `bot.ports.People`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._new: set[UUID] = set()

    def workspace(self, platform: Platform, external_id: str) -> Workspace | None:
        """The workspace of that platform id; finding it enters its organisation (`adapters/database/tenancy.py`)."""
        row = self.connection.execute(
            _BY_PLATFORM, {"platform": platform, "external_id": external_id}
        ).first()
        return _workspace(row) if row else None

    def workspace_by_id(self, workspace_id: UUID) -> Workspace:
        """The workspace of that id of ours."""
        return _workspace(self.connection.execute(_BY_ID, {"workspace_id": workspace_id}).one())

    def organisation(self, organisation_id: UUID) -> Organisation:
        """The organisation; raises NoResultFound if there is none."""
        query = select(organisations).where(organisations.c.id == organisation_id)
        return _organisation(self.connection.execute(query).one())

    def identities(self, workspace_id: UUID, external_ids: Iterable[str]) -> Mapping[str, Identity]:
        """Who these platform users are; unknown ones are left out."""
        asked = {"workspace_id": workspace_id, "external_ids": list(external_ids)}
        rows = self.connection.execute(_IDENTITIES, asked)
        return {r.external_id: Identity(r.workspace_id, r.external_id, _person(r), r.seen_at) for r in rows}

    def names(self, workspace_id: UUID, wanted: frozenset[UUID]) -> Mapping[UUID, str]:
        """The platform ids of people in one workspace."""
        rows = self.connection.execute(_NAMES, {"workspace_id": workspace_id, "people": list(wanted)})
        return {row.person_id: row.external_id for row in rows}

    def get(self, person_id: UUID) -> Person:
        """The person; raises NoResultFound if there is none."""
        return _person(self.connection.execute(_PERSON, {"person_id": person_id}).one())

    def owners(self, organisation_id: UUID) -> Sequence[Person]:
        """Owners, longest known first."""
        return [
            _person(row) for row in self.connection.execute(_OWNERS, {"organisation_id": organisation_id})
        ]

    def by_email(self, organisation_id: UUID, email: str) -> Person | None:
        """The person of that address, lower case."""
        row = self.connection.execute(_BY_EMAIL, {"organisation_id": organisation_id, "email": email}).first()
        return _person(row) if row else None

    def all(self, organisation_id: UUID) -> Sequence[Person]:
        """Everybody, by name."""
        return [
            _person(row) for row in self.connection.execute(_EVERYBODY, {"organisation_id": organisation_id})
        ]

    def add(self, person: Person) -> None:
        """A new person; raises `Stale` if somebody of that address was added meanwhile."""
        if not insert_unless_there(self.connection, people, _values(person), "organisation_id", "email"):
            raise Stale("somebody of the same address was added meanwhile")
        self._new.add(person.id)

    def change(self, person: Person) -> None:
        """Saves what changed about them."""
        self.connection.execute(update(people).where(people.c.id == person.id), _values(person))

    def identify(self, workspace_id: UUID, facts: PlatformFacts, person_id: UUID, now: datetime) -> None:
        """Records that this account is this person's, as of now; raises `Stale` if it was added meanwhile."""
        found = (identities.c.workspace_id == workspace_id, identities.c.external_id == facts.external_id)
        fresh = {"person_id": person_id, "seen_at": now}
        # Somebody added in this transaction had no account in it: one that is there now belongs to another's addition.
        known = person_id not in self._new
        if known and self.connection.execute(update(identities).where(*found), fresh).rowcount:
            return
        row = {"workspace_id": workspace_id, "external_id": facts.external_id, **fresh}
        if not insert_unless_there(self.connection, identities, row, "workspace_id", "external_id"):
            raise Stale("the same account was added meanwhile")

    def workspaces_of(self, organisation_id: UUID) -> Sequence[Workspace]:
        """Every workspace of an organisation, longest known first."""
        rows = self.connection.execute(_OF_ORGANISATION, {"organisation_id": organisation_id})
        return [_workspace(row) for row in rows]

    def add_organisation(self, organisation: Organisation, now: datetime) -> None:
        """A new organisation."""
        self.connection.execute(
            insert(organisations), {**_organisation_values(organisation), "created_at": now}
        )

    def change_organisation(self, organisation: Organisation) -> None:
        """Saves what changed about it."""
        query = update(organisations).where(organisations.c.id == organisation.id)
        self.connection.execute(query, _organisation_values(organisation))

    def add_workspace(self, workspace: Workspace) -> None:
        """A new workspace."""
        row = {
            "id": workspace.id,
            "organisation_id": workspace.organisation.id,
            "platform": workspace.platform,
            "external_id": workspace.external_id,
        }
        self.connection.execute(insert(workspaces), row)

    def first_organisation(self) -> Organisation | None:
        """The organisation at the root of the site."""
        row = self.connection.execute(select(organisations).order_by(organisations.c.id).limit(1)).first()
        return _organisation(row) if row else None


def _workspace(row: Row[tuple[object, ...]]) -> Workspace:
    organisation = Organisation(
        row.organisations_id,
        row.organisations_name,
        row.organisations_url,
        row.organisations_email,
        row.organisations_celebration_channel,
    )
    return Workspace(
        row.workspaces_id, organisation, Platform(row.workspaces_platform), row.workspaces_external_id
    )


def _organisation(row: Row[tuple[object, ...]]) -> Organisation:
    return Organisation(row.id, row.name, row.url, row.email, row.celebration_channel)


def _organisation_values(organisation: Organisation) -> dict[str, object]:
    return {
        "id": organisation.id,
        "name": organisation.name,
        "url": organisation.url,
        "email": organisation.email,
        "celebration_channel": organisation.celebration_channel,
    }


def _person(row: Row[tuple[object, ...]]) -> Person:
    return Person(
        row.id, row.organisation_id, row.name, row.email, row.manager_id, Standing(row.standing), row.owner
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
    }
