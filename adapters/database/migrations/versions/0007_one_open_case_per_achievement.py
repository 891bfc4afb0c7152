"""Cases and nominations store their achievement's slug: across versions, one case of a person is open at a time.

The column may be empty, as the code of the release before writes none; the indexes of that code stay. A second open
case of the same person and achievement, as that code could open, keeps an empty slug and is decided as it is.
Letters that store their text are indexed by when they ended, so that the text can be deleted.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_PRIVATE = sa.text("content IS NOT NULL AND topic IN ('reply', 'notice')")
_OPEN = sa.text("outcome = 'open'")


def upgrade() -> None:
    """Fills existing rows, and makes the database refuse a second open case."""
    _add("cases", ("nominee_id",))
    _add("nominations", ("nominee_id", "nominator_id"))
    op.create_index(
        "ix_letters_kept", "letters", ["ended_at"], sqlite_where=_PRIVATE, postgresql_where=_PRIVATE
    )


def _add(table: str, whose: tuple[str, ...]) -> None:
    op.add_column(table, sa.Column("slug", sa.String(64), nullable=True))
    same = " AND ".join(f"earlier.{name} = {table}.{name}" for name in whose)
    op.execute(
        f"UPDATE {table} SET slug = (SELECT slug FROM achievements WHERE achievements.id = {table}.achievement_id)"  # noqa: S608 - our own names alone
        f" WHERE outcome <> 'open' OR NOT EXISTS (SELECT 1 FROM {table} AS earlier"
        f" JOIN achievements AS theirs ON theirs.id = earlier.achievement_id"
        f" JOIN achievements AS ours ON ours.id = {table}.achievement_id"
        f" WHERE earlier.outcome = 'open' AND theirs.slug = ours.slug AND {same} AND earlier.id < {table}.id)"
    )
    op.create_index(
        f"ix_{table}_open_slug",
        table,
        [*whose, "slug"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    """A downgrade is not possible: restore a backup from before the upgrade."""
    raise NotImplementedError("restore the backup from before this upgrade")
