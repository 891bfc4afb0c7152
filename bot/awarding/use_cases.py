"""`/award`, and taking an award back."""

from bot.awarding import cards, rules
from bot.awarding.granting import grant
from bot.awarding.model import Credential, Stage
from bot.catalogue.model import Achievement
from bot.commands import Submitted, Text
from bot.forms import Reply
from bot.naming import named_credential
from bot.outbox import ToPerson, Topic
from bot.people.model import Person
from bot.posting import post, refresh
from bot.proposing import Proposal, filled_in, proposal_form, understood
from bot.turn import Turn


def award(turn: Turn, text: Text) -> Reply:
    """Awards a badge to everybody named, or to nobody."""
    return _award(turn, understood(turn, text))


def award_by_form(turn: Turn, form: Submitted) -> Reply:
    """Awards what a form says."""
    return _award(turn, filled_in(turn, form))


def undo(turn: Turn, token: str) -> Reply:
    """Takes an award back within 24 hours; its recipient is told if they had heard of it."""
    credential = named_credential(turn, token)
    told = credential.stage is Stage.ISSUED
    undone = turn.store.credentials.change(rules.undone(credential, turn.actor, turn.now))
    if told:
        recipient_alone = ToPerson(undone.recipient_id)
        post(turn, Topic.UNDONE, undone.id, recipient_alone, began_in=undone.workspace_id)
    refresh(turn, undone.id)
    turn.record("undo", undone.id, "awarder" if turn.actor.id == undone.awarder_id else "owner")
    recipient = turn.store.people.get(undone.recipient_id)
    return cards.undone(turn.say, recipient, turn.store.catalogue.get(undone.achievement_id))


def _award(turn: Turn, proposal: Proposal) -> Reply:
    achievement = proposal.achievement
    if achievement is None or not proposal.people:
        return turn.ask(proposal_form(turn, "award", proposal, "award.missing"))
    authorities = [_authority(turn, person, achievement) for person in proposal.recipients]
    if None in authorities:
        return turn.ask(proposal_form(turn, "nominate", proposal, "award.not_entitled"))
    grounds = rules.Grounds(turn.actor.id, turn.workspace.id, proposal.citation, turn.channel)
    given: list[tuple[Person, Credential]] = []
    for person, authority in zip(proposal.recipients, authorities, strict=True):
        given.append((person, grant(turn, person, achievement, grounds)))
        turn.record("award", given[-1][1].id, str(authority))
    return cards.awarded(turn.say, achievement, tuple(given), proposal.citation)


def _authority(turn: Turn, recipient: Person, achievement: Achievement) -> str | None:
    rules.refuse_unfit(turn.actor, recipient, "self_award")
    return rules.authority(turn.actor, recipient, achievement)
