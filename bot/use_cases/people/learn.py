"""Stores what a platform reports about accounts, and links new accounts to people.

    learn_accounts(ctx, Report(facts, asked))      # in the workspace of `ctx`

Rules: `bot/domain/people/linking.py`. What they leave open gets a person of its own, and waits for the owners, who are
told once. A report changes the account it is about; of its person only what no other source decides.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.notify import letter
from bot.domain.events import AboutAccount, AboutPerson, EventKind
from bot.domain.outbox.model import NotificationKind, ToPerson
from bot.domain.people.linking import (
    AddressHolder,
    best_standing,
    contradicts,
    is_look_alike,
    is_same_person,
    reported_address,
    vouched_address,
)
from bot.domain.people.model import (
    AccountLink,
    AccountReference,
    Identity,
    LinkGround,
    MembershipStatus,
    Person,
    PlatformFacts,
)
from bot.messages.plain_text import display_name
from bot.messages.platforms import Platform
from bot.use_cases.nominations.approval_requests import cases_waiting_for, reassign

MOST_OF_AN_ADDRESS = 320
"""Characters (RFC 3696, erratum 1690)."""
PLATFORM = "platform"
"""The authority of what a platform reports."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a platform says now about accounts of one workspace."""

    facts: tuple[PlatformFacts, ...]
    asked: frozenset[str] = frozenset()
    """The ids of known accounts that were asked for; the platform knows none of those that `facts` leaves out."""
    unreachable: frozenset[str] = frozenset()
    """The ids of accounts whose platform is not connected to this installation: what is stored stays."""


def learn_accounts(ctx: UseCaseContext, report: Report) -> None:
    """Stores the report. Accounts that ended come first: an address may have moved on from them."""
    facts = sorted(map(_cleaned, report.facts), key=lambda about: about.standing is not MembershipStatus.LEFT)
    for about in facts:
        _learn(ctx, about)
    missing = report.asked - {
        name for about in facts for name in (about.external_id, about.directory_id) if name
    }
    for account in ctx.store.people.identities(ctx.workspace.id, sorted(missing)).values():
        _miss(ctx, account)
    for account in ctx.store.people.identities(ctx.workspace.id, sorted(report.unreachable)).values():
        ctx.store.people.identify(ctx.workspace.id, account.facts, account.person.id, ctx.now)


def _cleaned(facts: PlatformFacts) -> PlatformFacts:
    """The facts as they may be stored and shown: profiles hold whatever their owners wrote."""
    address = reported_address(facts)
    is_readable = address is not None and address.isprintable() and len(address) <= MOST_OF_AN_ADDRESS
    return replace(
        facts,
        name=display_name(facts.name, "") if facts.name else "",
        email=address if is_readable else None,
        timezone=facts.timezone if facts.timezone and facts.timezone.isprintable() else None,
    )


def _learn(ctx: UseCaseContext, facts: PlatformFacts) -> None:
    account = _known_account(ctx, facts)
    if account is None:
        _meet(ctx, facts)
    elif _is_told_wrongly(ctx, account, facts):
        _separate(ctx, account, facts)
    else:
        link = _with_candidate(ctx, account, facts)
        ctx.store.people.identify(ctx.workspace.id, facts, account.person.id, ctx.now, link)
        _update_person(ctx, account, facts)
        _tell_owners(ctx, replace(account, facts=facts, link=link), account.link)


def _known_account(ctx: UseCaseContext, facts: PlatformFacts) -> Identity | None:
    """The account, which a file may have told by its directory id: then it gets the id that its platform uses."""
    people, here = ctx.store.people, ctx.workspace.id
    names = [name for name in (facts.external_id, facts.directory_id) if name]
    known = people.identities(here, names)
    account = known.get(facts.external_id) or known.get(facts.directory_id or "")
    if account and account.external_id != facts.external_id and account.external_id == facts.directory_id:
        people.rename_account(AccountReference(here, account.external_id), facts.external_id)
        return replace(account, external_id=facts.external_id)
    return account


def _meet(ctx: UseCaseContext, facts: PlatformFacts) -> None:
    """A new account: it is linked to the holder of its address, or to a person of its own."""
    people = ctx.store.people
    holder = _holder(ctx, reported_address(facts))
    if holder and is_same_person(facts, holder, ctx.workspace.id):
        link = AccountLink(LinkGround.EMAIL, ctx.now)
        people.identify(ctx.workspace.id, facts, holder.person.id, ctx.now, link)
        _record_account(ctx, EventKind.ACCOUNT_ADDED, holder.person, facts, link)
        account = people.identities(ctx.workspace.id, [facts.external_id])[facts.external_id]
        _update_person(ctx, account, facts)
        return
    candidate = holder.person if holder else _resembled(ctx, facts)
    _add_own_person(ctx, facts, AccountLink(LinkGround.NEW, ctx.now), candidate)


def _resembled(ctx: UseCaseContext, facts: PlatformFacts) -> Person | None:
    """The person for whom the account could be taken: by its id, or an owner by an address that looks like theirs."""
    people = ctx.store.people
    if facts.resembles:
        account = people.identities(ctx.workspace.id, [facts.resembles]).get(facts.resembles)
        return account.person if account else None
    address = reported_address(facts)
    if address is None or (address.isascii() and "+" not in address):
        return None
    owners = people.owners(ctx.organisation.id)
    return next((owner for owner in owners if owner.email and is_look_alike(address, owner.email)), None)


def _add_own_person(
    ctx: UseCaseContext, facts: PlatformFacts, link: AccountLink, candidate: Person | None
) -> None:
    """The person of an account that is no other's. An address that another person has stays with that person."""
    people, address = ctx.store.people, vouched_address(facts)
    taken = address and people.by_email(ctx.organisation.id, address)
    person = Person(
        *(ctx.ids.new_id(), ctx.organisation.id, facts.name or facts.external_id, None if taken else address),
        standing=facts.standing,
        timezone=facts.timezone,
        locale=facts.locale,
    )
    people.add(person)
    if candidate and candidate.id != link.denied_id:
        link = replace(link, candidate_id=candidate.id, token=ctx.ids.token())
    people.identify(ctx.workspace.id, facts, person.id, ctx.now, link)
    _record_account(ctx, EventKind.ACCOUNT_ADDED, person, facts, link)
    account = Identity(ctx.workspace.id, facts.external_id, person, ctx.now, facts, link)
    _tell_owners(ctx, account, AccountLink())


def _is_told_wrongly(ctx: UseCaseContext, account: Identity, facts: PlatformFacts) -> bool:
    """Whether a platform's first report contradicts the file that told whose the account is."""
    if not account.is_unreported:
        return False
    holder = _holder(ctx, vouched_address(facts))
    return contradicts(facts, account.person, holder.person if holder else None)


def _separate(ctx: UseCaseContext, account: Identity, facts: PlatformFacts) -> None:
    """The account leaves the person of the file; if its address is another person's, it is that person's."""
    people, before = ctx.store.people, account.person
    link = AccountLink(LinkGround.NEW, ctx.now)
    _record_account(ctx, EventKind.ACCOUNT_PARTED, before, facts, link)
    people.forget_account(AccountReference(ctx.workspace.id, account.external_id))
    holder = _holder(ctx, vouched_address(facts))
    if holder and is_same_person(facts, holder, ctx.workspace.id):
        link = AccountLink(LinkGround.EMAIL, ctx.now, None, before.id, None, ctx.ids.token())
        people.identify(ctx.workspace.id, facts, holder.person.id, ctx.now, link)
        _record_account(ctx, EventKind.ACCOUNT_ADDED, holder.person, facts, link)
        account = people.identities(ctx.workspace.id, [facts.external_id])[facts.external_id]
        _tell_owners(ctx, account, AccountLink())
    else:
        _add_own_person(ctx, facts, link, before)
    update_standing(ctx, before.id)


def _miss(ctx: UseCaseContext, account: Identity) -> None:
    """The platform does not know the account. One that it never knew is told wrongly by a file; others have ended.

    Teams finds members only where the bot is, so there an account that only a file told of may still be right.
    """
    people, here = ctx.store.people, ctx.workspace.id
    if not account.is_unreported:
        if (
            ctx.workspace.platform is Platform.TEAMS
        ):  # not found where the bot is; who left is reported as such
            people.identify(here, account.facts, account.person.id, ctx.now)
            return
        gone = replace(account.facts, standing=MembershipStatus.LEFT)
        people.identify(here, gone, account.person.id, ctx.now)
    elif ctx.workspace.platform is not Platform.SLACK:
        people.identify(here, account.facts, account.person.id, ctx.now)
        return
    else:
        people.forget_account(AccountReference(here, account.external_id))
        _record_account(ctx, EventKind.ACCOUNT_UNKNOWN, account.person, account.facts, account.link)
    update_standing(ctx, account.person.id)


def _with_candidate(ctx: UseCaseContext, account: Identity, facts: PlatformFacts) -> AccountLink:
    """The link, with the holder of the account's address as a candidate if that is another person."""
    holder = _holder(ctx, reported_address(facts))
    link = account.link
    if holder is None or holder.person.id in (account.person.id, link.denied_id):
        return link
    if link.candidate_id == holder.person.id:
        return link
    if link.ground in (LinkGround.FILE, LinkGround.OWNER) and link.candidate_id is None:
        return link  # decided already
    return replace(link, candidate_id=holder.person.id, token=ctx.ids.token())


def _holder(ctx: UseCaseContext, address: str | None) -> AddressHolder | None:
    person = ctx.store.people.by_email(ctx.organisation.id, address) if address else None
    return AddressHolder(person, ctx.store.people.accounts_of([person.id])) if person else None


def _update_person(ctx: UseCaseContext, account: Identity, facts: PlatformFacts) -> None:
    """Updates what the platform decides about the person: of several accounts, the first linked that has not ended."""
    people = ctx.store.people
    person, accounts = people.get(account.person.id), people.accounts_of([account.person.id])
    living = [each for each in accounts if each.facts.standing is not MembershipStatus.LEFT]
    leading = next(iter(living or accounts), account)
    if (leading.workspace_id, leading.external_id) != (ctx.workspace.id, facts.external_id):
        update_standing(ctx, person.id)
        return
    by_file = person.listed and ctx.organisation.names == "file"
    fresh = replace(
        person,
        name=person.name if by_file else facts.name or person.name,
        email=person.email if person.listed and person.email else _new_address(ctx, person, account, facts),
        timezone=facts.timezone or person.timezone,
        locale=facts.locale or person.locale,
    )
    if fresh != person:
        people.change(fresh)
        if fresh.email != person.email:
            ctx.record(EventKind.PERSON_CHANGED, person.id, PLATFORM, AboutPerson())
    update_standing(ctx, person.id)


def _new_address(ctx: UseCaseContext, person: Person, account: Identity, facts: PlatformFacts) -> str | None:
    """The address that the workspace vouches for, if the person's came from this account and no other person has it."""
    address = vouched_address(facts)
    if address is None or person.email not in (None, reported_address(account.facts)):
        return person.email
    return person.email if ctx.store.people.by_email(ctx.organisation.id, address) else address


def update_standing(ctx: UseCaseContext, person_id: UUID) -> None:
    """Derives the membership of a person anew; what waited for a person who is no member any more goes on."""
    people = ctx.store.people
    person = people.get(person_id)
    accounts = people.accounts_of([person.id])
    standing = best_standing(person.left, [account.facts.standing for account in accounts])
    if standing is person.standing:
        return
    after = replace(person, standing=standing)
    people.change(after)
    was, now = person.standing is MembershipStatus.MEMBER, standing is MembershipStatus.MEMBER
    if was != now:
        kind = EventKind.PERSON_RETURNED if now else EventKind.PERSON_LEFT
        ctx.record(kind, person.id, PLATFORM, AboutPerson())
    if was and not now:
        pass_on_cases(ctx, [after])


def pass_on_cases(ctx: UseCaseContext, people: Sequence[Person]) -> None:
    """Asks other approvers about every case that waits for one of these people."""
    for person in people:
        for case in cases_waiting_for(ctx.store, person, ctx.now):
            where = ctx.store.people.workspace_by_id(case.workspace_id)
            reassign(replace(ctx, workspace=where), case)


def _tell_owners(ctx: UseCaseContext, account: Identity, before: AccountLink) -> None:
    """Tells the owners, once, of an account that may be another person's."""
    if account.link.candidate_id is None or account.link.candidate_id == before.candidate_id:
        return
    candidate = ctx.store.people.get(account.link.candidate_id)
    about = AboutAccount(ctx.workspace.id, account.external_id, account.link.ground.value, candidate.id)
    ctx.record(EventKind.ACCOUNT_WAITS, account.person.id, PLATFORM, about)
    for owner in ctx.store.people.owners(ctx.organisation.id):
        topic, event = NotificationKind.ACCOUNT_WAITS, f"{owner.id}:{candidate.id}"
        told = letter(ctx, topic, account.person.id, ToPerson(owner.id), event, None)
        content = {"workspace": str(ctx.workspace.id), "account": account.external_id}
        ctx.store.outbox.post(replace(told, content=json.dumps(content)))


def _record_account(
    ctx: UseCaseContext, kind: EventKind, person: Person, facts: PlatformFacts, link: AccountLink
) -> None:
    about = AboutAccount(ctx.workspace.id, facts.external_id, link.ground.value, link.candidate_id)
    ctx.record(kind, person.id, PLATFORM, about)
