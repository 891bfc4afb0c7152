"""Whose an account is, as owners decide it from a card."""

from bot.context.context import RequestContext
from bot.messages.forms import Reply
from bot.presenting.account_cards import decided_account_card
from bot.use_cases.people.accounts import DecideAccount, decide_account


def link_account(ctx: RequestContext, token: str) -> Reply:
    """The account is its candidate's."""
    return decided_account_card(ctx.say, decide_account(ctx, DecideAccount(token, is_same=True)))


def deny_account(ctx: RequestContext, token: str) -> Reply:
    """The account is another person's."""
    return decided_account_card(ctx.say, decide_account(ctx, DecideAccount(token, is_same=False)))
