"""The public holidays that count for a person."""

from dataclasses import dataclass, replace

from bot.context.context import UseCaseContext
from bot.domain.events import AboutPerson, EventKind
from bot.domain.public_holidays import Region


@dataclass(frozen=True, slots=True)
class ChooseHolidays:
    """The command: whose public holidays count for the caller; None for those of the organisation."""

    region: Region | None


def choose_holidays(ctx: UseCaseContext, command: ChooseHolidays) -> None:
    """Stores the caller's choice."""
    code = command.region.code if command.region else None
    if code != ctx.caller.holidays:
        ctx.store.people.change(replace(ctx.caller, holidays=code))
        ctx.record(EventKind.PERSON_CHANGED, ctx.caller.id, "self", AboutPerson())
