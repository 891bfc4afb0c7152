"""The one way a credential comes into being, whoever decided it."""

from bot.awarding import rules
from bot.awarding.model import Credential
from bot.catalogue.model import Achievement
from bot.outbox import Job, Work
from bot.people.model import Person
from bot.turn import Turn


def grant(turn: Turn, recipient: Person, achievement: Achievement, grounds: rules.Grounds) -> Credential:
    """Saves the award and queues its signing; the letter to its earner follows the signature."""
    ids = (turn.chance.new_id(), turn.chance.public_id())
    credential = rules.granted(ids, recipient, achievement, grounds, turn.now)
    turn.store.credentials.add(credential)
    turn.store.outbox.queue(
        Job(
            turn.chance.new_id(),
            credential.organisation_id,
            Work.SIGN,
            f"sign:{credential.id}",
            turn.now,
            details={"credential": str(credential.id)},
        )
    )
    return credential
