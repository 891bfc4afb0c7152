"""Many awards from a file: signed and recorded like any other, some hundred in one transaction.

    batch = Batch(house, organisation)
    for outcome in batch.run(file.rows, dry=False): …
    batch.announce()

Killed at any moment, it is run again: each row's key is taken in the transaction that awards it. Earners hear of it
in letters of their own, spread out at the pace of their workspace so that others need not wait; whoever stands behind
the awards gets one letter about all of them.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection

from adapters import system
from adapters.database.auditing import AuditStore
from adapters.database.batches import AwardRowStore, Roll
from adapters.database.credentials import CredentialStore, Document
from adapters.database.jobs import WORKSPACE_PACE
from adapters.database.outbox import OutboxStore
from adapters.database.people import PeopleStore
from adapters.database.unit_of_work import store_of
from adapters.running.signing import Signing
from adapters.wiring.house import House
from adapters.wiring.importing import OPERATOR
from adapters.wiring.setting_up import ensure_workspace
from bot.auditing.model import Entry
from bot.awarding import rules
from bot.awarding.batching import AwardRow, Court, Ground, Refused, Result
from bot.awarding.cards import awarded_from_file
from bot.awarding.model import Credential, Stage
from bot.card_json import to_json
from bot.errors import Refusal, refusal_card
from bot.outbox import Letter, ToPerson, Topic
from bot.people.model import Person
from bot.people.places import Organisation, Platform
from issuer.credential.issuing import Unissuable

AT_ONCE = 250
"""Rows in one transaction: a writer waits a tenth of a second for it."""
CHATS = (Platform.SLACK, Platform.TEAMS, Platform.SANDBOX)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row."""

    row: AwardRow
    result: Result
    says: str = ""
    credential: UUID | None = None
    """By its public id."""


@dataclass(frozen=True, slots=True)
class Signed:
    """An award that is ready to be saved. `told`: whether its earner has an account to be told by."""

    ground: Ground
    credential: Credential
    document: Document
    told: bool


@dataclass
class Batch:
    """One run over a file."""

    house: House
    organisation: Organisation
    quiet: bool = False
    """Whether no letter goes to earners."""
    now: Callable[[], datetime] = system.now
    awarded: list[Signed] = field(default_factory=list)
    _letters: Counter[UUID] = field(default_factory=Counter)

    def run(self, rows: Sequence[AwardRow], *, dry: bool) -> Iterator[Outcome]:
        """Awards them and says of each what became of it, some hundred at a time; `dry` changes nothing."""
        for start in range(0, len(rows), AT_ONCE):
            yield from self._chunk(rows[start : start + AT_ONCE], dry=dry)

    def announce(self) -> None:
        """One letter about all of them, to each who stands behind some of them and has an account."""
        by_owner: dict[UUID, list[Signed]] = {}
        for one in self.awarded:
            by_owner.setdefault(one.ground.awarder.id, []).append(one)
        with self.house.database.write(self.organisation.id) as connection:
            places = Roll(connection).places(list(by_owner), CHATS)
            digests = [
                self._digest(given[0].ground.awarder, places[owner], given)
                for owner, given in by_owner.items()
                if owner in places
            ]
            OutboxStore(connection).post_all(digests)

    def _chunk(self, rows: Sequence[AwardRow], *, dry: bool) -> list[Outcome]:
        with self.house.database.read(self.organisation.id) as connection:
            done = AwardRowStore(connection).done(self.organisation.id, [row.key for row in rows])
            new = [row for row in rows if row.key not in done]
            grounds, outcomes = self._judged(connection, new)
            places = Roll(connection).places([one.recipient.id for one in grounds], CHATS)
            signed, unissuable = self._signed(connection, grounds, places)
        outcomes += unissuable
        outcomes += [_before(row) for row in rows if row.key in done]
        if dry:
            outcomes += [Outcome(one.ground.row, Result.WOULD, _telling(one)) for one in signed]
        elif signed:
            with self.house.database.write(self.organisation.id) as connection:
                taken = self._saved(connection, signed)
            self.awarded += [one for one in signed if one.ground.row.key in taken]
            outcomes += [_outcome(one, one.ground.row.key in taken) for one in signed]
        return sorted(outcomes, key=lambda one: one.row.line)

    def _judged(self, connection: Connection, rows: Sequence[AwardRow]) -> tuple[list[Ground], list[Outcome]]:
        store = store_of(connection)
        court = Court(
            tuple(store.catalogue.current(self.organisation.id)), store.people.owners(self.organisation.id)
        )
        known = Roll(connection).by_emails(self.organisation.id, sorted({row.email for row in rows}))
        grounds, refused = [], []
        for row in rows:
            try:
                grounds.append(court.judge(row, known))
            except Refused as problem:
                refused.append(Outcome(row, Result.REFUSED, str(problem)))
            except Refusal as refusal:
                says = refusal_card(refusal, self.house.say).summary
                refused.append(Outcome(row, Result.REFUSED, says))
        return grounds, refused

    def _signed(
        self, connection: Connection, grounds: Sequence[Ground], places: Mapping[UUID, UUID]
    ) -> tuple[list[Signed], list[Outcome]]:
        chance, issuers = self.house.chance, self.house.issuers
        signing = Signing(self.house.database, issuers, chance, self.now)
        pair = issuers.key_pair(connection, self.organisation.id)
        shell = PeopleStore(connection).workspace(Platform.SHELL, str(self.organisation.id))
        elsewhere = shell.id if shell else None
        signed, unissuable = [], []
        for ground in grounds:
            place = places.get(ground.recipient.id) or elsewhere or self._shell()
            given = rules.Grounds(ground.awarder.id, place, ground.row.citation, None)
            ids = (chance.new_id(), chance.public_id())
            credential = rules.granted(ids, ground.recipient, ground.achievement, given, self.now())
            try:
                template = issuers.template(self.organisation, ground.achievement, pair)
                document = signing.document(credential, ground.recipient, template, pair)
            except Unissuable as problem:
                unissuable.append(Outcome(ground.row, Result.REFUSED, str(problem)))
                continue
            told = not self.quiet and ground.recipient.id in places
            signed.append(Signed(ground, replace(credential, stage=Stage.ISSUED), document, told))
        return signed, unissuable

    def _shell(self) -> UUID:
        """The workspace of what comes from the command line, made when it is first needed."""
        with self.house.database.write(self.organisation.id) as connection:
            made = ensure_workspace(connection, self.organisation, Platform.SHELL, str(self.organisation.id))
            return made.id

    def _saved(self, connection: Connection, signed: Sequence[Signed]) -> frozenset[str]:
        """In one transaction; returns the keys that nobody else had taken meanwhile."""
        keys = {one.ground.row.key: one.credential.id for one in signed}
        taken = AwardRowStore(connection).take(self.organisation.id, keys, self.now())
        ours = [one for one in signed if one.ground.row.key in taken]
        if ours:
            CredentialStore(connection).add_all([(one.credential, one.document) for one in ours])
            AuditStore(connection).record_all([self._entry(one.credential) for one in ours])
            OutboxStore(connection).post_all([self._letter(one) for one in ours if one.told])
        return taken

    def _entry(self, credential: Credential) -> Entry:
        new, at = self.house.chance.new_id(), credential.awarded_at
        return Entry(new, self.organisation.id, at, None, "award", credential.id, OPERATOR)

    def _letter(self, one: Signed) -> Letter:
        signing = Signing(self.house.database, self.house.issuers, self.house.chance, self.now)
        letter = signing.letter(one.credential)
        self._letters[letter.workspace_id] += 1
        pace = self.house.settings.pace * WORKSPACE_PACE
        wait = self._letters[letter.workspace_id] / pace if pace else 0.0
        return replace(letter, queued_at=letter.queued_at + timedelta(seconds=wait))

    def _digest(self, owner: Person, workspace_id: UUID, given: Sequence[Signed]) -> Letter:
        card = awarded_from_file(self.house.say, Counter(one.ground.achievement.name for one in given))
        keys = sha256("".join(sorted(one.ground.row.key for one in given)).encode()).hexdigest()
        new, content = self.house.chance.new_id(), json.dumps(to_json(card))
        return Letter(
            new,
            self.organisation.id,
            workspace_id,
            Topic.REPLY,
            new,
            ToPerson(owner.id),
            f"batch:{owner.id}:{keys}",
            self.now(),
            content,
        )


def _telling(one: Signed) -> str:
    return "" if one.told else "not told; finds it with /mybadges"


def _before(row: AwardRow) -> Outcome:
    return Outcome(row, Result.BEFORE, "this row was awarded already; say something else to award it again")


def _outcome(one: Signed, taken: bool) -> Outcome:
    if not taken:
        return _before(one.ground.row)
    return Outcome(one.ground.row, Result.AWARDED, _telling(one), one.credential.public_id)
