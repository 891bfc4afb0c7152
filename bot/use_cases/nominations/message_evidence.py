"""The messages behind open nominations, looked at again: the case says if one was changed or deleted.

Decision: docs/decisions/0265.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.ids import IdGenerator
from bot.context.notify import refresh
from bot.context.store import Store
from bot.domain.nominations.model import MessageState, Nomination, NominationOutcome
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import LookAtMessage

FIRST_LOOK, LAST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
"""Until the first look; each further pause is as long as the message was known before, up to the last."""


def watch_message(ctx: UseCaseContext, nomination: Nomination) -> None:
    """Queues the first look at the message behind a new nomination, if its platform can find it."""
    if nomination.evidence and nomination.evidence.place:
        due = ctx.now + FIRST_LOOK
        ctx.store.outbox.queue(_look(ctx.ids, nomination, due))


def is_watched(nomination: Nomination) -> bool:
    """Whether the message is still to be looked at: until the decision, or until it is gone."""
    evidence = nomination.evidence
    is_open = nomination.outcome is NominationOutcome.OPEN
    return (
        is_open and evidence is not None and bool(evidence.place) and evidence.state is not MessageState.GONE
    )


def note_state(
    store: Store, ids: IdGenerator, nomination_id: UUID, state: MessageState | None, now: datetime
) -> None:
    """Notes what became of the message, None if its platform cannot tell; queues the next look."""
    nomination = store.nominations.get(nomination_id)
    evidence = nomination.evidence
    if evidence is None or not is_watched(nomination):
        return
    if state is not None and state is not evidence.state:
        nomination = replace(nomination, evidence=replace(evidence, state=state))
        store.nominations.change(nomination)
        workspace = store.people.workspace_by_id(nomination.workspace_id)
        refresh(UseCaseContext(workspace, None, now, store, ids), nomination.case_id)
    if is_watched(nomination):
        pause = min(max(now - nomination.at, FIRST_LOOK), LAST_PAUSE)
        store.outbox.queue(_look(ids, nomination, now + pause))


def _look(ids: IdGenerator, nomination: Nomination, due: datetime) -> Job:
    key = f"message:{nomination.id}"
    return Job(ids.new_id(), nomination.organisation_id, LookAtMessage(nomination.id), key, due)
