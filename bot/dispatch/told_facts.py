"""What a request itself says about its caller and its channel."""

from dataclasses import replace

from bot.context.context import RequestContext
from bot.domain.organisations import Workspace
from bot.domain.people.model import Identity
from bot.domain.people.working_hours import zone_of
from bot.domain.time_zones import is_same_time
from bot.messages.languages import Languages
from bot.messages.requests import Origin
from bot.messages.wording import Wording


def with_told_facts(ctx: RequestContext, origin: Origin) -> RequestContext:
    """With the language and the time zone that the request itself says, which are stored, as is the channel's name.

    A zone of another name is stored only if its clock differs now: platforms name one zone of several alike.
    """
    place = origin.conversation
    if place.name and not place.direct:
        ctx.store.channels.remember(ctx.organisation.id, place.external_id, place.name)
    actor, locale, zone = ctx.actor, origin.locale or ctx.actor.locale, ctx.actor.timezone
    if origin.timezone and not is_same_time(origin.timezone, zone, ctx.now):
        zone = origin.timezone
    if (locale, zone) == (actor.locale, actor.timezone):
        return ctx
    ctx.store.people.change(replace(ctx.stored_caller, locale=locale, timezone=zone))
    return replace(ctx, actor=replace(actor, locale=locale, timezone=zone))


def wording_for(
    languages: Languages, caller: Identity | None, workspace: Workspace, origin: Origin
) -> Wording:
    """What the caller chose, what the request says, what the platform reported, else the organisation's.

    Moments are told in the caller's time zone, else the organisation's.
    """
    organisation = workspace.organisation
    chosen, reported = (caller.person.chosen_language, caller.person.locale) if caller else (None, None)
    say = languages.best(chosen, origin.locale, reported, organisation.language)
    return say.in_zone(zone_of(caller.person, organisation) if caller else organisation.zone)
