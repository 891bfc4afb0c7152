"""Asks back with everything kept: a form filled in, or a question with a button for each likely meaning."""

from collections.abc import Sequence

from bot.context.context import RequestContext
from bot.messages.cards import Line, Strong, Words
from bot.messages.forms import ChoiceField, Form, PeopleField, Reply, TextField
from bot.messages.questions import Choice, Question, is_complete, submission_of
from bot.messages.wording import Enumeration

MOST_CHOICES = 4


def show_form(ctx: RequestContext, form: Form) -> Reply | Question:
    """The form; where none can be shown, what it holds, with buttons that send it or open it."""
    if ctx.forms:
        return form
    complete = is_complete(form)
    send = Choice(form.submit, submission_of(form)) if complete else Choice(ctx.say.text("ask.fill_in"), form)
    return Question(
        lines=((Words(form.intro),),),
        choices=(send,),
        codes=ctx.answered,
        conversation=ctx.conversation,
        key=ctx.key,
        message=ctx.message,
        form=form if complete else None,
        change=ctx.say.text("ask.change_form"),
        facts=_facts(form),
        typed="\n\n".join(
            field.value for field in form.fields if isinstance(field, TextField) and field.value
        ),
    )


def ask(
    ctx: RequestContext, question: Line, typed: str, choices: Sequence[Choice], form: Form | None = None
) -> Question:
    """A question with a button for each choice, and one for the form if it is none of them."""
    return Question(
        lines=(question,),
        choices=tuple(choices[:MOST_CHOICES]),
        codes=ctx.answered,
        conversation=ctx.conversation,
        key=ctx.key,
        message=ctx.message,
        form=form,
        change=ctx.say.text("ask.other"),
        typed=typed,
    )


def filled(label: str, form: Form) -> Choice:
    """A choice that sends a form, or shows it where something is missing."""
    return Choice(label, submission_of(form) if is_complete(form) else form)


def either(choices: Sequence[Choice]) -> Enumeration:
    """The choices in a sentence: a, b or c."""
    return Enumeration(tuple((Strong(choice.label),) for choice in choices[:MOST_CHOICES]), "or")


def _facts(form: Form) -> tuple[tuple[str, Line], ...]:
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
