"""The language of people, organisations and channels."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("people", sa.Column("locale", sa.String(length=35), nullable=True))
    op.add_column("people", sa.Column("chosen_language", sa.String(length=35), nullable=True))
    op.add_column("organisations", sa.Column("language", sa.String(length=35), nullable=True))
    channels = sa.Column("channel_languages", sa.Text(), nullable=False, server_default="{}")
    op.add_column("organisations", channels)
