"""A small company with Laurel in it, on a real database, with a platform in memory.

world = World.open("sqlite:///…")
await world.types("maya", "/award @ana customer-hero Stayed until it worked")
await world.settle()
world.platform.letters_to("U-ANA")
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sqlalchemy import Table, func, select

from adapters.composition.application import Application, build_application
from adapters.configuration.settings import Settings
from adapters.database.audit.trail import audit
from adapters.database.people.people import PeopleStore
from adapters.database.people.registration import ensure_workspace
from adapters.database.unit_of_work import store_of
from adapters.gateway.bot_gateway import BotResponse
from adapters.installation.set_up import hold_unnamed, prepare
from bot.context.store import Store
from bot.dispatch.dispatcher import RequestDispatcher
from bot.domain.audit.model import AuditEntry
from bot.domain.organisations import Organisation
from bot.messages.platforms import Platform
from bot.messages.requests import Inbound, Origin
from tests.fakes.chat_world import PEOPLE, START, ChatWorld, asked, shown
from tests.fakes.verifier_pool import PoolOnDemand

__all__ = ["PEOPLE", "START", "World", "asked", "shown"]


@dataclass
class World(ChatWorld):
    """The small company in a whole application."""

    application: Application = field(kw_only=True)

    @classmethod
    def open(cls, url: str, pace: float = 0, **more: Any) -> "World":
        """A fresh company on an empty database; `more` are further settings, such as a public address."""
        settings = Settings(database_url=url, secret="a secret of this test alone", pace=pace, **more)
        application = build_application(settings, clock=lambda: world.moment)
        application.checks.pool = PoolOnDemand()
        world = cls(
            with_own_name(application, prepare(application, START)), application.ids, application=application
        )
        application.clients[Platform.SANDBOX] = world.platform
        with application.database.write() as connection:
            ensure_workspace(connection, world.organisation, Platform.SANDBOX, "W")
            world.populate(store_of(connection))
        return world

    def close(self) -> None:
        """Lets go of the database."""
        self.application.database.close()

    @property
    def dispatcher(self) -> RequestDispatcher:
        """What dispatches requests."""
        return self.application.dispatcher

    async def answer(self, inbound: Inbound, origin: Origin) -> BotResponse:
        """Through the gateway, as from a listener."""
        return await self.application.ask(inbound, origin)

    async def settle(self) -> None:
        """Lets the worker do everything that is due."""
        await self.application.worker.drain()

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The stores of one transaction, committed at its end."""
        with self.application.database.write() as connection:
            yield store_of(connection)

    @contextmanager
    def read(self) -> Iterator[Store]:
        """The stores of a snapshot."""
        with self.application.database.read() as connection:
            yield store_of(connection)

    def trail(self) -> Sequence[AuditEntry]:
        """The whole audit trail, oldest first."""
        columns = [audit.c[field.name] for field in fields(AuditEntry)]
        with self.application.database.read() as connection:
            return [AuditEntry(*row) for row in connection.execute(select(*columns).order_by(audit.c.id))]

    def rows(self, table: Table) -> int:
        """How many rows a table has."""
        with self.application.database.read() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()


def with_own_name(application: Application, organisation: Organisation) -> Organisation:
    """The organisation as its owner names it before the first badge; in trial mode as it is."""
    if application.settings.trial:
        return organisation
    named = replace(
        organisation, name="Larkspur Works", url="https://larkspur.test", email="badges@larkspur.test"
    )
    with application.database.write() as connection:
        PeopleStore(connection).change_organisation(named)
        hold_unnamed(connection, named, application.settings)
    return named
