"""The table of letters; letters and jobs to and from rows."""

import json
from typing import assert_never
from uuid import UUID

from sqlalchemy import Boolean, Column, ForeignKey, Index, Row, String, Table, Text, Uuid, text

from adapters.database.engine.columns import Utc, metadata
from adapters.database.queue.tasks import details_of
from bot.domain.outbox.model import (
    Addressee,
    Job,
    Letter,
    NotificationKind,
    ToCaller,
    ToConversation,
    ToPerson,
)
from bot.domain.outbox.tasks import DeliverLetter, RefreshCards

_PRIVATE = text("content IS NOT NULL AND topic IN ('reply', 'notice')")
"""Letters that store their own text; for every other kind the card is composed from its subject."""
HAS_NO_ACCOUNT = text("ending = 'unmet'")
"""Letters whose addressee no workspace knows yet."""
letters = Table(
    "letters",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("workspace_id", Uuid, ForeignKey("workspaces.id"), nullable=False),
    Column("topic", String(24), nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("addressee", Text, nullable=False),
    Column("key", String(255), nullable=False, unique=True),
    Column("content", Text),
    Column("queued_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("ending", String(16)),
    Column("uncertain", Boolean, nullable=False),
    Index("ix_letters_kept", "ended_at", sqlite_where=_PRIVATE, postgresql_where=_PRIVATE),
    Index("ix_letters_unmet", "addressee", sqlite_where=HAS_NO_ACCOUNT, postgresql_where=HAS_NO_ACCOUNT),
)


def letter_row(letter: Letter) -> dict[str, object]:
    """A letter as a row."""
    return {
        "id": letter.id,
        "organisation_id": letter.organisation_id,
        "workspace_id": letter.workspace_id,
        "topic": letter.topic,
        "subject_id": letter.subject_id,
        "addressee": json.dumps(addressee_values(letter.addressee)),
        "key": letter.key,
        "content": letter.content,
        "queued_at": letter.queued_at,
        "uncertain": False,
    }


def delivery_of(letter: Letter) -> Job:
    """The job that delivers it."""
    key, task = f"deliver:{letter.id}", DeliverLetter(letter.id)
    return Job(letter.id, letter.organisation_id, task, key, letter.queued_at, _partition_key(letter))


def job_row(job: Job) -> dict[str, object]:
    """A new job as a row. Refreshes of one subject run one at a time."""
    task = job.task
    return {
        "id": job.id,
        "organisation_id": job.organisation_id,
        "work": task.kind,
        "key": job.key,
        "lane": f"refresh:{task.subject_id}" if isinstance(task, RefreshCards) else job.partition,
        "details": json.dumps(details_of(task)),
        "due": job.due,
        "attempts": 0,
        "failures": 0,
        "dead": False,
    }


def _partition_key(letter: Letter) -> str | None:
    match letter.addressee:
        case ToPerson(person_id):
            return f"{letter.workspace_id}:person:{person_id}"
        case ToConversation(external_id, _):
            return f"{letter.workspace_id}:{external_id}"
        case ToCaller():
            return None
        case _:
            assert_never(letter.addressee)


def addressee_values(addressee: Addressee) -> dict[str, str | None]:
    """An addressee, to be stored as JSON."""
    match addressee:
        case ToPerson(person_id):
            return {"to": "person", "person": str(person_id)}
        case ToConversation(external_id, fallback):
            return {"to": "conversation", "conversation": external_id, "fallback": fallback}
        case ToCaller(external_id, route, aside):
            return {"to": "caller", "caller": external_id, "route": route, "aside": aside}
        case _:
            assert_never(addressee)


def _addressee(values: dict[str, str]) -> Addressee:
    match values["to"]:
        case "person":
            return ToPerson(UUID(values["person"]))
        case "conversation":
            return ToConversation(values["conversation"], values["fallback"])
        case _:
            return ToCaller(values["caller"], values["route"], values.get("aside"))


def letter_of(row: Row[tuple[object, ...]]) -> Letter:
    """A letter from its row."""
    return Letter(
        row.id,
        row.organisation_id,
        row.workspace_id,
        NotificationKind(row.topic),
        row.subject_id,
        _addressee(json.loads(row.addressee)),
        row.key,
        row.queued_at,
        row.content,
    )
