"""An organisation on a store under test, and values of every kind to put into it.

town = Town.found(engine)
with town.begin() as store:
    store.credentials.add(town.credential("ana", "maya"))
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from adapters.system import SystemIdGenerator
from bot.context.store import Store
from bot.domain.catalogue.model import Achievement, BadgeDesign
from bot.domain.credentials.model import Credential, SignedDocument
from bot.domain.nominations.model import Case, Decision, Nomination, NominationOutcome
from bot.domain.organisations import Organisation, Workspace
from bot.domain.outbox.model import Job, Letter, NotificationKind, ToPerson
from bot.domain.outbox.tasks import RefreshCards
from bot.domain.people.model import Person, PlatformFacts
from bot.messages.platforms import Platform
from tests.fakes.store_engines import StoreEngine

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
IDS = SystemIdGenerator()
PEOPLE = (("maya", None), ("ana", "maya"), ("ben", "maya"), ("noor", None))
SLUGS = ("mentor", "ship-it")


@dataclass
class Town:
    """Maya owns it and manages Ana and Ben; Noor manages nobody. Two achievements."""

    engine: StoreEngine
    workspace: Workspace
    people: Mapping[str, Person]
    achievements: Mapping[str, Achievement]

    @classmethod
    def found(cls, engine: StoreEngine) -> "Town":
        """A new organisation among those that are there."""
        organisation = Organisation(IDS.new_id(), "Example", celebration_channel="general", budget=5)
        workspace = Workspace(IDS.new_id(), organisation, Platform.SANDBOX, IDS.token())
        engine.set_up(workspace, NOW)
        ids = {who: IDS.new_id() for who, _ in PEOPLE}
        people = {
            who: Person(
                ids[who],
                organisation.id,
                who.title(),
                f"{who}@example.org",
                ids[manager] if manager else None,
                owner=who == "maya",
            )
            for who, manager in PEOPLE
        }
        achievements = {slug: achievement(organisation.id, slug) for slug in SLUGS}
        with engine.begin() as store:
            for who, person in people.items():
                store.people.add(person)
                store.people.identify(workspace.id, PlatformFacts(f"U-{who}", person.name), person.id, NOW)
            for each in achievements.values():
                store.catalogue.add(each)
        return cls(engine, workspace, people, achievements)

    @property
    def organisation(self) -> Organisation:
        """The organisation."""
        return self.workspace.organisation

    def begin(self) -> AbstractContextManager[Store]:
        """One transaction."""
        return self.engine.begin()

    def id_of(self, who: str) -> UUID:
        """The id of one of the people."""
        return self.people[who].id

    def credential(self, recipient: str, awarder: str, slug: str = "mentor", **more: Any) -> Credential:
        """A credential, not yet stored."""
        given: dict[str, Any] = {
            "achievement_id": self.achievements[slug].id,
            "nomination_id": None,
            "citation": "Stayed on the line",
            "conversation": "general",
            "awarded_at": NOW,
        }
        return Credential(
            IDS.new_id(),
            IDS.public_id(),
            self.organisation.id,
            self.workspace.id,
            recipient_id=self.id_of(recipient),
            awarder_id=self.id_of(awarder),
            **{**given, **more},
        )

    def document(self, credential: Credential, body: bytes = b"{}") -> SignedDocument:
        """A signed document of a credential, not yet stored."""
        return SignedDocument(credential.id, IDS.public_id(), "salt", body, "key", NOW, b"a.b.c", "token-key")

    def case(self, nominee: str, slug: str = "mentor", at: datetime = NOW) -> Case:
        """An open case, not yet stored."""
        return Case(
            IDS.new_id(),
            self.organisation.id,
            self.workspace.id,
            IDS.token(),
            self.achievements[slug].id,
            self.id_of(nominee),
            at,
        )

    def nomination(self, case: Case, nominator: str, at: datetime = NOW, **more: Any) -> Nomination:
        """A nomination of a case, not yet stored; the first of a case has the id of the case."""
        given = {"citation": "She taught me", "conversation": None, **more}
        return Nomination(
            given.pop("id", IDS.new_id()),
            self.organisation.id,
            self.workspace.id,
            case.id,
            IDS.token(),
            case.achievement_id,
            case.nominee_id,
            self.id_of(nominator),
            at=at,
            **given,
        )

    def nominated(
        self, nominee: str, nominator: str, slug: str = "mentor", at: datetime = NOW, **more: Any
    ) -> Case:
        """A stored case with one nomination."""
        case = self.case(nominee, slug, at)
        with self.begin() as store:
            assert store.nominations.add_case(case, slug)
            assert store.nominations.add(self.nomination(case, nominator, at, id=case.id, **more), slug)
        return case

    def decided(self, case: Case, outcome: NominationOutcome) -> Case:
        """A case with its decision by Maya, not yet stored."""
        return replace(case, decision=Decision(outcome, self.id_of("maya"), NOW + DAY, "Well done"))

    def letter(self, to: str, key: str = "", at: datetime = NOW) -> Letter:
        """A letter, not yet queued."""
        letter_id = IDS.new_id()
        return Letter(
            letter_id,
            self.organisation.id,
            self.workspace.id,
            NotificationKind.NOTICE,
            letter_id,
            ToPerson(self.id_of(to)),
            key or IDS.token(),
            at,
            "{}",
        )

    def job(self, key: str = "", due: datetime = NOW) -> Job:
        """A job, not yet queued."""
        return Job(IDS.new_id(), self.organisation.id, RefreshCards(IDS.new_id()), key or IDS.token(), due)


def achievement(organisation_id: UUID, slug: str, version: int = 1, **more: Any) -> Achievement:
    """An achievement, not yet stored."""
    look = BadgeDesign("circle", "star", "#0d9488", "gold")
    texts = ("What it is", "What is done", "What for", "Did a thing that others saw")
    return Achievement(IDS.new_id(), organisation_id, slug, version, slug.title(), *texts, look, **more)
