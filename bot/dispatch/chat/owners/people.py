"""`/badge-admin people`: whose an account is, and which persons are one, as owners decide it.

/badge-admin people                 the accounts that wait
/badge-admin people @ana            every account of Ana's, and who turned out to be Ana
/badge-admin people @ana @anna      whether they are one person
"""

from uuid import UUID

from bot.context.context import RequestContext
from bot.context.rights import refuse_not_owner
from bot.domain.people.model import AccountReference, Person
from bot.messages.forms import Reply
from bot.messages.reading.parsing import with_addresses
from bot.messages.refusals import Refusal
from bot.messages.requests import Mention, Text
from bot.presenting.owners import account_cards
from bot.use_cases.people.accounts import (
    DecideAccount,
    EndLink,
    MergePeople,
    decide_account,
    end_link,
    load_person_accounts,
    merge_people,
    waiting_accounts,
)
from bot.use_cases.people.unmerging import UndoMerge, undo_merge

_SEPARATOR = "."


def show(ctx: RequestContext, text: Text) -> Reply:
    """What waits, a person's accounts, or whether two persons are one."""
    refuse_not_owner(ctx)
    mentions = [part for part in with_addresses(text) if isinstance(part, Mention)]
    people = list(dict.fromkeys(person for _, person in ctx.resolve_mentions(mentions)))
    if len(people) == 2:
        return account_cards.ask_to_merge(ctx.say, people[0], people[1], _two(people[0], people[1]))
    if len(people) == 1:
        return account_cards.person_accounts_card(ctx.say, load_person_accounts(ctx, people[0]), token_of)
    if people:
        raise Refusal("people_usage")
    return account_cards.waiting_accounts_card(ctx.say, waiting_accounts(ctx))


def link_account(ctx: RequestContext, token: str) -> Reply:
    """The account is its candidate's."""
    return account_cards.decided_account_card(
        ctx.say, decide_account(ctx, DecideAccount(token, is_same=True))
    )


def deny_account(ctx: RequestContext, token: str) -> Reply:
    """The account is another person's."""
    return account_cards.decided_account_card(
        ctx.say, decide_account(ctx, DecideAccount(token, is_same=False))
    )


def part_account(ctx: RequestContext, token: str) -> Reply:
    """The account gets a person of its own."""
    workspace_id, _, external_id = token.partition(_SEPARATOR)
    account = AccountReference(_id(workspace_id), external_id)
    return account_cards.parted_card(ctx.say, end_link(ctx, EndLink(account)))


def merge(ctx: RequestContext, token: str) -> Reply:
    """Two persons are one; the first keeps the name."""
    refuse_not_owner(ctx)
    kept_id, _, merged_id = token.partition(_SEPARATOR)
    kept, merged = _person(ctx, _id(kept_id)), _person(ctx, _id(merged_id))
    return account_cards.merged_card(ctx.say, merge_people(ctx, MergePeople(kept, merged)), merged)


def unmerge(ctx: RequestContext, token: str) -> Reply:
    """They are two persons after all."""
    return account_cards.unmerged_card(ctx.say, undo_merge(ctx, UndoMerge(_id(token))))


def token_of(account: AccountReference) -> str:
    """What the button about an account carries."""
    return f"{account.workspace_id.hex}{_SEPARATOR}{account.external_id}"


def _person(ctx: RequestContext, person_id: UUID) -> Person:
    """The person of this organisation, or who they turned out to be; refuses any other id."""
    people = ctx.store.people
    known = any(person.id == person_id for person in people.all(ctx.organisation.id))
    found = people.get(person_id) if known or people.merge_of(person_id) else None
    if found is None or found.organisation_id != ctx.organisation.id:
        raise Refusal("unknown_thing")
    return found


def _two(first: Person, second: Person) -> str:
    return f"{first.id.hex}{_SEPARATOR}{second.id.hex}"


def _id(text: str) -> UUID:
    try:
        return UUID(hex=text)
    except ValueError:
        raise Refusal("unknown_thing") from None
