"""Changes what is known about the organisation."""

from dataclasses import dataclass

from bot.context.context import UseCaseContext
from bot.domain.events import OPERATOR, AboutInstallation, EventKind
from bot.domain.organisations import Organisation


@dataclass(frozen=True, slots=True)
class ChangeOrganisation:
    """The organisation as it should be."""

    wanted: Organisation


def change_organisation(ctx: UseCaseContext, command: ChangeOrganisation) -> bool:
    """Saves the changes; False if there are none."""
    wanted = command.wanted
    if ctx.store.people.organisation(wanted.id) == wanted:
        return False
    ctx.store.people.change_organisation(wanted)
    ctx.record(EventKind.ORGANISATION_CHANGED, wanted.id, OPERATOR, AboutInstallation())
    return True
