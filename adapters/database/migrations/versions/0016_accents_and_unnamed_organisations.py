"""The accent of an organisation's brand; organisations without a name of their own, for which nothing is signed."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """The release before goes on to write logos alone, and reads no row without one."""
    with op.batch_alter_table("brands") as brands:
        brands.add_column(sa.Column("accent", sa.String(7)))
        brands.alter_column("logo", existing_type=sa.String(64), nullable=True)
    op.add_column(
        "issuing_switches", sa.Column("unnamed", sa.Boolean, nullable=False, server_default=sa.text("false"))
    )
