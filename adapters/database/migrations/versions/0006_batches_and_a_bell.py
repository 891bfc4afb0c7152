"""Awarded rows of award files; on PostgreSQL a NOTIFY trigger that wakes workers when jobs are queued."""

import sqlalchemy as sa
from alembic import op

from adapters.database.engine.columns import Utc

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "award_rows",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.Uuid(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_award_rows_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["credentials.id"],
            name=op.f("fk_award_rows_credential_id_credentials"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "key", name=op.f("pk_award_rows")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION laurel_ring() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_notify('laurel_jobs', ''); RETURN NULL; END $$"
        )
        op.execute(
            "CREATE TRIGGER laurel_ring AFTER INSERT ON jobs"
            " FOR EACH STATEMENT EXECUTE FUNCTION laurel_ring()"
        )
