"""The small company in memory: requests go through the gateway and the dispatcher, letters reach the platform, and
nothing is written, signed or drawn. For tests of rules and use cases.

    world = MemoryWorld.open()
    await world.types("maya", "/award @ana customer-hero Stayed until it worked")
"""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from adapters.files.wording import load_languages
from adapters.gateway.bot_gateway import BotGateway, BotResponse
from adapters.gateway.platforms import Names
from adapters.installation.catalogue_files import STARTER, read_valid_catalogue
from adapters.system import SystemIdGenerator
from adapters.workspaces.directory import listed_addresses
from bot.context.store import Store
from bot.dispatch.dispatcher import RequestDispatcher
from bot.domain.audit.model import AuditEntry
from bot.domain.catalogue.files import CatalogueFiles
from bot.domain.organisations import Organisation, Workspace
from bot.messages.platforms import Platform
from bot.messages.requests import Inbound, Origin
from tests.fakes.chat_world import START, ChatWorld
from tests.fakes.memory.background import BackgroundInMemory
from tests.fakes.memory.database import DatabaseInMemory, store_in_memory
from tests.fakes.memory.people import OrganisationsInMemory
from tests.fakes.memory.tables import Tables


class InlineExecutor(Executor):
    """Runs each piece of work at once, in the caller's thread."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as problem:
            future.set_exception(problem)
        return future


@dataclass(frozen=True)
class DirectoryInMemory:
    """Implements `adapters.gateway.look_ups.WorkspaceDirectory`."""

    database: DatabaseInMemory

    def workspace(self, platform: Platform, external_id: str) -> Workspace | None:
        with self.database.read() as store:
            return store.people.workspace(platform, external_id)

    def workspaces(self, wanted: Collection[UUID]) -> Mapping[UUID, Workspace]:
        with self.database.read() as store:
            return {workspace_id: store.people.workspace_by_id(workspace_id) for workspace_id in wanted}

    def listed_addresses(self, workspace: Workspace, external_ids: Sequence[str]) -> Sequence[str]:
        with self.database.read() as store:
            return listed_addresses(store.people, workspace, external_ids)

    def owners(self, workspace: Workspace) -> Sequence[str]:
        with self.database.read() as store:
            return [owner.name for owner in store.people.owners(workspace.organisation.id)]

    def other_accounts(self, workspace: Workspace, emails: Sequence[str], before: datetime) -> Sequence[str]:
        with self.database.read() as store:
            people = [person.id for person in store.people.by_emails(workspace.organisation.id, emails)]
            stale = store.people.stale_accounts(people, before)
        return [account.external_id for account in stale if account.workspace_id == workspace.id]

    def names(self, platform: Platform, external_id: str, people: frozenset[UUID]) -> Names:
        with self.database.read() as store:
            workspace = store.people.workspace(platform, external_id)
            return store.people.names(workspace.id, people) if workspace else {}


@dataclass
class MemoryWorld(ChatWorld):
    """The small company on the in-memory store."""

    database: DatabaseInMemory = field(default_factory=DatabaseInMemory)
    gateway: BotGateway = field(init=False)
    background: BackgroundInMemory = field(init=False)

    def __post_init__(self) -> None:
        languages, inline = load_languages(), InlineExecutor()
        dispatcher = RequestDispatcher(self.database, self.database.read, languages, self.ids)
        clients = {Platform.SANDBOX: self.platform}
        directory = DirectoryInMemory(self.database)

        async def serves_nothing(_: bytes) -> None:
            return None

        self.gateway = BotGateway(
            dispatcher, directory, clients, inline, inline, lambda: self.moment, serves_nothing
        )
        self.background = BackgroundInMemory(
            self.database, self.platform, languages, self.ids, lambda: self.moment
        )

    @classmethod
    def open(cls) -> "MemoryWorld":
        """The company with the starter catalogue."""
        files, ids = _starter(), SystemIdGenerator()
        world = cls(Organisation(ids.new_id(), **asdict(files.organisation)), ids)
        with world.database.change() as tables:
            store, places = store_in_memory(tables), OrganisationsInMemory(tables)
            places.add_organisation(world.organisation, START)
            places.add_workspace(Workspace(ids.new_id(), world.organisation, Platform.SANDBOX, "W"))
            for file in files.achievements:
                store.catalogue.add(file.as_achievement(ids.new_id(), world.organisation.id))
            world.populate(store)
        return world

    @property
    def dispatcher(self) -> RequestDispatcher:
        """What dispatches requests."""
        return self.gateway.dispatcher

    async def answer(self, inbound: Inbound, origin: Origin) -> BotResponse:
        """Through the gateway, as from a listener."""
        return await self.gateway(inbound, origin)

    async def settle(self) -> None:
        """Does everything that is due."""
        await self.background.settle()

    def store(self) -> AbstractContextManager[Store]:
        """The stores of one transaction, committed at its end."""
        return self.database()

    def read(self) -> AbstractContextManager[Store]:
        """The stores of a snapshot."""
        return self.database.read()

    def trail(self) -> Sequence[AuditEntry]:
        """The whole audit trail, oldest first."""
        return sorted(self.database.tables.audit.values(), key=lambda entry: entry.id)

    def rows(self, table: Any) -> int:
        """How many rows a table has; it is named by the databases' own table."""
        return len(getattr(self.database.tables, table.name))

    def close(self) -> None:
        """Forgets everything."""
        self.database.tables = Tables()


@cache
def _starter() -> CatalogueFiles:
    return read_valid_catalogue(STARTER)
