"""`/mybadges name`, as a command."""

from bot.context.context import RequestContext
from bot.messages.forms import Reply
from bot.messages.parsing import as_words, normalise_name
from bot.messages.requests import Text
from bot.messages.typed_words import typed_words
from bot.presenting.preference_cards import public_name_card
from bot.use_cases.people.public_name import ChoosePublicName, choose_public_name


def choose(ctx: RequestContext, text: Text) -> Reply:
    """Stores the name the caller gives, or goes back to the usual one; without a name, shows the one of now."""
    wanted = as_words(text).strip()
    if not wanted:
        return public_name_card(ctx.say, ctx.actor.public_name, changed=False)
    automatic = normalise_name(wanted) in typed_words(ctx.say, "automatic")
    name = choose_public_name(ctx, ChoosePublicName(None if automatic else wanted))
    return public_name_card(ctx.say, name, changed=True)
