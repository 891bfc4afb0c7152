"""Queues a use case's letters, timers and updates of posted cards."""

from datetime import datetime
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.domain.outbox.model import Addressee, Job, Letter, NotificationKind
from bot.domain.outbox.tasks import RefreshCards, TimerTask


def post(
    ctx: UseCaseContext,
    topic: NotificationKind,
    subject: UUID,
    addressee: Addressee,
    event: str = "",
    began_in: UUID | None = None,
) -> None:
    """Queues a letter, once per kind, subject and event. `began_in`: the workspace where the matter began, if that
    may differ from the workspace of this request; the letter goes there."""
    ctx.store.outbox.post(letter(ctx, topic, subject, addressee, event, began_in))


def letter(
    ctx: UseCaseContext,
    topic: NotificationKind,
    subject: UUID,
    addressee: Addressee,
    event: str,
    began_in: UUID | None,
) -> Letter:
    """The letter that `post` queues, for callers that queue it together with jobs."""
    return Letter(
        ctx.ids.new_id(),
        ctx.organisation.id,
        began_in or ctx.workspace.id,
        topic,
        subject,
        addressee,
        f"{topic}:{subject}:{event}",
        ctx.now,
    )


def refresh(ctx: UseCaseContext, subject: UUID) -> None:
    """Queues an update of every posted card about `subject`."""
    key = f"refresh:{subject}:{ctx.ids.token()}"
    ctx.store.outbox.queue(Job(ctx.ids.new_id(), ctx.organisation.id, RefreshCards(subject), key, ctx.now))


def set_timer(ctx: UseCaseContext, key: str, due: datetime, task: TimerTask) -> None:
    """Queues a timer; when it is due, the use case runs that `bot/dispatch/timers.py` names for its task."""
    ctx.store.outbox.queue(timer(ctx, key, due, task))


def timer(ctx: UseCaseContext, key: str, due: datetime, task: TimerTask) -> Job:
    """The job that `set_timer` queues, for callers that queue it together with a letter."""
    return Job(ctx.ids.new_id(), ctx.organisation.id, task, f"timer:{key}", due)
