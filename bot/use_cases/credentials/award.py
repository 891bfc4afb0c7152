"""`/award`, and undoing an award."""

from bot.context.context import Turn
from bot.context.lookup import named_credential
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials import rules
from bot.domain.credentials.model import Credential
from bot.domain.outbox.model import Topic
from bot.domain.people.model import Person
from bot.messages.forms import Reply
from bot.messages.requests import Submitted, Text
from bot.presenting import award_cards as cards
from bot.use_cases.credentials.grant import end, grant
from bot.use_cases.credentials.limits import budget_is_spent, may_review, refuse_beyond
from bot.use_cases.proposals import Proposal, filled_in, proposal_form, understood


def award(turn: Turn, text: Text) -> Reply:
    """Awards a badge to all people named, or to none."""
    return _award(turn, understood(turn, text))


def award_by_form(turn: Turn, form: Submitted) -> Reply:
    """Awards what a submitted form says."""
    return _award(turn, filled_in(turn, form))


def undo(turn: Turn, token: str) -> Reply:
    """Undoes an award within 24 hours; the recipient is notified if it was already issued."""
    credential = named_credential(turn, token)
    undone = end(turn, credential, rules.undone(credential, turn.actor, turn.now), Topic.UNDONE)
    achievement = turn.store.catalogue.get(undone.achievement_id)
    authority = "awarder" if turn.actor.id == undone.awarder_id else "owner"
    turn.record("undo", undone.id, authority, achievement.edition)
    return cards.undone(turn.say, turn.store.people.get(undone.recipient_id), achievement)


def _award(turn: Turn, proposal: Proposal) -> Reply:
    achievement = proposal.achievement
    if achievement is None or not proposal.people:
        return turn.ask(proposal_form(turn, "award", proposal, "award.missing"))
    authorities = [_authority(turn, person, achievement) for person in proposal.recipients]
    if None in authorities:
        return turn.ask(proposal_form(turn, "nominate", proposal, "award.not_entitled"))
    if budget_is_spent(turn, len(authorities)) and not turn.actor.owner:
        return turn.ask(proposal_form(turn, "nominate", proposal, "award.over_budget"))
    rules.refuse_without_evidence(achievement, proposal.citation)
    grounds = rules.Grounds(turn.actor.id, turn.workspace.id, proposal.citation, turn.channel)
    given: list[tuple[Person, Credential]] = []
    for person, authority in zip(proposal.recipients, authorities, strict=True):
        refuse_beyond(turn, turn.actor, person, achievement)
        given.append((person, grant(turn, person, achievement, grounds)))
        turn.record("award", given[-1][1].id, str(authority), achievement.edition)
    return cards.awarded(turn.say, achievement, tuple(given), proposal.citation)


def _authority(turn: Turn, recipient: Person, achievement: Achievement) -> str | None:
    rules.refuse_unfit(turn.actor, recipient, "self_award")
    rules.refuse_not_in_pilot(recipient, achievement)
    found = rules.authority(turn.actor, recipient, achievement)
    return found if found and may_review(turn, turn.actor.id, achievement) else None
