"""`/nominate`, the decision, and the list of what waits for one."""

from bot.awarding.granting import grant
from bot.awarding.rules import Grounds, refuse_unfit
from bot.catalogue.model import Achievement
from bot.commands import Submitted, Text
from bot.errors import Refusal
from bot.forms import Reply
from bot.naming import named_nomination
from bot.nominating import cards, rules
from bot.nominating.model import Decision, Nomination, Outcome
from bot.outbox import ToPerson, Topic
from bot.people.model import Person
from bot.posting import post, refresh
from bot.proposing import Proposal, filled_in, proposal_form, understood
from bot.turn import Turn


def nominate(turn: Turn, text: Text) -> Reply:
    """Proposes a badge for everybody named, or for nobody."""
    return _nominate(turn, understood(turn, text))


def nominate_by_form(turn: Turn, form: Submitted) -> Reply:
    """Proposes what a form says."""
    return _nominate(turn, filled_in(turn, form))


def decide(turn: Turn, token: str, outcome: Outcome) -> Reply:
    """Approves or declines. Authority is whoever clicked, read now; the first click wins."""
    nomination = named_nomination(turn, token)
    nominee = turn.store.people.get(nomination.nominee_id)
    achievement = turn.store.catalogue.get(nomination.achievement_id)
    authority = rules.authority(turn.actor, nomination, nominee, achievement)
    decision = Decision(outcome, turn.actor.id, turn.now)
    if not turn.store.nominations.decide(nomination.id, decision):
        return cards.decided_before(
            turn.say, cards.shown(turn.store, turn.store.nominations.get(nomination.id))
        )
    if outcome is Outcome.APPROVED:
        _grant(turn, nomination, nominee, achievement)
    nominator = ToPerson(nomination.nominator_id)
    post(turn, Topic.DECIDED, nomination.id, nominator, began_in=nomination.workspace_id)
    refresh(turn, nomination.id)
    turn.record(outcome, nomination.id, authority)
    return cards.decision_done(turn.say, outcome, nominee, achievement)


def waiting(turn: Turn) -> Reply:
    """Every open nomination that this person may decide now, wherever its card got lost."""
    mine = [one for one in turn.store.nominations.waiting(turn.organisation.id) if _may_decide(turn, one)]
    return cards.waiting(turn.say, tuple(cards.shown(turn.store, one) for one in mine))


def _nominate(turn: Turn, proposal: Proposal) -> Reply:
    achievement = proposal.achievement
    if achievement is None or not proposal.people or not proposal.citation:
        return turn.ask(proposal_form(turn, "nominate", proposal, "nominate.missing"))
    asked = [(nominee, _propose(turn, nominee, achievement, proposal)) for nominee in proposal.recipients]
    return cards.nominated(turn.say, achievement, tuple(asked), proposal.citation)


def _propose(turn: Turn, nominee: Person, achievement: Achievement, proposal: Proposal) -> Person:
    refuse_unfit(turn.actor, nominee, "self_nomination")
    manager = turn.store.people.get(nominee.manager_id) if nominee.manager_id else None
    approver = rules.approver(turn.actor, nominee, manager, turn.store.people.owners(turn.organisation.id))
    nomination = Nomination(
        id=turn.chance.new_id(),
        organisation_id=turn.organisation.id,
        workspace_id=turn.workspace.id,
        token=turn.chance.token(),
        achievement_id=achievement.id,
        nominee_id=nominee.id,
        nominator_id=turn.actor.id,
        approver_id=approver.id,
        citation=proposal.citation,
        conversation=turn.channel,
        at=turn.now,
    )
    if not turn.store.nominations.add(nomination):
        raise Refusal("nominated_before", {"name": nominee.name, "badge": achievement.name})
    post(turn, Topic.TO_DECIDE, nomination.id, ToPerson(approver.id))
    turn.record("nominate", nomination.id, "anyone")
    return approver


def _grant(turn: Turn, nomination: Nomination, nominee: Person, achievement: Achievement) -> None:
    grounds = Grounds(
        turn.actor.id, nomination.workspace_id, nomination.citation, nomination.conversation, nomination.id
    )
    grant(turn, nominee, achievement, grounds)


def _may_decide(turn: Turn, nomination: Nomination) -> bool:
    nominee = turn.store.people.get(nomination.nominee_id)
    try:
        rules.authority(turn.actor, nomination, nominee, turn.store.catalogue.get(nomination.achievement_id))
    except Refusal:
        return False
    return True
