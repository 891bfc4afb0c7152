"""Finds the person that each row of a people file describes. Pure.

By the platform's own id first: an address may change, and may be given to another person. Then by address, then by the
address for which a workspace vouches. Where a row could describe two persons, it is a finding, and changes neither.
Table of cases: docs/people.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.domain.people.imports.accounts import AccountIndex
from bot.domain.people.imports.evidence import FileEvidence, RowEvidence
from bot.domain.people.imports.findings import RowFindings
from bot.domain.people.imports.model import AddressAnswers, KnownPeople, PersonRow
from bot.domain.people.linking import is_same_name
from bot.domain.people.model import Person


@dataclass(frozen=True, slots=True)
class RowMatch:
    """A row, and the person it describes."""

    row: PersonRow
    person_id: UUID | None = None
    """None: not known yet."""
    merged_id: UUID | None = None
    """A person known from a platform alone, who is this one."""
    released_id: UUID | None = None
    """The person who had the row's address, and has none now."""


class RowMatcher:
    """Compares the rows with the known people."""

    def __init__(
        self,
        stored: KnownPeople,
        accounts: AccountIndex,
        answers: AddressAnswers,
        findings: RowFindings,
        rows: Sequence[PersonRow],
    ) -> None:
        self.accounts = accounts
        self.answers = answers
        self.findings = findings
        self.people = {person.id: person for person in stored.people}
        counted = [row for row in self._with_own_address(rows) if row.listed]
        self.evidence = FileEvidence(stored, accounts, answers, counted)

    def match(self) -> list[RowMatch]:
        """The rows that describe one person each, in the order of the file."""
        found = [match for each in self.evidence.rows if (match := self._match(each))]
        return self._each_person_once(found)

    def _match(self, evidence: RowEvidence) -> RowMatch | None:
        if evidence.row.left:
            return self._match_leaver(evidence)
        if len(evidence.by_account) > 1:
            return self._match_several(evidence)
        if evidence.by_account:
            return self._match_by_account(evidence, evidence.by_account[0])
        return self._match_by_address(evidence)

    def _match_several(self, evidence: RowEvidence) -> RowMatch | None:
        """The accounts are of several persons: only the address may tell which of them it is."""
        if evidence.by_address in evidence.by_account:
            return RowMatch(evidence.row, evidence.by_address)
        self._say_two_persons(evidence)
        return None

    def _match_by_account(self, evidence: RowEvidence, person_id: UUID) -> RowMatch | None:
        row, holder, movers = evidence.row, evidence.by_address, self.evidence.movers
        if others := [other for other in self.evidence.twice.get(person_id, ()) if other is not row]:
            self.findings.add_second_row(row, others[0])
            return None
        own = self.evidence.staying.get(person_id, row)
        if own is not row:
            return self._match_beside(evidence, own)
        if holder in (None, person_id):
            return RowMatch(row, person_id)
        if movers.get(person_id) is row:
            return RowMatch(row, person_id, released_id=None if holder in movers else holder)
        return self._match_two(row, self.people[person_id], evidence)

    def _match_beside(self, evidence: RowEvidence, own: PersonRow) -> RowMatch | None:
        """The row names an account of a person who has a row of their own: the same person twice, or a wrong id."""
        if is_same_name(evidence.row.name, own.name):
            self.findings.add_second_row(evidence.row, own)
            return None
        return self._match_by_address(evidence)

    def _match_two(self, row: PersonRow, person: Person, evidence: RowEvidence) -> RowMatch | None:
        """The account is of one person, and the address of another."""
        assert evidence.by_address  # noqa: S101 - the caller has looked; this tells mypy
        holder = self.people[evidence.by_address]
        if self._are_one(row, person, holder):
            return RowMatch(row, holder.id, merged_id=person.id)
        if row.email in self.answers.same or is_same_name(row.name, holder.name):
            return RowMatch(row, holder.id)
        if self.accounts.is_gone(holder):
            self.findings.add_passed_on(row, holder)
        else:
            self._say_two_persons(evidence)
        return None

    def _match_leaver(self, evidence: RowEvidence) -> RowMatch | None:
        """A row that says who left: nothing else of it counts, and a person who is not known stays unknown."""
        row = evidence.row
        if len(evidence.by_account) > 1:
            self._say_two_persons(evidence)
            return None
        person_id = next(iter(evidence.by_account), evidence.by_address)
        if person_id is None:
            return None
        if not evidence.by_account and not is_same_name(row.name, self.people[person_id].name):
            self.findings.add_passed_on(row, self.people[person_id])
            return None
        return RowMatch(row, person_id)

    def _match_by_address(self, evidence: RowEvidence) -> RowMatch | None:
        row = evidence.row
        if evidence.by_address is None:
            return self._match_unknown_address(evidence)
        holder = self.people[evidence.by_address]
        if holder.id in self.evidence.movers:
            return RowMatch(row)
        if not is_same_name(row.name, holder.name):
            if row.email in self.answers.another:
                return RowMatch(row, released_id=holder.id)
            if self._is_doubtful(row, holder) and row.email not in self.answers.same:
                self.findings.add_passed_on(row, holder)
                return None
        return RowMatch(row, holder.id)

    def _is_doubtful(self, row: PersonRow, holder: Person) -> bool:
        """Whether another name under an address is rather another person."""
        accounts, elsewhere = self.accounts, self.evidence.elsewhere
        return accounts.is_gone(holder) or accounts.has_another(holder, row) or holder.id in elsewhere

    def _match_unknown_address(self, evidence: RowEvidence) -> RowMatch | None:
        """A new person, or one whose account shows the address, unless another row is about that person."""
        row = evidence.row
        if evidence.contested:
            self.findings.add_contested(row, evidence.contested, "file.fix.left_out")
            return None
        shown_by = self.accounts.shown.get(row.email or "")
        if shown_by not in self.accounts.mentioned:
            return RowMatch(row, shown_by)
        own = self.evidence.own_rows.get(shown_by) if shown_by else None
        if own and is_same_name(row.name, own.name):
            self.findings.add_second_row(row, own)
            return None
        return RowMatch(row)

    def _are_one(self, row: PersonRow, person: Person, holder: Person) -> bool:
        """Whether a person known from one account alone is the holder of the address.

        The file says so by the platform's own id. It counts where nothing speaks against it: the account shows no
        address, has the name, no other account in its workspace lives, and the owners did not deny it.
        """
        if person.listed or person.email or person.left or len(self.accounts.of_person(person.id)) != 1:
            return False
        [account] = self.accounts.of_person(person.id)
        is_free = not self.accounts.has_living(holder.id, account.workspace_id)
        return (
            is_free
            and not account.facts.email
            and account.link.denied_id != holder.id
            and is_same_name(row.name, person.name)
            and is_same_name(row.name, holder.name)
        )

    def _with_own_address(self, rows: Sequence[PersonRow]) -> list[PersonRow]:
        """The rows without those whose address stands in an earlier one."""
        first: dict[str, PersonRow] = {}
        kept = []
        for row in rows:
            if row.email and row.email in first:
                self.findings.add_second_row(row, first[row.email])
                continue
            first |= {row.email: row} if row.email else {}
            kept.append(row)
        return kept

    def _each_person_once(self, matches: Sequence[RowMatch]) -> list[RowMatch]:
        """One row a person: that of the new address, else that of name and address. Others are named."""
        best = self.evidence.own_rows | self.evidence.movers
        kept = []
        for match in matches:
            if match.person_id and best.get(match.person_id, match.row) is not match.row:
                self.findings.add_second_row(match.row, best[match.person_id])
            else:
                kept.append(match)
        return kept

    def _say_two_persons(self, evidence: RowEvidence) -> None:
        people = [self.people[person_id] for person_id in evidence.people]
        self.findings.add_two_persons(evidence.row, people)
