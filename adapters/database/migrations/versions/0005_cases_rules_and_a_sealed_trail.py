"""Cases gather nominations; rules, absences and drafts; the audit trail is sealed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from adapters.database.engine.columns import Utc

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OPEN = sa.text("outcome = 'open'")
_UNSEALED = sa.text("number IS NULL")


def upgrade() -> None:
    """Every existing nomination becomes a case of its own, with the same id and token."""
    _people()
    _cases()
    _fill_cases()
    _nominations()
    _credentials()
    _audit()
    _drafts()


def _people() -> None:
    with op.batch_alter_table("organisations") as table:
        table.add_column(sa.Column("timezone", sa.String(64), nullable=True))
        table.add_column(sa.Column("budget", sa.Integer(), nullable=True))
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("timezone", sa.String(64), nullable=True))
        table.add_column(sa.Column("approver_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_people_approver_id_people"), "people", ["approver_id"], ["id"])
    op.create_table(
        "absences",
        sa.Column(
            "person_id", sa.Uuid(), sa.ForeignKey("people.id", name=op.f("fk_absences_person_id_people"))
        ),
        sa.Column("until", Utc(), nullable=False),
        sa.Column(
            "deputy_id", sa.Uuid(), sa.ForeignKey("people.id", name=op.f("fk_absences_deputy_id_people"))
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_absences")),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        _reference("cases", "organisation_id", "organisations"),
        _reference("cases", "workspace_id", "workspaces"),
        sa.Column("token", sa.String(32), nullable=False),
        _reference("cases", "achievement_id", "achievements"),
        _reference("cases", "nominee_id", "people"),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        _reference("cases", "decided_by", "people", nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("token", name=op.f("uq_cases_token")),
    )
    op.create_table(
        "askings",
        _reference("askings", "case_id", "cases"),
        sa.Column("stage", sa.Integer(), nullable=False),
        _reference("askings", "person_id", "people"),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        _reference("askings", "deputy_of", "people", nullable=True),
        sa.Column("skipped", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "stage", "person_id", name=op.f("pk_askings")),
    )
    op.create_index("ix_askings_person_id", "askings", ["person_id"])
    op.create_table(
        "approvals",
        _reference("approvals", "case_id", "cases"),
        sa.Column("stage", sa.Integer(), nullable=False),
        _reference("approvals", "person_id", "people"),
        sa.Column("shown", sa.String(32), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("authority", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "stage", "person_id", "shown", name=op.f("pk_approvals")),
    )


def _fill_cases() -> None:
    """Two nominations of one person for one achievement stay two cases only if at most one of them is open."""
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "INSERT INTO cases (id, organisation_id, workspace_id, token, achievement_id, nominee_id, opened_at,"
            " outcome, decided_by, decided_at, reason, revision)"
            " SELECT id, organisation_id, workspace_id, token, achievement_id, nominee_id, at,"
            " outcome, decided_by, decided_at, '', 0 FROM nominations AS one WHERE outcome <> 'open' OR NOT EXISTS"
            " (SELECT 1 FROM nominations AS before WHERE before.outcome = 'open'"
            " AND before.nominee_id = one.nominee_id AND before.achievement_id = one.achievement_id"
            " AND before.id < one.id)"
        )
    )
    connection.execute(
        sa.text(
            "INSERT INTO askings (case_id, stage, person_id, why, at, skipped)"
            " SELECT cases.id, 0, nominations.approver_id, 'manager', cases.opened_at, '[]'"
            " FROM cases JOIN nominations ON nominations.id = cases.id"
        )
    )
    op.create_index(
        "ix_cases_open",
        "cases",
        ["nominee_id", "achievement_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_cases_waiting",
        "cases",
        ["organisation_id", "opened_at"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _nominations() -> None:
    with op.batch_alter_table("nominations") as table:
        table.add_column(sa.Column("case_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("edited_at", Utc(), nullable=True))
        table.add_column(sa.Column("nudged_at", Utc(), nullable=True))
    op.get_bind().execute(
        sa.text(
            "UPDATE nominations SET case_id = COALESCE("
            "(SELECT cases.id FROM cases WHERE cases.id = nominations.id), "
            "(SELECT cases.id FROM cases WHERE cases.outcome = 'open' AND cases.nominee_id = nominations.nominee_id"
            " AND cases.achievement_id = nominations.achievement_id))"
        )
    )
    op.drop_index("ix_nominations_waiting", "nominations")
    with op.batch_alter_table("nominations") as table:
        table.alter_column("case_id", existing_type=sa.Uuid(), nullable=False)
        table.create_foreign_key(op.f("fk_nominations_case_id_cases"), "cases", ["case_id"], ["id"])
        for name in ("approver_id", "decided_by"):
            table.drop_constraint(op.f(f"fk_nominations_{name}_people"), type_="foreignkey")
        for name in ("approver_id", "decided_by", "decided_at"):
            table.drop_column(name)
    op.create_index("ix_nominations_case_id", "nominations", ["case_id"])
    for name in ("nominator", "nominee", "achievement"):
        op.create_index(f"ix_nominations_{name}", "nominations", [f"{name}_id", "at"])


def _credentials() -> None:
    with op.batch_alter_table("credentials") as table:
        table.add_column(sa.Column("ended_reason", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("amended_at", Utc(), nullable=True))
    op.create_index("ix_credentials_achievement", "credentials", ["achievement_id", "awarded_at"])
    op.create_index("ix_credentials_organisation", "credentials", ["organisation_id", "awarded_at"])


def _audit() -> None:
    with op.batch_alter_table("audit") as table:
        table.add_column(sa.Column("rule", sa.String(80), nullable=False, server_default=""))
        table.add_column(sa.Column("number", sa.Integer(), nullable=True))
        table.add_column(sa.Column("hash", sa.String(64), nullable=True))
    op.create_index("ix_audit_number", "audit", ["organisation_id", "number"], unique=True)
    op.create_index("ix_audit_subject_id", "audit", ["subject_id"])
    op.create_index(
        "ix_audit_unsealed",
        "audit",
        ["organisation_id", "id"],
        sqlite_where=_UNSEALED,
        postgresql_where=_UNSEALED,
    )
    op.create_table(
        "audit_heads",
        _reference("audit_heads", "organisation_id", "organisations"),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("kid", sa.String(80), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "day", name=op.f("pk_audit_heads")),
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("token", sa.String(32), nullable=False),
        _reference("drafts", "workspace_id", "workspaces"),
        _reference("drafts", "person_id", "people"),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("conversation", sa.String(128), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_expires_at"), "drafts", ["expires_at"])


def _reference(table: str, name: str, other: str, *, nullable: bool = False) -> "sa.Column[object]":
    key = sa.ForeignKey(f"{other}.id", name=op.f(f"fk_{table}_{name}_{other}"))
    return sa.Column(name, sa.Uuid(), key, nullable=nullable)


def downgrade() -> None:
    """A downgrade is not possible: restore a backup from before the upgrade."""
    raise NotImplementedError("restore the backup from before this upgrade")
