"""Organisations and their workspaces."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    LABEL_STYLE_TABLENAME_PLUS_COL,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    insert,
    select,
    update,
)

from adapters.database.engine.columns import Days, Numbers, Pairs, Utc, metadata
from adapters.database.engine.tenancy import entering_of
from bot.domain.organisations import Organisation, Workspace
from bot.messages.platforms import Platform

organisations = Table(
    "organisations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text),
    Column("email", Text),
    Column("celebration_channel", Text),
    Column("timezone", String(64)),
    Column("budget", Integer),
    Column("created_at", Utc, nullable=False),
    Column("phone", Text),
    Column("description", Text),
    Column("logo_url", Text),
    Column("recipient_email", String(10), nullable=False, server_default="hashed"),
    Column("names", String(10), nullable=False, server_default="file"),
    Column("language", String(35)),
    Column("channel_languages", Pairs, nullable=False, server_default="{}"),
    Column("holidays", String(32)),
    Column("working_days", Numbers, nullable=False, server_default="[]"),
    Column("days_off", Days, nullable=False, server_default="[]"),
    Column("days_worked", Days, nullable=False, server_default="[]"),
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


class OrganisationStore:
    """The part of `bot.context.store.PeopleRepository` about organisations and workspaces."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def workspace(self, platform: Platform, external_id: str) -> Workspace | None:
        """The workspace of that platform id; finding it enters its organisation (`engine/tenancy.py`)."""
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

    def workspaces_of(self, organisation_id: UUID) -> Sequence[Workspace]:
        """Every workspace of an organisation, oldest first."""
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

    def organisations(self) -> Sequence[Organisation]:
        """Every organisation, the oldest first."""
        rows = self.connection.execute(select(organisations).order_by(organisations.c.id))
        return [_organisation(row) for row in rows]


def _workspace(row: Row[tuple[object, ...]]) -> Workspace:
    organisation = Organisation(
        **{field.name: getattr(row, f"organisations_{field.name}") for field in fields(Organisation)}
    )
    return Workspace(
        row.workspaces_id, organisation, Platform(row.workspaces_platform), row.workspaces_external_id
    )


def _organisation(row: Row[tuple[object, ...]]) -> Organisation:
    return Organisation(**{field.name: getattr(row, field.name) for field in fields(Organisation)})


def _organisation_values(organisation: Organisation) -> dict[str, object]:
    return {field.name: getattr(organisation, field.name) for field in fields(Organisation)}
