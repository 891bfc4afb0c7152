"""Accounts on platforms, in memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot.context.store import Stale
from bot.domain.people.model import (
    AccountLink,
    AccountReference,
    Identity,
    MembershipStatus,
    Person,
    PlatformFacts,
)
from tests.fakes.memory.outbox import OutboxInMemory
from tests.fakes.memory.tables import Account, Tables


class AccountsInMemory:
    """The part of `bot.domain.people.ports.PeopleRepository` about accounts."""

    tables: Tables
    _new: set[UUID]

    def get(self, person_id: UUID) -> Person:
        raise NotImplementedError

    def identities(self, workspace_id: UUID, external_ids: Iterable[str]) -> Mapping[str, Identity]:
        rows = self.tables.identities.items()
        here = [self._identity(place, name, row) for (place, name), row in rows if place == workspace_id]
        by_id = {row.facts.directory_id: row for row in here} | {row.external_id: row for row in here}
        return {asked: by_id[asked] for asked in external_ids if asked in by_id}

    def accounts_of(self, wanted: Iterable[UUID]) -> Sequence[Identity]:
        people = set(wanted)
        return self._sorted(lambda row: row.person.id in people)

    def waiting_accounts(self, organisation_id: UUID) -> Sequence[Identity]:
        return self._sorted(
            lambda row: row.link.candidate_id is not None and row.person.organisation_id == organisation_id
        )

    def account_by_token(self, organisation_id: UUID, token: str) -> Identity | None:
        rows = self._sorted(lambda row: row.link.token == token)
        return next((row for row in rows if row.person.organisation_id == organisation_id), None)

    def stale_accounts(self, wanted: Iterable[UUID], before: datetime) -> Sequence[AccountReference]:
        rows = [row for row in self.accounts_of(wanted) if row.seen_at < before]
        return [AccountReference(row.workspace_id, row.external_id) for row in rows]

    def names(self, workspace_id: UUID, wanted: frozenset[UUID]) -> Mapping[UUID, str]:
        accounts = sorted(
            self.tables.identities.items(),
            key=lambda row: (row[1].facts.standing is MembershipStatus.MEMBER, row[1].seen_at),
        )
        return {
            account.person_id: external_id
            for (place, external_id), account in accounts
            if place == workspace_id
            and account.person_id in wanted
            and account.facts.standing is not MembershipStatus.LEFT
        }

    def identify(
        self,
        workspace_id: UUID,
        facts: PlatformFacts,
        person_id: UUID,
        now: datetime,
        link: AccountLink | None = None,
    ) -> None:
        key = (workspace_id, facts.external_id)
        known = self.tables.identities.get(key)
        if known and person_id in self._new:
            raise Stale("the same account was added meanwhile")
        before = known.facts if known else PlatformFacts(facts.external_id, "")
        email = facts.email.strip().lower() if facts.email else None
        after = PlatformFacts(
            *(facts.external_id, facts.name or before.name, email or before.email, facts.standing),
            *(facts.timezone or before.timezone, facts.locale or before.locale),
            facts.directory_id or before.directory_id,
        )
        kept = link or (known.link if known else AccountLink(at=now))
        self.tables.identities[key] = Account(person_id, now, after, kept)
        if not known:
            OutboxInMemory(self.tables).requeue_letters_to(person_id)

    def forget_account(self, account: AccountReference) -> None:
        self.tables.identities.pop((account.workspace_id, account.external_id), None)

    def rename_account(self, account: AccountReference, external_id: str) -> None:
        row = self.tables.identities.pop((account.workspace_id, account.external_id))
        facts = replace(row.facts, external_id=external_id)
        self.tables.identities[account.workspace_id, external_id] = replace(row, facts=facts)

    def _sorted(self, wanted: Callable[[Identity], bool]) -> list[Identity]:
        known = (self._identity(*name, row) for name, row in self.tables.identities.items())
        rows = [row for row in known if wanted(row)]
        return sorted(rows, key=lambda row: (row.link.at, row.workspace_id, row.external_id))

    def _identity(self, workspace_id: UUID, external_id: str, row: Account) -> Identity:
        return Identity(workspace_id, external_id, self.get(row.person_id), row.seen_at, row.facts, row.link)
