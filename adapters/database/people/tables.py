"""The tables of people and of their accounts, and a person as a row."""

from dataclasses import fields
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from adapters.database.engine.columns import Utc, metadata
from bot.domain.people.model import MembershipStatus, Person

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
    Column("left", Boolean, nullable=False, server_default=text("false")),
    Column("listed", Boolean, nullable=False, server_default=text("false")),
    Column("chosen_name", Text),
    Column("merged_into_id", Uuid, ForeignKey("people.id")),
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
    Column("standing", String(16), nullable=False, server_default="member"),
    Column("name", Text, nullable=False, server_default=""),
    Column("email", String(320)),
    Column("timezone", String(64)),
    Column("locale", String(35)),
    Column("directory_id", String(128)),
    Column("ground", String(16), nullable=False, server_default="new"),
    Column("linked_at", Utc),
    Column("linked_by_id", Uuid),
    Column("candidate_id", Uuid),
    Column("denied_id", Uuid),
    Column("token", String(64)),
    Index("ix_identities_person_id", "person_id"),
    Index("ix_identities_directory_id", "workspace_id", "directory_id"),
    Index("ix_identities_email", "email"),
    Index(
        "ix_identities_waiting",
        "workspace_id",
        sqlite_where=text("candidate_id IS NOT NULL"),
        postgresql_where=text("candidate_id IS NOT NULL"),
    ),
)
_FIELDS = tuple(field.name for field in fields(Person))


def person_of(row: Row[Any], prefix: str = "") -> Person:
    """The person of a row of `people`, whose columns may be labelled with a prefix."""
    values = {name: getattr(row, prefix + name) for name in _FIELDS}
    return Person(**{**values, "standing": MembershipStatus(values["standing"])})


def person_values(person: Person) -> dict[str, Any]:
    """The columns of a person."""
    return {name: getattr(person, name) for name in _FIELDS}
