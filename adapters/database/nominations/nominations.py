"""Nominations and their tables; see `cases` for how they are gathered and decided."""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Column,
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

from adapters.database.engine.columns import Utc, insert_if_absent, metadata
from adapters.database.nominations.cases import CaseStore, cases
from adapters.database.nominations.giving_history import GivingHistoryStore
from bot.domain.nominations.model import MessageEvidence, MessageState, Nomination, NominationOutcome

_OPEN = text(f"outcome = '{NominationOutcome.OPEN}'")

nominations = Table(
    "nominations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("workspace_id", Uuid, ForeignKey("workspaces.id"), nullable=False),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("token", String(32), nullable=False, unique=True),
    Column("achievement_id", Uuid, ForeignKey("achievements.id"), nullable=False),
    Column("slug", String(64)),  # empty in rows of an older release
    Column("nominee_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("nominator_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("citation", Text, nullable=False),
    Column("conversation", String(128)),
    Column("at", Utc, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("edited_at", Utc),
    Column("nudged_at", Utc),
    Column("evidence", Text),
    Index(
        "ix_nominations_once",
        "nominee_id",
        "nominator_id",
        "achievement_id",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index(
        "ix_nominations_open_slug",
        "nominee_id",
        "nominator_id",
        "slug",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index("ix_nominations_case_id", "case_id"),
    Index("ix_nominations_nominator", "nominator_id", "at"),
    Index("ix_nominations_nominee", "nominee_id", "at"),
    Index("ix_nominations_achievement", "achievement_id", "at"),
)

_COLUMNS = [field.name for field in fields(Nomination)]
_CHANGEABLE = ("citation", "outcome", "edited_at", "nudged_at", "evidence")
_GET = select(nominations).where(nominations.c.id == bindparam("nomination_id"))
_CASE_OF = select(nominations.c.case_id).where(nominations.c.id == bindparam("nomination_id"))
_HOLD_CASE = select(cases.c.id).where(cases.c.id.in_(_CASE_OF)).with_for_update(read=True, of=cases)
_BY_TOKEN = select(nominations).where(
    nominations.c.organisation_id == bindparam("organisation_id"), nominations.c.token == bindparam("token")
)
_OF_CASE = (
    select(nominations)
    .where(nominations.c.case_id == bindparam("case_id"))
    .order_by(nominations.c.at, nominations.c.id)
)
_OF_NOMINATOR = (
    select(nominations)
    .where(nominations.c.nominator_id == bindparam("person_id"))
    .order_by(nominations.c.at.desc(), nominations.c.id.desc())
    .limit(bindparam("most"))
)
_CHANGE = (
    update(nominations)
    .where(nominations.c.id == bindparam("nomination_id"))
    .values(**{name: bindparam(f"new_{name}") for name in _CHANGEABLE})
)
_END = (
    update(nominations)
    .where(
        nominations.c.case_id == bindparam("ended_case"),
        nominations.c.outcome == NominationOutcome.OPEN.value,
    )
    .values(outcome=bindparam("new_outcome"))
)


class NominationStore(CaseStore, GivingHistoryStore):
    """See `bot.context.store.NominationRepository`."""

    def add(self, nomination: Nomination, slug: str) -> bool:
        """False if the same nomination is open already, in any version."""
        row = {name: _stored(nomination, name) for name in _COLUMNS} | {"slug": slug}
        return insert_if_absent(self.connection, nominations, row)

    def get(self, nomination_id: UUID) -> Nomination:
        """The nomination; raises NoResultFound if there is none."""
        return _nomination(self.connection.execute(_GET, {"nomination_id": nomination_id}).one())

    def lock_case(self, nomination_id: UUID) -> None:
        """Locks a nomination's case until this transaction ends. A case has the id of its first nomination."""
        self.connection.execute(_HOLD_CASE, {"nomination_id": nomination_id})

    def by_token(self, organisation_id: UUID, token: str) -> Nomination | None:
        """The nomination named by a nominator's button."""
        row = self.connection.execute(_BY_TOKEN, {"organisation_id": organisation_id, "token": token}).first()
        return _nomination(row) if row else None

    def of_case(self, case_id: UUID) -> Sequence[Nomination]:
        """All of a case, oldest first, withdrawn ones included."""
        return [_nomination(row) for row in self.connection.execute(_OF_CASE, {"case_id": case_id})]

    def of_nominator(self, person_id: UUID, most: int) -> Sequence[Nomination]:
        """A person's nominations, newest first."""
        rows = self.connection.execute(_OF_NOMINATOR, {"person_id": person_id, "most": most})
        return [_nomination(row) for row in rows]

    def change(self, nomination: Nomination) -> None:
        """Saves citation, outcome, message, and when it was edited and nudged; the case's revision guards it."""
        values = {f"new_{name}": _stored(nomination, name) for name in _CHANGEABLE}
        self.connection.execute(_CHANGE, {"nomination_id": nomination.id, **values})

    def end_nominations(self, case_id: UUID, outcome: NominationOutcome) -> None:
        """Gives the open nominations of a case its outcome."""
        self.connection.execute(_END, {"ended_case": case_id, "new_outcome": outcome})

    def nomination_count(self, person_id: UUID, slug: str, since: datetime) -> int:
        """Number of a person's nominations that were not withdrawn or declined."""
        return self._count_nominations(nominations, person_id, slug, since)


def _nomination(row: Row[tuple[object, ...]]) -> Nomination:
    values = {name: row._mapping[name] for name in _COLUMNS}
    read = {"outcome": NominationOutcome(row.outcome), "evidence": _evidence(row.evidence)}
    return Nomination(**values | read)


def _stored(nomination: Nomination, column: str) -> object:
    value = getattr(nomination, column)
    if not isinstance(value, MessageEvidence):
        return value
    author = str(value.author_id) if value.author_id else None
    at = value.written_at.isoformat() if value.written_at else None
    written = {**asdict(value), "author_id": author, "written_at": at}
    return json.dumps(written)


def _evidence(stored: str | None) -> MessageEvidence | None:
    if stored is None:
        return None
    said = json.loads(stored)
    author, at = said["author_id"], said["written_at"]
    read = {
        "author_id": UUID(author) if author else None,
        "written_at": datetime.fromisoformat(at) if at else None,
        "state": MessageState(said["state"]),
    }
    return MessageEvidence(**said | read)
