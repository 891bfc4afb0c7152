"""The application: database, issuers, dispatcher of requests, platform clients and the worker, connected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from adapters import system
from adapters.composition.verifier import BadgeChecks
from adapters.configuration.settings import Settings
from adapters.database.engine.engine import Database
from adapters.database.engine.group_commit import GroupCommitExecutor
from adapters.database.unit_of_work import UnitOfWork
from adapters.drawing.pictures import BadgePictures
from adapters.drawing.typefaces import use_folder
from adapters.files.wording import load_languages
from adapters.gateway.bot_gateway import BotGateway
from adapters.gateway.platforms import PlatformClient
from adapters.gateway.rates import RateLimiter
from adapters.keystores.issuers import Issuers
from adapters.keystores.keyring import Keyring
from adapters.keystores.stores import ExternalKeyStore, Pkcs11Token, TimeoutKeyStore
from adapters.worker.app_refusals import AppRefusalNotices
from adapters.worker.audit_sealing import AuditSealer
from adapters.worker.dead_letters import DeadLetters
from adapters.worker.delivery import Delivery
from adapters.worker.kept_requests import KeptRequests
from adapters.worker.letter_look_ups import DeliveryToMembers
from adapters.worker.loop import JobRunner, Worker
from adapters.worker.refresh import CardRefresher
from adapters.worker.signing import CredentialSigner
from adapters.worker.status_lists import StatusLists
from adapters.worker.timers import TimerRunner
from adapters.worker.watching.facts import FactsRefresher
from adapters.worker.watching.messages import MessageWatch
from adapters.workspaces.directory import DatabaseDirectory
from bot.context.ids import IdGenerator
from bot.dispatch.dispatcher import RequestDispatcher
from bot.domain.outbox.tasks import JobKind
from bot.messages.languages import Languages
from bot.messages.platforms import Platform
from bot.messages.wording import Wording

KEY_STORE_SECONDS = 5.0
"""How long a key store may take for a signature; a healthy one takes milliseconds."""


@dataclass
class Application:
    """One running installation. Platform clients are added to `clients` before anything runs."""

    settings: Settings
    database: Database
    clients: dict[Platform, PlatformClient]
    languages: Languages
    ids: IdGenerator
    issuers: Issuers
    pictures: BadgePictures
    signing: CredentialSigner
    worker: Worker
    dispatcher: RequestDispatcher
    ask: BotGateway
    checks: BadgeChecks
    refusals: AppRefusalNotices
    now: Callable[[], datetime]
    """The one clock of all parts."""

    @property
    def say(self) -> Wording:
        """English, for what an operator reads."""
        return self.languages.best()


def build_application(settings: Settings, clock: Callable[[], datetime] = system.now) -> Application:
    """Creates and connects the parts. Opens no connection yet."""
    use_folder(settings.fonts)
    database = Database(settings.database_url)
    clients: dict[Platform, PlatformClient] = {}
    languages, ids = load_languages(), system.SystemIdGenerator()
    secret = settings.secret.encode()
    keyring = Keyring(secret, settings.public_url, settings.trial, system.random_bytes, key_storage(settings))
    issuers = Issuers(keyring, settings.public_url, settings.trial, system.random_bytes)
    pictures = BadgePictures(database, languages, settings.public_url)
    lists = StatusLists(issuers, ids, clock, database)
    signing = CredentialSigner(database, issuers, lists, pictures, ids, clock, settings.names_revoked)
    transactions = UnitOfWork(database)
    dispatcher = RequestDispatcher(transactions.write, transactions.read, languages, ids)
    writing = GroupCommitExecutor(database) if database.is_sqlite else database.writing
    checks = BadgeChecks(settings.known_issuers or {}, clock)
    rates, directory = RateLimiter(settings.rate_verify), DatabaseDirectory(database)
    ask = BotGateway(dispatcher, directory, clients, writing, database.reading, clock, checks.check, rates)
    worker = build_worker(database, clients, signing, ask, settings.pace)
    transactions.committed = worker.wake
    return Application(
        settings,
        database,
        clients,
        languages,
        ids,
        issuers,
        pictures,
        signing,
        worker,
        dispatcher,
        ask,
        checks,
        AppRefusalNotices(database, clients, languages, ids, clock),
        clock,
    )


def key_storage(settings: Settings) -> ExternalKeyStore | None:
    """The store of keys that never leave it; None if none is configured."""
    if not settings.pkcs11_module:
        return None
    token = Pkcs11Token(settings.pkcs11_module, settings.pkcs11_token, settings.pkcs11_pin)
    return TimeoutKeyStore(token, KEY_STORE_SECONDS)


def build_worker(
    database: Database,
    clients: Mapping[Platform, PlatformClient],
    signing: CredentialSigner,
    ask: BotGateway,
    pace: float,
) -> Worker:
    """The worker with every kind of job it runs."""
    ids, clock, languages = system.SystemIdGenerator(), ask.now, ask.dispatcher.languages
    delivery = Delivery(database, clients, languages, ids, clock)
    refreshing = CardRefresher(database, clients, languages, ids, clock)
    timing = TimerRunner(ids, clock)
    sealing = AuditSealer(database, signing.issuers, ids, clock)
    giving_up = DeadLetters(languages, ids, clock)
    tasks = {
        JobKind.SIGN: JobRunner(signing.run, giving_up.give_up_signature),
        JobKind.DELIVER: JobRunner(
            DeliveryToMembers(delivery, ask.look_ups, database, clock).run,
            giving_up.give_up_letter,
            delivery.mark_delivery_uncertain,
        ),
        JobKind.REFRESH: JobRunner(refreshing.run, giving_up.give_up_job),
        JobKind.STATUS: JobRunner(signing.lists.run, giving_up.give_up_job),
        JobKind.TIMER: JobRunner(timing.run, giving_up.give_up_job),
        JobKind.SEAL: JobRunner(sealing.run, giving_up.give_up_job),
        JobKind.REQUEST: JobRunner(KeptRequests(ask, clock).run, giving_up.give_up_job),
        JobKind.MESSAGE: JobRunner(MessageWatch(database, clients, ids, clock).run, giving_up.give_up_job),
        JobKind.FACTS: JobRunner(
            FactsRefresher(database, ask.look_ups, ids, clock).run, giving_up.give_up_job
        ),
    }
    return Worker(database, tasks, pace, clock, system.jitter)
