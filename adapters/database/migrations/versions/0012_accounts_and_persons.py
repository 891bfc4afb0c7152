"""An account is not a person: facts of accounts, why each is linked, and persons who merged."""

import sqlalchemy as sa
from alembic import op

from adapters.database.engine.columns import Utc

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Defaults let the release before write on beside this one. Its mark of a leaver stands in `standing` alone."""
    no = sa.text("false")
    op.add_column("people", sa.Column("left", sa.Boolean, nullable=False, server_default=no))
    op.add_column("people", sa.Column("listed", sa.Boolean, nullable=False, server_default=no))
    op.add_column("people", sa.Column("chosen_name", sa.Text))
    op.add_column("people", sa.Column("former_email", sa.String(320)))
    op.add_column("organisations", sa.Column("names", sa.String(10), nullable=False, server_default="file"))
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("merged_into_id", sa.Uuid))
        people.create_foreign_key(
            op.f("fk_people_merged_into_id_people"), "people", ["merged_into_id"], ["id"]
        )
    _accounts()
    _merges()
    people_rows = sa.table("people", sa.column("id"), sa.column("standing"), sa.column("left"))
    accounts = sa.table("identities", sa.column("person_id"), sa.column("standing"))
    op.execute(people_rows.update().where(people_rows.c.standing == "left").values(left=sa.true()))
    known = (
        sa.select(people_rows.c.standing).where(people_rows.c.id == accounts.c.person_id).scalar_subquery()
    )
    others = sa.select(people_rows.c.id).where(people_rows.c.standing.not_in(("member", "left")))
    op.execute(accounts.update().where(accounts.c.person_id.in_(others)).values(standing=known))


def _merges() -> None:
    op.create_table(
        "merges",
        sa.Column("merged_id", sa.Uuid, nullable=False),
        sa.Column("kept_id", sa.Uuid, nullable=False),
        sa.Column("organisation_id", sa.Uuid, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("moved", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["merged_id"], ["people.id"], name=op.f("fk_merges_merged_id_people")),
        sa.ForeignKeyConstraint(["kept_id"], ["people.id"], name=op.f("fk_merges_kept_id_people")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_merges_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("merged_id", name=op.f("pk_merges")),
    )


def _accounts() -> None:
    for column in (
        sa.Column("standing", sa.String(16), nullable=False, server_default="member"),
        sa.Column("name", sa.Text, nullable=False, server_default=""),
        sa.Column("email", sa.String(320)),
        sa.Column("timezone", sa.String(64)),
        sa.Column("locale", sa.String(35)),
        sa.Column("directory_id", sa.String(128)),
        sa.Column("ground", sa.String(16), nullable=False, server_default="new"),
        sa.Column("linked_at", Utc),
        sa.Column("linked_by_id", sa.Uuid),
        sa.Column("candidate_id", sa.Uuid),
        sa.Column("denied_id", sa.Uuid),
        sa.Column("token", sa.String(64)),
    ):
        op.add_column("identities", column)
    if op.get_bind().dialect.name == "postgresql":  # Teams' ids may be that long; SQLite sets no limit
        op.alter_column("identities", "external_id", type_=sa.String(255))
    op.create_index("ix_identities_directory_id", "identities", ["workspace_id", "directory_id"])
    op.create_index("ix_identities_email", "identities", ["email"])
    waiting = sa.text("candidate_id IS NOT NULL")
    op.create_index(
        "ix_identities_waiting",
        "identities",
        ["workspace_id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
