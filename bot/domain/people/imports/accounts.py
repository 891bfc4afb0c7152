"""Accounts that a people file names: whose they are now, and what the file changes about them. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.domain.people.imports.model import KnownPeople, PersonRow
from bot.domain.people.linking import vouched_address
from bot.domain.people.model import (
    NEVER_SEEN,
    AccountReference,
    Identity,
    LinkGround,
    MembershipStatus,
    Person,
)
from bot.messages.platforms import Platform
from issuer.messages import Message


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """An account as a row names it."""

    platform: Platform
    reference: AccountReference

    @property
    def column(self) -> str:
        """The column of the file."""
        return f"{self.platform}_id"


class AccountIndex:
    """The known accounts by the ids that a file may name, in platforms with one workspace."""

    def __init__(self, stored: KnownPeople, rows: Sequence[PersonRow]) -> None:
        self.notes: list[Message] = []
        self.places = self._places(stored, {platform for row in rows for platform in row.accounts})
        self._by_id: dict[AccountReference, Identity] = {}
        self._of_person: dict[UUID, list[Identity]] = {}
        for account in stored.accounts:
            self._of_person.setdefault(account.person.id, []).append(account)
            for name in (account.facts.directory_id, account.external_id):
                if name:
                    self._by_id[AccountReference(account.workspace_id, name)] = account
        named = Counter(named.reference for row in rows for named in self.named_in(row))
        self.claimed = frozenset(named)
        """Every account that a row names."""
        self.contested = frozenset(reference for reference, count in named.items() if count > 1)
        """Accounts that several rows name: they say nothing about whose row it is."""
        holders = {person.email: person.id for person in stored.people if person.email}
        self.mentioned = frozenset(person_id for row in rows for person_id in self._people_in(row, holders))
        """Everyone whom a row names in any way: none of them is missing from the file."""
        self.shown = self._shown(stored)
        """Addresses that workspaces vouch for, and no person has, with the person of the account."""

    def named_in(self, row: PersonRow) -> Iterator[NamedAccount]:
        """The accounts of a row, where its platform has one workspace."""
        for platform, external_id in row.accounts.items():
            if platform in self.places:
                yield NamedAccount(platform, AccountReference(self.places[platform], external_id))

    def _people_in(self, row: PersonRow, holders: Mapping[str, UUID]) -> Iterator[UUID]:
        for named in self.named_in(row):
            if account := self.account(named.reference):
                yield account.person.id
        if holder := holders.get(row.email or ""):
            yield holder

    def account(self, reference: AccountReference) -> Identity | None:
        """The known account of that id."""
        return self._by_id.get(reference)

    def of_person(self, person_id: UUID) -> Sequence[Identity]:
        """Every known account of a person."""
        return self._of_person.get(person_id, ())

    def is_gone(self, person: Person) -> bool:
        """Whether the person left, or all their accounts ended."""
        accounts = self.of_person(person.id)
        return person.left or (bool(accounts) and all(map(has_ended, accounts)))

    def has_another(self, person: Person, row: PersonRow) -> bool:
        """Whether the person has an account in a workspace where the row names another one."""
        for named in self.named_in(row):
            here = [
                account
                for account in self.of_person(person.id)
                if account.workspace_id == named.reference.workspace_id
            ]
            if here and self.account(named.reference) not in here:
                return True
        return False

    def is_replaced(self, account: Identity, row: PersonRow) -> bool:
        """Whether its person's row names another account in place of this one, which only an earlier file told."""
        if account.link.ground is not LinkGround.FILE or has_ended(account):
            return False
        names = (account.external_id, account.facts.directory_id)
        here = [
            named.reference.external_id
            for named in self.named_in(row)
            if named.reference.workspace_id == account.workspace_id
        ]
        return bool(here) and not any(name in names for name in here)

    def has_living(self, person_id: UUID, workspace_id: UUID | None = None) -> bool:
        """Whether the person has an account that has not ended, seen by its platform (in that workspace)."""
        return any(
            not has_ended(account) and account.seen_at != NEVER_SEEN
            for account in self.of_person(person_id)
            if workspace_id in (None, account.workspace_id)
        )

    def _places(self, stored: KnownPeople, platforms: Iterable[Platform]) -> dict[Platform, UUID]:
        """The single workspace of each platform for which the file lists accounts."""
        found: dict[Platform, UUID] = {}
        for platform in sorted(platforms):
            ids, column = stored.workspaces.get(platform, ()), f"{platform}_id"
            if len(ids) == 1:
                found[platform] = ids[0]
            elif ids:
                self.notes.append(Message("file.note.many_workspaces", column=column, size=str(len(ids))))
            else:
                self.notes.append(Message("file.note.no_workspace", column=column))
        return found

    def _shown(self, stored: KnownPeople) -> dict[str, UUID]:
        taken = {person.email for person in stored.people}
        shown: dict[str, set[UUID]] = {}
        for account in stored.accounts:
            address = vouched_address(account.facts)
            if address and address not in taken and account.link.candidate_id is None:
                shown.setdefault(address, set()).add(account.person.id)
        return {address: next(iter(ids)) for address, ids in shown.items() if len(ids) == 1}


def has_ended(account: Identity) -> bool:
    """Whether its platform reports that the account ended."""
    return account.facts.standing is MembershipStatus.LEFT


def reference_of(account: Identity) -> AccountReference:
    """The account by its id."""
    return AccountReference(account.workspace_id, account.external_id)
