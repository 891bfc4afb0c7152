"""What the rows of a people file, taken together, say about the known people. Pure.

All rows are compared with what is stored, and none with the effect of another, so their order does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from bot.domain.people.imports.accounts import AccountIndex, NamedAccount, reference_of
from bot.domain.people.imports.model import AddressAnswers, KnownPeople, PersonRow
from bot.domain.people.linking import is_same_name
from bot.domain.people.model import NEVER_SEEN, AccountReference


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """What a row says about whose it is."""

    row: PersonRow
    by_account: tuple[UUID, ...]
    """The persons of its accounts, each once: by id, else the one of that name whose account shows the address."""
    by_address: UUID | None
    contested: NamedAccount | None = None
    """A known account that other rows name too."""

    @property
    def people(self) -> Sequence[UUID]:
        """Every person that the row names, each once."""
        return tuple(dict.fromkeys((*self.by_account, *([self.by_address] if self.by_address else ()))))


class FileEvidence:
    """The rows that count, each with its own address, and what follows from all of them."""

    def __init__(
        self,
        stored: KnownPeople,
        accounts: AccountIndex,
        answers: AddressAnswers,
        rows: Sequence[PersonRow],
    ) -> None:
        self.accounts = accounts
        self.answers = answers
        self.people = {person.id: person for person in stored.people}
        self.by_email = {person.email: person.id for person in stored.people if person.email}
        self._counted = rows

    @cached_property
    def staying(self) -> dict[UUID, PersonRow]:
        """The persons with a row of their name and address: no other row gives them another address."""
        return {
            holder: row
            for row in self._counted
            if (holder := self.by_email.get(row.email or ""))
            and is_same_name(row.name, self.people[holder].name)
        }

    @cached_property
    def given_up(self) -> dict[AccountReference, UUID]:
        """Accounts, with their persons, that only an earlier file told; the person's row names another one instead, and
        another row claims it: the file corrects itself."""
        claimed = {named.reference for row in self._counted for named in self.accounts.named_in(row)}
        claimed -= self.accounts.contested
        return {
            reference: person_id
            for person_id, row in self.staying.items()
            for account in self.accounts.of_person(person_id)
            if (reference := reference_of(account)) in claimed
            and account.seen_at == NEVER_SEEN
            and self.accounts.is_replaced(account, row)
        }

    @cached_property
    def rows(self) -> Sequence[RowEvidence]:
        """Each row with what it says."""
        by_id = [self._by_id(row) for row in self._counted]
        claimed = {person_id for each in by_id for person_id in each.by_account}
        return [self._with_shown_address(each, claimed) for each in by_id]

    @cached_property
    def own_rows(self) -> dict[UUID, PersonRow]:
        """The row that says most about each person: by name and address, else by account, else by address."""
        rows = {each.by_address: each.row for each in self.rows if each.by_address}
        for each in sorted(self.rows, key=lambda each: each.row.email or "", reverse=True):
            rows |= dict.fromkeys(each.by_account, each.row)
        return rows | self.staying

    @cached_property
    def elsewhere(self) -> frozenset[UUID]:
        """The persons whose accounts a row with another address names."""
        return frozenset(
            person_id for each in self.rows for person_id in each.by_account if person_id != each.by_address
        )

    @cached_property
    def twice(self) -> dict[UUID, list[PersonRow]]:
        """The rows that name accounts of one person, where there are several and none has name and address: which of
        them is that person's would be a guess."""
        rows: dict[UUID, list[PersonRow]] = {}
        for each in self.rows:
            for person_id in each.by_account:
                rows.setdefault(person_id, []).append(each.row)
        return {
            person_id: named
            for person_id, named in rows.items()
            if len(named) > 1 and person_id not in self.staying
        }

    @cached_property
    def movers(self) -> dict[UUID, PersonRow]:
        """The persons, found by account, who get another address. Addresses may be swapped, so that all of them move
        at once; an address whose person keeps it moves nowhere."""
        moving = {
            each.by_account[0]: each
            for each in self.rows
            if len(each.by_account) == 1
            and each.row.email
            and not each.row.left
            and each.by_account[0] not in {*self.staying, *self.twice}
        }
        while blocked := [
            person_id
            for person_id, each in moving.items()
            if each.by_address
            and each.by_address not in moving
            and each.row.email not in self.answers.another
        ]:
            for person_id in blocked:
                del moving[person_id]
        return {person_id: each.row for person_id, each in moving.items()}

    def _by_id(self, row: PersonRow) -> RowEvidence:
        by_address = self.by_email.get(row.email or "")
        people, contested = [], None
        for named in self.accounts.named_in(row):
            account = self.accounts.account(named.reference)
            if account is None or reference_of(account) in self.given_up:
                continue
            if named.reference not in self.accounts.contested or account.person.id == by_address:
                people.append(account.person.id)
            else:
                contested = named
        return RowEvidence(row, tuple(dict.fromkeys(people)), by_address, contested)

    def _with_shown_address(self, evidence: RowEvidence, claimed: set[UUID]) -> RowEvidence:
        """Where a row names no known id: the person of that name whose account shows the address, unless another row
        names that account."""
        row, shown_by = evidence.row, self.accounts.shown.get(evidence.row.email or "")
        if evidence.by_account or shown_by is None or shown_by in claimed:
            return evidence
        is_same = is_same_name(row.name, self.people[shown_by].name)
        return replace(evidence, by_account=(shown_by,)) if is_same else evidence
