"""Many awards from a file: signed and recorded like any other, some hundred in one transaction.

    batch = Batch(house, organisation)
    await batch.prepare(file.rows)
    for outcome in batch.run(file.rows, dry=False): …
    batch.announce()

Killed at any moment, it is run again: each row's key is taken in the transaction that awards it. Earners hear of it
in letters of their own, spread out at the pace of their workspace so that others need not wait; whoever stands behind
the awards gets one letter about all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from adapters import system
from adapters.cli.operating.people import OPERATOR
from adapters.composition.application import Application
from adapters.database.audit.trail import AuditStore
from adapters.database.credentials.award_rows import AwardRowStore, RecipientQueries
from adapters.database.credentials.credentials import CredentialStore
from adapters.database.engine.unit_of_work import store_of
from adapters.database.people.people import PeopleStore
from adapters.database.people.registration import ensure_workspace
from adapters.database.queue.outbox import OutboxStore
from adapters.database.queue.rate_limits import WORKSPACE_PACE
from adapters.operations.digests import Digests, Waiting
from adapters.worker.signing import SignedCredential, SigningRequest
from adapters.worker.status_places import StatusListSlot
from bot.context.facts import about_credential
from bot.context.store import Stale
from bot.domain.audit.model import AuditEntry
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials import rules
from bot.domain.credentials.model import AwardCountFilter, Credential, CredentialStage
from bot.domain.events import EventKind, facts_to_json
from bot.domain.organisations import Organisation
from bot.domain.outbox.model import Letter
from bot.messages.platforms import Platform
from bot.messages.refusals import Refusal, refusal_card
from bot.use_cases.credentials.bulk_eligibility import (
    AwardRow,
    AwardRowResult,
    BulkEligibility,
    EligibleRow,
    IneligibleRow,
)
from issuer.issuing.issue import Unissuable

AT_ONCE = 250
"""Rows in one transaction: a writer waits a tenth of a second for it."""
OVERRIDDEN = "operator_override"
"""The authority in the audit trail where the rules let no owner award directly."""
TRIES = 5
CHATS = (Platform.SLACK, Platform.TEAMS, Platform.SANDBOX)


@dataclass(frozen=True, slots=True)
class AwardRowOutcome:
    """What became of one row."""

    row: AwardRow
    result: AwardRowResult
    says: str = ""
    credential: UUID | None = None
    """By its public id."""


@dataclass(frozen=True, slots=True)
class Given:
    """An award that is signed and ready to be saved. `told`: whether its earner has an account to be told by."""

    ground: EligibleRow
    signed: SignedCredential
    told: bool

    @property
    def credential(self) -> Credential:
        """As it was when it was signed."""
        return self.signed.credential


@dataclass
class Batch:
    """One run over a file."""

    house: Application
    organisation: Organisation
    quiet: bool = False
    """Whether no letter goes to earners."""
    as_operator: bool = False
    """Whether also that is awarded which the rules let no owner award directly."""
    now: Callable[[], datetime] = system.now
    awarded: list[Given] = field(default_factory=list)
    _catalogue: dict[str, Achievement] = field(default_factory=dict)
    _pictures: dict[UUID, bytes | None] = field(default_factory=dict)
    _would: Counter[AwardCountFilter] = field(default_factory=Counter)
    _letters: Counter[UUID] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        languages, ids = self.house.languages, self.house.ids
        self._digests = Digests(languages, ids, self.now, self.organisation.id, CHATS, self.quiet)

    async def prepare(self, rows: Sequence[AwardRow]) -> None:
        """Reads the catalogue, and has the pictures drawn whose digests the credentials hold."""
        with self.house.database.read(self.organisation.id) as connection:
            current = store_of(connection).catalogue.current(self.organisation.id)
        self._catalogue = {one.slug: one for one in current}
        for slug in {row.slug for row in rows} & self._catalogue.keys():
            achievement = self._catalogue[slug]
            self._pictures[achievement.id] = await self.house.signing.public_picture(achievement)

    def run(self, rows: Sequence[AwardRow], *, dry: bool) -> Iterator[AwardRowOutcome]:
        """Awards them and says of each what became of it, some hundred at a time; `dry` changes nothing."""
        for start in range(0, len(rows), AT_ONCE):
            yield from self._chunk(rows[start : start + AT_ONCE], dry=dry)

    def announce(self) -> None:
        """One letter about all of them goes to each who stands behind some of them and has an account."""
        with self.house.database.write(self.organisation.id) as connection:
            self._digests.send(connection)

    def _chunk(self, rows: Sequence[AwardRow], *, dry: bool) -> list[AwardRowOutcome]:
        for left in reversed(range(TRIES)):
            try:
                return self._once(rows, dry=dry)
            except Stale:  # what is awarded meanwhile may take a place in the status list that was free
                if not left:
                    raise
        return []

    def _once(self, rows: Sequence[AwardRow], *, dry: bool) -> list[AwardRowOutcome]:
        with self.house.database.read(self.organisation.id) as connection:
            done = AwardRowStore(connection).awarded_credentials(
                self.organisation.id, [row.key for row in rows]
            )
            new = [row for row in rows if row.key not in done]
            grounds, outcomes = self._judged(connection, new, dry=dry)
            places = RecipientQueries(connection).chat_workspaces(
                [eligible_row.recipient.id for eligible_row in grounds], CHATS
            )
            given, unissuable = self._signed(connection, grounds, places, dry=dry)
        outcomes += unissuable
        outcomes += [replace(_before(row), credential=done[row.key]) for row in rows if row.key in done]
        if dry:
            outcomes += [
                AwardRowOutcome(one.ground.row, AwardRowResult.WOULD, _telling(one)) for one in given
            ]
        elif given:
            with self.house.database.write(self.organisation.id) as connection:
                taken = self._saved(connection, given)
                told = self._told(connection, [one for one in given if one.ground.row.key in taken])
            self._digests.waiting = told
            self.awarded += [one for one in given if one.ground.row.key in taken]
            outcomes += [_outcome(one, one.ground.row.key in taken) for one in given]
        return sorted(outcomes, key=lambda outcome: outcome.row.line)

    def _judged(
        self, connection: Connection, rows: Sequence[AwardRow], *, dry: bool
    ) -> tuple[list[EligibleRow], list[AwardRowOutcome]]:
        store = store_of(connection)
        owners, decided = store.people.owners(self.organisation.id), self._would if dry else Counter()
        court = BulkEligibility(
            self.organisation, self._catalogue, owners, store, self.now(), decided, self.as_operator
        )
        known = RecipientQueries(connection).by_emails(
            self.organisation.id, sorted({row.email for row in rows})
        )
        grounds, refused = [], []
        for row in rows:
            try:
                grounds.append(court.check(row, known))
            except IneligibleRow as problem:
                refused.append(AwardRowOutcome(row, AwardRowResult.REFUSED, str(problem)))
            except Refusal as refusal:
                says = refusal_card(refusal, self.house.say).summary
                refused.append(AwardRowOutcome(row, AwardRowResult.REFUSED, says))
        return grounds, refused

    def _signed(
        self,
        connection: Connection,
        grounds: Sequence[EligibleRow],
        places: Mapping[UUID, UUID],
        *,
        dry: bool,
    ) -> tuple[list[Given], list[AwardRowOutcome]]:
        signing = self.house.signing
        hand = signing.signing_keys(connection, self.organisation)
        shell = PeopleStore(connection).workspace(Platform.CLI, str(self.organisation.id))
        elsewhere = shell.id if shell else self.house.ids.new_id() if dry else None
        asked = [
            (ground, self._to_sign(ground, places.get(ground.recipient.id) or elsewhere or self._shell()))
            for ground in grounds
        ]
        in_lists = self._in_lists(connection, [request for _, request in asked])
        given, unissuable = [], []
        for ground, request in asked:
            picture = self._pictures[request.achievement.id]
            try:
                template = signing.template(hand, request.achievement, picture)
                signed = signing.sign_document(
                    replace(request, slot=in_lists.get(request.credential.id)), hand, template
                )
            except Unissuable as problem:
                unissuable.append(AwardRowOutcome(ground.row, AwardRowResult.REFUSED, str(problem)))
                continue
            given.append(Given(ground, signed, not self.quiet and ground.recipient.id in places))
        return given, unissuable

    def _to_sign(self, ground: EligibleRow, workspace_id: UUID) -> SigningRequest:
        ids = self.house.ids
        grounds = rules.AwardBasis(ground.awarder.id, workspace_id, ground.row.citation, None)
        new_ids = (ids.new_id(), ids.public_id())
        credential = rules.new_credential(new_ids, ground.recipient, ground.achievement, grounds, self.now())
        return SigningRequest(credential, ground.recipient, ground.achievement, None)

    def _in_lists(
        self, connection: Connection, asked: Sequence[SigningRequest]
    ) -> dict[UUID, StatusListSlot]:
        """Their places in status lists, by credential; none in trial mode."""
        if self.house.settings.trial:
            return {}
        by_purpose: dict[str, list[UUID]] = {}
        for request in asked:
            by_purpose.setdefault(request.achievement.status, []).append(request.credential.id)
        lists = self.house.signing.lists
        return {
            place.entry.credential_id: place
            for purpose, new in by_purpose.items()
            for place in lists.find_slots(connection, self.organisation.id, purpose, new)
        }

    def _shell(self) -> UUID:
        """The workspace of what comes from the command line, made when it is first needed."""
        with self.house.database.write(self.organisation.id) as connection:
            made = ensure_workspace(connection, self.organisation, Platform.CLI, str(self.organisation.id))
            return made.id

    def _saved(self, connection: Connection, given: Sequence[Given]) -> frozenset[str]:
        """In one transaction; returns the keys that nobody else had taken meanwhile."""
        keys = {one.ground.row.key: one.credential.id for one in given}
        taken = AwardRowStore(connection).claim(self.organisation.id, keys, self.now())
        ours = [one for one in given if one.ground.row.key in taken]
        if ours:
            issued = [
                (replace(our.credential, stage=CredentialStage.ISSUED), our.signed.document) for our in ours
            ]
            CredentialStore(connection).add_all(issued)
            if places := [our.signed.slot for our in ours if our.signed.slot]:
                self.house.signing.lists.take_slots(connection, places)
            AuditStore(connection).record_all([self._entry(our) for our in ours])
            OutboxStore(connection).post_all([self._letter(our) for our in ours if our.told])
        return taken

    def _told(self, connection: Connection, ours: Sequence[Given]) -> Waiting:
        """In the transaction that awards them: a run that is killed keeps nothing from who stands behind it."""
        names: dict[UUID, list[str]] = {}
        for given in ours:
            names.setdefault(given.ground.awarder.id, []).append(given.ground.achievement.name)
        return self._digests.with_more(connection, names)

    def _entry(self, given: Given) -> AuditEntry:
        new, credential, edition = self.house.ids.new_id(), given.credential, given.ground.achievement.edition
        authority = OVERRIDDEN if given.ground.overridden else OPERATOR
        facts = facts_to_json(EventKind.AWARDED, about_credential(credential))
        at, kind = credential.awarded_at, EventKind.AWARDED.value
        return AuditEntry(
            *(new, self.organisation.id, at, None, kind, credential.id, authority, edition, facts)
        )

    def _letter(self, given: Given) -> Letter:
        letter = self.house.signing.earner_letter(given.credential)
        self._letters[letter.workspace_id] += 1
        pace = self.house.settings.pace * WORKSPACE_PACE
        wait = self._letters[letter.workspace_id] / pace if pace else 0.0
        return replace(letter, queued_at=letter.queued_at + timedelta(seconds=wait))


def _telling(given: Given) -> str:
    return "" if given.told else "not told; finds it with /mybadges"


def _before(row: AwardRow) -> AwardRowOutcome:
    return AwardRowOutcome(
        row, AwardRowResult.BEFORE, "this row was awarded already; say something else to award it again"
    )


def _outcome(given: Given, taken: bool) -> AwardRowOutcome:
    if not taken:
        return _before(given.ground.row)
    return AwardRowOutcome(
        given.ground.row, AwardRowResult.AWARDED, _telling(given), given.credential.public_id
    )
