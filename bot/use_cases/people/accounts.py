"""Owners decide whose an account is, and which persons are one: link, deny, part and merge (undone in `unmerging.py`).

    decided = decide_account(ctx, DecideAccount(token, is_same=True))

An operator does the same beside the database (`laurel people …`). Nothing is lost: badges, nominations and consents
follow their person, and come back when a merge is undone; the audit trail keeps the ids under which things happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.notify import refresh
from bot.context.rights import OWNER, refuse_not_owner
from bot.context.store import Store
from bot.domain.events import OPERATOR, AboutAccount, AboutPerson, EventFacts, EventKind
from bot.domain.people.linking import vouched_address
from bot.domain.people.model import (
    AccountLink,
    AccountReference,
    Identity,
    LinkGround,
    Merge,
    MergedFields,
    Person,
)
from bot.messages.platforms import Platform
from bot.messages.refusals import Refusal
from bot.use_cases.credentials.giver_names import apply_audience
from bot.use_cases.people.learn import update_standing
from issuer.celebration import narrower


@dataclass(frozen=True, slots=True)
class DecideAccount:
    """Whether the account that waits, named by its token, is its candidate's."""

    token: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class EndLink:
    """The account is not this person's: it gets a person of its own."""

    account: AccountReference


@dataclass(frozen=True, slots=True)
class MergePeople:
    """`merged` turned out to be `kept`."""

    kept: Person
    merged: Person


@dataclass(frozen=True, slots=True)
class AccountDecided:
    """The result: the account with the person who has it now."""

    account: Identity
    candidate: Person
    is_same: bool


@dataclass(frozen=True, slots=True)
class WaitingAccount:
    """An account that waits, and the person that it may be."""

    account: Identity
    candidate: Person
    platform: Platform


@dataclass(frozen=True, slots=True)
class PersonAccounts:
    """A person's accounts, and the persons who turned out to be this one."""

    person: Person
    accounts: tuple[tuple[Identity, Platform], ...]
    merged: tuple[tuple[Merge, Person], ...]


def waiting_accounts(ctx: UseCaseContext) -> Sequence[WaitingAccount]:
    """The accounts that wait for a decision, oldest first."""
    refuse_not_owner(ctx)
    found = ctx.store.people.waiting_accounts(ctx.organisation.id)
    return [waiting for account in found if (waiting := load_waiting(ctx.store, account))]


def load_waiting(store: Store, account: Identity) -> WaitingAccount | None:
    """The account with its candidate; None if it waits no more."""
    if account.link.candidate_id is None:
        return None
    candidate = store.people.get(account.link.candidate_id)
    return WaitingAccount(account, candidate, store.people.workspace_by_id(account.workspace_id).platform)


def load_person_accounts(ctx: UseCaseContext, person: Person) -> PersonAccounts:
    """Every account of a person, with the platform of each, and the merges that can be undone."""
    refuse_not_owner(ctx)
    people = ctx.store.people
    accounts = people.accounts_of([person.id])
    return PersonAccounts(
        person,
        tuple((account, people.workspace_by_id(account.workspace_id).platform) for account in accounts),
        tuple((merge, people.person_row(merge.merged_id)) for merge in people.merges_into(person.id)),
    )


def decide_account(ctx: UseCaseContext, command: DecideAccount) -> AccountDecided:
    """Links the account to its candidate, or records that it is not theirs."""
    refuse_not_owner(ctx)
    people = ctx.store.people
    account = people.account_by_token(ctx.organisation.id, command.token)
    if account is None or account.link.candidate_id is None:
        raise Refusal("account_decided")
    candidate = people.get(account.link.candidate_id)
    if not command.is_same:
        link = replace(account.link, candidate_id=None, denied_id=candidate.id)
        people.identify(account.workspace_id, account.facts, account.person.id, account.seen_at, link)
        _record(ctx, EventKind.ACCOUNT_DENIED, account.person, _about(account, candidate))
    else:
        _give_account(ctx, account, candidate)
    refresh(ctx, account.person.id)
    decided = people.identities(account.workspace_id, [account.external_id])[account.external_id]
    return AccountDecided(decided, candidate, command.is_same)


def link_account(ctx: UseCaseContext, account: Identity, person: Person) -> None:
    """Makes an account a person's, by the owners' or an operator's word."""
    refuse_not_owner(ctx)
    if account.person.id != person.id:
        _give_account(ctx, account, person)


def end_link(ctx: UseCaseContext, command: EndLink) -> Person:
    """Gives the account a person of its own; badges and nominations stay with the person who had it."""
    refuse_not_owner(ctx)
    people, reference = ctx.store.people, command.account
    account = people.identities(reference.workspace_id, [reference.external_id]).get(reference.external_id)
    if account is None or account.person.organisation_id != ctx.organisation.id:
        raise Refusal("unknown_account", {"account": reference.external_id})
    address, before = vouched_address(account.facts), account.person
    if len(people.accounts_of([before.id])) == 1 and not before.listed and before.email == address:
        raise Refusal("only_account", {"name": before.name})
    taken = address and people.by_email(ctx.organisation.id, address)
    after = Person(
        *(
            ctx.ids.new_id(),
            ctx.organisation.id,
            account.facts.name or before.name,
            None if taken else address,
        ),
        standing=account.facts.standing,
    )
    people.add(after)
    link = AccountLink(LinkGround.OWNER, ctx.now, _actor_id(ctx), None, before.id)
    _hand_over(ctx, account, after, link, EventKind.ACCOUNT_PARTED)
    return after


def merge_people(ctx: UseCaseContext, command: MergePeople) -> Person:
    """Makes two persons one: accounts, badges, nominations, consents, the people they manage. Returns the person."""
    refuse_not_owner(ctx)
    kept, merged, people = command.kept, command.merged, ctx.store.people
    if kept.id == merged.id:
        raise Refusal("same_person", {"name": kept.name})
    gone = replace(merged, email=None, owner=False, merged_into_id=kept.id, former_email=merged.email)
    people.change(gone)
    own = (kept.id, merged.id)
    after = replace(
        kept,
        email=kept.email or merged.email,
        owner=kept.owner or merged.owner,
        manager_id=_other_than(own, kept.manager_id) or _other_than(own, merged.manager_id),
        approver_id=_other_than(own, kept.approver_id) or _other_than(own, merged.approver_id),
        left=kept.left and merged.left,
        listed=kept.listed or merged.listed,
        named_to=narrower(kept.named_to, merged.named_to),
    )
    people.change(after)
    parts = (MergedFields.of(kept), MergedFields.of(merged), MergedFields.of(after))
    people.move_rows(Merge(kept.id, merged.id, ctx.now, *parts), ctx.organisation.id)
    _fix_relations(ctx, kept.id)
    if after.named_to is not kept.named_to:
        apply_audience(ctx, kept.id)
    _record(ctx, EventKind.PEOPLE_MERGED, kept, AboutPerson(merged.id))
    update_standing(ctx, kept.id)
    show_cases(ctx, people.get(kept.id))
    return people.get(kept.id)


def _fix_relations(ctx: UseCaseContext, person_id: UUID) -> None:
    """What moved rows make of a person: no person is their own deputy, and no managers form a ring by a merge."""
    people = ctx.store.people
    absence = people.absences([person_id], ctx.now).get(person_id)
    if absence and absence.deputy_id == person_id:
        people.set_absence(replace(absence, deputy_id=None))
    person = people.get(person_id)
    above, seen = person.manager_id, set[UUID]()
    while above and above not in seen and above != person_id:
        seen.add(above)
        above = people.get(above).manager_id
    if person.manager_id and above == person_id:
        people.change(replace(person, manager_id=None))


def _give_account(ctx: UseCaseContext, account: Identity, person: Person) -> None:
    """The account becomes the person's. Its own person, if it has no other account and is in no file, with it."""
    people, own = ctx.store.people, account.person
    link = AccountLink(LinkGround.OWNER, ctx.now, _actor_id(ctx))
    if own.listed or len(people.accounts_of([own.id])) > 1:
        _hand_over(ctx, account, person, link, EventKind.ACCOUNT_LINKED)
        return
    people.identify(account.workspace_id, account.facts, own.id, account.seen_at, link)
    _record(ctx, EventKind.ACCOUNT_LINKED, person, _about(account, own))
    merge_people(ctx, MergePeople(people.get(person.id), people.get(own.id)))


def _hand_over(
    ctx: UseCaseContext, account: Identity, person: Person, link: AccountLink, kind: EventKind
) -> None:
    ctx.store.people.forget_account(account.reference)
    ctx.store.people.identify(account.workspace_id, account.facts, person.id, account.seen_at, link)
    _record(ctx, kind, person, _about(account, account.person))
    for person_id in (account.person.id, person.id):
        update_standing(ctx, person_id)


def show_cases(ctx: UseCaseContext, person: Person) -> None:
    """Every posted card about open cases of the person shows who they are now."""
    for case in ctx.store.nominations.cases_about(person.id):
        refresh(ctx, case.id)


def _other_than(own: Sequence[UUID], other_id: UUID | None) -> UUID | None:
    return None if other_id in own else other_id


def _about(account: Identity, other: Person) -> AboutAccount:
    return AboutAccount(account.workspace_id, account.external_id, account.link.ground.value, other.id)


def _record(ctx: UseCaseContext, kind: EventKind, person: Person, facts: EventFacts) -> None:
    ctx.record(kind, person.id, OWNER if ctx.actor else OPERATOR, facts)


def _actor_id(ctx: UseCaseContext) -> UUID | None:
    return ctx.actor.id if ctx.actor else None
