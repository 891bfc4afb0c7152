"""The form that a draft belongs to, so that it can be shown again."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("drafts", sa.Column("form", sa.Text(), nullable=True))
