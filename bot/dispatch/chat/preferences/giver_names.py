"""`/mybadges giver` and its buttons, and `/mybadges settings`, as commands."""

from bot.context.context import RequestContext
from bot.messages.cards import on_letter
from bot.messages.forms import Reply
from bot.messages.reading.parsing import as_words, normalise_name
from bot.messages.refusals import Refusal
from bot.messages.requests import Text
from bot.messages.typed_words import typed_words
from bot.presenting import preference_cards as cards
from bot.use_cases.credentials.giver_names import ChooseAudience, choose_audience
from issuer.celebration import Audience

_TYPED = {
    Audience.EARNER: "giver_earner",
    Audience.COLLEAGUES: "giver_colleagues",
    Audience.PUBLIC: "giver_public",
}
"""The chapter's keys of the words that choose each audience."""


def choose(ctx: RequestContext, text: Text) -> Reply:
    """Stores who may read the caller's name as a giver; without a word, shows what counts now."""
    typed = normalise_name(as_words(text))
    if not typed:
        return cards.audience_card(ctx.say, ctx.actor.audience)
    for audience, key in _TYPED.items():
        if typed in typed_words(ctx.say, key):
            choose_audience(ctx, ChooseAudience(audience))
            return cards.audience_card(ctx.say, audience)
    raise Refusal("unknown_audience", {"found": typed[:60]})


def press(ctx: RequestContext, token: str) -> Reply:
    """The same by a button, of the card or of a letter that asks."""
    chosen, _, asked = token.partition(".")
    if chosen not in tuple(Audience):
        raise Refusal("unknown_thing")
    choose_audience(ctx, ChooseAudience(Audience(chosen)))
    card = cards.audience_card(ctx.say, Audience(chosen))
    return on_letter(card) if asked else card


def show_settings(ctx: RequestContext, _text: Text) -> Reply:
    """Everything that the caller can set."""
    return cards.settings_card(ctx.say, ctx.languages, ctx.actor)
