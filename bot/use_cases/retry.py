"""Lets an owner retry a dead-lettered job."""

from uuid import UUID

from bot.context.context import RequestContext
from bot.domain.people.model import MembershipStatus
from bot.messages.forms import Reply
from bot.messages.refusals import Refusal
from bot.presenting import retries as cards


def retry(turn: RequestContext, token: str) -> Reply:
    """Queues the job again; a second press finds it queued or done, and changes nothing."""
    if not turn.actor.owner or turn.actor.standing is not MembershipStatus.MEMBER:
        raise Refusal("owners_only", audited=True)
    try:
        job_id = UUID(hex=token)
    except ValueError:
        raise Refusal("unknown_thing") from None
    again = turn.store.outbox.retry(turn.organisation.id, [job_id], turn.now)
    if again:
        turn.record("retry", job_id, "owner")
    return cards.retry_answer(turn.say, anew=bool(again))
