"""Appoints owners."""

from dataclasses import dataclass, replace

from bot.context.context import UseCaseContext
from bot.domain.events import OPERATOR, AboutPerson, EventKind
from bot.domain.people.import_model import PersonChange
from bot.domain.people.model import MembershipStatus, Person
from bot.messages.email_addresses import local_part
from bot.messages.refusals import Refusal


@dataclass(frozen=True, slots=True)
class AddOwner:
    """Make the person of that address an owner."""

    email: str


def add_owner(ctx: UseCaseContext, command: AddOwner) -> PersonChange:
    """Makes the person an owner, adding an unknown one. Only members can be owners."""
    people, email = ctx.store.people, command.email
    before = people.by_email(ctx.organisation.id, email)
    if before is None:
        after = Person(ctx.ids.new_id(), ctx.organisation.id, local_part(email), email, owner=True)
        people.add(after)
        ctx.record(EventKind.PERSON_JOINED, after.id, OPERATOR, AboutPerson())
    elif before.standing is not MembershipStatus.MEMBER:
        found = before.standing.value
        raise Refusal("owner_no_member", {"name": before.name, "email": email, "found": found})
    else:
        after = replace(before, owner=True)
    if before != after:
        people.change(after)
        ctx.record(EventKind.OWNER_ADDED, after.id, OPERATOR, AboutPerson())
    return PersonChange(before, after)
