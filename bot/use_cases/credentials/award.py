"""`/award`, and undoing an award."""

from bot.context.context import RequestContext
from bot.context.lookup import named_credential
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials import rules
from bot.domain.credentials.model import Credential
from bot.domain.outbox.model import NotificationKind
from bot.domain.people.model import Person
from bot.messages.forms import Reply
from bot.messages.requests import FormSubmission, Text
from bot.presenting import award_cards as cards
from bot.use_cases.credentials.grant import end_credential, grant
from bot.use_cases.credentials.limits import is_budget_spent, may_review, refuse_over_limits
from bot.use_cases.proposals import Proposal, proposal_form, read_proposal, read_proposal_form


def award(turn: RequestContext, text: Text) -> Reply:
    """Awards a badge to all people named, or to none."""
    return _award(turn, read_proposal(turn, text))


def award_by_form(turn: RequestContext, form: FormSubmission) -> Reply:
    """Awards what a submitted form says."""
    return _award(turn, read_proposal_form(turn, form))


def undo(turn: RequestContext, token: str) -> Reply:
    """Undoes an award within 24 hours; the recipient is notified if it was already issued."""
    credential = named_credential(turn, token)
    undone = end_credential(
        turn, credential, rules.undone_credential(credential, turn.actor, turn.now), NotificationKind.UNDONE
    )
    achievement = turn.store.catalogue.get(undone.achievement_id)
    authority = "awarder" if turn.actor.id == undone.awarder_id else "owner"
    turn.record("undo", undone.id, authority, achievement.edition)
    return cards.undo_card(turn.say, turn.store.people.get(undone.recipient_id), achievement)


def _award(turn: RequestContext, proposal: Proposal) -> Reply:
    achievement = proposal.achievement
    if achievement is None or not proposal.people:
        return turn.form_or_hint(proposal_form(turn, "award", proposal, "award.missing"))
    authorities = [_authority(turn, person, achievement) for person in proposal.recipients]
    if None in authorities:
        return turn.form_or_hint(proposal_form(turn, "nominate", proposal, "award.not_entitled"))
    if is_budget_spent(turn, len(authorities)) and not turn.actor.owner:
        return turn.form_or_hint(proposal_form(turn, "nominate", proposal, "award.over_budget"))
    rules.refuse_without_evidence(achievement, proposal.citation)
    grounds = rules.AwardBasis(turn.actor.id, turn.workspace.id, proposal.citation, turn.channel)
    given: list[tuple[Person, Credential]] = []
    for person, authority in zip(proposal.recipients, authorities, strict=True):
        refuse_over_limits(turn, turn.actor, person, achievement)
        given.append((person, grant(turn, person, achievement, grounds)))
        turn.record("award", given[-1][1].id, str(authority), achievement.edition)
    return cards.award_card(turn.say, achievement, tuple(given), proposal.citation)


def _authority(turn: RequestContext, recipient: Person, achievement: Achievement) -> str | None:
    rules.refuse_unfit(turn.actor, recipient, "self_award")
    rules.refuse_not_in_pilot(recipient, achievement)
    found = rules.authority(turn.actor, recipient, achievement)
    return found if found and may_review(turn, turn.actor.id, achievement) else None
