"""`/nominate` and its form, as commands."""

from bot.context.context import RequestContext
from bot.dispatch.chat.asking import ask_first
from bot.dispatch.chat.doubts import doubt_private
from bot.dispatch.chat.proposals import Proposal, proposal_form, read_proposal, read_proposal_form
from bot.domain.catalogue.names import by_slug
from bot.messages.cards import Button
from bot.messages.forms import Reply
from bot.messages.requests import FormSubmission, Text
from bot.presenting import nomination_cards as cards
from bot.use_cases.nominations import nominate as nominations


def nominate(ctx: RequestContext, text: Text) -> Reply:
    """Nominates all people named, or none."""
    return _nominate(ctx, read_proposal(ctx, text))


def nominate_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Nominates as a submitted form says."""
    return _nominate(ctx, read_proposal_form(ctx, form))


def start_nomination(ctx: RequestContext, slug: str) -> Reply:
    """Asks who is nominated for a badge, and why."""
    achievement = by_slug(tuple(ctx.store.catalogue.current(ctx.organisation.id)), slug)
    back = Button(ctx.say.text("form.back"), "badge", slug)
    proposal = Proposal((), achievement, "")
    return ctx.form_or_hint(proposal_form(ctx, "nominate", proposal, "nominate.missing", back))


def _nominate(ctx: RequestContext, proposal: Proposal) -> Reply:
    achievement, citation = proposal.achievement, proposal.citation
    if achievement is None or not proposal.people or not citation:
        return ctx.form_or_hint(proposal_form(ctx, "nominate", proposal, "nominate.missing"))
    command = nominations.Nominate(proposal.recipients, achievement, citation, ctx.channel)
    nominated = nominations.nominate(ctx, command)
    doubts = doubt_private(ctx, citation)
    ask_first(ctx, doubts, lambda: proposal_form(ctx, "nominate", proposal, "ask.form_intro"))
    return cards.nomination_card(ctx.say, nominated)
