"""What people hold, in numbers and days: one query, however many badges there are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, String, Uuid, bindparam, column, func, select, table

from adapters.database.engine.columns import Utc
from bot.domain.credentials.model import CredentialStage, HeldSummary

_credentials = table(
    "credentials",
    column("recipient_id", Uuid),
    column("awarder_id", Uuid),
    column("stage", String),
    column("awarded_at", Utc),
    column("shared_at", Utc),
    column("celebrated_at", Utc),
)
"""Named here, for the module of that table imports this one."""
_held = _credentials.c
_STANDING = tuple(stage.value for stage in CredentialStage if stage.is_active)
STANDING_FOR_GIVERS = (*_STANDING, CredentialStage.TURNED_DOWN.value)
"""That a badge was turned down is private to its earner: for those who gave it, it stands."""
_SUMMARY = select(
    func.count(),
    func.count(_held.shared_at),
    func.count(_held.celebrated_at),
    func.count().filter(_held.shared_at.is_(None), _held.celebrated_at.is_(None)),
    func.count().filter(_held.stage == CredentialStage.ISSUED.value),
).where(_held.recipient_id == bindparam("person_id"), _held.stage.in_(_STANDING))
_LAST_AWARDS = (
    select(_held.recipient_id, func.max(_held.awarded_at, type_=Utc))
    .where(
        _held.recipient_id.in_(bindparam("people", expanding=True)),
        _held.awarder_id == bindparam("awarder_id"),
        _held.stage.in_(STANDING_FOR_GIVERS),
    )
    .group_by(_held.recipient_id)
)


class HoldingStore:
    """A part of `bot.context.store.CredentialRepository`."""

    connection: Connection

    def summary_of(self, person_id: UUID) -> HeldSummary:
        """How many active badges a person has."""
        return HeldSummary(*self.connection.execute(_SUMMARY, {"person_id": person_id}).one())

    def last_awards(self, awarder_id: UUID, recipients: Sequence[UUID]) -> Mapping[UUID, datetime]:
        """When this person last gave each of these people a badge that, as far as they know, still stands."""
        asked = {"awarder_id": awarder_id, "people": list(recipients)}
        return {row[0]: row[1] for row in self.connection.execute(_LAST_AWARDS, asked)}
