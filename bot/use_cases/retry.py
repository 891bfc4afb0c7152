"""Lets an owner retry a dead-lettered job."""

from uuid import UUID

from bot.context.context import RequestContext
from bot.domain.events import AboutInstallation, EventKind
from bot.domain.people.model import MembershipStatus
from bot.messages.forms import Reply
from bot.messages.refusals import Refusal
from bot.presenting import retries as cards


def retry(ctx: RequestContext, token: str) -> Reply:
    """Queues the job again; a second press finds it queued or done, and changes nothing."""
    if not ctx.actor.owner or ctx.actor.standing is not MembershipStatus.MEMBER:
        raise Refusal("owners_only", audited=True)
    try:
        job_id = UUID(hex=token)
    except ValueError:
        raise Refusal("unknown_thing") from None
    again = ctx.store.outbox.retry(ctx.organisation.id, [job_id], ctx.now)
    if again:
        ctx.record(EventKind.JOB_RETRIED, job_id, "owner", AboutInstallation())
    return cards.retry_answer(ctx.say, anew=bool(again))
