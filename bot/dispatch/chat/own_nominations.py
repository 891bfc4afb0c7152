"""`/badges nominations` and the buttons on a nominator's card, as commands."""

from dataclasses import replace

from bot.context.context import RequestContext
from bot.dispatch.chat.asking import ask_first
from bot.dispatch.chat.doubts import doubt_private
from bot.messages.forms import Reply
from bot.messages.parsing import clean_citation
from bot.messages.requests import FormSubmission
from bot.presenting import nomination_cards as cards
from bot.use_cases.nominations import my_nominations as nominations
from bot.use_cases.nominations.nominator_view import own_nominations


def show_own(ctx: RequestContext) -> Reply:
    """The caller's nominations, newest first, each with its status."""
    return cards.own_nominations(ctx.say, own_nominations(ctx), ctx.now)


def withdraw(ctx: RequestContext, token: str) -> Reply:
    """Withdraws an open nomination."""
    withdrawn = nominations.withdraw(ctx, nominations.Withdraw(token))
    return cards.withdraw_card(ctx.say, withdrawn.nominee, withdrawn.achievement)


def nudge(ctx: RequestContext, token: str) -> Reply:
    """Reminds the approvers."""
    return cards.nudge_card(ctx.say, nominations.nudge(ctx, nominations.Nudge(token)).approvers)


def edit(ctx: RequestContext, token: str) -> Reply:
    """Asks for the new citation."""
    nomination = nominations.find_own_open(ctx, token)
    return ctx.form_or_hint(cards.edit_form(ctx.say, nomination))


def edit_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Changes the citation."""
    citation = clean_citation(str(form.fields.get("citation", "")))
    before = nominations.find_own_open(ctx, form.subject)
    edited = nominations.edit(ctx, nominations.EditNomination(form.subject, citation))
    after = replace(before, citation=citation)
    ask_first(ctx, doubt_private(ctx, citation, before.citation), lambda: cards.edit_form(ctx.say, after))
    return cards.edit_card(ctx.say, edited.nominee, edited.achievement)
