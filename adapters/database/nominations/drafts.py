"""Drafts of forms that were shown and not yet submitted."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    insert,
    select,
)

from adapters.database.engine.columns import Utc, metadata
from bot.messages.card_json import from_json, to_json
from bot.messages.forms import Draft
from bot.messages.platforms import Conversation

drafts = Table(
    "drafts",
    metadata,
    Column("token", String(32), primary_key=True),
    Column("workspace_id", Uuid, ForeignKey("workspaces.id"), nullable=False),
    Column("person_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("conversation", String(128), nullable=False),
    Column("direct", Boolean, nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
    Column("form", Text),
    Column("pressed", Text),
)

_FIND = select(drafts).where(
    drafts.c.workspace_id == bindparam("workspace_id"),
    drafts.c.token == bindparam("token"),
    drafts.c.expires_at > bindparam("now"),
)
_DROP = delete(drafts).where(
    drafts.c.workspace_id == bindparam("workspace_id"), drafts.c.token == bindparam("token")
)


class DraftStore:
    """See `bot.context.store.DraftRepository`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def keep(self, draft: Draft, now: datetime) -> None:
        """Adds a draft; deletes expired ones."""
        self.connection.execute(delete(drafts).where(drafts.c.expires_at <= now))
        row = {
            "token": draft.token,
            "workspace_id": draft.workspace_id,
            "person_id": draft.person_id,
            "action": draft.action,
            "subject": draft.subject,
            "conversation": draft.conversation.external_id,
            "direct": draft.conversation.direct,
            "expires_at": draft.expires_at,
            "form": json.dumps(to_json(draft.form)) if draft.form else None,
            "pressed": json.dumps(to_json(draft.pressed)) if draft.pressed else None,
        }
        self.connection.execute(insert(drafts), row)

    def drop(self, workspace_id: UUID, token: str) -> bool:
        """Removes the draft of that token; False if it is gone already."""
        return bool(self.connection.execute(_DROP, {"workspace_id": workspace_id, "token": token}).rowcount)

    def find(self, workspace_id: UUID, token: str, now: datetime) -> Draft | None:
        """The draft of that token, if it has not expired."""
        row = self.connection.execute(
            _FIND, {"workspace_id": workspace_id, "token": token, "now": now}
        ).first()
        if row is None:
            return None
        return Draft(
            row.token,
            row.workspace_id,
            row.person_id,
            row.action,
            row.subject,
            Conversation(row.conversation, row.direct),
            row.expires_at,
            from_json(json.loads(row.form)) if row.form else None,
            from_json(json.loads(row.pressed)) if row.pressed else None,
        )
