"""The language Laurel speaks to a person."""

from dataclasses import dataclass, replace

from bot.context.context import UseCaseContext
from bot.domain.events import AboutPerson, EventKind


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """The command: the caller's language as a BCP 47 tag; None for what their platform reports."""

    language: str | None


def choose_language(ctx: UseCaseContext, command: ChooseLanguage) -> None:
    """Stores the caller's choice."""
    if command.language != ctx.caller.chosen_language:
        ctx.store.people.change(replace(ctx.stored_caller, chosen_language=command.language))
        ctx.record(EventKind.PERSON_CHANGED, ctx.caller.id, "self", AboutPerson())
