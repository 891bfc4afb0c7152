"""How a use case queues letters, timers, and has posted cards brought up to date."""

from datetime import datetime
from uuid import UUID

from bot.outbox import Addressee, Job, Letter, Topic, Work
from bot.turn import Occasion


def post(
    turn: Occasion,
    topic: Topic,
    subject: UUID,
    addressee: Addressee,
    event: str = "",
    began_in: UUID | None = None,
) -> None:
    """Queues a letter, once per topic, subject and event. `began_in`: the workspace where the matter began, if that
    may be another than the one of this turn; the letter goes there."""
    turn.store.outbox.post(letter(turn, topic, subject, addressee, event, began_in))


def letter(
    turn: Occasion, topic: Topic, subject: UUID, addressee: Addressee, event: str, began_in: UUID | None
) -> Letter:
    """What `post` queues, to be queued along with something else."""
    return Letter(
        turn.chance.new_id(),
        turn.organisation.id,
        began_in or turn.workspace.id,
        topic,
        subject,
        addressee,
        f"{topic}:{subject}:{event}",
        turn.now,
    )


def refresh(turn: Occasion, subject: UUID) -> None:
    """Has every posted card about `subject` composed again."""
    job = Job(
        turn.chance.new_id(),
        turn.organisation.id,
        Work.REFRESH,
        f"refresh:{subject}:{turn.chance.token()}",
        turn.now,
        details={"subject": str(subject)},
    )
    turn.store.outbox.queue(job)


def set_timer(turn: Occasion, key: str, due: datetime, **details: str) -> None:
    """Has something looked at when it is due; `bot/nominating/timing.py` knows what to do then."""
    turn.store.outbox.queue(timer(turn, key, due, **details))


def timer(turn: Occasion, key: str, due: datetime, **details: str) -> Job:
    """What `set_timer` queues, to be queued along with something else."""
    return Job(turn.chance.new_id(), turn.organisation.id, Work.TIMER, f"timer:{key}", due, details=details)
