"""Delivers letters: composes each at the moment it is sent, posts it, remembers where it stands."""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from adapters.database.credentials import CredentialStore
from adapters.database.engine import Database
from adapters.database.jobs import Claimed
from adapters.database.nominations import NominationStore
from adapters.database.outbox import OutboxStore
from adapters.database.people import PeopleStore
from adapters.database.unit_of_work import store_of
from adapters.platforms import (
    Caller,
    Channel,
    ClosedConversation,
    Destination,
    Direct,
    Names,
    PlatformClient,
    Posted,
    RetryLater,
    Undeliverable,
)
from adapters.running.worker import Finish
from bot.card_json import to_json
from bot.cards import Card, people_in
from bot.letters import compose, still_worth_sending
from bot.outbox import Job, Letter, ToCaller, ToConversation, ToPerson, Topic, Work
from bot.people.places import Platform, Workspace
from bot.ports import Chance, Store
from bot.wording import Wording

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Ready:
    """A letter with all it takes to send it. `uncertain`: it may have been posted before."""

    letter: Letter
    workspace: Workspace
    card: Card
    names: Names
    uncertain: bool


@dataclass(frozen=True)
class Delivery:
    """Runs the jobs that deliver letters."""

    database: Database
    clients: Mapping[Platform, PlatformClient]
    say: Wording
    chance: Chance
    now: Callable[[], datetime]

    async def run(self, job: Claimed) -> Finish:
        """Posts one letter. What it returns records that, in the transaction that ends the job."""
        letter_id = UUID(job.details["letter"])
        ready = await self.database.in_read(
            lambda connection: self._prepare(connection, job, letter_id), job.organisation_id
        )
        if ready is None:
            return lambda _store, connection: OutboxStore(connection).end(
                letter_id, "dropped", self.now(), job.interrupted
            )
        client = self.clients[ready.workspace.platform]
        places = await self._places(client, ready)
        try:
            posted = await _posted(client, ready, places)
        except ClosedConversation as closed:
            return self._closed(ready, str(closed))
        return self._sent(ready, posted)

    def doubt(self, job: Claimed, _store: Store, connection: Connection) -> None:
        """Counts the letter among those that may stand there twice."""
        OutboxStore(connection).doubt(UUID(job.details["letter"]))

    def give_up(self, job: Claimed, _store: Store, connection: Connection) -> None:
        """Marks the letter dead; `laurel doctor` and the owners' list show it."""
        OutboxStore(connection).end(UUID(job.details["letter"]), "dead", self.now())

    async def _places(self, client: PlatformClient, ready: Ready) -> tuple[Destination, ...]:
        """Where to post, first choice first."""
        match ready.letter.addressee:
            case ToConversation(channel, fallback):
                return (Channel(channel), Channel(fallback)) if fallback else (Channel(channel),)
            case ToCaller(external_id, route):
                return (Caller(external_id, route),)
            case ToPerson(person_id):
                return (await self._direct(client, ready.workspace, person_id),)

    async def _direct(self, client: PlatformClient, workspace: Workspace, person_id: UUID) -> Direct:
        person, names = await self.database.in_read(
            lambda connection: (
                PeopleStore(connection).get(person_id),
                PeopleStore(connection).names(workspace.id, frozenset({person_id})),
            ),
            workspace.organisation.id,
        )
        if person_id in names:
            return Direct(names[person_id])
        found = await client.find(workspace, person.email) if person.email else None
        if found is None:
            raise Undeliverable(f"person {person_id} has no account in workspace {workspace.external_id}")
        now = self.now()
        await self.database.in_write(
            lambda connection: PeopleStore(connection).identify(workspace.id, found, person_id, now),
            workspace.organisation.id,
        )
        return Direct(found.external_id)

    def _prepare(self, connection: Connection, job: Claimed, letter_id: UUID) -> Ready | None:
        store = store_of(connection)
        letter = store.outbox.letter(letter_id)
        if letter is None or not still_worth_sending(letter, store):
            return None
        card = compose(letter, store, self.say)
        people = PeopleStore(connection)
        workspace = people.workspace_by_id(letter.workspace_id)
        names = people.names(workspace.id, people_in(card))
        return Ready(letter, workspace, card, names, job.interrupted)

    def _sent(self, ready: Ready, posted: Posted) -> Finish:
        def finish(store: Store, connection: Connection) -> None:
            outbox = OutboxStore(connection)
            outbox.end(ready.letter.id, "sent", self.now(), ready.uncertain)
            if ready.letter.topic is Topic.REPLY:
                return
            place = (posted.conversation, posted.message)
            outbox.add_posting(ready.letter, place, shown_hash(ready.card), self.now())
            _hold_subject(ready.letter, connection)
            if self._moved(ready, store):
                outbox.queue(refresh_job(ready.letter, self.chance, self.now()))

        return finish

    def _moved(self, ready: Ready, store: Store) -> bool:
        """Whether the card would be another one now. If that cannot be told, a refresh will find out.

        It must not raise for a card that cannot be composed: the letter is out, and to forget that posts it again.
        """
        try:
            return compose(ready.letter, store, self.say) != ready.card
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("posted card cannot be composed again", letter=str(ready.letter.id))
            return True

    def _closed(self, ready: Ready, reason: str) -> Finish:
        """Nothing is lost: the earner is told, and may choose again."""
        letter = ready.letter
        if letter.topic is not Topic.CELEBRATION:
            raise Undeliverable(reason)

        def finish(store: Store, connection: Connection) -> None:
            OutboxStore(connection).end(letter.id, "closed", self.now(), ready.uncertain)
            credentials = CredentialStore(connection)
            credential = credentials.get(letter.subject_id)
            credentials.change(replace(credential, celebrated_at=None))
            told = replace(
                letter,
                id=self.chance.new_id(),
                topic=Topic.CLOSED_CHANNEL,
                addressee=ToPerson(credential.recipient_id),
                key=f"closed:{letter.id}",
                queued_at=self.now(),
            )
            store.outbox.post(told)
            store.outbox.queue(refresh_job(letter, self.chance, self.now()))

        return finish


async def _posted(client: PlatformClient, ready: Ready, places: tuple[Destination, ...]) -> Posted:
    """Posts at the first place that is open; raises `ClosedConversation` if none is."""
    try:
        for place in places[:-1]:
            with suppress(ClosedConversation):
                return await client.post(ready.workspace, place, ready.card, ready.names, ready.letter.key)
        return await client.post(ready.workspace, places[-1], ready.card, ready.names, ready.letter.key)
    except (RetryLater, ClosedConversation, Undeliverable):
        raise
    except Exception as problem:
        # It went wrong somewhere between asking and hearing: nobody can say whether the card is out.
        raise RetryLater(f"{type(problem).__name__} while posting", uncertain=True) from problem


def _hold_subject(letter: Letter, connection: Connection) -> None:
    """Whoever changes the subject does so before we look, or after the posting can be found by their refresh."""
    if letter.topic in (Topic.TO_DECIDE, Topic.DECIDED):
        NominationStore(connection).hold(letter.subject_id)
    else:
        CredentialStore(connection).hold(letter.subject_id)


def shown_hash(card: Card) -> str:
    """What was shown, as SHA-256 in hex."""
    return hashlib.sha256(json.dumps(to_json(card), sort_keys=True).encode()).hexdigest()


def refresh_job(letter: Letter, chance: Chance, now: datetime) -> Job:
    """Has the posted cards about a letter's subject composed again."""
    key = f"refresh:{letter.subject_id}:{chance.token()}"
    details = {"subject": str(letter.subject_id)}
    return Job(chance.new_id(), letter.organisation_id, Work.REFRESH, key, now, details=details)
