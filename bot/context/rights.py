"""The right that several chapters ask for: that of an owner, at the click."""

from bot.context.context import UseCaseContext
from bot.domain.people.model import MembershipStatus, Person
from bot.messages.refusals import Refusal

OWNER = "owner"
"""The authority of what owners do."""


def refuse_not_owner(ctx: UseCaseContext, person: Person | None = None) -> None:
    """Raises unless the caller is an owner, or an operator beside the database.

    `person`: the subject of the attempt, for the audit trail.
    """
    actor = ctx.actor
    if actor and not (actor.owner and actor.standing is MembershipStatus.MEMBER):
        raise Refusal("owners_only", audited=True, subject=person.id if person else None)
