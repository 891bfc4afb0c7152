"""What the use cases need from outside: a repository per chapter, in one unit of work, and ids.

Every method works inside one transaction. Implemented by `adapters/database`.

What a form is about stays in the table of drafts for a day; the platform carries a random token that counts for one
person and one action. What is submitted is judged as if it were typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from bot.domain.audit.ports import AuditTrail
from bot.domain.catalogue.ports import CatalogueRepository
from bot.domain.credentials.ports import CredentialRepository
from bot.domain.nominations.ports import NominationRepository
from bot.domain.outbox.ports import Outbox
from bot.domain.people.ports import PeopleRepository
from bot.domain.sharing.ports import ChannelRepository
from bot.messages.forms import Draft


class Stale(Exception):
    """Another transaction changed what this one had read. Roll back, read again, try again."""


TRIES = 5
T = TypeVar("T")


def retry_when_stale(transaction: Callable[[], T]) -> T:
    """Runs a whole transaction again if it raises `Stale`; raises that itself after some tries."""
    for _ in range(TRIES - 1):
        try:
            return transaction()
        except Stale:
            continue
    return transaction()


class RequestLog(Protocol):
    """Answered requests, so that a platform's second delivery gets the first answer again."""

    def stored_answer(self, workspace_id: UUID, key: str) -> str | None: ...
    def remember(self, workspace_id: UUID, key: str, answer: str, now: datetime) -> None:
        """Raises `Stale` if another transaction answered the same request meanwhile."""


class DraftRepository(Protocol):
    """Forms that were shown and not yet submitted: their contents stay here, the platform carries a token."""

    def keep(self, draft: Draft, now: datetime) -> None: ...
    def find(self, workspace_id: UUID, token: str, now: datetime) -> Draft | None: ...
    def drop(self, workspace_id: UUID, token: str) -> bool:
        """Removes a draft; False if it is gone already."""


@dataclass(frozen=True)
class Store:
    """One unit of work: the repositories of all chapters, in one transaction."""

    people: PeopleRepository
    catalogue: CatalogueRepository
    nominations: NominationRepository
    credentials: CredentialRepository
    outbox: Outbox
    audit: AuditTrail
    requests: RequestLog
    drafts: DraftRepository
    channels: ChannelRepository
