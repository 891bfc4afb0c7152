"""How a use case queues letters and asks for posted cards to be brought up to date."""

from uuid import UUID

from bot.outbox import Addressee, Job, Letter, Topic, Work
from bot.turn import Turn


def post(
    turn: Turn,
    topic: Topic,
    subject: UUID,
    addressee: Addressee,
    event: str = "",
    began_in: UUID | None = None,
) -> None:
    """Queues a letter, once per topic, subject and event. `began_in`: the workspace where the matter began, if that
    may be another than the one of this turn; the letter goes there."""
    letter = Letter(
        turn.chance.new_id(),
        turn.organisation.id,
        began_in or turn.workspace.id,
        topic,
        subject,
        addressee,
        f"{topic}:{subject}:{event}",
        turn.now,
    )
    turn.store.outbox.post(letter)


def refresh(turn: Turn, subject: UUID) -> None:
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
