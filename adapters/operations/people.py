"""Operators' actions on people.

importing = PeopleImport(application, organisation, file, complete=True)
plan = importing.plan()
for batch in importing.apply(plan): ...       # a short transaction each, so that requests in chat are answered
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import sleep
from uuid import UUID

from sqlalchemy import Connection

from adapters import system
from adapters.composition.application import Application
from adapters.database.people.people import PeopleStore
from adapters.operations.operator import shell_context
from adapters.read_models.known_people import load_known_people
from bot.context.store import TRIES, Stale
from bot.domain.organisations import Organisation, Workspace
from bot.domain.people.imports.accounts import AccountIndex
from bot.domain.people.imports.batches import batches
from bot.domain.people.imports.model import (
    AddressAnswers,
    KnownPeople,
    PeopleFile,
    PeopleImportPlan,
    PersonChange,
)
from bot.domain.people.imports.plan import NO_ANSWERS, plan_import
from bot.domain.people.model import NEVER_SEEN, AccountReference, PlatformFacts
from bot.use_cases.people import import_people as importing
from bot.use_cases.people import owners

AT_ONCE = 100
"""People in one transaction: a request in chat waits about a tenth of a second for it."""


def import_people(
    connection: Connection, organisation: Organisation, file: PeopleFile, now: datetime, *, complete: bool
) -> PeopleImportPlan:
    """Applies a small file as far as possible in the transaction of the connection; the plan lists the changes."""
    ctx = shell_context(connection, organisation, now)
    plan = plan_import(file, load_known_people(connection, organisation), ctx.ids.new_id, complete=complete)
    for batch in batches(plan.changes, AT_ONCE):
        importing.import_people(ctx, importing.ImportPeople(batch))
    return plan


@dataclass
class PeopleImport:
    """One run over a people file. Stopped at any moment, it is run again with the same file."""

    application: Application
    organisation: Organisation
    file: PeopleFile
    complete: bool = False
    answers: AddressAnswers = NO_ANSWERS
    reports: Mapping[AccountReference, PlatformFacts | None] = field(default_factory=dict)
    pause: Callable[[float], None] = sleep

    def known(self) -> KnownPeople:
        """What is stored, and what platforms were asked."""
        with self.application.database.read(self.organisation.id) as connection:
            return replace(load_known_people(connection, self.organisation), reports=self.reports)

    def unseen_accounts(self) -> Mapping[Workspace, Sequence[str]]:
        """The accounts of the file on which no platform has reported yet, by their workspace."""
        known = self.known()
        index = AccountIndex(known, self.file.rows)
        found: dict[UUID, list[str]] = {}
        for named in (named for row in self.file.rows for named in index.named_in(row)):
            account = index.account(named.reference)
            if account is None or account.seen_at == NEVER_SEEN:
                found.setdefault(named.reference.workspace_id, []).append(named.reference.external_id)
        with self.application.database.read(self.organisation.id) as connection:
            workspaces = PeopleStore(connection).workspaces_of(self.organisation.id)
        return {
            workspace: list(dict.fromkeys(found[workspace.id]))
            for workspace in workspaces
            if workspace.id in found
        }

    def plan(self) -> PeopleImportPlan:
        """The changes that the file makes now."""
        new_id = self.application.ids.new_id
        return plan_import(self.file, self.known(), new_id, complete=self.complete, answers=self.answers)

    def apply(self, plan: PeopleImportPlan) -> Iterator[Sequence[PersonChange]]:
        """Makes the changes, and yields those of each transaction when it is committed. Where something else was
        changed meanwhile, the rest is planned anew; nobody leaves then whom this plan does not let leave."""
        planned, stuck = {change.after.id for change in plan.leavers}, 0
        while True:
            try:
                for batch in self._apply(plan.changes):
                    stuck = 0
                    yield batch
                return
            except Stale:
                stuck += 1
                if stuck == TRIES:
                    raise
            plan = self.plan()
            changes = (change for change in plan.changes if not change.leaves or change.after.id in planned)
            plan = replace(plan, changes=tuple(changes))

    def _apply(self, changes: Sequence[PersonChange]) -> Iterator[Sequence[PersonChange]]:
        """Between transactions, other writers get as much time as one took."""
        for batch in batches(changes, AT_ONCE):
            began = system.monotonic()
            with self.application.database.write(self.organisation.id) as connection:
                now, ids = self.application.now(), self.application.ids
                ctx = shell_context(connection, self.organisation, now, ids)
                importing.import_people(ctx, importing.ImportPeople(batch))
            yield batch
            self.pause(system.monotonic() - began)


def add_owner(
    connection: Connection, organisation: Organisation, email: str, now: datetime
) -> owners.OwnerChange:
    """Makes the person of that address an owner, known or not."""
    return owners.add_owner(
        shell_context(connection, organisation, now), owners.AddOwner(email, is_sure=True)
    )
