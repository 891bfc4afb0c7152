"""Domain events with facts: the audit trail stores what an event says beside its subject."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """An empty default, so that the release before writes on beside this one."""
    op.add_column("audit", sa.Column("facts", sa.Text, nullable=False, server_default=""))
