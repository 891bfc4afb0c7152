"""The application: database, issuers, dispatcher of requests, platform clients and the worker, connected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from adapters import system
from adapters.composition.verifier import Checks
from adapters.configuration.settings import Settings
from adapters.database.engine.engine import Database
from adapters.database.engine.group_commit import Together
from adapters.database.engine.tenancy import NOBODY
from adapters.database.engine.unit_of_work import UnitOfWork
from adapters.database.people.people import PeopleStore
from adapters.drawing.pictures import BadgePictures
from adapters.drawing.typefaces import use_folder
from adapters.files.wording import load_wording
from adapters.gateway.bot_gateway import Asking
from adapters.gateway.platforms import Names, PlatformClient
from adapters.keystores.issuers import Issuers
from adapters.keystores.keyring import Keyring
from adapters.keystores.stores import KeyStorage, Patient, Pkcs11Token
from adapters.worker.audit_sealing import Sealing
from adapters.worker.dead_letters import GivingUp
from adapters.worker.delivery import Delivery
from adapters.worker.loop import Task, Worker
from adapters.worker.refresh import Refreshing
from adapters.worker.signing import Signing
from adapters.worker.status_lists import StatusLists
from adapters.worker.timers import Timing
from bot.context.ids import Chance
from bot.dispatch.dispatcher import Desk
from bot.domain.organisations import Workspace
from bot.domain.outbox.model import Work
from bot.messages.platforms import Platform
from bot.messages.wording import Wording

KEY_STORE_SECONDS = 5.0
"""How long a key store may take for a signature; a healthy one takes milliseconds."""


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
    signing: Signing
    worker: Worker
    desk: Desk
    ask: Asking
    checks: Checks = field(default_factory=Checks)


@dataclass(frozen=True)
class Directory:
    """Look-ups on a reading connection; see `adapters.gateway.bot_gateway.Directory`."""

    database: Database

    def workspace(self, platform: Platform, external_id: str) -> Workspace | None:
        """The workspace of that platform id."""
        with self.database.read(NOBODY) as connection:
            return PeopleStore(connection).workspace(platform, external_id)

    def names(self, platform: Platform, external_id: str, people: frozenset[UUID]) -> Names:
        """Platform ids of people in that workspace; empty if there is no such workspace."""
        with self.database.read(NOBODY) as connection:
            store = PeopleStore(connection)
            workspace = store.workspace(platform, external_id)
            return store.names(workspace.id, people) if workspace else {}


def build(settings: Settings, clock: Callable[[], datetime] = system.now) -> House:
    """Creates and connects the parts. Opens no connection yet."""
    use_folder(settings.fonts)
    database = Database(settings.database_url)
    clients: dict[Platform, PlatformClient] = {}
    say, chance = load_wording(), system.SystemChance()
    secret = settings.secret.encode()
    keyring = Keyring(secret, settings.public_url, settings.trial, system.random_bytes, key_storage(settings))
    issuers = Issuers(keyring, settings.public_url, settings.trial, system.random_bytes)
    pictures = BadgePictures(database, say, settings.public_url)
    lists = StatusLists(issuers, chance, clock, database)
    signing = Signing(database, issuers, lists, pictures, chance, clock, settings.names_revoked)
    worker = background(database, clients, signing, say, settings.pace, clock)
    desk = Desk(UnitOfWork(database, worker.wake), say, chance)
    writing = Together(database) if database.is_sqlite else database.writing
    ask = Asking(desk, Directory(database), clients, writing, database.reading, clock)
    return House(settings, database, clients, say, chance, issuers, pictures, signing, worker, desk, ask)


def key_storage(settings: Settings) -> KeyStorage | None:
    """The store of keys that never leave it; None if none is configured."""
    if not settings.pkcs11_module:
        return None
    token = Pkcs11Token(settings.pkcs11_module, settings.pkcs11_token, settings.pkcs11_pin)
    return Patient(token, KEY_STORE_SECONDS)


def background(
    database: Database,
    clients: Mapping[Platform, PlatformClient],
    signing: Signing,
    say: Wording,
    pace: float,
    clock: Callable[[], datetime],
) -> Worker:
    """The worker with every kind of job it runs."""
    chance = system.SystemChance()
    delivery = Delivery(database, clients, say, chance, clock)
    refreshing = Refreshing(database, clients, say)
    timing = Timing(chance, clock)
    sealing = Sealing(database, signing.issuers, chance, clock)
    giving_up = GivingUp(say, chance, clock)
    tasks = {
        Work.SIGN: Task(signing.run, giving_up.signature),
        Work.DELIVER: Task(delivery.run, giving_up.letter, delivery.doubt),
        Work.REFRESH: Task(refreshing.run, giving_up.work),
        Work.STATUS: Task(signing.lists.run, giving_up.work),
        Work.TIMER: Task(timing.run, giving_up.work),
        Work.SEAL: Task(sealing.run, giving_up.work),
    }
    return Worker(database, tasks, pace, clock, system.jitter)
