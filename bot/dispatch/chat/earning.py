"""`/mybadges` and the private buttons of an earner's badge, as commands."""

from bot.context.context import RequestContext
from bot.context.lookup import credential_id
from bot.messages.forms import Reply
from bot.presenting import earner_cards as cards
from bot.use_cases.credentials import earn


def my_badges(ctx: RequestContext, page: int = 0) -> Reply:
    """The list, newest first."""
    return cards.my_badges(ctx.say, earn.held_badges(ctx.store, ctx.actor.id), page, ctx.organisation)


def turn_page(ctx: RequestContext, token: str) -> Reply:
    """Another page of the list."""
    return my_badges(ctx, int(token) if token.isdecimal() and len(token) < 4 else 0)


def download(ctx: RequestContext, token: str) -> Reply:
    """A link for one download."""
    ready = earn.create_download(ctx, earn.CreateDownload(credential_id(token)))
    return cards.download(ctx.say, ready.badge.credential, ready.badge.achievement, ready.secret)


def download_all(ctx: RequestContext, _token: str) -> Reply:
    """A link for one download of all signed badges as one record."""
    return cards.download_all(ctx.say, earn.create_record_download(ctx))


def include_citation(ctx: RequestContext, token: str) -> Reply:
    """Includes the citation in the earner's file."""
    return _choose_citation(ctx, earn.IncludeCitation(credential_id(token)))


def leave_citation_out(ctx: RequestContext, token: str) -> Reply:
    """Removes the citation from the file."""
    return _choose_citation(ctx, earn.IncludeCitation(credential_id(token), included=False))


def _choose_citation(ctx: RequestContext, command: earn.IncludeCitation) -> Reply:
    badge = earn.include_citation(ctx, command)
    return cards.citation_choice_card(ctx.say, badge.credential, badge.achievement, inside=command.included)
