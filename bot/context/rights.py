"""What only owners may do, whatever it is about."""

from bot.context.context import UseCaseContext
from bot.domain.people.model import Person
from bot.messages.refusals import Refusal

OWNER = "owner"
"""The authority of what owners do."""


def refuse_not_owner(ctx: UseCaseContext, person: Person | None = None) -> None:
    """Raises unless the caller is an owner. `person`: the subject of the attempt, for the audit trail."""
    if not ctx.caller.owner:
        raise Refusal("owners_only", audited=True, subject=person.id if person else None)
