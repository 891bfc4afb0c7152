"""Revoking by an operator: one badge, or many from a file. The stage, the status list, the cards, the letter and
`/badges why` say the same, as when `/badges revoke` does it.

    for outcome in Revoking(house, organisation, reason).run(file.rows, dry=False): …

Killed at any moment, it is run again: what is revoked says so, and nobody is told twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy import Connection

from adapters import system
from adapters.cli.operating.people import OperatorAudit
from adapters.composition.application import Application
from adapters.database.credentials.credentials import CredentialStore
from adapters.database.engine.unit_of_work import store_of
from adapters.database.queue.rate_limits import WORKSPACE_PACE
from adapters.files.revocations import RevokeRow
from bot.context.context import UseCaseContext
from bot.context.facts import about_credential
from bot.context.store import Stale
from bot.domain.credentials import rules
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.events import EventKind
from bot.domain.organisations import Organisation
from bot.domain.outbox.model import Letter, NotificationKind, ToPerson
from bot.use_cases.credentials.grant import end_credential
from issuer.proofs.keys import SignerUnavailable

log = structlog.get_logger(__name__)

AT_ONCE = 100
"""Badges in one transaction: their lists are signed once for all of them."""
TRIES = 5


class RevokeResult(StrEnum):
    """What became of a row."""

    REVOKED = "revoked"
    BEFORE = "revoked before"
    WOULD = "would be revoked"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class RevokeRowOutcome:
    """What became of one row."""

    row: RevokeRow
    result: RevokeResult
    says: str = ""


@dataclass
class Revoking:
    """One run over a file, or over one badge."""

    house: Application
    organisation: Organisation
    reason: str
    now: Callable[[], datetime] = system.now
    _letters: Counter[UUID] = field(default_factory=Counter)

    def run(self, rows: Sequence[RevokeRow], *, dry: bool) -> Iterator[RevokeRowOutcome]:
        """Revokes them and says of each what became of it, some hundred at a time; `dry` changes nothing."""
        for start in range(0, len(rows), AT_ONCE):
            yield from self._chunk(rows[start : start + AT_ONCE], dry=dry)

    def revoke_one(self, credential: Credential) -> None:
        """Revokes one badge, and has its status list say so at once."""
        with self.house.database.write(self.organisation.id) as connection:
            lists = self._revoke(connection, [CredentialStore(connection).get(credential.id)])
        self._publish(lists)

    def _revoke(self, connection: Connection, found: Sequence[Credential]) -> Sequence[UUID]:
        """Revokes those that still stand; returns the status lists that are to say so."""
        lists = self.house.signing.lists.revoke_all(
            connection, [one.id for one in found], self.reason or None
        )
        for credential in found:
            if credential.stage.is_active:
                self._end(connection, credential)
                OperatorAudit(connection, self.organisation, self.now()).record(
                    EventKind.REVOKED, credential.id, about_credential(credential)
                )
        return lists

    def _publish(self, lists: Sequence[UUID]) -> None:
        """Outside the transaction, because signing may take its time; what is not done here, the background does."""
        for list_id in lists:
            try:
                self.house.signing.lists.publish(list_id)
            except SignerUnavailable as problem:
                log.warning("status list waits for its signer", list=str(list_id), error=str(problem))

    def _chunk(self, rows: Sequence[RevokeRow], *, dry: bool) -> list[RevokeRowOutcome]:
        for left in reversed(range(TRIES)):
            try:
                with self.house.database.write(self.organisation.id) as connection:
                    outcomes, lists = self._once(connection, rows, dry=dry)
            except Stale:  # its earner did something about it at that moment
                if not left:
                    raise
            else:
                self._publish(lists)
                return outcomes
        return []

    def _once(
        self, connection: Connection, rows: Sequence[RevokeRow], *, dry: bool
    ) -> tuple[list[RevokeRowOutcome], Sequence[UUID]]:
        store, outcomes = CredentialStore(connection), []
        going: dict[UUID, Credential] = {}
        for row in rows:
            found = store.by_public_id(row.credential)
            ours = found if found and found.organisation_id == self.organisation.id else None
            outcomes.append(RevokeRowOutcome(row, *_judged(ours, again=row.credential in going, dry=dry)))
            if ours and outcomes[-1].result is RevokeResult.REVOKED:
                going[row.credential] = ours
        return outcomes, self._revoke(connection, list(going.values()))

    def _end(self, connection: Connection, credential: Credential) -> None:
        store, now = store_of(connection), self.now()
        ctx = UseCaseContext(
            store.people.workspace_by_id(credential.workspace_id), None, now, store, self.house.ids
        )
        ended = end_credential(
            ctx, credential, rules.operator_revoked_credential(credential, self.reason, now), None
        )
        if credential.stage is CredentialStage.ISSUED:
            store.outbox.post(self._letter(ended))

    def _letter(self, credential: Credential) -> Letter:
        """To its earner; those of many are spread out at the pace of their workspace, so that others need not wait."""
        pace = self.house.settings.pace * WORKSPACE_PACE
        wait = self._letters[credential.workspace_id] / pace if pace else 0.0
        self._letters[credential.workspace_id] += 1
        return Letter(
            self.house.ids.new_id(),
            credential.organisation_id,
            credential.workspace_id,
            NotificationKind.REVOKED,
            credential.id,
            ToPerson(credential.recipient_id),
            f"{NotificationKind.REVOKED}:{credential.id}:",
            self.now() + timedelta(seconds=wait),
        )


def _judged(credential: Credential | None, *, again: bool, dry: bool) -> tuple[RevokeResult, str]:
    if credential is None:
        return (
            RevokeResult.REFUSED,
            "found no badge of this id here, expected the UUID at the end of a badge's address",
        )
    if again or credential.stage is CredentialStage.REVOKED:
        return RevokeResult.BEFORE, ""
    if not credential.stage.is_active:
        return RevokeResult.REFUSED, f"found a badge that is {credential.stage.replace('_', ' ')} already"
    return (RevokeResult.WOULD if dry else RevokeResult.REVOKED), ""
