"""Appoints and removes owners.

An owner who left, or whose accounts all ended, keeps the mark and has no rights: with the next file that lists them,
or their next living account, they are an owner again. Until then they are stale, and named as such.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.context.context import UseCaseContext
from bot.domain.events import OPERATOR, AboutPerson, EventKind
from bot.domain.people.model import MembershipStatus, Person
from bot.messages.email_addresses import local_part
from bot.messages.refusals import Refusal

MOST_NEAREST = 3
"""Known addresses named beside an unknown one."""


@dataclass(frozen=True, slots=True)
class AddOwner:
    """Make the person of that address an owner. `is_sure`: also where nobody is known by it, though others are."""

    email: str
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class RemoveOwner:
    """The person of that address is an owner no more."""

    email: str


@dataclass(frozen=True, slots=True)
class OwnerChange:
    """An owner before (None: not known) and after."""

    before: Person | None
    after: Person


class UnknownOwner(Exception):
    """No person has the address, though people are known; `nearest` are the known addresses most like it."""

    def __init__(self, nearest: Sequence[str]) -> None:
        super().__init__(f"{len(nearest)} near addresses")
        self.nearest = tuple(nearest)


def is_stale(owner: Person) -> bool:
    """Whether an owner has no rights: the person left, or every account ended or is no member."""
    return owner.standing is not MembershipStatus.MEMBER


def add_owner(ctx: UseCaseContext, command: AddOwner) -> OwnerChange:
    """Makes the person an owner. Raises `UnknownOwner` for an unknown address, unless nobody is known or it is sure.

    Only members can be owners.
    """
    people, email = ctx.store.people, command.email
    before = people.addressed(ctx.organisation.id, [email]).get(email)
    if before is None:
        _refuse_unknown(ctx, command)
        after = Person(ctx.ids.new_id(), ctx.organisation.id, local_part(email), email, owner=True)
        people.add(after)
        ctx.record(EventKind.PERSON_JOINED, after.id, OPERATOR, AboutPerson())
    elif before.owner:
        return OwnerChange(before, before)
    elif before.standing is not MembershipStatus.MEMBER:
        found = before.standing.value
        raise Refusal("owner_no_member", {"name": before.name, "email": email, "found": found})
    else:
        after = replace(before, owner=True)
        people.change(after)
    ctx.record(EventKind.OWNER_ADDED, after.id, OPERATOR, AboutPerson())
    return OwnerChange(before, after)


def remove_owner(ctx: UseCaseContext, command: RemoveOwner) -> OwnerChange:
    """Takes the mark of an owner away; the last one who can act stays."""
    people, email = ctx.store.people, command.email
    person = people.addressed(ctx.organisation.id, [email]).get(email)
    if person is None:
        raise Refusal("unknown_owner", {"email": email})
    if not person.owner:
        return OwnerChange(person, person)
    others = [owner for owner in people.owners(ctx.organisation.id) if owner.id != person.id]
    active = [owner for owner in others if not is_stale(owner)]
    if not (active or (others and is_stale(person))):
        raise Refusal("last_owner", {"name": person.name})
    after = replace(person, owner=False)
    people.change(after)
    ctx.record(EventKind.OWNER_REMOVED, after.id, OPERATOR, AboutPerson())
    return OwnerChange(person, after)


def _refuse_unknown(ctx: UseCaseContext, command: AddOwner) -> None:
    """Raises `UnknownOwner` unless that is what was meant."""
    if command.is_sure:
        return
    if everyone := ctx.store.people.all(ctx.organisation.id):
        known = [person.email for person in everyone if person.email]
        raise UnknownOwner(difflib.get_close_matches(command.email, known, MOST_NEAREST, 0.7))
