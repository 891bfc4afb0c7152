"""`/mybadges holidays`, as a command."""

from bot.context.context import RequestContext
from bot.domain.public_holidays import find_region, named_region, near_regions
from bot.messages.forms import Reply
from bot.messages.parsing import as_words, normalise_name
from bot.messages.refusals import Refusal
from bot.messages.requests import Text
from bot.messages.typed_words import typed_words
from bot.presenting import preference_cards as cards
from bot.use_cases.people.holidays import ChooseHolidays, choose_holidays


def choose(ctx: RequestContext, text: Text) -> Reply:
    """Stores whose holidays count for the caller, or goes back to the organisation's; without a name, shows them."""
    typed = as_words(text).strip()
    today, own = ctx.now.date(), ctx.organisation.holidays
    standard = find_region(own) if own else None
    if not typed:
        chosen = find_region(ctx.actor.holidays) if ctx.actor.holidays else None
        return cards.holidays_card(ctx.say, chosen or standard, today, is_own=chosen is not None)
    automatic = normalise_name(typed) in typed_words(ctx.say, "automatic")
    region = None if automatic else named_region(typed, ctx.say)
    if region is None and not automatic:
        near = ", ".join(near_regions(typed)[:16]) or "DE, DE-BY, US-CA"
        raise Refusal("unknown_region", {"found": typed[:60], "near": near})
    choose_holidays(ctx, ChooseHolidays(region))
    return cards.holidays_card(ctx.say, region or standard, today, is_own=region is not None)
