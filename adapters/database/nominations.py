"""Nominations and their decisions."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    select,
    text,
    update,
)

from adapters.database.columns import Utc, insert_unless_there, metadata
from bot.nominating.model import Decision, Nomination, Outcome

_OPEN = text(f"outcome = '{Outcome.OPEN}'")

nominations = Table(
    "nominations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("workspace_id", Uuid, ForeignKey("workspaces.id"), nullable=False),
    Column("token", String(32), nullable=False, unique=True),
    Column("achievement_id", Uuid, ForeignKey("achievements.id"), nullable=False),
    Column("nominee_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("nominator_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("approver_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("citation", Text, nullable=False),
    Column("conversation", String(128)),
    Column("at", Utc, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("decided_by", Uuid, ForeignKey("people.id")),
    Column("decided_at", Utc),
    Index(
        "ix_nominations_once",
        "nominee_id",
        "nominator_id",
        "achievement_id",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index("ix_nominations_waiting", "organisation_id", "at", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

_WRITTEN = [column.name for column in nominations.columns if not column.name.startswith("decided")]
_GET = select(nominations).where(nominations.c.id == bindparam("nomination_id"))
_HOLD = _GET.with_for_update(read=True)
_BY_TOKEN = select(nominations).where(
    nominations.c.organisation_id == bindparam("organisation_id"), nominations.c.token == bindparam("token")
)
_WAITING = (
    select(nominations)
    .where(
        nominations.c.organisation_id == bindparam("organisation_id"),
        nominations.c.outcome == Outcome.OPEN.value,
    )
    .order_by(nominations.c.at)
)
_DECIDE = (
    update(nominations)
    .where(nominations.c.id == bindparam("nomination_id"), nominations.c.outcome == Outcome.OPEN.value)
    .values(
        outcome=bindparam("new_outcome"),
        decided_by=bindparam("new_decided_by"),
        decided_at=bindparam("new_decided_at"),
    )
)


class NominationStore:
    """See `bot.ports.Nominations`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, nomination: Nomination) -> bool:
        """False if the same nomination is open already."""
        once = ("nominee_id", "nominator_id", "achievement_id")
        row = {name: getattr(nomination, name) for name in _WRITTEN}
        return insert_unless_there(self.connection, nominations, row, *once, where=_OPEN)

    def get(self, nomination_id: UUID) -> Nomination:
        """The nomination; raises NoResultFound if there is none."""
        return _nomination(self.connection.execute(_GET, {"nomination_id": nomination_id}).one())

    def hold(self, nomination_id: UUID) -> None:
        """Keeps others from changing it until this transaction ends."""
        self.connection.execute(_HOLD, {"nomination_id": nomination_id})

    def by_token(self, organisation_id: UUID, token: str) -> Nomination | None:
        """The nomination a button names."""
        row = self.connection.execute(_BY_TOKEN, {"organisation_id": organisation_id, "token": token}).first()
        return _nomination(row) if row else None

    def waiting(self, organisation_id: UUID) -> Sequence[Nomination]:
        """Open ones, oldest first."""
        return [
            _nomination(row)
            for row in self.connection.execute(_WAITING, {"organisation_id": organisation_id})
        ]

    def decide(self, nomination_id: UUID, decision: Decision) -> bool:
        """The first decision wins; True for it alone."""
        asked = {
            "nomination_id": nomination_id,
            "new_outcome": decision.outcome,
            "new_decided_by": decision.by,
            "new_decided_at": decision.at,
        }
        return self.connection.execute(_DECIDE, asked).rowcount == 1


def _nomination(row: Row[tuple[object, ...]]) -> Nomination:
    values = {name: row._mapping[name] for name in _WRITTEN if name != "outcome"}
    if row.outcome == Outcome.OPEN:
        return Nomination(**values)
    return Nomination(**values, decision=Decision(Outcome(row.outcome), row.decided_by, row.decided_at))
