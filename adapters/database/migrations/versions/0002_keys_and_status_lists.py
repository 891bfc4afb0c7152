"""Keys of several kinds and fates, tokens beside documents, status lists, and the switch that stops issuing."""

import sqlalchemy as sa
from alembic import op

from adapters.database.engine.columns import Utc

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("signing_keys", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("algorithm", sa.String(length=16), nullable=False, server_default="Ed25519")
        )
        batch_op.add_column(sa.Column("public", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("external", sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column("retired_at", Utc(), nullable=True))
        batch_op.add_column(sa.Column("compromised_since", Utc(), nullable=True))

    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("jwt", sa.LargeBinary(), nullable=True))
        batch_op.create_index(batch_op.f("ix_documents_kid"), ["kid"], unique=False)

    op.create_table(
        "issuing_switches",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("stopped_at", Utc(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("waiting_until", Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_issuing_switches_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_issuing_switches")),
    )
    op.create_table(
        "public_pictures",
        sa.Column("achievement_id", sa.Uuid(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["achievement_id"],
            ["achievements.id"],
            name=op.f("fk_public_pictures_achievement_id_achievements"),
        ),
        sa.PrimaryKeyConstraint("achievement_id", name=op.f("pk_public_pictures")),
    )
    op.create_table(
        "status_lists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("signed_at", Utc(), nullable=False),
        sa.Column("valid_until", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_status_lists_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_lists")),
    )
    with op.batch_alter_table("status_lists", schema=None) as batch_op:
        batch_op.create_index(
            "ix_status_lists_newest", ["organisation_id", "purpose", "created_at"], unique=False
        )

    op.create_table(
        "status_entries",
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("changed_at", Utc(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credentials.id"], name=op.f("fk_status_entries_credential_id_credentials")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["status_lists.id"], name=op.f("fk_status_entries_list_id_status_lists")
        ),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_status_entries")),
        sa.UniqueConstraint("list_id", "position", name=op.f("uq_status_entries_list_id_position")),
    )
