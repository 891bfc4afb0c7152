"""The name of a person on public pages, as the person chooses it."""

from dataclasses import dataclass, replace

from bot.context.context import UseCaseContext
from bot.domain.events import AboutPerson, EventKind
from bot.messages.plain_text import has_unreadable, is_visible, one_line
from bot.messages.refusals import Refusal

LONGEST_NAME = 120
"""Characters, as in a people file."""


@dataclass(frozen=True, slots=True)
class ChoosePublicName:
    """The command: the caller's name for public pages; None for the name by which the organisation knows them."""

    name: str | None


def choose_public_name(ctx: UseCaseContext, command: ChoosePublicName) -> str:
    """Stores the caller's choice; returns the name that public pages show now."""
    chosen = one_line(command.name) if command.name is not None else None
    if chosen is not None and (
        not is_visible(chosen) or has_unreadable(chosen) or len(chosen) > LONGEST_NAME
    ):
        raise Refusal("no_public_name", {"most": LONGEST_NAME})
    before = ctx.stored_caller
    after = replace(before, chosen_name=chosen)
    if after != before:
        ctx.store.people.change(after)
        ctx.record(EventKind.PERSON_CHANGED, after.id, "self", AboutPerson())
    return after.public_name
