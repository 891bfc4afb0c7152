"""The one way a credential comes into being, is corrected, and ends, whoever decided it."""

from bot.awarding import rules
from bot.awarding.model import Credential, Stage
from bot.catalogue.model import Achievement
from bot.outbox import Job, ToPerson, Topic, Work
from bot.people.model import Person
from bot.posting import post, refresh
from bot.turn import Turn


def grant(turn: Turn, recipient: Person, achievement: Achievement, grounds: rules.Grounds) -> Credential:
    """Saves the award and queues its signing; the letter to its earner follows the signature."""
    ids = (turn.chance.new_id(), turn.chance.public_id())
    credential = rules.granted(ids, recipient, achievement, grounds, turn.now)
    turn.store.credentials.add(credential)
    _sign(turn, credential, f"sign:{credential.id}")
    return credential


def amend(turn: Turn, credential: Credential) -> None:
    """Saves a corrected credential and has it signed anew; its earner hears of it when that is done."""
    turn.store.credentials.change(credential)
    if credential.stage is Stage.ISSUED:
        _sign(turn, credential, f"sign:{credential.id}:{credential.revision + 1}")


def end(turn: Turn, before: Credential, after: Credential, topic: Topic | None) -> Credential:
    """Saves that a credential ended, tells its earner if they had heard of it, brings every card up to date.

    Everything that follows from an end hangs here: whoever keeps a status list sets its bit from this place.
    """
    ended = turn.store.credentials.change(after)
    if topic and before.stage is Stage.ISSUED:
        post(turn, topic, ended.id, ToPerson(ended.recipient_id), began_in=ended.workspace_id)
    refresh(turn, ended.id)
    return ended


def _sign(turn: Turn, credential: Credential, key: str) -> None:
    details = {"credential": str(credential.id)}
    job = Job(turn.chance.new_id(), credential.organisation_id, Work.SIGN, key, turn.now, details=details)
    turn.store.outbox.queue(job)
