"""Who gave a badge: who wrote amended words, what its earner shows of its givers, and what givers allow. The card
whose button opened a form; celebrations with their pictures' addresses; names of channels."""

import sqlalchemy as sa
from alembic import op

from adapters.database.engine.columns import Utc

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("people", sa.Column("named_to", sa.String(12)))
    op.add_column("credentials", sa.Column("givers_included_at", Utc))
    op.add_column("credentials", sa.Column("citation_by_id", sa.Uuid))
    op.add_column("credentials", sa.Column("kept_private_at", Utc))
    op.add_column("drafts", sa.Column("pressed", sa.Text))
    op.add_column("postings", sa.Column("files", sa.Text))
    op.create_index("ix_postings_message", "postings", ["message"])
    _celebrations()
    op.create_table(
        "channel_names",
        sa.Column("organisation_id", sa.Uuid, nullable=False),
        sa.Column("external_id", sa.String(255), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_channel_names_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "external_id", name=op.f("pk_channel_names")),
    )
    _name_authors_of_amended_words()


def _celebrations() -> None:
    op.create_table(
        "celebrations",
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("credential_id", sa.Uuid, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("words", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("givers", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credentials.id"], name=op.f("fk_celebrations_credential_id_credentials")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_celebrations")),
    )
    op.create_index(op.f("ix_celebrations_credential_id"), "celebrations", ["credential_id"])


def _name_authors_of_amended_words() -> None:
    """The trail knows who amended an award; from here on the award itself does."""
    credentials = sa.table(
        "credentials",
        sa.column("id", sa.Uuid),
        sa.column("amended_at", Utc),
        sa.column("citation_by_id", sa.Uuid),
    )
    audit = sa.table(
        "audit",
        sa.column("subject_id", sa.Uuid),
        sa.column("actor_id", sa.Uuid),
        sa.column("action", sa.String),
        sa.column("at", Utc),
    )
    newest = (
        sa.select(audit.c.actor_id)
        .where(audit.c.subject_id == credentials.c.id, audit.c.action.in_(("amend", "amended")))
        .order_by(audit.c.at.desc())
        .limit(1)
        .scalar_subquery()
    )
    amended = credentials.c.amended_at.is_not(None)
    op.execute(credentials.update().where(amended).values(citation_by_id=newest))
