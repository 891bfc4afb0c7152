"""`/mybadges language`: the language Laurel speaks to a person."""

from dataclasses import replace

from bot.context.context import RequestContext
from bot.domain.events import AboutPerson, EventKind
from bot.messages.forms import Reply
from bot.messages.parsing import as_words, normalise_name
from bot.messages.refusals import Refusal
from bot.messages.requests import Text
from bot.messages.typed_words import typed_words
from bot.presenting import language_cards as cards


def choose(ctx: RequestContext, text: Text) -> Reply:
    """Stores the language the caller names, or goes back to the platform's; without a name, shows the languages."""
    wanted = normalise_name(as_words(text))
    if not wanted:
        return cards.languages_card(ctx.say, ctx.languages)
    wording = None if wanted in typed_words(ctx.say, "automatic") else ctx.languages.named(as_words(text))
    if wording is None and wanted not in typed_words(ctx.say, "automatic"):
        available = cards.names_of(ctx.languages)
        raise Refusal("unknown_language", {"found": as_words(text).strip()[:60], "languages": available})
    chosen = wording.language if wording else None
    if chosen != ctx.actor.chosen_language:
        ctx.store.people.change(replace(ctx.actor, chosen_language=chosen))
        ctx.record(EventKind.PERSON_CHANGED, ctx.actor.id, "self", AboutPerson())
    say = wording or ctx.languages.best(ctx.actor.locale, ctx.organisation.language)
    return cards.language_card(say, automatic=wording is None)
