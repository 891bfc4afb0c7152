"""Public holidays and working days of organisations and people."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("people", sa.Column("holidays", sa.String(length=32), nullable=True))
    op.add_column("organisations", sa.Column("holidays", sa.String(length=32), nullable=True))
    for name in ("working_days", "days_off", "days_worked"):
        listed = sa.Column(name, sa.Text(), nullable=False, server_default="[]")
        op.add_column("organisations", listed)
