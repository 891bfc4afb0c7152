"""`/badge-admin`, for owners: what it can do, and the signals worth a look."""

from collections.abc import Iterable

from bot.context.context import RequestContext
from bot.context.rights import refuse_not_owner
from bot.messages.forms import Reply
from bot.messages.reading.parsing import as_words, clean_citation
from bot.messages.requests import Text
from bot.presenting.owners import admin_cards as cards
from bot.use_cases.nominations.case_signals import signals_of_organisation


def show_words(ctx: RequestContext, words: Iterable[str], text: Text) -> Reply:
    """What owners can do here, a line for each word; first what was typed and is none of them."""
    refuse_not_owner(ctx)
    return cards.admin_card(ctx.say, tuple(words), clean_citation(as_words(text)))


def show_signals(ctx: RequestContext) -> Reply:
    """Rings of the last ninety days, and open cases with copied words or bursts."""
    return cards.signals_card(ctx.say, signals_of_organisation(ctx))
