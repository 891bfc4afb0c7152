"""Lets an owner retry a dead-lettered job."""

from dataclasses import dataclass
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.rights import OWNER, refuse_not_owner
from bot.domain.events import AboutInstallation, EventKind


@dataclass(frozen=True, slots=True)
class RetryJob:
    """The command to queue a job again that was given up."""

    job_id: UUID


def retry_job(ctx: UseCaseContext, command: RetryJob) -> bool:
    """Queues the job again; False, and nothing changes, if it is queued or done already."""
    refuse_not_owner(ctx)
    again = ctx.store.outbox.retry(ctx.organisation.id, [command.job_id], ctx.now)
    if again:
        ctx.record(EventKind.JOB_RETRIED, command.job_id, OWNER, AboutInstallation())
    return bool(again)
