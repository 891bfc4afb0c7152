"""Tries jobs again that were given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.domain.events import AboutInstallation, EventKind


@dataclass(frozen=True, slots=True)
class RetryJobs:
    """Try these again; `authority`: of an owner, or of an operator."""

    job_ids: Sequence[UUID]
    authority: str


def retry_jobs(ctx: UseCaseContext, command: RetryJobs) -> Sequence[UUID]:
    """Queues those of them that were given up; the others are queued or done."""
    again = ctx.store.outbox.retry(ctx.organisation.id, list(command.job_ids), ctx.now)
    for job_id in again:
        ctx.record(EventKind.JOB_RETRIED, job_id, command.authority, AboutInstallation())
    return again
