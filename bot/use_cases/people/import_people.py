"""Applies a part of a people file, and asks other approvers where a person left or has a new manager.

    for batch in batches(plan.changes, 100):
        import_people(ctx, ImportPeople(batch))       # a transaction each

Every person is read again in the transaction: what changed meanwhile and is not in the file stays.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.store import Stale
from bot.domain.audit.model import AuditEntry
from bot.domain.events import OPERATOR, AboutAccount, AboutPerson, EventKind
from bot.domain.nominations.model import Case
from bot.domain.people.imports.accounts import reference_of
from bot.domain.people.imports.model import PersonChange, person_event
from bot.domain.people.linking import best_standing
from bot.domain.people.model import (
    NEVER_SEEN,
    AccountLink,
    AccountReference,
    Identity,
    LinkGround,
    MembershipStatus,
    Person,
    PlatformFacts,
)
from bot.use_cases.nominations.approval_requests import cases_waiting_for, reassign
from bot.use_cases.people.accounts import MergePeople, merge_people


@dataclass(frozen=True, slots=True)
class ImportPeople:
    """The planned changes of one transaction."""

    changes: Sequence[PersonChange]


def import_people(ctx: UseCaseContext, command: ImportPeople) -> None:
    """Saves every change and account, with an event each. Raises `Stale` if something was changed meanwhile that the
    plan did not know; then plan again."""
    addresses = [change.before.email for change in command.changes if change.before and change.before.email]
    ctx.store.people.by_emails(ctx.organisation.id, addresses)  # one statement for all of them
    before = {change.after.id: _current(ctx, change) for change in command.changes}
    _free_addresses(ctx, command.changes, before)
    for change in command.changes:
        _save(ctx, change, before[change.after.id])
    for change in command.changes:
        _merge(ctx, change)
        _drop_accounts(ctx, change)
    for change in command.changes:
        _link_accounts(ctx, change)
    _derive_standings(ctx, command.changes)
    events = [event for change in command.changes for event in _events(ctx, change, before[change.after.id])]
    if events:
        ctx.store.audit.record_all(events)
    for change in command.changes:
        for case in _cases_of(ctx, change, before[change.after.id]):
            where = ctx.store.people.workspace_by_id(case.workspace_id)
            reassign(replace(ctx, workspace=where), case)


def _current(ctx: UseCaseContext, change: PersonChange) -> Person | None:
    if change.before is None:
        return None
    person = ctx.store.people.person_row(change.before.id)
    if person.merged_into_id:
        raise Stale("the person turned out to be another meanwhile")
    return person


def _free_addresses(
    ctx: UseCaseContext, changes: Sequence[PersonChange], before: Mapping[UUID, Person | None]
) -> None:
    """Takes away the addresses that pass on first, so that no person has one twice."""
    for change in changes:
        person = before[change.after.id]
        if person and person.email and person.email != _changed(change, person).email:
            ctx.store.people.change(replace(person, email=None))


def _save(ctx: UseCaseContext, change: PersonChange, person: Person | None) -> None:
    people = ctx.store.people
    if person is None:
        people.add(change.after)
        return
    after = _changed(change, person)
    if after.email and after.email != person.email:
        holder = people.by_email(ctx.organisation.id, after.email)
        if holder and holder.id not in (person.id, change.merged.id if change.merged else None):
            raise Stale("the address became another person's meanwhile")
    if after != person:
        people.change(after)


def _changed(change: PersonChange, person: Person) -> Person:
    """The person as stored now, with what the file changes. The membership is derived from the accounts."""
    assert change.before  # noqa: S101 - a person who is stored was planned as known
    changed = {
        field.name: getattr(change.after, field.name)
        for field in fields(Person)
        if field.name != "standing"
        and getattr(change.before, field.name) != getattr(change.after, field.name)
    }
    return replace(person, **changed)


def _merge(ctx: UseCaseContext, change: PersonChange) -> None:
    if change.merged:
        people = ctx.store.people
        kept, merged = people.get(change.after.id), people.person_row(change.merged.id)
        if merged.merged_into_id:
            raise Stale("the person turned out to be another meanwhile")
        merge_people(ctx, MergePeople(kept, merged))


def _drop_accounts(ctx: UseCaseContext, change: PersonChange) -> None:
    """Accounts that a file told, no platform ever reported on, and this file corrects."""
    people = ctx.store.people
    for account in change.dropped:
        reference = reference_of(account)
        stored = people.identities(reference.workspace_id, [reference.external_id]).get(reference.external_id)
        if stored is None or stored.seen_at != NEVER_SEEN:
            raise Stale("the account was met meanwhile")
        people.forget_account(reference)
        about = _about(reference, account.link.ground)
        ctx.record(EventKind.ACCOUNT_PARTED, change.after.id, OPERATOR, about)


def _link_accounts(ctx: UseCaseContext, change: PersonChange) -> None:
    people, link = ctx.store.people, AccountLink(LinkGround.FILE, ctx.now)
    for account in change.accounts:
        reference = account.reference
        if people.identities(reference.workspace_id, [reference.external_id]):
            raise Stale("the account was met meanwhile")
        facts = account.facts or PlatformFacts(reference.external_id, "")
        seen_at = ctx.now if account.facts else NEVER_SEEN
        people.identify(reference.workspace_id, facts, change.after.id, seen_at, link)
    for known in change.settled:
        ground = LinkGround.OWNER if known.link.ground is LinkGround.OWNER else LinkGround.FILE
        denied = known.link.candidate_id or known.link.denied_id
        settled = AccountLink(ground, ctx.now, denied_id=denied if denied != change.after.id else None)
        people.identify(known.workspace_id, known.facts, change.after.id, known.seen_at, settled)


def _derive_standings(ctx: UseCaseContext, changes: Sequence[PersonChange]) -> None:
    people = ctx.store.people
    accounts: dict[UUID, list[MembershipStatus]] = {change.after.id: [] for change in changes}
    for account in people.accounts_of(list(accounts)):
        accounts[account.person.id].append(account.facts.standing)
    for person_id, standings in accounts.items():
        person = people.get(person_id)
        standing = best_standing(person.left, standings)
        if standing is not person.standing:
            people.change(replace(person, standing=standing))


def _events(ctx: UseCaseContext, change: PersonChange, before: Person | None) -> Iterator[AuditEntry]:
    person = ctx.store.people.get(change.after.id)
    if kind := person_event(before, person):
        yield ctx.event(kind, person.id, OPERATOR, AboutPerson())
    for account in change.accounts:
        about = _about(account.reference, LinkGround.FILE)
        yield ctx.event(EventKind.ACCOUNT_ADDED, person.id, OPERATOR, about)
    for known in change.settled:
        yield ctx.event(EventKind.ACCOUNT_LINKED, person.id, OPERATOR, _about_known(known))


def _cases_of(ctx: UseCaseContext, change: PersonChange, before: Person | None) -> Sequence[Case]:
    """The cases that wait for a person who is a member no more, and those about a person with a new manager."""
    person = ctx.store.people.get(change.after.id)
    was_member = before is not None and before.standing is MembershipStatus.MEMBER
    if was_member and person.standing is not MembershipStatus.MEMBER:
        return cases_waiting_for(ctx.store, person, ctx.now)
    if before and before.manager_id != person.manager_id:
        return ctx.store.nominations.cases_about(person.id)
    return ()


def _about(account: AccountReference, ground: LinkGround) -> AboutAccount:
    return AboutAccount(account.workspace_id, account.external_id, ground.value)


def _about_known(account: Identity) -> AboutAccount:
    return _about(reference_of(account), LinkGround.FILE)
