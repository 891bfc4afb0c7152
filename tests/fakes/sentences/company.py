"""The company of the corpus, in memory, with a workspace on Slack and one on Teams.

Lee, an owner, speaks; Kim is the other owner, who manages everybody. Each person holds each badge since two months, so
that questions about them have an answer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from adapters.gateway.bot_gateway import BotGateway
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.organisations import Workspace
from bot.domain.people.model import Person, PlatformFacts
from bot.messages.forms import Reply
from bot.messages.platforms import Conversation, Platform
from bot.messages.requests import Inbound, Origin
from tests.fakes.chat_world import START
from tests.fakes.memory.database import store_in_memory
from tests.fakes.memory.people import OrganisationsInMemory
from tests.fakes.memory.tables import Tables
from tests.fakes.memory.world import MemoryWorld
from tests.fakes.sentences.wires import SPEAKER, WHO
from tests.fakes.slack.web_api import TEAM
from tests.fakes.teams.connector import TENANT

BADGES = {
    "customer-hero": "Customer Hero",
    "team-player": "Team Player",
    "mentor": "Mentor",
    "first-responder": "First Responder",
    "bug-hunter": "Bug Hunter",
    "great-teacher": "Great Teacher",
    "incident-commander": "Incident Commander",
}
OWNERS = ("kim", "lee")
EARLIER = START - timedelta(days=60)


class CorpusCompany:
    """Answers one request after the other, each against the same state."""

    def __init__(self) -> None:
        self.world, self.before = _world()
        self.world.database.tables = self.before.copied()
        self.world.moment = START

    async def answer(self, inbound: Inbound, origin: Origin, language: str) -> Reply | None:
        """The reply to a request in a fresh copy of the company, wherever it would be sent."""
        self.world.database.tables = self.before.copied()
        with self.world.store() as store:
            lee = next(row for row in store.people.all(self.world.organisation.id) if row.name == "Lee")
            store.people.change(replace(lee, locale=language))
        return await self.again(inbound, origin)

    async def again(self, inbound: Inbound, origin: Origin) -> Reply | None:
        """A further request, after what was done."""
        return (await self.world.gateway(inbound, replace(origin, route=None))).reply

    def new_credentials(self) -> Sequence[Credential]:
        """What was awarded."""
        return [row for key, row in self.tables.credentials.items() if key not in self.before.credentials]

    @property
    def tables(self) -> Tables:
        """What is stored now."""
        return self.world.database.tables

    def name(self, person_id: object) -> str:
        """The first name of a person, in lower case."""
        return next(row.name for key, row in self.tables.people.items() if key == person_id).casefold()

    def slug(self, achievement_id: object) -> str:
        """The slug of an achievement."""
        return next(row.slug for key, row in self.tables.achievements.items() if key == achievement_id)


@cache
def _world() -> tuple[MemoryWorld, Tables]:
    """The company, and its tables before anything happens."""
    world = MemoryWorld.open()
    clients = dict.fromkeys(Platform, world.platform)
    gateway: BotGateway = replace(world.gateway, clients=clients)
    world.gateway = gateway
    with world.database.change() as tables:
        _catalogue(world, tables)
        places = OrganisationsInMemory(tables)
        for platform, external_id in ((Platform.SLACK, TEAM), (Platform.TEAMS, TENANT)):
            places.add_workspace(Workspace(world.ids.new_id(), world.organisation, platform, external_id))
        _people(world, tables)
    return world, world.database.tables.copied()


def _catalogue(world: MemoryWorld, tables: Tables) -> None:
    sample = next(iter(tables.achievements.values()))
    tables.achievements.clear()
    for slug, name in BADGES.items():
        new = replace(sample, id=world.ids.new_id(), slug=slug, name=name, aliases=())
        tables.achievements[new.id] = new


def _people(world: MemoryWorld, tables: Tables) -> None:
    store = store_in_memory(tables)
    tables.people.clear()
    tables.identities.clear()
    made: dict[str, Person] = {}
    slack, teams = (
        store.people.workspace(*place) for place in ((Platform.SLACK, TEAM), (Platform.TEAMS, TENANT))
    )
    assert slack is not None
    assert teams is not None
    for who in ("kim", *(who for who in WHO if who != "kim")):
        manager = made["kim"].id if who != "kim" else None
        email = f"{who}@example.org"
        person = Person(
            world.ids.new_id(), world.organisation.id, who.title(), email, manager, owner=who in OWNERS
        )
        made[who] = person
        store.people.add(person)
        for workspace, external_id in ((slack, f"U0{who.upper()}"), (teams, f"29:{who}")):
            facts = PlatformFacts(external_id, person.name, email)
            store.people.identify(workspace.id, facts, person.id, START)
            world.platform.users[external_id] = facts
    for person in made.values():
        awarder = made["kim" if person.name != "Kim" else SPEAKER]
        for achievement in tables.achievements.values():
            credential = Credential(
                *(world.ids.new_id(), world.ids.public_id(), world.organisation.id, slack.id),
                *(achievement.id, person.id, awarder.id, None, "Long ago", None, EARLIER),
                stage=CredentialStage.ISSUED,
            )
            store.credentials.add(credential)


def anywhere(platform: Platform, key: str) -> Origin:
    """Where a plain command is typed; each has a key of its own."""
    place = (TEAM, f"U0{SPEAKER.upper()}") if platform is Platform.SLACK else (TENANT, f"29:{SPEAKER}")
    return Origin(platform, *place, Conversation("C0GENERAL"), key, forms=True)
