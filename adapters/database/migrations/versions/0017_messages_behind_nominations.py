"""The message behind a nomination: what may be kept of it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("nominations", sa.Column("evidence", sa.Text))
