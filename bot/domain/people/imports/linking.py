"""Whether an account that a row names becomes its person's: what the file says beside what platforms say. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from bot.domain.people.imports.accounts import AccountIndex, NamedAccount, reference_of
from bot.domain.people.imports.findings import RowFindings
from bot.domain.people.imports.matching import RowMatch
from bot.domain.people.imports.model import FileAccount, KnownPeople, PersonRow
from bot.domain.people.linking import contradicts, reported_address, vouched_address
from bot.domain.people.model import NEVER_SEEN, AccountReference, Identity, MembershipStatus, Person
from issuer.messages import Message


@dataclass(frozen=True, slots=True)
class RowAccounts:
    """What a row changes about its person's accounts."""

    linked: tuple[FileAccount, ...] = ()
    settled: tuple[Identity, ...] = ()
    dropped: tuple[Identity, ...] = ()


class AccountLinker:
    """Links accounts row by row. `given_up`: accounts that the file takes back; `holders`: the persons of all addresses
    after the file."""

    def __init__(
        self,
        stored: KnownPeople,
        accounts: AccountIndex,
        findings: RowFindings,
        given_up: Collection[AccountReference],
        holders: Mapping[str, Person],
    ) -> None:
        self.stored = stored
        self.accounts = accounts
        self.findings = findings
        self.given_up = given_up
        self.holders = holders
        self.people = {person.id: person for person in stored.people}
        self.notes: list[Message] = []

    def link(self, match: RowMatch, person: Person) -> RowAccounts:
        """The accounts that the row gives to its person, and those that it takes back."""
        linked, settled, places = [], [], set()
        for each in self.accounts.named_in(match.row):
            account = self.accounts.account(each.reference)
            if account is None or reference_of(account) in self.given_up:
                if self._is_free(match.row, each) and self._is_confirmed(match.row, each, person):
                    report = self.stored.reports.get(each.reference)
                    linked.append(FileAccount(each.platform, each.reference, report))
                    places.add(each.reference.workspace_id)
            elif account.person.id not in (person.id, match.merged_id):
                self.findings.add_held_account(match.row, each, self.people[account.person.id])
            else:
                places.add(each.reference.workspace_id)
                self._is_confirmed(match.row, each, person)
                is_settled = account.link.candidate_id is not None or account.person.id == match.merged_id
                settled += [account] if is_settled else []
        return RowAccounts(tuple(linked), tuple(settled), tuple(self._dropped(match.row, person, places)))

    def _dropped(self, row: PersonRow, person: Person, places: set[UUID]) -> Iterator[Identity]:
        """A file takes back what only a file said, once it has another account for the person, or another person for
        the account. What a platform has reported on since is only noted."""
        for account in self.accounts.of_person(person.id):
            reference = reference_of(account)
            is_replaced = account.workspace_id in places and self.accounts.is_replaced(account, row)
            if is_replaced and account.seen_at != NEVER_SEEN:
                self._note_kept(account, person)
            elif reference in self.given_up or (is_replaced and reference not in self.accounts.claimed):
                yield account

    def _note_kept(self, account: Identity, person: Person) -> None:
        if reported_address(account.facts) != person.email:
            note = Message("file.note.other_account", name=person.name, account=account.external_id)
            self.notes.append(note)

    def _is_free(self, row: PersonRow, named: NamedAccount) -> bool:
        """Whether no other row names the account too: then it would be a guess whose it is."""
        if named.reference not in self.accounts.contested:
            return True
        self.findings.add_contested(row, named, "file.fix.account")
        return False

    def _is_confirmed(self, row: PersonRow, named: NamedAccount, person: Person) -> bool:
        """False for an account that its platform does not know, or knows as another person's. Guests, bots and ended
        accounts are named, and linked: their membership counts."""
        is_asked = named.reference in self.stored.reports
        report = self.stored.reports.get(named.reference)
        if report is None:
            is_unknown = is_asked or named.reference in self.stored.unknown
            if is_unknown:
                self.findings.add_unknown_account(row, named)
            return not is_unknown
        if contradicts(report, person, self.holders.get(vouched_address(report) or "")):
            reported = replace(person, name=report.name, email=report.email)
            self.findings.add_held_account(row, named, reported)
            return False
        if report.standing is not MembershipStatus.MEMBER:
            self.findings.add_no_member(row, named, report.standing)
        return True


def standings(
    known: AccountIndex, person_id: UUID, changed: RowAccounts, merged_id: UUID | None
) -> Iterator[MembershipStatus]:
    """The memberships of a person's accounts after the file."""
    people = [person_id, *([merged_id] if merged_id else [])]
    for account in (account for each in people for account in known.of_person(each)):
        if account not in changed.dropped:
            yield account.facts.standing
    for linked in changed.linked:
        yield linked.facts.standing if linked.facts else MembershipStatus.MEMBER
