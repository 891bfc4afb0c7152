"""Service addresses of conversations, and the workspace of each posted card: a person may be on two platforms."""

import sqlalchemy as sa
from alembic import op

from adapters.database.engine.columns import Utc

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("service_url", sa.Text(), nullable=False),
        sa.Column("user_external_id", sa.String(length=128), nullable=True),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_conversations_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "external_id", name=op.f("pk_conversations")),
    )
    op.create_index(
        "ix_conversations_user", "conversations", ["workspace_id", "user_external_id"], unique=False
    )
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("workspace_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE postings SET workspace_id = (SELECT workspace_id FROM letters WHERE letters.id = postings.letter_id)"
    )
    with op.batch_alter_table("postings", schema=None) as batch_op:
        # Nullable: the release before this one goes on posting while this one migrates.
        batch_op.alter_column(
            "conversation",
            existing_type=sa.String(length=128),
            type_=sa.String(length=255),
            existing_nullable=False,
        )
        batch_op.create_foreign_key(
            op.f("fk_postings_workspace_id_workspaces"), "workspaces", ["workspace_id"], ["id"]
        )
