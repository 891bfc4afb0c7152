"""A small company with Laurel in it, on a real database, with a platform in memory.

world = await World.open("sqlite:///…")
await world.types("maya", "/award @ana customer-hero Stayed until it worked")
await world.settle()
world.platform.letters_to("U-ANA")
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import Connection, Table, func, select

from adapters.composition.application import Application, build_application
from adapters.configuration.settings import Settings
from adapters.database.people.people import PeopleStore
from adapters.operations.set_up import ensure_workspace, prepare
from adapters.sandbox.cast import DemoChannel, DemoUser, Scenario
from adapters.sandbox.mentions import parse_text
from bot.domain.organisations import Organisation
from bot.domain.people.model import Person, PlatformFacts
from bot.messages.cards import Button, Card
from bot.messages.forms import Form, Reply
from bot.messages.platforms import Conversation, Platform
from bot.messages.requests import ButtonPress, FormSubmission, Inbound, Origin, TypedCommand
from tests.fakes.platform import PlatformInMemory
from tests.fakes.verifier_pool import PoolOnDemand

PEOPLE = (
    ("maya", None, True),
    ("ana", "maya", False),
    ("ben", "maya", False),
    ("chidi", "noor", False),
    ("noor", None, False),
)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class World:
    """Maya manages Ana and Ben and owns the programme; Noor manages Chidi."""

    house: Application
    organisation: Organisation
    cast: Scenario
    platform: PlatformInMemory
    moment: datetime = START
    keys: "count[int]" = field(default_factory=count)

    @classmethod
    def open(cls, url: str, pace: float = 0, **more: str | bool) -> "World":
        """A fresh company on an empty database; `more` are further settings, such as a public address."""
        settings = Settings(database_url=url, secret="a secret of this test alone", pace=pace, **more)  # type: ignore[arg-type]
        house = build_application(settings, clock=lambda: world.moment)
        house.checks.pool = PoolOnDemand()
        platform = PlatformInMemory()
        house.clients[Platform.SANDBOX] = platform
        world = cls(house, prepare(house, START), _cast(), platform)
        with house.database.write() as connection:
            world._populate(connection)
        return world

    def close(self) -> None:
        """Lets go of the database."""
        self.house.database.close()

    async def types(self, who: str, text: str, where: str = "general", key: str | None = None) -> Reply:
        """A typed command, or a sentence to Laurel."""
        inbound = parse_text(text, where == "direct", self.cast)
        assert inbound is not None, f"{text!r} asks nothing of Laurel"
        return await self.asks(who, inbound, where, key)

    async def presses(self, who: str, button: Button, key: str | None = None) -> Reply:
        """A button."""
        return await self.asks(who, ButtonPress(button.action, button.token), "direct", key)

    async def fills_in(self, who: str, form: Form, **fields: str | tuple[str, ...]) -> Reply:
        """A form, with what it was filled in with."""
        given = {one.name: one.value for one in form.fields}
        return await self.asks(
            who, FormSubmission(form.action, {**given, **fields}, form.draft), "general", None
        )

    async def asks(
        self, who: str, inbound: Inbound, where: str, key: str | None, *, forms: bool | None = None
    ) -> Reply:
        """Anything that comes in; `forms` says whether the platform can show a form here."""
        conversation = Conversation(f"D-{who}", direct=True) if where == "direct" else Conversation(where)
        forms = isinstance(inbound, TypedCommand | FormSubmission) if forms is None else forms
        origin = Origin(
            Platform.SANDBOX, "W", f"U-{who.upper()}", conversation, key or f"k{next(self.keys)}", forms=forms
        )
        heard = await self.house.ask(inbound, origin)
        assert heard.reply is not None
        return heard.reply

    async def settle(self) -> None:
        """Lets the background do everything that is due."""
        await self.house.worker.drain()

    def passes(self, **time: float) -> None:
        """Time goes by."""
        self.moment += timedelta(**time)

    def person(self, who: str) -> Person:
        """The person as stored now."""
        with self.house.database.read() as connection:
            found = PeopleStore(connection).by_email(self.organisation.id, f"{who}@example.org")
        assert found is not None
        return found

    def change(self, person: Person) -> None:
        """Saves a change to a person, as the directory would."""
        with self.house.database.write() as connection:
            PeopleStore(connection).change(person)

    def rows(self, table: Table) -> int:
        """How many rows a table has."""
        with self.house.database.read() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()

    def letters(self, who: str) -> list[Card]:
        """The cards somebody has been sent, as they stand now."""
        return [seen.card for seen in self.platform.letters_to(f"U-{who.upper()}")]

    def _populate(self, connection: Connection) -> None:
        people = PeopleStore(connection)
        workspace = ensure_workspace(connection, self.organisation, Platform.SANDBOX, "W")
        made: dict[str, Person] = {}
        for who, manager, owner in sorted(PEOPLE, key=lambda one: one[1] is not None):
            facts = PlatformFacts(f"U-{who.upper()}", who.title(), f"{who}@example.org")
            manager_id = made[manager].id if manager else None
            person_id = self.house.ids.new_id()
            made[who] = Person(
                person_id, self.organisation.id, facts.name, facts.email, manager_id, owner=owner
            )
            people.add(made[who])
            people.identify(workspace.id, facts, person_id, START)
            self.platform.users[facts.external_id] = facts


def _cast() -> Scenario:
    players = tuple(
        DemoUser(who, f"U-{who.upper()}", who.title(), "", f"{who}@example.org") for who, _, _ in PEOPLE
    )
    return Scenario(
        "W", "Test", players, (DemoChannel("general", "general"), DemoChannel("celebrations", "celebrations"))
    )


def shown(reply: Reply) -> Card:
    """The reply as a card; fails the test if it is a form."""
    assert isinstance(reply, Card), f"expected a card, found the form {reply!r}"
    return reply


def asked(reply: Reply) -> Form:
    """The reply as a form; fails the test if it is a card."""
    assert isinstance(reply, Form), f"expected a form, found {reply!r}"
    return reply
