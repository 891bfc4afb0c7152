"""The earner's choices: keep private, celebrate, share by link, withdraw sharing."""

from bot.context.context import RequestContext
from bot.context.facts import about_credential
from bot.context.lookup import own_credential
from bot.context.notify import post, refresh
from bot.domain.events import EventKind
from bot.domain.outbox.model import NotificationKind, ToConversation
from bot.domain.sharing import rules
from bot.messages.forms import Reply
from bot.messages.refusals import Refusal
from bot.presenting import sharing_cards as cards


def keep(ctx: RequestContext, token: str) -> Reply:
    """Confirms that the badge stays private, which is the default."""
    credential = own_credential(ctx, token)
    ctx.record(EventKind.KEPT_PRIVATE, credential.id, "recipient", about_credential(credential))
    return cards.kept_private_card(ctx.say, ctx.store.catalogue.get(credential.achievement_id))


def celebrate(ctx: RequestContext, token: str) -> Reply:
    """Posts the celebration in the channel of the award, or in the organisation's channel."""
    credential = own_credential(ctx, token)
    home = ctx.organisation.celebration_channel
    channel = credential.conversation or home
    if channel is None:
        raise Refusal("no_channel")
    celebrated = ctx.store.credentials.change(rules.consent_to_celebration(credential, ctx.now))
    addressee = ToConversation(channel, home if home != channel else None)
    # The channel belongs to the workspace of the award, even if the earner pressed the button elsewhere.
    began_in = celebrated.workspace_id if celebrated.conversation else None
    post(ctx, NotificationKind.CELEBRATION, celebrated.id, addressee, ctx.now.isoformat(), began_in)
    refresh(ctx, celebrated.id)
    ctx.record(EventKind.CELEBRATED, celebrated.id, "recipient", about_credential(celebrated))
    return cards.celebrating_card(ctx.say, ctx.store.catalogue.get(celebrated.achievement_id))


def share(ctx: RequestContext, token: str) -> Reply:
    """Opens the badge's page to anyone with the link."""
    credential = ctx.store.credentials.change(rules.consent_to_page(own_credential(ctx, token), ctx.now))
    refresh(ctx, credential.id)
    ctx.record(EventKind.SHARED, credential.id, "recipient", about_credential(credential))
    return cards.shared_card(ctx.say, credential, ctx.store.catalogue.get(credential.achievement_id))


def take_back(ctx: RequestContext, token: str) -> Reply:
    """Makes the page private (410 from now on) and removes the name from the celebration."""
    credential = ctx.store.credentials.change(rules.withdraw_consent(own_credential(ctx, token)))
    refresh(ctx, credential.id)
    ctx.record(EventKind.UNSHARED, credential.id, "recipient", about_credential(credential))
    return cards.taken_back_card(ctx.say, ctx.store.catalogue.get(credential.achievement_id))
