"""Delivers letters: composes each when it is sent, posts it, records where.

A letter to a person without an account waits as `unmet` and is queued again in the transaction that records one. Both
transactions lock the person's row, so neither can miss the other.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from adapters.database.credentials.credentials import CredentialStore
from adapters.database.engine.engine import Database
from adapters.database.nominations.nominations import NominationStore
from adapters.database.queue.jobs import ClaimedJob
from adapters.database.queue.outbox import NO_ACCOUNT, OutboxStore
from adapters.database.unit_of_work import store_of
from adapters.gateway.platforms import (
    AppRefused,
    ClosedConversation,
    Names,
    NoAccount,
    PlatformClient,
    PostedCard,
    RetryLater,
    Undeliverable,
)
from adapters.worker.addressing import AddresseeLookup, DeliveryRoute
from adapters.worker.job_transaction import JobTransaction
from adapters.worker.loop import Finish
from bot.context.context import UseCaseContext
from bot.context.ids import IdGenerator
from bot.context.store import Store
from bot.dispatch.notifications import NOTIFICATIONS, LetterSubject, compose, still_counts
from bot.domain.outbox.model import Job, Letter, NotificationKind, ToCaller, ToPerson
from bot.domain.outbox.tasks import DeliverLetter, RefreshCards
from bot.messages.card_json import to_json
from bot.messages.cards import Card, Paragraph, people_in, plain
from bot.messages.forms import Reply, as_card
from bot.messages.languages import Languages
from bot.messages.platforms import Platform
from bot.presenting.letters import wording_for
from bot.presenting.people import mention_of

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PreparedLetter:
    """A letter with its card. `uncertain`: the last attempt or an earlier one may have posted it."""

    letter: Letter
    card: Reply
    uncertain: bool


@dataclass(frozen=True)
class Delivery:
    """Runs delivery jobs."""

    database: Database
    clients: Mapping[Platform, PlatformClient]
    languages: Languages
    ids: IdGenerator
    now: Callable[[], datetime]

    async def run(self, job: ClaimedJob) -> Finish:
        """Posts one letter. The returned function records that, in the transaction that ends the job."""
        letter_id = job.task(DeliverLetter).letter_id
        ready = await self.database.in_read(
            lambda connection: self._prepare(connection, job, letter_id), job.organisation_id
        )
        if ready is None:
            return lambda transaction: transaction.outbox.end(
                letter_id, "dropped", self.now(), job.was_interrupted or None
            )
        try:
            way, posted = await self._post(ready)
        except NoAccount:
            return self._record_no_account(ready)
        except ClosedConversation as closed:
            return self._record_closed(ready, str(closed))
        return self._record_sent(ready, way, posted)

    def mark_delivery_uncertain(self, job: ClaimedJob, transaction: JobTransaction) -> None:
        """Marks the letter as possibly posted twice."""
        transaction.outbox.mark_delivery_uncertain(job.task(DeliverLetter).letter_id)

    async def _post(self, ready: PreparedLetter) -> tuple[DeliveryRoute, PostedCard]:
        """Posts by the first route that works.

        Raises `AppRefused` if none does and a platform refuses the app, for that will be mended; else the last error.
        """
        addressing = AddresseeLookup(self.database, self.clients, self.ids, self.now)
        shut: ClosedConversation | None = None
        refused: AppRefused | None = None
        async for way in addressing.delivery_routes(ready.letter):
            names = await addressing.names(way.workspace, people_in(as_card(ready.card)))
            try:
                return way, await _post_or_find(self.clients[way.workspace.platform], way, ready, names)
            except ClosedConversation as closed:
                shut = closed
            except AppRefused as no:
                refused = no
        raise refused or shut or Undeliverable("there was no way to the addressee")

    def _prepare(self, connection: Connection, job: ClaimedJob, letter_id: UUID) -> PreparedLetter | None:
        store = store_of(connection)
        letter = store.outbox.letter(letter_id)
        if letter is None or not still_counts(letter, store):
            return None
        uncertain = job.was_interrupted or OutboxStore(connection).is_delivery_uncertain(letter.id)
        card = compose(letter, store, wording_for(letter, store, self.languages))
        return PreparedLetter(letter, card, uncertain)

    def _record_sent(self, ready: PreparedLetter, way: DeliveryRoute, posted: PostedCard) -> Finish:
        letter = ready.letter

        def finish(transaction: JobTransaction) -> None:
            outbox = transaction.outbox
            outbox.end(
                letter.id, "sent", self.now(), False if posted.already_posted else ready.uncertain or None
            )
            if letter.topic is NotificationKind.REPLY:
                self._tell_channel(transaction, letter, closed=False)
                return
            place = (way.workspace.id, posted.conversation, posted.message)
            outbox.add_posting(letter, place, hash_card(ready.card), self.now())
            _lock_subject(letter, transaction.connection)
            if self._has_changed(ready, transaction.store, posted.conversation):
                outbox.queue(refresh_job(letter, self.ids, self.now()))

        return finish

    def _has_changed(self, ready: PreparedLetter, store: Store, channel: str) -> bool:
        """Whether the card would be different now, or in that channel.

        If that cannot be computed, a refresh will find out.

        It must not raise for a card that cannot be composed: the letter is out, and losing that would post it again.
        """
        try:
            say = wording_for(ready.letter, store, self.languages, channel)
            return compose(ready.letter, store, say) != ready.card
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("posted card cannot be composed again", letter=str(ready.letter.id))
            return True

    def _record_no_account(self, ready: PreparedLetter) -> Finish:
        """No workspace knows the addressee yet. Another person is told, and the letter waits for an account."""
        letter = ready.letter

        def finish(transaction: JobTransaction) -> None:
            if not NOTIFICATIONS[letter.topic].waits_for_account:
                transaction.outbox.end(letter.id, "dropped", self.now(), ready.uncertain or None)
                return
            transaction.outbox.end(letter.id, NO_ACCOUNT, self.now(), ready.uncertain or None)
            self._tell_others(letter, transaction.store)
            to = letter.addressee
            if isinstance(to, ToPerson) and transaction.people.has_account(to.person_id, self.clients):
                transaction.outbox.requeue_letters_to(
                    to.person_id
                )  # the account appeared while we were looking

        return finish

    def _record_closed(self, ready: PreparedLetter, reason: str) -> Finish:
        """The platform delivered nothing, so delivery stops. The failure is reported to another person."""
        letter = ready.letter
        if not _can_tell_others(letter):
            raise Undeliverable(reason)
        log.info("letter not delivered", letter=str(letter.id), topic=letter.topic.value, reason=reason)

        def finish(transaction: JobTransaction) -> None:
            transaction.outbox.end(letter.id, "closed", self.now(), ready.uncertain or None)
            if letter.topic is NotificationKind.REPLY:
                self._tell_channel(transaction, letter, closed=True)
                return
            self._tell_others(letter, transaction.store)

        return finish

    def _tell_others(self, letter: Letter, store: Store) -> None:
        """Tells the people who can help that a letter was not delivered."""
        tell_others = NOTIFICATIONS[letter.topic].tell_others
        if tell_others:
            tell_others(self._context(letter, store), letter)

    def _context(self, letter: Letter, store: Store) -> UseCaseContext:
        """For what a letter that cannot be delivered leads to."""
        workspace = store.people.workspace_by_id(letter.workspace_id)
        return UseCaseContext(workspace, None, self.now(), store, self.ids)

    def _tell_channel(self, transaction: JobTransaction, letter: Letter, *, closed: bool) -> None:
        """Tells the channel that a question was answered in private, or could not be."""
        to = letter.addressee
        if not isinstance(to, ToCaller) or to.aside is None:
            return
        people = transaction.people
        asker = people.identities(letter.workspace_id, [to.external_id]).get(to.external_id)
        if asker is None:
            return
        say = self.languages.best(people.organisation(letter.organisation_id).language)
        line = say.line("aside.closed" if closed else "aside.answered", person=mention_of(asker.person))
        content = json.dumps(to_json(Card(plain(line), (Paragraph(line),))))
        addressee = ToCaller(to.external_id, to.aside)
        transaction.outbox.post(self._follow_up(letter, "aside", addressee=addressee, content=content))

    def _follow_up(self, letter: Letter, event: str, **changed: object) -> Letter:
        """A letter that follows from another, queued once."""
        fresh = {
            "id": self.ids.new_id(),
            "key": f"{event}:{letter.id}",
            "queued_at": self.now(),
            **changed,
        }
        return replace(letter, **fresh)  # type: ignore[arg-type] # fields of Letter, by name


async def _post_or_find(
    client: PlatformClient, way: DeliveryRoute, ready: PreparedLetter, names: Names
) -> PostedCard:
    key = ready.letter.key
    try:
        before = await client.find_posted(way.workspace, way.to, key) if ready.uncertain else None
        return before or await client.post(way.workspace, way.to, ready.card, names, key)
    except (RetryLater, ClosedConversation, Undeliverable):
        raise
    except Exception as problem:
        # The failure came between request and response: the card may be posted or not.
        raise RetryLater(f"{type(problem).__name__} while posting", uncertain=True) from problem


def _can_tell_others(letter: Letter) -> bool:
    """An answer is of use to its caller alone, who cannot be reached."""
    return isinstance(letter.addressee, ToCaller) or NOTIFICATIONS[letter.topic].tell_others is not None


def _lock_subject(letter: Letter, connection: Connection) -> None:
    """Serialises with changes of the subject: they end before we read, or their refresh finds this posting."""
    nominations = NominationStore(connection)
    match NOTIFICATIONS[letter.topic].about:
        case LetterSubject.CASE:
            nominations.lock_case(letter.subject_id)
        case LetterSubject.NOMINATION:
            nominations.lock_case(nominations.get(letter.subject_id).case_id)
        case LetterSubject.CREDENTIAL:
            CredentialStore(connection).lock(letter.subject_id)
        case LetterSubject.NOTHING:
            pass


def hash_card(card: Reply) -> str:
    """SHA-256 of the card, in hex."""
    return hashlib.sha256(json.dumps(to_json(card), sort_keys=True).encode()).hexdigest()


def refresh_job(letter: Letter, ids: IdGenerator, now: datetime) -> Job:
    """A job that composes the posted cards about a letter's subject again."""
    key = f"refresh:{letter.subject_id}:{ids.token()}"
    return Job(ids.new_id(), letter.organisation_id, RefreshCards(letter.subject_id), key, now)
