"""Retention: once an hour, deletes expired answers to requests, forms never submitted, texts of private replies, and
paces of idle conversations."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, tuple_, update

from adapters.database.audit.trail import requests
from adapters.database.nominations.drafts import drafts
from adapters.database.queue.jobs import LEASE
from adapters.database.queue.letter_rows import letters
from adapters.database.queue.outbox import NO_ACCOUNT, partitions
from adapters.database.queue.postings import postings
from bot.domain.outbox.model import NotificationKind

EVERY = timedelta(hours=1)
ANSWER_RETENTION = timedelta(days=7)
"""Far above the hours in which any platform repeats a request."""
REPLY_RETENTION = timedelta(days=3)
"""How long the text of a private reply can be looked up to investigate a problem."""
AT_ONCE = 2000
"""Rows deleted in one transaction, so that no other work waits long for it."""


@dataclass
class Retention:
    """Deletes in batches, until there is nothing left to delete for an hour."""

    next_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to delete."""
        return self.next_at is None or now >= self.next_at or now < self.next_at - 2 * EVERY

    def run(self, connection: Connection, now: datetime) -> int:
        """Deletes a batch; returns how many answers and reply texts were deleted."""
        quiet = delete(partitions).where(partitions.c.free_at < now - LEASE - EVERY)
        connection.execute(quiet)
        connection.execute(delete(drafts).where(drafts.c.expires_at <= now))
        old = (
            select(requests.c.workspace_id, requests.c.key)
            .where(requests.c.at < now - ANSWER_RETENTION)
            .limit(AT_ONCE)
        )
        found = connection.execute(old).all()
        if found:
            which = tuple_(requests.c.workspace_id, requests.c.key).in_([tuple(row) for row in found])
            connection.execute(delete(requests).where(which))
        forgotten = _forget_reply_texts(connection, now)
        self.next_at = now if AT_ONCE in (len(found), forgotten) else now + EVERY
        return len(found) + forgotten


def _forget_reply_texts(connection: Connection, now: datetime) -> int:
    """Empties private replies that ended some days ago; the fact that they were sent is kept."""
    old = (
        select(letters.c.id)
        .where(
            letters.c.content.is_not(None),
            letters.c.topic.in_((NotificationKind.REPLY.value, NotificationKind.NOTICE.value)),
            letters.c.ended_at < now - REPLY_RETENTION,
            letters.c.ending.not_in(("dead", NO_ACCOUNT)),  # those may still be sent
        )
        .limit(AT_ONCE)
    )
    found = connection.execute(old).scalars().all()
    if found:
        connection.execute(update(letters).where(letters.c.id.in_(found)).values(content=None))
        connection.execute(delete(postings).where(postings.c.letter_id.in_(found)))
    return len(found)
