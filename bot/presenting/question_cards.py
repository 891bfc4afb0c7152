"""Questions: what was understood and what was typed, with a button for each meaning."""

from bot.messages.cards import Block, Button, Buttons, Card, Facts, Line, Paragraph, Words, plain
from bot.messages.forms import ChoiceField, Form, PeopleField, TextField
from bot.messages.quotations import quoted


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
