"""Asks back with everything kept: a form filled in, or a card with a button for each likely meaning.

A button carries a whole request: a form filled in, or a command as it was meant. It is stored as a draft, and the
platform carries only its token (`bot/context/drafts.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.context.context import RequestContext
from bot.context.drafts import OPEN, REPEAT, SEND, keep_form, keep_request
from bot.messages.cards import Button, Card, Line, Strong, Style
from bot.messages.forms import ChoiceField, Form, PeopleField, Reply, TextField
from bot.messages.requests import TypedCommand
from bot.messages.wording import Enumeration
from bot.presenting.help_cards import form_card, question_card

MOST_CHOICES = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One meaning, and what its button says."""

    label: str
    meaning: Form | TypedCommand


def show_form(ctx: RequestContext, form: Form) -> Reply:
    """The form; where none can be shown, a card with what it holds and buttons that open or send it."""
    return form if ctx.forms else form_card(form, _form_buttons(ctx, form))


def ask(
    ctx: RequestContext, question: Line, typed: str, choices: Sequence[Choice], form: Form | None = None
) -> Card:
    """A question with a button for each choice, and one for the form if it is none of them."""
    buttons = choice_buttons(ctx, choices)
    if form:
        other = Button(ctx.say.text("ask.other"), OPEN, keep_form(ctx, OPEN, form))
        buttons = (*buttons, other)
    return question_card(question, typed, buttons)


def choice_buttons(ctx: RequestContext, choices: Sequence[Choice]) -> tuple[Button, ...]:
    """A button for each of the first choices."""
    return tuple(_button(ctx, choice) for choice in choices[:MOST_CHOICES])


def either(choices: Sequence[Choice]) -> Enumeration:
    """The choices in a sentence: a, b or c."""
    return Enumeration(tuple((Strong(choice.label),) for choice in choices[:MOST_CHOICES]), "or")


def _button(ctx: RequestContext, choice: Choice) -> Button:
    if isinstance(choice.meaning, Form):
        action = SEND if _is_complete(choice.meaning) else OPEN
        return Button(choice.label, action, keep_form(ctx, action, choice.meaning), Style.PRIMARY)
    return Button(choice.label, REPEAT, keep_request(ctx, choice.meaning), Style.PRIMARY)


def _form_buttons(ctx: RequestContext, form: Form) -> tuple[Button, ...]:
    if not _is_complete(form):
        label = ctx.say.text("ask.fill_in")
        return (Button(label, OPEN, keep_form(ctx, OPEN, form), Style.PRIMARY),)
    return (
        Button(form.submit, SEND, keep_form(ctx, SEND, form), Style.PRIMARY),
        Button(ctx.say.text("ask.change"), OPEN, keep_form(ctx, OPEN, form)),
    )


def _is_complete(form: Form) -> bool:
    """Whether the form can be sent as it is filled in."""
    return all(_is_filled(field) for field in form.fields)


def _is_filled(field: TextField | ChoiceField | PeopleField) -> bool:
    match field:
        case TextField():
            return bool(field.value) or not field.required
        case ChoiceField():
            return bool(field.value)
        case PeopleField():
            return bool(field.value or field.typed)
