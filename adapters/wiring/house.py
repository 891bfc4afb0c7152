"""The house: database, issuers, front desk, platform clients and the worker, joined."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from adapters import system
from adapters.asking import Asking
from adapters.config import Settings
from adapters.database.engine import Database
from adapters.database.people import PeopleStore
from adapters.database.tenancy import NOBODY
from adapters.database.together import Together
from adapters.database.unit_of_work import UnitOfWork
from adapters.issuers import Issuers
from adapters.pictures import BadgePictures
from adapters.platforms import Names, PlatformClient
from adapters.running.delivery import Delivery
from adapters.running.giving_up import GivingUp
from adapters.running.refreshing import Refreshing
from adapters.running.signing import Signing
from adapters.running.worker import Task, Worker
from adapters.wording_files import load_wording
from bot.front_desk import Desk
from bot.outbox import Work
from bot.people.places import Platform, Workspace
from bot.ports import Chance
from bot.wording import Wording


@dataclass
class House:
    """One running installation. Platform clients are added to `clients` before anything runs."""

    settings: Settings
    database: Database
    clients: dict[Platform, PlatformClient]
    say: Wording
    chance: Chance
    issuers: Issuers
    pictures: BadgePictures
    worker: Worker
    desk: Desk
    ask: Asking


@dataclass(frozen=True)
class Directory:
    """Look-ups on the reading side; see `adapters.asking.Directory`."""

    database: Database

    def workspace(self, platform: Platform, external_id: str) -> Workspace | None:
        """The workspace of that platform id."""
        with self.database.read(NOBODY) as connection:
            return PeopleStore(connection).workspace(platform, external_id)

    def names(self, workspace_id: UUID, people: frozenset[UUID]) -> Names:
        """Platform ids of people in that workspace."""
        with self.database.read(NOBODY) as connection:
            store = PeopleStore(connection)
            return store.names(store.workspace_by_id(workspace_id).id, people)


def build(settings: Settings, clock: Callable[[], datetime] = system.now) -> House:
    """Makes and joins the parts. Opens no connection yet."""
    database = Database(settings.database_url)
    clients: dict[Platform, PlatformClient] = {}
    say, chance = load_wording(), system.SystemChance()
    secret = settings.secret.encode()
    issuers = Issuers(secret, settings.public_url, settings.trial, system.random_bytes)
    worker = background(database, clients, issuers, say, settings.pace, clock)
    desk = Desk(UnitOfWork(database, worker.wake), say, chance)
    writing = Together(database) if database.is_sqlite else database.writing
    ask = Asking(desk, Directory(database), clients, writing, database.reading, clock)
    return House(
        settings, database, clients, say, chance, issuers, BadgePictures(database), worker, desk, ask
    )


def background(
    database: Database,
    clients: Mapping[Platform, PlatformClient],
    issuers: Issuers,
    say: Wording,
    pace: float,
    clock: Callable[[], datetime],
) -> Worker:
    """The worker with every kind of job it runs."""
    chance = system.SystemChance()
    signing = Signing(database, issuers, chance, clock)
    delivery = Delivery(database, clients, say, chance, clock)
    refreshing = Refreshing(database, clients, say)
    giving_up = GivingUp(say, chance, clock)
    tasks = {
        Work.SIGN: Task(signing.run, giving_up.signature),
        Work.DELIVER: Task(delivery.run, giving_up.letter, delivery.doubt),
        Work.REFRESH: Task(refreshing.run),
    }
    return Worker(database, tasks, pace, clock, system.jitter)
