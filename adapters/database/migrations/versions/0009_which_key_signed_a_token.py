"""Which key signed a badge's token, so that its tokens can be signed anew when that key is compromised."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("documents") as documents:
        documents.add_column(sa.Column("token_kid", sa.String(length=80), nullable=True))
        documents.create_index(op.f("ix_documents_token_kid"), ["token_kid"])
