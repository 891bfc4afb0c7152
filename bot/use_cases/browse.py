"""`/badges`: shows the catalogue."""

from bot.context.context import RequestContext
from bot.context.store import Store
from bot.dispatch.chat.proposals import unknown_badge
from bot.domain.catalogue.names import by_slug, names_of
from bot.domain.organisations import Organisation
from bot.messages.forms import Reply
from bot.messages.parsing import as_words, clean_citation, normalise_name
from bot.messages.requests import Text
from bot.presenting import catalogue_cards as cards


def browse(ctx: RequestContext) -> Reply:
    """The whole catalogue."""
    return cards.browse(ctx.say, tuple(ctx.store.catalogue.current(ctx.organisation.id)))


def is_named(store: Store, organisation: Organisation, text: Text) -> bool:
    """Whether the whole text is the name of an achievement."""
    words = normalise_name(clean_citation(as_words(text)))
    return bool(words) and words in names_of(tuple(store.catalogue.current(organisation.id)))


def show(ctx: RequestContext, text: Text) -> Reply:
    """One achievement: its description and criteria."""
    achievements = tuple(ctx.store.catalogue.current(ctx.organisation.id))
    words = clean_citation(as_words(text))
    achievement = by_slug(achievements, names_of(achievements).get(normalise_name(words)))
    if achievement is None:
        raise unknown_badge(" ".join(words.split()[:6])[:120], achievements)
    return cards.show(ctx.say, achievement)


def show_named(ctx: RequestContext, slug: str) -> Reply:
    """One achievement, from its button."""
    return show(ctx, (slug,))
