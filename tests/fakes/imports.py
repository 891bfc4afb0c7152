"""People files as tests import them: the plan alone, or a whole organisation in memory.

plan = planned(b"name,email\nAna,ana@x.example\n", known_people(ANA))
staff = Staff()
staff.imports("Ana,ana@x.example,,U1,")
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from adapters.files.people import parse_people
from adapters.system import SystemIdGenerator
from bot.context.context import UseCaseContext
from bot.domain.audit.model import AuditEntry
from bot.domain.organisations import Organisation, Workspace
from bot.domain.people.imports.batches import batches
from bot.domain.people.imports.model import AddressAnswers, KnownPeople, PeopleImportPlan
from bot.domain.people.imports.plan import NO_ANSWERS, plan_import
from bot.domain.people.imports.report import describe_change
from bot.domain.people.model import (
    AccountLink,
    AccountReference,
    Identity,
    LinkGround,
    MembershipStatus,
    Person,
    PlatformFacts,
)
from bot.messages.platforms import Platform
from bot.use_cases.people.import_people import ImportPeople, import_people
from bot.use_cases.people.learn import Report, learn_accounts
from tests.fakes.memory.database import DatabaseInMemory
from tests.fakes.memory.people import OrganisationsInMemory
from tests.fakes.worded import in_english, worded

ORGANISATION = UUID(int=1)
WORKSPACE, OTHER_WORKSPACE = UUID(int=2), UUID(int=3)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HEADER = "name,email,manager_email,slack_id,teams_id\n"


def account(external_id: str, person: Person, *, workspace: UUID = WORKSPACE, **more: Any) -> Identity:
    """A member's account, seen at noon, unless `more` says otherwise of its link or its facts."""
    link = AccountLink(
        more.pop("ground", LinkGround.EMAIL), NOON, candidate_id=more.pop("candidate_id", None)
    )
    seen_at = more.pop("seen_at", NOON)
    facts = PlatformFacts(external_id, more.pop("name", person.name), **more)
    return Identity(workspace, external_id, person, seen_at, facts, link)


def known_people(*people: Person, **more: Any) -> KnownPeople:
    """Known people with one Slack workspace, unless `more` says otherwise."""
    given = {"workspaces": {Platform.SLACK: (WORKSPACE,)}, **more}
    return KnownPeople(ORGANISATION, people, **given)


def planned(
    content: bytes, known: KnownPeople, complete: bool = False, answers: AddressAnswers = NO_ANSWERS
) -> PeopleImportPlan:
    """The plan of a file."""
    ids = (UUID(int=number) for number in count(100))
    file = parse_people(content, "people.csv")
    return plan_import(file, known, lambda: next(ids), complete=complete, answers=answers)


def after(plan: PeopleImportPlan, name: str) -> Person:
    """The person of that name after the file."""
    return next(change.after for change in plan.changes if change.after.name == name)


def said(plan: PeopleImportPlan) -> list[str]:
    """The lines of the report about changes."""
    return [worded(line) for change in plan.changes for line in describe_change(change, plan.names)]


def refused(plan: PeopleImportPlan) -> list[tuple[int | None, str]]:
    """What was found wrong, by line."""
    return [(finding.line, finding.found) for finding in map(in_english, plan.findings)]


class Staff:
    """An organisation on Slack and Teams, on the in-memory store."""

    def __init__(self, names: str = "file") -> None:
        self.ids = SystemIdGenerator()
        self.now = NOON
        self.organisation = Organisation(self.ids.new_id(), "Example", names=names)
        self.database = DatabaseInMemory()
        self.places = {
            platform: Workspace(self.ids.new_id(), self.organisation, platform, f"{platform}-1")
            for platform in (Platform.SLACK, Platform.TEAMS, Platform.CLI)
        }
        with self.database.change() as tables:
            store = OrganisationsInMemory(tables)
            store.add_organisation(self.organisation, NOON)
            for place in self.places.values():
                store.add_workspace(place)

    def known(self) -> KnownPeople:
        """What a file is compared with."""
        with self.database.read() as store:
            people = store.people.all(self.organisation.id)
            accounts = store.people.accounts_of([person.id for person in people])
            unknown = {
                AccountReference(self.places[Platform.SLACK].id, account)
                for entry in self.trail("account_unknown")
                for account in [entry.facts.partition('"account":"')[2].partition('"')[0]]
            }
        met = {AccountReference(each.workspace_id, each.external_id) for each in accounts}
        chats = {platform: (self.places[platform].id,) for platform in (Platform.SLACK, Platform.TEAMS)}
        names = self.organisation.names
        return KnownPeople(self.organisation.id, people, chats, accounts, names, frozenset(unknown - met))

    def plans(
        self,
        *rows: str,
        complete: bool = False,
        answers: AddressAnswers = NO_ANSWERS,
        reports: Mapping[AccountReference, PlatformFacts | None] | None = None,
    ) -> PeopleImportPlan:
        """What rows of name, e-mail, manager, Slack id and Teams id would change."""
        content = HEADER + "".join(f"{row}\n" for row in rows)
        known = replace(self.known(), reports=reports or {})
        file = parse_people(content.encode(), "people.csv")
        return plan_import(file, known, self.ids.new_id, complete=complete, answers=answers)

    def imports(self, *rows: str, most: int = 100, **options: Any) -> PeopleImportPlan:
        """Imports such rows; `most`: people in a transaction."""
        self.now += timedelta(hours=1)
        plan = self.plans(*rows, **options)
        for batch in batches(plan.changes, most):
            with self.database() as store:
                import_people(self._context(store, Platform.CLI), ImportPeople(batch))
        return plan

    def platform_reports(
        self, *facts: PlatformFacts, on: Platform = Platform.SLACK, asked: Sequence[str] = ()
    ) -> None:
        """A platform says who these accounts are, and knows none of the others that were asked for."""
        self.now += timedelta(hours=1)
        with self.database() as store:
            learn_accounts(self._context(store, on), Report(facts, frozenset(asked)))

    def member(self, external_id: str, name: str, email: str | None = None, **more: Any) -> None:
        """A member of the Slack workspace is met, or reported on again."""
        self.platform_reports(PlatformFacts(external_id, name, email, **more))

    def deactivates(self, external_id: str, name: str, email: str | None = None) -> None:
        """Slack reports the account as ended."""
        self.platform_reports(PlatformFacts(external_id, name, email, MembershipStatus.LEFT))

    def person(self, email: str) -> Person:
        """The person of that address."""
        with self.database.read() as store:
            found = store.people.by_email(self.organisation.id, email)
        assert found, f"nobody has the address {email}"
        return found

    def holder(self, external_id: str, on: Platform = Platform.SLACK) -> Person:
        """The person of an account."""
        return self.account(external_id, on).person

    def account(self, external_id: str, on: Platform = Platform.SLACK) -> Identity:
        """The account of that id."""
        with self.database.read() as store:
            return store.people.identities(self.places[on].id, [external_id])[external_id]

    def people(self) -> Sequence[Person]:
        """Everyone, by name."""
        with self.database.read() as store:
            return store.people.all(self.organisation.id)

    def change(self, person: Person, **changes: Any) -> Person:
        """Something about a person is changed elsewhere."""
        fresh = replace(person, **changes)
        with self.database() as store:
            store.people.change(fresh)
        return fresh

    def trail(self, action: str) -> Sequence[AuditEntry]:
        """The events of a kind."""
        return [entry for entry in self.database.tables.audit.values() if entry.action == action]

    def state(self) -> set[tuple[object, ...]]:
        """Everyone with manager and accounts, without ids, to compare."""
        people = {person.id: person for person in self.people()}
        with self.database.read() as store:
            accounts = store.people.accounts_of(list(people))
        return {
            (
                *(person.name, person.email, person.standing, person.left, person.listed, person.owner),
                people[person.manager_id].email if person.manager_id else None,
                frozenset(each.external_id for each in accounts if each.person.id == person.id),
            )
            for person in people.values()
        }

    def _context(self, store: Any, platform: Platform) -> UseCaseContext:
        return UseCaseContext(self.places[platform], None, self.now, store, self.ids)
