"""A person's home and what begins there, as commands."""

from bot.context.context import RequestContext
from bot.dispatch.chat.asking import show_form
from bot.dispatch.chat.earners.own_badges import rows_of
from bot.dispatch.chat.proposals import Proposal, proposal_form
from bot.messages.forms import Reply
from bot.messages.questions import Question
from bot.presenting import home_cards as cards
from bot.use_cases.home import look_home


def show_home(ctx: RequestContext, _token: str = "") -> Reply:
    """Everything at a glance."""
    home = look_home(ctx)
    return cards.home_card(ctx.say, ctx.organisation, home, rows_of(ctx, home.held.shown))


def start_award(ctx: RequestContext, _token: str) -> Reply | Question:
    """Asks who gets which badge, and why."""
    return show_form(ctx, proposal_form(ctx, "award", Proposal((), None, ""), "award.missing"))


def recognise(ctx: RequestContext, _token: str) -> Reply | Question:
    """Asks who is nominated, for which badge, and why."""
    return show_form(ctx, proposal_form(ctx, "nominate", Proposal((), None, ""), "nominate.missing"))
