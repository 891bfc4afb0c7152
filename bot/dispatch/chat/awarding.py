"""`/award` and the undo button, as commands."""

from bot.context.context import RequestContext
from bot.context.lookup import credential_id
from bot.dispatch.chat.asking import ask_first
from bot.dispatch.chat.doubts import doubt_private, doubt_repeated
from bot.dispatch.chat.proposals import Proposal, proposal_form, read_proposal, read_proposal_form
from bot.messages.forms import Reply
from bot.messages.refusals import Refusal
from bot.messages.requests import FormSubmission, Text
from bot.presenting import award_cards as cards
from bot.use_cases.credentials import award as awards
from bot.use_cases.credentials import correct
from bot.use_cases.credentials.award_command import Award


def award(ctx: RequestContext, text: Text) -> Reply:
    """Awards a badge to all people named, or to none."""
    return _award(ctx, read_proposal(ctx, text))


def award_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Awards what a submitted form says."""
    return _award(ctx, read_proposal_form(ctx, form))


def undo(ctx: RequestContext, token: str) -> Reply:
    """Undoes an award within 24 hours."""
    undone = correct.undo(ctx, correct.Undo(credential_id(token)))
    return cards.undo_card(ctx.say, undone.recipient, undone.achievement)


def _award(ctx: RequestContext, proposal: Proposal) -> Reply:
    achievement = proposal.achievement
    if achievement is None or not proposal.people:
        return ctx.form_or_hint(proposal_form(ctx, "award", proposal, "award.missing"))
    command = Award(proposal.recipients, achievement, proposal.citation, ctx.channel)
    try:
        awarded = awards.award(ctx, command)
    except Refusal as refusal:
        match refusal.code:
            case "not_entitled":
                form = proposal_form(ctx, "nominate", proposal, "award.not_entitled")
            case "over_budget":
                form = proposal_form(ctx, "nominate", proposal, "award.over_budget")
            case _:
                raise
        return ctx.form_or_hint(form)
    given = tuple((badge.recipient, badge.credential) for badge in awarded.badges)
    doubts = (
        *doubt_private(ctx, proposal.citation),
        *doubt_repeated(ctx, achievement, [credential for _, credential in given]),
    )
    ask_first(ctx, doubts, lambda: proposal_form(ctx, "award", proposal, "ask.form_intro"))
    return cards.award_card(ctx.say, achievement, given, proposal.citation)
