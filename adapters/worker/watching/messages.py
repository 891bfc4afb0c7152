"""Looks at the messages behind open nominations: a changed or deleted one is said on the case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.engine.engine import Database
from adapters.database.nominations.nominations import NominationStore
from adapters.database.people.people import PeopleStore
from adapters.database.queue.jobs import ClaimedJob
from adapters.gateway.platforms import ClosedConversation, PlatformClient, Undeliverable
from adapters.worker.job_transaction import JobTransaction
from adapters.worker.loop import Finish
from bot.context.ids import IdGenerator
from bot.domain.nominations.model import MessageState, Nomination
from bot.domain.organisations import Workspace
from bot.domain.outbox.tasks import LookAtMessage
from bot.messages.platforms import Platform
from bot.use_cases.nominations.message_evidence import is_watched, note_state


@dataclass(frozen=True)
class MessageWatch:
    """Runs the jobs that look at a message; each queues the next look while the nomination is open."""

    database: Database
    clients: Mapping[Platform, PlatformClient]
    ids: IdGenerator
    now: Callable[[], datetime]

    async def run(self, job: ClaimedJob) -> Finish:
        """Asks the platform, which may not tell."""
        nomination_id, scope = job.task(LookAtMessage).nomination_id, job.organisation_id

        def load(connection: Connection) -> tuple[Nomination, Workspace]:
            nomination = NominationStore(connection).get(nomination_id)
            return nomination, PeopleStore(connection).workspace_by_id(nomination.workspace_id)

        nomination, workspace = await self.database.in_read(load, scope)
        state = await self._look(nomination, workspace) if is_watched(nomination) else None
        return lambda transaction: self._note(transaction, nomination_id, state)

    async def _look(self, nomination: Nomination, workspace: Workspace) -> MessageState | None:
        client, evidence = self.clients.get(workspace.platform), nomination.evidence
        if client is None or evidence is None:
            return None
        try:
            return await client.look_at_message(workspace, evidence.place, evidence.digest)
        except (ClosedConversation, Undeliverable):
            return None

    def _note(self, transaction: JobTransaction, nomination_id: UUID, state: MessageState | None) -> None:
        note_state(transaction.store, self.ids, nomination_id, state, self.now())
