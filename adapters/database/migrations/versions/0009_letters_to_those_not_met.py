"""Letters to people without an account in any workspace can be found when they get one."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index(
        "ix_letters_unmet",
        "letters",
        ["addressee"],
        sqlite_where=sa.text("ending = 'unmet'"),
        postgresql_where=sa.text("ending = 'unmet'"),
    )
