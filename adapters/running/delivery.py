"""Delivers letters: composes each at the moment it is sent, posts it, remembers where it stands."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.credentials import CredentialStore
from adapters.database.engine import Database
from adapters.database.jobs import Claimed
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


@dataclass(frozen=True)
class Ready:
    """A letter with all it takes to send it."""

    letter: Letter
    workspace: Workspace
    card: Card
    names: Names


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
        ready = await self.database.in_read(lambda connection: self._prepare(connection, letter_id))
        if ready is None:
            return lambda _store, connection: OutboxStore(connection).end(letter_id, "dropped", self.now())
        try:
            posted = await self._post(ready)
        except ClosedConversation as closed:
            return self._closed(ready.letter, str(closed))
        return self._sent(ready, posted, job.interrupted)

    def give_up(self, job: Claimed, _store: Store, connection: Connection) -> None:
        """Marks the letter dead; `laurel doctor` and the owners' list show it."""
        OutboxStore(connection).end(UUID(job.details["letter"]), "dead", self.now())

    async def _post(self, ready: Ready) -> Posted:
        client = self.clients[ready.workspace.platform]
        letter = ready.letter
        match letter.addressee:
            case ToConversation(channel, fallback):
                try:
                    return await self._to(client, ready, Channel(channel))
                except ClosedConversation:
                    if fallback is None:
                        raise
                    return await self._to(client, ready, Channel(fallback))
            case ToCaller(external_id, route):
                return await self._to(client, ready, Caller(external_id, route))
            case ToPerson(person_id):
                return await self._to(client, ready, await self._direct(client, ready.workspace, person_id))

    async def _to(self, client: PlatformClient, ready: Ready, to: Destination) -> Posted:
        return await client.post(ready.workspace, to, ready.card, ready.names, ready.letter.key)

    async def _direct(self, client: PlatformClient, workspace: Workspace, person_id: UUID) -> Direct:
        person, names = await self.database.in_read(
            lambda connection: (
                PeopleStore(connection).get(person_id),
                PeopleStore(connection).names(workspace.id, frozenset({person_id})),
            )
        )
        if person_id in names:
            return Direct(names[person_id])
        found = await client.find(workspace, person.email) if person.email else None
        if found is None:
            raise Undeliverable(f"person {person_id} has no account in workspace {workspace.external_id}")
        now = self.now()
        await self.database.in_write(
            lambda connection: PeopleStore(connection).identify(workspace.id, found, person_id, now)
        )
        return Direct(found.external_id)

    def _prepare(self, connection: Connection, letter_id: UUID) -> Ready | None:
        store = store_of(connection)
        letter = store.outbox.letter(letter_id)
        if letter is None or not still_worth_sending(letter, store):
            return None
        card = compose(letter, store, self.say)
        people = PeopleStore(connection)
        workspace = people.workspace_by_id(letter.workspace_id)
        return Ready(letter, workspace, card, people.names(workspace.id, people_in(card)))

    def _sent(self, ready: Ready, posted: Posted, uncertain: bool) -> Finish:
        def finish(store: Store, connection: Connection) -> None:
            outbox = OutboxStore(connection)
            outbox.end(ready.letter.id, "sent", self.now(), uncertain)
            if ready.letter.topic is Topic.REPLY:
                return
            place = (posted.conversation, posted.message)
            outbox.add_posting(ready.letter, place, shown_hash(ready.card), self.now())
            if compose(ready.letter, store, self.say) != ready.card:  # things moved while it was on its way
                outbox.queue(refresh_job(ready.letter, self.chance, self.now()))

        return finish

    def _closed(self, letter: Letter, reason: str) -> Finish:
        """Nothing is lost: the earner is told, and may choose again."""
        if letter.topic is not Topic.CELEBRATION:
            raise Undeliverable(reason)

        def finish(store: Store, connection: Connection) -> None:
            OutboxStore(connection).end(letter.id, "closed", self.now())
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


def shown_hash(card: Card) -> str:
    """What was shown, as SHA-256 in hex."""
    return hashlib.sha256(json.dumps(to_json(card), sort_keys=True).encode()).hexdigest()


def refresh_job(letter: Letter, chance: Chance, now: datetime) -> Job:
    """Has the posted cards about a letter's subject composed again."""
    key = f"refresh:{letter.subject_id}:{chance.token()}"
    details = {"subject": str(letter.subject_id)}
    return Job(chance.new_id(), letter.organisation_id, Work.REFRESH, key, now, details=details)
