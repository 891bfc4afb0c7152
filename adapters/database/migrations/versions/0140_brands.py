"""Logos of organisations."""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "brands",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("logo", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["logo"], ["pictures.content_hash"], name=op.f("fk_brands_logo_pictures")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_brands_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_brands")),
    )
