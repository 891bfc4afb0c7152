"""`/mybadges` and the places of its buttons: the list, and a badge opened from it."""

from collections.abc import Sequence

from bot.context.context import RequestContext
from bot.context.lookup import credential_id
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import by_slug, matches, names_of
from bot.domain.credentials.model import Credential, HeldSummary
from bot.messages.cards import Card, Line, first_line
from bot.messages.forms import Reply
from bot.messages.reading.parsing import as_words, clean_citation, normalise_name
from bot.messages.requests import Text
from bot.presenting.earners import badge_list_cards as cards
from bot.presenting.earners import earner_cards
from bot.presenting.earners.own_places import OwnPlace, read_place
from bot.use_cases.credentials import earn
from bot.use_cases.credentials.share import celebration_channels

Held = Sequence[tuple[Credential, Achievement]]


def show_list(ctx: RequestContext, number: int = 0, said: Line = ()) -> Card:
    """The list, newest first."""
    size = cards.PAGE_SIZE
    held = earn.held_page(ctx.store, ctx.actor.id, number * size, size)
    if number > cards.last_page(held.summary):
        return show_list(ctx, cards.last_page(held.summary), said)
    page = cards.BadgePage(ctx.organisation, held.summary, held.newest, rows_of(ctx, held.shown), number)
    return cards.my_badges(ctx.say, page, said)


def turn_page(ctx: RequestContext, token: str) -> Reply:
    """Another page of the list."""
    return show_list(ctx, int(token) if token.isdecimal() and len(token) < 7 else 0)


def open_badge(ctx: RequestContext, token: str) -> Reply:
    """One badge, opened from the list."""
    token, place = read_place(token)
    held = earn.find_own_badge(ctx, credential_id(token))
    return earner_cards.own_badge_card(ctx.say, held, channels_of(ctx, held.credential), place.page)


def show_named(ctx: RequestContext, text: Text) -> Reply | None:
    """What is typed behind `/mybadges`, if it is no word of its own: the name of a badge, or words to look for.

    None if there is neither.
    """
    typed = clean_citation(as_words(text))
    achievements = tuple(ctx.store.catalogue.current(ctx.organisation.id))
    named = by_slug(achievements, names_of(achievements).get(normalise_name(typed)))
    if named is None:
        found = _search(ctx, typed)
        return _found(ctx, found, typed) if found else None
    held = [pair for pair in earn.held_badges(ctx.store, ctx.actor.id) if pair[1].slug == named.slug]
    if len(held) == 1:
        [one] = earn.with_givers(ctx.store, held)
        return earner_cards.own_badge_card(ctx.say, one, channels_of(ctx, one.credential))
    return _found(ctx, held, named.name) if held else cards.not_held(ctx.say, named)


def unknown_words(ctx: RequestContext, text: Text) -> Reply:
    """Words behind `/mybadges` that stand for nothing."""
    return cards.unknown_words(ctx.say, _short(clean_citation(as_words(text))))


def search(ctx: RequestContext, text: Text) -> Reply:
    """The badges with those words in their names, their descriptions or the words of their awards."""
    typed = clean_citation(as_words(text))
    return _found(ctx, _search(ctx, typed), typed) if normalise_name(typed) else cards.my_badges_help(ctx.say)


def show_help(ctx: RequestContext, _text: Text) -> Reply:
    """What can be typed."""
    return cards.my_badges_help(ctx.say)


def channels_of(ctx: RequestContext, credential: Credential) -> earner_cards.Channels:
    """Where a badge can be celebrated."""
    return celebration_channels(ctx.store, ctx.organisation, credential)


def answer_there(
    ctx: RequestContext,
    place: OwnPlace,
    said: Card,
    credential: Credential | None = None,
    *,
    silently: bool = False,
) -> Reply:
    """The answer to a button: the list or the badge with what was said on top; on a letter, `said` itself."""
    line = () if silently else first_line(said.blocks)
    if place.kind == "list":
        return show_list(ctx, place.page, line)
    if place.kind == "badge" and credential:
        [held] = earn.with_givers(
            ctx.store, [(credential, ctx.store.catalogue.get(credential.achievement_id))]
        )
        return earner_cards.own_badge_card(ctx.say, held, channels_of(ctx, credential), place.page, line)
    return said


def _search(ctx: RequestContext, typed: str) -> Held:
    held = earn.held_badges(ctx.store, ctx.actor.id)
    return [pair for pair in held if matches(typed, pair[1], pair[0].citation)]


def _found(ctx: RequestContext, held: Held, typed: str) -> Card:
    found = HeldSummary(total=len(held))
    page = cards.BadgePage(ctx.organisation, found, (), rows_of(ctx, held[: cards.MOST_FOUND]))
    return cards.found_badges(ctx.say, page, _short(typed))


def rows_of(ctx: RequestContext, held: Held) -> tuple[tuple[earn.HeldBadge, earner_cards.Channels], ...]:
    return tuple((row, channels_of(ctx, row.credential)) for row in earn.with_givers(ctx.store, held))


def _short(typed: str) -> str:
    return " ".join(typed.split())[:60]
