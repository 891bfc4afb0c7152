"""`/nominate`: nominates people for a badge, and asks the approvers."""

from bot.context.context import RequestContext
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.rules import refuse_not_in_pilot, refuse_unfit
from bot.domain.nominations import rules
from bot.domain.nominations.model import ApprovalRequest, Nomination
from bot.domain.people.model import Person
from bot.messages.forms import Reply
from bot.messages.requests import FormSubmission, Text
from bot.presenting import nomination_cards as cards
from bot.use_cases.credentials.limits import refuse_giver_over_limit, refuse_over_limits
from bot.use_cases.nominations.approval_requests import ask_next, open_or_join
from bot.use_cases.proposals import Proposal, proposal_form, read_proposal, read_proposal_form


def nominate(turn: RequestContext, text: Text) -> Reply:
    """Nominates all people named, or none."""
    return _nominate(turn, read_proposal(turn, text))


def nominate_by_form(turn: RequestContext, form: FormSubmission) -> Reply:
    """Nominates as a submitted form says."""
    return _nominate(turn, read_proposal_form(turn, form))


def _nominate(turn: RequestContext, proposal: Proposal) -> Reply:
    achievement = proposal.achievement
    if achievement is None or not proposal.people or not proposal.citation:
        return turn.form_or_hint(proposal_form(turn, "nominate", proposal, "nominate.missing"))
    asked = [(nominee, _propose(turn, nominee, achievement, proposal)) for nominee in proposal.recipients]
    people = turn.store.people
    told = tuple((nominee, tuple(people.get(one.person_id) for one in askings)) for nominee, askings in asked)
    away = {
        skipped.person_id
        for _, askings in asked
        for one in askings
        for skipped in one.skipped
        if skipped.code == "only_you"
    }
    return cards.nomination_card(turn.say, achievement, told, proposal.citation, away)


def _propose(
    turn: RequestContext, nominee: Person, achievement: Achievement, proposal: Proposal
) -> tuple[ApprovalRequest, ...]:
    refuse_unfit(turn.actor, nominee, "self_nomination")
    refuse_not_in_pilot(nominee, achievement)
    rules.refuse_nominating(turn.actor, nominee, achievement, proposal.citation)
    refuse_giver_over_limit(turn, turn.actor, achievement)
    refuse_over_limits(turn, None, nominee, achievement)
    nomination = _nomination(turn, nominee, achievement, proposal.citation)
    case = open_or_join(turn, nomination, achievement)
    askings = ask_next(turn, case, all_stages=True)
    turn.record("nominate", nomination.id, "anyone", achievement.edition)
    return askings


def _nomination(turn: RequestContext, nominee: Person, achievement: Achievement, citation: str) -> Nomination:
    nomination_id = turn.ids.new_id()
    return Nomination(
        id=nomination_id,
        organisation_id=turn.organisation.id,
        workspace_id=turn.workspace.id,
        case_id=nomination_id,
        token=turn.ids.token(),
        achievement_id=achievement.id,
        nominee_id=nominee.id,
        nominator_id=turn.actor.id,
        citation=citation,
        conversation=turn.channel,
        at=turn.now,
    )
