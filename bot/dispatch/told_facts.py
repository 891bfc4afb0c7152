"""What a request itself says of its caller and of its channel, and is stored."""

from dataclasses import replace

from bot.context.context import RequestContext
from bot.messages.requests import Origin


def store_told_facts(ctx: RequestContext, origin: Origin) -> RequestContext:
    """Stores the caller's language and the channel's name where they are new; the context with the caller as stored."""
    place = origin.conversation
    if place.name and not place.direct:
        ctx.store.channels.remember(ctx.organisation.id, place.external_id, place.name)
    if origin.locale in (None, ctx.actor.locale):
        return ctx
    actor = replace(ctx.actor, locale=origin.locale)
    ctx.store.people.change(actor)
    return replace(ctx, actor=actor)
