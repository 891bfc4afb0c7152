"""Keeps what is stored about people young: asks the platforms about the accounts with the oldest reports, and looks
again for people who have a letter to get and no account."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.audit.chain import AuditChainStore
from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from adapters.database.queue.jobs import ClaimedJob
from adapters.database.queue.outbox import OutboxStore
from adapters.gateway.look_ups import LookUps
from adapters.worker.job_transaction import JobTransaction
from adapters.worker.loop import Finish
from bot.context.ids import IdGenerator
from bot.domain.organisations import Workspace
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import RefreshFacts

REFRESH_AFTER = timedelta(hours=20)
"""Reports get no older than a day."""
BATCH = 100
"""Accounts in one run, about what Slack allows in a minute."""
PAUSE = timedelta(minutes=2)
"""Until the next run, if accounts were left over."""
IDLE = timedelta(hours=1)
UNMET = 20
"""Letters in one run whose addressees are looked for again, once a day each: platforms do not tell who joined."""
SECONDS = 60.0
"""For one run; what did not come by then is asked for again in the next."""


@dataclass(frozen=True)
class FactsRefresher:
    """Runs the periodic job of each organisation; it queues itself again."""

    database: Database
    look_ups: LookUps
    ids: IdGenerator
    now: Callable[[], datetime]

    async def run(self, job: ClaimedJob) -> Finish:
        """Asks about one batch of accounts."""
        scope, before = job.organisation_id, self.now() - REFRESH_AFTER
        old = await self.database.in_read(lambda connection: _oldest(connection, scope, before), scope)
        for workspace, external_ids in old.items():
            await self.look_ups.refresh(workspace, external_ids, self.now(), SECONDS)
        is_more = sum(map(len, old.values())) >= BATCH

        def finish(transaction: JobTransaction) -> None:
            due = self.now() + (PAUSE if is_more else IDLE)
            transaction.outbox.requeue_unmet(scope, before, UNMET)
            transaction.outbox.queue(facts_job(self.ids, scope, due))

        return finish


def start_refreshing(connection: Connection, ids: IdGenerator, now: datetime) -> None:
    """Starts the periodic job of every organisation, unless it is started already."""
    for organisation_id in AuditChainStore(connection).organisations():
        OutboxStore(connection).queue(facts_job(ids, organisation_id, now + IDLE))


def facts_job(ids: IdGenerator, organisation_id: UUID, due: datetime) -> Job:
    """The one refreshing job of an organisation."""
    return Job(ids.new_id(), organisation_id, RefreshFacts(), f"facts:{organisation_id}", due)


def _oldest(
    connection: Connection, organisation_id: UUID, before: datetime
) -> Mapping[Workspace, Sequence[str]]:
    people = PeopleStore(connection)
    found: dict[Workspace, list[str]] = {}
    places = {workspace.id: workspace for workspace in people.workspaces_of(organisation_id)}
    for account in people.oldest_accounts(list(places), before, BATCH):
        found.setdefault(places[account.workspace_id], []).append(account.external_id)
    return found
