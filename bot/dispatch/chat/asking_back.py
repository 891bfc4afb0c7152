"""Asks back with everything kept: a form filled in, or a card with a button for each likely meaning.

A button carries a whole request: a form filled in, or a command as it was meant. It is stored as a draft, and the
platform carries only its token (`bot/context/drafts.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.context.context import RequestContext
from bot.context.drafts import OPEN, REPEAT, SEND, keep_form, keep_request
from bot.messages.cards import Block, Button, Buttons, Card, Facts, Line, Paragraph, Quote, Style, Words, plain
from bot.messages.forms import ChoiceField, Form, PeopleField, Reply, TextField
from bot.messages.requests import TypedCommand

MOST_CHOICES = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One meaning, and what its button says."""

    label: str
    meaning: Form | TypedCommand


def show_form(ctx: RequestContext, form: Form) -> Reply:
    """The form; where none can be shown, a card with what it holds and buttons that open or send it."""
    if ctx.forms:
        return form
    blocks: list[Block] = [block for block in form.hint.blocks if not isinstance(block, Quote)][:1]
    rows = _rows(form)
    if rows:
        blocks.append(Facts(rows))
    blocks += [block for block in form.hint.blocks if isinstance(block, Quote)] or _words(form)
    return Card(form.hint.summary, (*blocks, Buttons(_buttons(ctx, form))))


def ask(ctx: RequestContext, question: Line, typed: str, choices: Sequence[Choice], form: Form | None = None) -> Card:
    """A question with a button for each choice, and one for the form if it is none of them."""
    buttons = list(choice_buttons(ctx, choices))
    if form:
        buttons.append(Button(ctx.say.text("ask.other"), OPEN, keep_form(ctx, OPEN, form)))
    quote = (Quote(typed),) if typed else ()
    return Card(plain(question), (Paragraph(question), *quote, Buttons(tuple(buttons))))


def choice_buttons(ctx: RequestContext, choices: Sequence[Choice]) -> tuple[Button, ...]:
    """A button for each of the first choices."""
    return tuple(_button(ctx, choice) for choice in choices[:MOST_CHOICES])


def is_complete(form: Form) -> bool:
    """Whether the form can be sent as it is filled in."""
    return all(_is_filled(field) for field in form.fields)


def _button(ctx: RequestContext, choice: Choice) -> Button:
    if isinstance(choice.meaning, Form):
        action = SEND if is_complete(choice.meaning) else OPEN
        return Button(choice.label, action, keep_form(ctx, action, choice.meaning), Style.PRIMARY)
    return Button(choice.label, REPEAT, keep_request(ctx, choice.meaning), Style.PRIMARY)


def _buttons(ctx: RequestContext, form: Form) -> tuple[Button, ...]:
    if not is_complete(form):
        label = ctx.say.text("ask.fill_in")
        return (Button(label, OPEN, keep_form(ctx, OPEN, form), Style.PRIMARY),)
    return (
        Button(form.submit, SEND, keep_form(ctx, SEND, form), Style.PRIMARY),
        Button(ctx.say.text("ask.change"), OPEN, keep_form(ctx, OPEN, form)),
    )


def _is_filled(field: TextField | ChoiceField | PeopleField) -> bool:
    match field:
        case TextField():
            return bool(field.value) or not field.required
        case ChoiceField():
            return bool(field.value)
        case PeopleField():
            return bool(field.value or field.typed)


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


def _words(form: Form) -> list[Block]:
    return [Quote(field.value) for field in form.fields if isinstance(field, TextField) and field.value]
