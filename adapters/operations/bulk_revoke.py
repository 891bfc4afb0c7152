"""Revoking by an operator: one badge, or many from a file. The stage, the status list, the cards, the letter and
`/badges why` say the same, as when `/badges revoke` does it: it is the same use case.

    for outcome in Revoking(house, organisation, reason).run(file.rows, dry=False): …

Killed at any moment, it is run again: what is revoked says so, and no earner is told twice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy import Connection

from adapters import system
from adapters.composition.application import Application
from adapters.files.revocations import RevokeRow
from adapters.operations.operator import LetterSpacing, operator_context
from adapters.shell_wording import shell_wording
from bot.context.context import UseCaseContext
from bot.context.store import retry_when_stale
from bot.domain.credentials.model import Credential
from bot.domain.organisations import Organisation
from bot.messages.refusals import Refusal, refusal_card
from bot.messages.wording import Wording
from bot.use_cases.credentials.correct import Revoke, revocation, revoke
from issuer.proofs.keys import SignerUnavailable

log = structlog.get_logger(__name__)

AT_ONCE = 100
"""Badges in one transaction: their lists are signed once for all of them."""
ENDED = ("already_revoked", "already_undone", "already_turned_down")


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

    application: Application
    organisation: Organisation
    reason: str
    now: Callable[[], datetime] = system.now
    say: Wording = field(default_factory=shell_wording)

    def __post_init__(self) -> None:
        self._spacing = LetterSpacing(self.application.settings.pace)

    def run(self, rows: Sequence[RevokeRow], *, dry: bool) -> Iterator[RevokeRowOutcome]:
        """Revokes them and says of each what became of it, some hundred at a time; `dry` changes nothing."""
        for start in range(0, len(rows), AT_ONCE):
            chunk = rows[start : start + AT_ONCE]
            # an earner may do something about their badge at that moment
            yield from retry_when_stale(lambda chunk=chunk: self._run_chunk(chunk, dry=dry))  # type: ignore[misc] # bound now

    def revoke_one(self, credential: Credential) -> None:
        """Revokes one badge, and has its status list say so at once; one that has ended stays as it is."""
        with self.application.database.write(self.organisation.id) as connection:
            try:
                revoke(self._context(connection), Revoke((credential.public_id,), self.reason))
            except Refusal as refusal:
                if refusal.code not in ENDED:
                    raise
            lists = self._revoke_in_lists(connection, [credential.id])
        self._publish(lists)

    def _run_chunk(self, rows: Sequence[RevokeRow], *, dry: bool) -> list[RevokeRowOutcome]:
        outcomes: list[RevokeRowOutcome] = []
        revoked: list[UUID] = []
        with self.application.database.write(self.organisation.id) as connection:
            ctx = self._context(connection)
            for row in rows:
                try:
                    revoked += self._revoke_row(ctx, row, dry=dry)
                    outcomes.append(
                        RevokeRowOutcome(row, RevokeResult.WOULD if dry else RevokeResult.REVOKED)
                    )
                except Refusal as refusal:
                    outcomes.append(self._refused(row, refusal))
            lists = self._revoke_in_lists(connection, revoked)
        self._publish(lists)
        return outcomes

    def _revoke_row(self, ctx: UseCaseContext, row: RevokeRow, *, dry: bool) -> list[UUID]:
        """The inner id of the badge that was revoked; raises `Refusal` if it may not be, also in a dry run."""
        if dry:
            revocation(ctx, row.credential, self.reason)
            return []
        return [badge.credential.id for badge in revoke(ctx, Revoke((row.credential,), self.reason))]

    def _refused(self, row: RevokeRow, refusal: Refusal) -> RevokeRowOutcome:
        if refusal.code == "already_revoked":
            return RevokeRowOutcome(row, RevokeResult.BEFORE)
        says = refusal_card(refusal, self.say).summary
        if refusal.code == "unknown_thing":
            says = self.say.text("shell.revoke.unknown")
        return RevokeRowOutcome(row, RevokeResult.REFUSED, says)

    def _context(self, connection: Connection) -> UseCaseContext:
        return operator_context(self.application, connection, self.organisation, self.now(), self._spacing)

    def _revoke_in_lists(self, connection: Connection, ids: Sequence[UUID]) -> Sequence[UUID]:
        return self.application.signing.lists.revoke_all(connection, ids, self.reason or None)

    def _publish(self, lists: Sequence[UUID]) -> None:
        """Outside the transaction, because signing may take its time; what is not done here, the background does."""
        for list_id in lists:
            try:
                self.application.signing.lists.publish(list_id)
            except SignerUnavailable as problem:
                log.warning("status list waits for its signer", list=str(list_id), error=str(problem))
