"""The earner's sharing buttons, as commands."""

from bot.context.context import RequestContext
from bot.context.lookup import credential_id
from bot.messages.forms import Reply
from bot.presenting import sharing_cards as cards
from bot.use_cases.credentials import share as sharing


def keep(ctx: RequestContext, token: str) -> Reply:
    """Confirms that the badge stays private."""
    badge = sharing.keep_private(ctx, sharing.KeepPrivate(credential_id(token)))
    return cards.kept_private_card(ctx.say, badge.achievement)


def celebrate(ctx: RequestContext, token: str) -> Reply:
    """Posts the celebration."""
    badge = sharing.celebrate(ctx, sharing.Celebrate(credential_id(token)))
    return cards.celebrating_card(ctx.say, badge.achievement)


def share(ctx: RequestContext, token: str) -> Reply:
    """Opens the badge's page to anyone with the link."""
    badge = sharing.share(ctx, sharing.Share(credential_id(token)))
    return cards.shared_card(ctx.say, badge.credential, badge.achievement)


def take_back(ctx: RequestContext, token: str) -> Reply:
    """Takes all sharing back."""
    badge = sharing.unshare(ctx, sharing.Unshare(credential_id(token)))
    return cards.taken_back_card(ctx.say, badge.achievement)
