"""The key of a badge's token; more of an organisation's profile; citations that earners include in badges; links to
all badges of a person.

A key that is compromised has its tokens signed anew, so the key is noted beside each.
"""

import sqlalchemy as sa
from alembic import op

from adapters.database.engine.columns import Utc

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("documents") as documents:
        documents.add_column(sa.Column("token_kid", sa.String(length=80), nullable=True))
        documents.create_index(op.f("ix_documents_token_kid"), ["token_kid"])
    for name in ("phone", "description", "logo_url"):
        op.add_column("organisations", sa.Column(name, sa.Text(), nullable=True))
    hashed = sa.Column("recipient_email", sa.String(length=10), nullable=False, server_default="hashed")
    op.add_column("organisations", hashed)
    op.add_column("credentials", sa.Column("worded_at", Utc(), nullable=True))
    op.create_table(
        "record_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_record_links_person_id_people")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_record_links")),
    )
    op.create_index(op.f("ix_record_links_expires_at"), "record_links", ["expires_at"])
