"""`/mybadges language`, as a command."""

from bot.context.context import RequestContext
from bot.messages.forms import Reply
from bot.messages.parsing import as_words, normalise_name
from bot.messages.refusals import Refusal
from bot.messages.requests import Text
from bot.messages.typed_words import typed_words
from bot.presenting import preference_cards as cards
from bot.use_cases.people.language import ChooseLanguage, choose_language


def choose(ctx: RequestContext, text: Text) -> Reply:
    """Stores the language the caller names, or goes back to the platform's; without a name, shows the languages."""
    wanted = normalise_name(as_words(text))
    if not wanted:
        return cards.languages_card(ctx.say, ctx.languages)
    automatic = wanted in typed_words(ctx.say, "automatic")
    wording = None if automatic else ctx.languages.named(as_words(text))
    if wording is None and not automatic:
        available = cards.names_of(ctx.languages)
        raise Refusal("unknown_language", {"found": as_words(text).strip()[:60], "languages": available})
    choose_language(ctx, ChooseLanguage(wording.language if wording else None))
    say = wording or ctx.languages.best(ctx.actor.locale, ctx.organisation.language)
    return cards.language_card(say, automatic=automatic)
