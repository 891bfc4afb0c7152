"""`/nominate`: nominates people for a badge, and asks the approvers."""

from dataclasses import replace

from bot.context.context import RequestContext
from bot.context.facts import about_nomination
from bot.dispatch.chat.proposals import Proposal, proposal_form, read_proposal, read_proposal_form
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.rules import refuse_not_in_pilot, refuse_unfit
from bot.domain.events import EventKind
from bot.domain.nominations import rules
from bot.domain.nominations.model import ApprovalRequest, Nomination
from bot.domain.people.model import Person
from bot.messages.forms import Reply
from bot.messages.requests import FormSubmission, Text
from bot.presenting import nomination_cards as cards
from bot.use_cases.credentials.limits import refuse_giver_over_limit, refuse_over_limits
from bot.use_cases.nominations.approval_requests import ask_next, open_or_join


def nominate(ctx: RequestContext, text: Text) -> Reply:
    """Nominates all people named, or none."""
    return _nominate(ctx, read_proposal(ctx, text))


def nominate_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Nominates as a submitted form says."""
    return _nominate(ctx, read_proposal_form(ctx, form))


def _nominate(ctx: RequestContext, proposal: Proposal) -> Reply:
    achievement = proposal.achievement
    if achievement is None or not proposal.people or not proposal.citation:
        return ctx.form_or_hint(proposal_form(ctx, "nominate", proposal, "nominate.missing"))
    asked = [(nominee, _propose(ctx, nominee, achievement, proposal)) for nominee in proposal.recipients]
    people = ctx.store.people
    told = tuple(
        (nominee, tuple(people.get(request.person_id) for request in askings)) for nominee, askings in asked
    )
    away = {
        skipped.person_id
        for _, askings in asked
        for request in askings
        for skipped in request.skipped
        if skipped.code == "only_you"
    }
    return cards.nomination_card(ctx.say, achievement, told, proposal.citation, away)


def _propose(
    ctx: RequestContext, nominee: Person, achievement: Achievement, proposal: Proposal
) -> tuple[ApprovalRequest, ...]:
    refuse_unfit(ctx.actor, nominee, "self_nomination")
    refuse_not_in_pilot(nominee, achievement)
    rules.refuse_nominating(ctx.actor, nominee, achievement, proposal.citation)
    refuse_giver_over_limit(ctx, ctx.actor, achievement)
    refuse_over_limits(ctx, None, nominee, achievement)
    nomination = _nomination(ctx, nominee, achievement, proposal.citation)
    case = open_or_join(ctx, nomination, achievement)
    askings = ask_next(ctx, case, all_stages=True)
    joined = replace(nomination, case_id=case.case.id)
    ctx.record(EventKind.NOMINATED, nomination.id, "anyone", about_nomination(joined), achievement.edition)
    return askings


def _nomination(ctx: RequestContext, nominee: Person, achievement: Achievement, citation: str) -> Nomination:
    nomination_id = ctx.ids.new_id()
    return Nomination(
        id=nomination_id,
        organisation_id=ctx.organisation.id,
        workspace_id=ctx.workspace.id,
        case_id=nomination_id,
        token=ctx.ids.token(),
        achievement_id=achievement.id,
        nominee_id=nominee.id,
        nominator_id=ctx.actor.id,
        citation=citation,
        conversation=ctx.channel,
        at=ctx.now,
    )
