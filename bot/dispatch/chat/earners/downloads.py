"""An earner's private downloads, as commands."""

from bot.context.context import RequestContext
from bot.context.lookup import credential_id
from bot.messages.forms import Reply
from bot.presenting.earners import download_cards as cards
from bot.presenting.earners.own_places import read_place
from bot.use_cases.credentials import earn


def download(ctx: RequestContext, token: str) -> Reply:
    """A link for one download."""
    token, _ = read_place(token)
    ready = earn.create_download(ctx, earn.CreateDownload(credential_id(token)))
    return cards.download(ctx.say, ready.badge.credential, ready.badge.achievement, ready.secret)


def download_all(ctx: RequestContext, _token: object) -> Reply:
    """A link for one download of all signed badges as one record."""
    return cards.download_all(ctx.say, earn.create_record_download(ctx))


def include_citation(ctx: RequestContext, token: str) -> Reply:
    """Includes the citation in the earner's file: the button of an older release."""
    return _choose_citation(ctx, earn.ShowMore(credential_id(token), words=True))


def leave_citation_out(ctx: RequestContext, token: str) -> Reply:
    """Removes the citation from the file."""
    return _choose_citation(ctx, earn.ShowMore(credential_id(token), words=False))


def _choose_citation(ctx: RequestContext, command: earn.ShowMore) -> Reply:
    badge = earn.show_more(ctx, command)
    return cards.citation_choice_card(ctx.say, badge.credential, badge.achievement)
