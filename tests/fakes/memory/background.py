"""What the worker does, without a queue and without keys: signs, sends letters, updates posted cards, runs timers.

    background = BackgroundInMemory(database, platform, languages, ids, clock)
    await background.settle()

It composes and posts each letter from the state of that moment, as `adapters/worker/delivery.py` does. A signature is a
change of state here: signing is tested where keys are. A channel that lets no card through, a platform that asks to
wait and everything else about delivery is tested with the worker.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never
from uuid import UUID

from adapters.gateway.platforms import Caller, Channel, Destination, Direct, PostedCard, Undeliverable
from bot.context.context import UseCaseContext
from bot.context.ids import IdGenerator
from bot.context.store import Store
from bot.dispatch.notifications import compose, has_vanished, still_counts
from bot.dispatch.timers import run_timer
from bot.domain.credentials.model import SignedDocument
from bot.domain.organisations import Workspace
from bot.domain.outbox.model import Job, Letter, NotificationKind, ToCaller, ToConversation, ToPerson
from bot.domain.outbox.tasks import RefreshCards, SealTrail, SignCredential, StatusTask, TimerTask
from bot.messages.cards import Card, at_moment, next_change
from bot.messages.forms import as_card
from bot.messages.languages import Languages
from bot.presenting.letters import wording_for
from bot.use_cases.credentials.issue import Issue, SigningRequest, is_to_be_signed, issue
from tests.fakes.memory.database import DatabaseInMemory, store_in_memory
from tests.fakes.memory.outbox import NO_ACCOUNT, OutboxInMemory
from tests.fakes.memory.tables import StoredPosting
from tests.fakes.platform import PlatformInMemory


@dataclass(frozen=True)
class ShownCard:
    """A posted card, as it was shown last."""

    letter: Letter
    workspace: Workspace
    posted: PostedCard
    card: Card


@dataclass
class BackgroundInMemory:
    """Does what is due, one thing after the other, each in a transaction of its own."""

    database: DatabaseInMemory
    platform: PlatformInMemory
    languages: Languages
    ids: IdGenerator
    now: Callable[[], datetime]
    shown: list[ShownCard] = field(default_factory=list)

    async def settle(self) -> None:
        """Everything that is due, the earliest first."""
        while due := self._due():
            if isinstance(due, Letter):
                await self._send(due)
            else:
                await self._run(due)

    def _due(self) -> Letter | Job | None:
        now, outbox = self.now(), OutboxInMemory(self.database.tables)
        letters = [letter for letter in outbox.waiting() if letter.queued_at <= now]
        due: list[Letter | Job] = [*letters, *outbox.due(now)]
        return min(due, key=_turn, default=None)

    async def _run(self, job: Job) -> None:
        with self.database.change() as tables:
            store = store_in_memory(tables)
            OutboxInMemory(tables).finish(job)
            match job.task:
                case SignCredential():
                    self._sign(store, job.task)
                case TimerTask():
                    run_timer(job.task, store, self.now(), self.ids)
                case RefreshCards(subject_id):
                    await self._refresh(store, subject_id)
                case StatusTask() | SealTrail():
                    pass  # status lists and the chain of the audit trail are the databases'
                case _:
                    raise AssertionError(f"found {job.task}, expected no such job here: letters have none")

    def _sign(self, store: Store, task: SignCredential) -> None:
        """Saves a document that no verifier would believe, as the worker saves a signed one."""
        credential, again = store.credentials.get(task.credential_id), bool(task.again)
        before = store.credentials.document(credential.id)
        if not is_to_be_signed(credential, before, again=again):
            return
        workspace = store.people.workspace_by_id(credential.workspace_id)
        request = SigningRequest(
            credential,
            store.people.get(credential.recipient_id),
            store.catalogue.get(credential.achievement_id),
            workspace.organisation,
            before,
        )
        ctx = UseCaseContext(workspace, None, self.now(), store, self.ids)
        unsigned = SignedDocument(credential.id, self.ids.public_id(), None, b"", "no key", self.now())
        issue(ctx, Issue(request, unsigned, task.notifies))

    async def _send(self, letter: Letter) -> None:
        with self.database.change() as tables:
            store, outbox = store_in_memory(tables), OutboxInMemory(tables)
            if not still_counts(letter, store):
                outbox.end(letter.id, "dropped")
                return
            to = _destination(letter, store)
            if to is None:
                outbox.end(letter.id, NO_ACCOUNT)
                return
            workspace = store.people.workspace_by_id(letter.workspace_id)
            say = wording_for(letter, store, self.languages)
            card = at_moment(as_card(compose(letter, store, say)), self.now())
            posted = await self.platform.post(workspace, to, card, {}, letter.key)
            outbox.end(letter.id, "sent")
            if letter.topic is not NotificationKind.REPLY:
                place = (workspace.id, posted.conversation, posted.message)
                tables.postings[letter.id] = StoredPosting(letter, *place)
                self.shown.append(ShownCard(letter, workspace, posted, card))
                self._queue_expiry(outbox, letter, card)

    async def _refresh(self, store: Store, subject: UUID) -> None:
        for index, shown in enumerate(self.shown):
            if shown.letter.subject_id != subject:
                continue
            say = wording_for(shown.letter, store, self.languages, shown.posted.conversation)
            card = at_moment(as_card(compose(shown.letter, store, say)), self.now())
            if has_vanished(shown.letter, store) and await self._delete(shown):
                self.shown[index] = replace(shown, card=card)
            elif card != shown.card:
                await self.platform.update(shown.workspace, shown.posted, card, {})
                self.shown[index] = replace(shown, card=card)

    async def _delete(self, shown: ShownCard) -> bool:
        try:
            await self.platform.delete(shown.workspace, shown.posted)
        except Undeliverable:
            return False
        return True

    def _queue_expiry(self, outbox: OutboxInMemory, letter: Letter, card: Card) -> None:
        due = next_change(card)
        if due:
            task, key = RefreshCards(letter.subject_id), f"refresh:{letter.id}:{due.isoformat()}"
            outbox.queue(Job(self.ids.new_id(), letter.organisation_id, task, key, due))


def _turn(due: Letter | Job) -> tuple[datetime, UUID]:
    return (due.queued_at if isinstance(due, Letter) else due.due), due.id


def _destination(letter: Letter, store: Store) -> Destination | None:
    match letter.addressee:
        case ToPerson(person_id):
            names = store.people.names(letter.workspace_id, frozenset({person_id}))
            return Direct(names[person_id]) if person_id in names else None
        case ToConversation(external_id, _):
            return Channel(external_id)
        case ToCaller(external_id, route):
            return Caller(external_id, route)
        case _:
            assert_never(letter.addressee)
