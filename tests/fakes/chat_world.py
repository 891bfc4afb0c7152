"""A small company as a test talks to it: what people type, press and fill in, and what they are sent.

`tests.fakes.world` has it on a real database, with everything behind it; `tests.fakes.memory.world` in memory.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from adapters.gateway.bot_gateway import BotResponse
from adapters.sandbox.cast import DemoChannel, DemoUser, Scenario
from adapters.sandbox.mentions import parse_text
from bot.context.ids import IdGenerator
from bot.context.store import Store
from bot.dispatch.dispatcher import RequestDispatcher
from bot.domain.audit.model import AuditEntry
from bot.domain.organisations import Organisation
from bot.domain.people.model import Person, PlatformFacts
from bot.messages.cards import Button, Buttons, Card
from bot.messages.forms import Form, Reply
from bot.messages.platforms import Conversation, Platform
from bot.messages.requests import ButtonPress, FormSubmission, Inbound, Origin, TypedCommand
from tests.fakes.platform import PlatformInMemory

PEOPLE = (
    ("maya", None, True),
    ("ana", "maya", False),
    ("ben", "maya", False),
    ("chidi", "noor", False),
    ("noor", None, False),
)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SLUGS = (
    *("mentor", "bright-idea", "bug-hunter", "clear-writer", "customer-hero", "first-steps", "green-steward"),
    *("incident-commander", "onboarding-buddy", "safety-first", "ship-it", "team-player"),
)
"""Twelve badges: the same one to the same person is asked about within a day."""


def cast() -> Scenario:
    """The people and channels of the company, as its sandbox chat knows them."""
    players = tuple(
        DemoUser(who, f"U-{who.upper()}", who.title(), "", f"{who}@example.org") for who, _, _ in PEOPLE
    )
    return Scenario(
        "W", "Test", players, (DemoChannel("general", "general"), DemoChannel("celebrations", "celebrations"))
    )


@dataclass
class ChatWorld(ABC):
    """Maya manages Ana and Ben and owns the programme; Noor manages Chidi."""

    organisation: Organisation
    ids: IdGenerator
    platform: PlatformInMemory = field(default_factory=PlatformInMemory)
    cast: Scenario = field(default_factory=cast)
    moment: datetime = START
    keys: "count[int]" = field(default_factory=count)

    @property
    @abstractmethod
    def dispatcher(self) -> RequestDispatcher:
        """What dispatches requests."""

    @abstractmethod
    async def answer(self, inbound: Inbound, origin: Origin) -> BotResponse:
        """The answer to a request."""

    @abstractmethod
    async def settle(self) -> None:
        """Lets the background do everything that is due."""

    @abstractmethod
    def store(self) -> AbstractContextManager[Store]:
        """The stores of one transaction, committed at its end."""

    @abstractmethod
    def read(self) -> AbstractContextManager[Store]:
        """The stores of a snapshot."""

    @abstractmethod
    def trail(self) -> Sequence[AuditEntry]:
        """The whole audit trail, oldest first."""

    @abstractmethod
    def rows(self, table: Any) -> int:
        """How many rows a table has."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of the database."""

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
        given = {form_field.name: form_field.value for form_field in form.fields}
        return await self.asks(
            who, FormSubmission(form.action, {**given, **fields}, form.draft), "general", None
        )

    async def is_away(self, who: str, words: str, key: str | None = None) -> Reply:
        """`/badges away`, and the first answer to the question which day is meant."""
        question = shown(await self.types(who, f"/badges away {words}"))
        return await self.presses(who, next(buttons_of(question)), key)

    async def awards(self, who: str, text: str) -> Reply:
        """`/award`, gone on with if Laurel asks whether it is meant."""
        answer = shown(await self.types(who, f"/award {text}"))
        first = next(buttons_of(answer), None)
        return await self.presses(who, first) if first and first.action == "go_on" else answer

    async def asks(
        self, who: str, inbound: Inbound, where: str, key: str | None, *, forms: bool | None = None
    ) -> Reply:
        """Anything that comes in; `forms` says whether the platform can show a form here."""
        conversation = Conversation(f"D-{who}", direct=True) if where == "direct" else Conversation(where)
        forms = isinstance(inbound, TypedCommand | FormSubmission) if forms is None else forms
        origin = Origin(
            Platform.SANDBOX, "W", f"U-{who.upper()}", conversation, key or f"k{next(self.keys)}", forms=forms
        )
        heard = await self.answer(inbound, origin)
        assert heard.reply is not None
        return heard.reply

    def passes(self, **time: float) -> None:
        """Time goes by."""
        self.moment += timedelta(**time)

    def person(self, who: str) -> Person:
        """The person as stored now."""
        with self.read() as store:
            found = store.people.by_email(self.organisation.id, f"{who}@example.org")
        assert found is not None
        return found

    def change(self, person: Person) -> None:
        """Saves a change to a person, as the directory would."""
        with self.store() as store:
            store.people.change(person)

    def letters(self, who: str) -> list[Card]:
        """The cards somebody has been sent, as they stand now."""
        return [seen.card for seen in self.platform.letters_to(f"U-{who.upper()}")]

    def populate(self, store: Store) -> None:
        """Adds the people, each with an account in the workspace."""
        workspace = store.people.workspace(Platform.SANDBOX, "W")
        assert workspace is not None
        made: dict[str, Person] = {}
        for who, manager, owner in sorted(PEOPLE, key=lambda row: row[1] is not None):
            facts = PlatformFacts(f"U-{who.upper()}", who.title(), f"{who}@example.org")
            manager_id = made[manager].id if manager else None
            person_id = self.ids.new_id()
            made[who] = Person(
                person_id, self.organisation.id, facts.name, facts.email, manager_id, owner=owner
            )
            store.people.add(made[who])
            store.people.identify(workspace.id, facts, person_id, START)
            self.platform.users[facts.external_id] = facts


def buttons_of(card: Card) -> Iterator[Button]:
    """The buttons of a card, in their order."""
    for block in card.blocks:
        if isinstance(block, Buttons):
            yield from (button for button in block.buttons if isinstance(button, Button))


def shown(reply: Reply) -> Card:
    """The reply as a card; fails the test if it is a form."""
    assert isinstance(reply, Card), f"expected a card, found the form {reply!r}"
    return reply


def asked(reply: Reply) -> Form:
    """The reply as a form; fails the test if it is a card."""
    assert isinstance(reply, Form), f"expected a form, found {reply!r}"
    return reply
