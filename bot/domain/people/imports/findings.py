"""What is found wrong in the rows of a people file: what was found, what was expected, what to do. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.domain.catalogue.fields import visible
from bot.domain.catalogue.files import Finding
from bot.domain.people.imports.accounts import NamedAccount
from bot.domain.people.imports.model import PersonRow
from bot.domain.people.model import MembershipStatus, Person
from issuer.messages import Message


@dataclass
class RowFindings:
    """The findings about the rows of one file."""

    file: str
    found: list[Finding] = field(default_factory=list)

    def add(self, row: PersonRow | None, found: Message, expected: Message, fix: Message) -> None:
        """Adds a finding about a row, or about the whole file."""
        self.found.append(Finding(self.file, row.line if row else None, found, expected, fix))

    def add_second_row(self, row: PersonRow, other: PersonRow) -> None:
        """The row is about a person whom another row is about. It does not count."""
        found = Message("file.found.again", email=_label(row))
        expected = Message("file.expected.person_once", line=str(other.line))
        self.add(row, found, expected, Message("file.fix.person_once"))

    def add_passed_on(self, row: PersonRow, holder: Person) -> None:
        """The row has another name than the person of its address. It does not count until that is answered."""
        name = visible(row.name)
        found = Message("file.found.passed_on", name=name, person=display_name(holder))
        fix = Message("file.fix.passed_on", name=name, email=row.email or "", person=holder.name)
        self.add(row, found, Message("file.expected.passed_on"), fix)

    def add_two_persons(self, row: PersonRow, people: Iterable[Person]) -> None:
        """The row belongs to one person by account, and to another by account or address. It does not count."""
        first, second, *_ = map(display_name, people)
        found = Message("file.found.two_persons", first=first, second=second)
        self.add(row, found, Message("file.expected.two_persons"), Message("file.fix.two_persons"))

    def add_contested(self, row: PersonRow, named: NamedAccount, fix: str) -> None:
        """Several rows name the account; `fix`: whether the row counts without it."""
        found = Message("file.found.account_again", **_account(named))
        self.add(row, found, Message("file.expected.account_once"), Message(fix))

    def add_unknown_account(self, row: PersonRow, named: NamedAccount) -> None:
        """Its platform does not know the account. The row counts without it."""
        found = Message("file.found.account_unknown", **_account(named))
        expected = Message("file.expected.account", email=_label(row))
        self.add(row, found, expected, Message("file.fix.account"))

    def add_held_account(self, row: PersonRow, named: NamedAccount, holder: Person) -> None:
        """The account is another person's. The row counts without it."""
        found = Message("file.found.account", person=display_name(holder), **_account(named))
        expected = Message("file.expected.account", email=_label(row))
        self.add(row, found, expected, Message("file.fix.account"))

    def add_no_member(self, row: PersonRow, named: NamedAccount, standing: MembershipStatus) -> None:
        """The account takes no part. The row counts all the same."""
        state = Message(f"file.account_state.{standing}")
        found = Message("file.found.account_state", state=state, **_account(named))
        self.add(row, found, Message("file.expected.member"), Message("file.fix.member"))


def display_name(person: Person) -> str:
    """The person in a report: by name, and by address if there is one."""
    return f"{person.name} ({person.email})" if person.email else person.name


def _account(named: NamedAccount) -> dict[str, str]:
    return {"column": named.column, "account": visible(named.reference.external_id)}


def _label(row: PersonRow) -> str:
    return row.email or visible(row.name)
