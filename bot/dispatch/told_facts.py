"""What a request itself says about its caller."""

from dataclasses import replace

from bot.context.context import RequestContext
from bot.domain.time_zones import is_same_time
from bot.messages.requests import Origin


def with_told_facts(ctx: RequestContext, origin: Origin) -> RequestContext:
    """With the language and the time zone that the request itself says, which are stored.

    A zone of another name is stored only if its clock differs now: platforms name one zone of several alike.
    """
    actor = replace(ctx.actor, locale=origin.locale or ctx.actor.locale)
    if origin.timezone and not is_same_time(origin.timezone, ctx.actor.timezone, ctx.now):
        actor = replace(actor, timezone=origin.timezone)
    if actor == ctx.actor:
        return ctx
    ctx.store.people.change(actor)
    return replace(ctx, actor=actor)
