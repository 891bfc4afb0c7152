"""Updates people from a list, and appoints owners. One transaction, an audit entry per change.

A command beside the database acts as its operator: no actor, authority "operator".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, select

from adapters.database.audit.trail import AuditStore
from adapters.database.engine.unit_of_work import store_of
from adapters.database.people.people import PeopleStore, identities
from adapters.database.people.workspaces import workspaces
from adapters.system import SystemIdGenerator
from bot.context.context import UseCaseContext
from bot.domain.audit.model import AuditEntry
from bot.domain.events import AboutPerson, EventFacts, EventKind, facts_to_json
from bot.domain.nominations.model import Case
from bot.domain.organisations import Organisation
from bot.domain.people.addresses import local_part
from bot.domain.people.import_model import Account, KnownPeople, PeopleFile, PeopleImportPlan, PersonChange
from bot.domain.people.import_plan import plan_import
from bot.domain.people.model import MembershipStatus, Person, PlatformFacts
from bot.messages.platforms import Platform
from bot.use_cases.nominations.approval_requests import cases_waiting_for, reassign

OPERATOR = "operator"
"""The authority of commands run beside the database."""

NEVER_SEEN = datetime(1970, 1, 1, tzinfo=UTC)
"""The fetch time of an account known from a file only: its facts are looked up before use."""


@dataclass(frozen=True)
class OperatorAudit:
    """Records an operator's actions in the audit trail."""

    connection: Connection
    organisation: Organisation
    now: datetime

    def record(self, kind: EventKind, subject: UUID | None, facts: EventFacts, rule: str = "") -> None:
        """Records one operator action."""
        new, written = SystemIdGenerator().new_id(), facts_to_json(kind, facts)
        entry = AuditEntry(
            *(new, self.organisation.id, self.now, None, kind.value, subject, OPERATOR, rule, written)
        )
        AuditStore(self.connection).record(entry)


def import_people(
    connection: Connection, organisation: Organisation, file: PeopleFile, now: datetime, *, complete: bool
) -> PeopleImportPlan:
    """Applies the file as far as possible; the plan lists the changes."""
    ids, people = SystemIdGenerator(), PeopleStore(connection)
    planned = plan_import(file, _load_stored(connection, people, organisation), ids.new_id, complete=complete)
    recorder = OperatorAudit(connection, organisation, now)
    _save_people(people, planned.changes)
    for change in planned.changes:
        recorder.record(change.event, change.after.id, AboutPerson())
    for account in planned.accounts:
        _save_account(PeopleStore(connection), account)
        recorder.record(EventKind.ACCOUNT_ADDED, account.person_id, AboutPerson())
    for change in planned.changes:
        _reassign_cases(connection, change, now)
    return planned


class NotAMember(Exception):
    """This person cannot be an owner."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.name)
        self.person = person


def add_owner(connection: Connection, organisation: Organisation, email: str, now: datetime) -> PersonChange:
    """Makes the person of that address an owner, adding an unknown one. Raises `NotAMember`."""
    people, recorder = PeopleStore(connection), OperatorAudit(connection, organisation, now)
    before = people.by_email(organisation.id, email)
    if before is None:
        after = Person(SystemIdGenerator().new_id(), organisation.id, local_part(email), email, owner=True)
        people.add(after)
        recorder.record(EventKind.PERSON_JOINED, after.id, AboutPerson())
    elif before.standing is not MembershipStatus.MEMBER:
        raise NotAMember(before)
    else:
        after = replace(before, owner=True)
    if before != after:
        people.change(after)
        recorder.record(EventKind.OWNER_ADDED, after.id, AboutPerson())
    return PersonChange(before, after)


def _reassign_cases(connection: Connection, change: PersonChange, now: datetime) -> None:
    """Asks other approvers about the cases of a person who left, and the new manager about their own people."""
    store, after = store_of(connection), change.after
    cases: Sequence[Case] = ()
    if change.event is EventKind.PERSON_LEFT:
        cases = cases_waiting_for(store, after, now)
    elif change.before and change.before.manager_id != after.manager_id:
        cases = store.nominations.cases_about(after.id)
    for case in cases:
        workspace = store.people.workspace_by_id(case.workspace_id)
        reassign(UseCaseContext(workspace, None, now, store, SystemIdGenerator()), case)


def _load_stored(connection: Connection, people: PeopleStore, organisation: Organisation) -> KnownPeople:
    places = select(workspaces.c.id, workspaces.c.platform).where(
        workspaces.c.organisation_id == organisation.id
    )
    by_platform: dict[Platform, list[UUID]] = {}
    for row in connection.execute(places.order_by(workspaces.c.id)):
        by_platform.setdefault(Platform(row.platform), []).append(row.id)
    only = {ids[0]: platform for platform, ids in by_platform.items() if len(ids) == 1}
    return KnownPeople(organisation.id, people.all(organisation.id), by_platform, _accounts(connection, only))


def _accounts(connection: Connection, only: Mapping[UUID, Platform]) -> dict[tuple[Platform, str], UUID]:
    query = select(identities.c.workspace_id, identities.c.external_id, identities.c.person_id).where(
        identities.c.workspace_id.in_(only)
    )
    return {(only[row.workspace_id], row.external_id): row.person_id for row in connection.execute(query)}


def _save_people(people: PeopleStore, changes: tuple[PersonChange, ...]) -> None:
    """New people first, without their managers, who may be further down in the file."""
    for change in changes:
        if change.before is None:
            people.add(replace(change.after, manager_id=None))
    for change in changes:
        if change.before is not None or change.after.manager_id is not None:
            people.change(change.after)


def _save_account(people: PeopleStore, account: Account) -> None:
    facts = PlatformFacts(account.external_id, "")
    people.identify(account.workspace_id, facts, account.person_id, NEVER_SEEN)
