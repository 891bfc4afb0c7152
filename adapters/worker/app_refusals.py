"""Tells owners that a platform refuses the app, by another way than the one that is refused.

notices = AppRefusalNotices(database, clients, languages, ids, now)
health = AppHealth(Platform.SLACK, notices)

Owners who have no other way read it with `laurel doctor`; the log has it too.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import Connection

from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from adapters.database.unit_of_work import store_of
from adapters.gateway.platforms import AppRefused, PlatformClient
from adapters.worker.dead_letters import MOST_TOLD
from bot.context.ids import IdGenerator
from bot.domain.organisations import Organisation, Workspace
from bot.domain.outbox.model import Letter, NotificationKind, ToPerson
from bot.domain.people.model import Person
from bot.messages.card_json import to_json
from bot.messages.languages import Languages
from bot.messages.platforms import Platform
from bot.presenting.owners.retries import app_refused_notice

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AppRefusalNotices:
    """Queues the notices; once a day at most for one refusal, however many processes meet it."""

    database: Database
    clients: Mapping[Platform, PlatformClient]
    languages: Languages
    ids: IdGenerator
    now: Callable[[], datetime]
    _telling: "set[asyncio.Task[None]]" = field(default_factory=set)

    def __call__(self, refused: AppRefused) -> None:
        """Queues them in the background: whoever met the refusal does not wait."""
        task = asyncio.get_running_loop().create_task(self.tell(refused))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def tell(self, refused: AppRefused) -> None:
        """Queues a notice to owners of every organisation on that platform."""
        try:
            await self.database.in_write(lambda connection: self._post(connection, refused))
        except Exception:  # the log has the refusal already; nothing else depends on the notice
            log.exception("owners not told that a platform refuses the app")

    def _post(self, connection: Connection, refused: AppRefused) -> None:
        people, store = PeopleStore(connection), store_of(connection)
        for organisation in people.organisations():
            workspaces = people.workspaces_of(organisation.id)
            if not any(workspace.platform is refused.platform for workspace in workspaces):
                continue
            for owner in list(people.owners(organisation.id))[:MOST_TOLD]:
                for workspace in workspaces:
                    if self._reaches(people, workspace, owner, refused):
                        store.outbox.post(self._notice(organisation, workspace, owner, refused))
                        break

    def _reaches(self, people: PeopleStore, workspace: Workspace, owner: Person, refused: AppRefused) -> bool:
        """Whether a letter to the owner gets through there all the same."""
        if workspace.platform is refused.platform and refused.keeps_silent:
            return False
        known = workspace.platform in self.clients
        return known and owner.id in people.names(workspace.id, frozenset({owner.id}))

    def _notice(
        self, organisation: Organisation, workspace: Workspace, owner: Person, refused: AppRefused
    ) -> Letter:
        say, now, letter_id = (
            self.languages.best(owner.language, organisation.language),
            self.now(),
            self.ids.new_id(),
        )
        card = app_refused_notice(say, refused.platform, refused.name, silent=refused.keeps_silent)
        return Letter(
            letter_id,
            organisation.id,
            workspace.id,
            NotificationKind.NOTICE,
            letter_id,
            ToPerson(owner.id),
            f"refused:{refused.platform}:{refused.name[:100]}:{now.date()}:{owner.id}",
            now,
            content=json.dumps(to_json(card)),
        )
