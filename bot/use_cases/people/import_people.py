"""Updates people from a list, and asks other approvers where someone left or has a new manager."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.context.context import UseCaseContext
from bot.domain.events import OPERATOR, AboutAccount, AboutPerson, EventKind
from bot.domain.nominations.model import Case
from bot.domain.people.import_model import PeopleImportPlan, PersonChange
from bot.domain.people.model import NEVER_SEEN, AccountLink, LinkGround, PlatformFacts
from bot.use_cases.nominations.approval_requests import cases_waiting_for, reassign


@dataclass(frozen=True, slots=True)
class ImportPeople:
    """The planned changes."""

    plan: PeopleImportPlan


def import_people(ctx: UseCaseContext, command: ImportPeople) -> None:
    """Saves every change and account, with an event each."""
    changes, people = command.plan.changes, ctx.store.people
    _save(ctx, changes)
    for change in changes:
        ctx.record(change.event, change.after.id, OPERATOR, AboutPerson())
    for account in command.plan.accounts:
        facts, link = PlatformFacts(account.external_id, ""), AccountLink(LinkGround.FILE, ctx.now)
        people.identify(account.workspace_id, facts, account.person_id, NEVER_SEEN, link)
        about = AboutAccount(account.workspace_id, account.external_id, LinkGround.FILE.value)
        ctx.record(EventKind.ACCOUNT_ADDED, account.person_id, OPERATOR, about)
    for change in changes:
        for case in _cases_of(ctx, change):
            reassign(replace(ctx, workspace=people.workspace_by_id(case.workspace_id)), case)


def _save(ctx: UseCaseContext, changes: Sequence[PersonChange]) -> None:
    """New people first, without their managers, who may be further down in the file."""
    for change in changes:
        if change.before is None:
            ctx.store.people.add(replace(change.after, manager_id=None))
    for change in changes:
        if change.before is not None or change.after.manager_id is not None:
            ctx.store.people.change(change.after)


def _cases_of(ctx: UseCaseContext, change: PersonChange) -> Sequence[Case]:
    """The cases that wait for a person who left, and those about a person with a new manager."""
    if change.event is EventKind.PERSON_LEFT:
        return cases_waiting_for(ctx.store, change.after, ctx.now)
    if change.before and change.before.manager_id != change.after.manager_id:
        return ctx.store.nominations.cases_about(change.after.id)
    return ()
