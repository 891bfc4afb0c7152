"""Help and questions: what can be typed, what was not understood, what was, with a button for each meaning."""

from collections.abc import Sequence

from bot.messages.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Line,
    Note,
    Paragraph,
    Words,
    plain,
)
from bot.messages.forms import ChoiceField, Form, PeopleField, TextField
from bot.messages.quotations import quoted
from bot.messages.wording import Wording

COMMANDS = ("award", "nominate", "people", "mybadges", "badges", "nominations", "away")
USAGES = ("award", "nominate")
"""Commands that say how they are typed."""


def help_card(say: Wording, about: str = "", typed: str = "") -> Card:
    """Every command, one line each; first how `about` is typed, or the question that was `typed`."""
    intro = say.line("help.intro")
    first: tuple[Block, ...] = (Paragraph(say.line(f"{about}.usage")),) if about in USAGES else ()
    if typed:
        first = (*first, *quoted(typed))
    return Card(plain(intro), (Heading(say.text("help.title")), *first, Paragraph(intro), *_commands(say)))


def not_understood_card(say: Wording, typed: str, buttons: Sequence[Block]) -> Card:
    """What was typed, what it may mean, and every command."""
    line = say.line("ask.unclear")
    return Card(plain(line), (Paragraph(line), *quoted(typed), *buttons, *_commands(say)))


def _commands(say: Wording) -> tuple[Block, ...]:
    lines = tuple(Paragraph(say.line(f"help.{command}")) for command in COMMANDS)
    return (*lines, Note(say.line("help.privacy")))


def question_card(question: Line, typed: str, buttons: tuple[Button, ...]) -> Card:
    """A question about what was typed, and its answers."""
    return Card(plain(question), (Paragraph(question), *quoted(typed), Buttons(buttons)))


def form_card(form: Form, buttons: tuple[Button, ...]) -> Card:
    """What a form asks and holds, where a message cannot show it, with buttons that open or send it."""
    intro: Line = (Words(form.intro),)
    rows = _rows(form)
    facts: tuple[Block, ...] = (Facts(rows),) if rows else ()
    words = [quote for field in form.fields if isinstance(field, TextField) for quote in quoted(field.value)]
    return Card(form.intro, (Paragraph(intro), *facts, *words, Buttons(buttons)))


def _rows(form: Form) -> tuple[tuple[str, Line], ...]:
    """The people and the choice that a form holds, by the labels of its fields."""
    rows: list[tuple[str, Line]] = []
    for field in form.fields:
        match field:
            case PeopleField() if field.value or field.typed:
                named = [*(field.names or field.value), *([field.typed] if field.typed else [])]
                rows.append((field.label, (Words(", ".join(named)),)))
            case ChoiceField() if field.value:
                rows.append((field.label, (Words(dict(field.options)[field.value]),)))
            case _:
                pass
    return tuple(rows)
