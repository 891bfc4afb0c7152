"""Asks: once before a request counts, or back with everything kept.

Before it counts, when its use case has run (`ask_first`):

    awarded = awards.award(ctx, command)
    ask_first(ctx, doubts, lambda: proposal_form(…))

Back, with a form filled in (`show_form`), or a question with a button for each likely meaning (`ask`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.context.context import RequestContext
from bot.messages.cards import AnswerPlace, Line, Strong, Words
from bot.messages.forms import ChoiceField, Form, PeopleField, Reply, TextField
from bot.messages.questions import AskFirst, Choice, Question, is_complete, submission_of
from bot.messages.requests import ButtonPress, FormSubmission
from bot.messages.wording import Enumeration

MOST_CHOICES = 4


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason to ask: its code, its sentence, and the label of the button that goes on all the same."""

    code: str
    line: Line
    go_on: str


def ask_first(
    ctx: RequestContext,
    doubts: Iterable[Doubt],
    kept: Callable[[], Form] | ButtonPress,
    place: AnswerPlace = AnswerPlace.APART,
) -> None:
    """Raises `AskFirst` if a doubt has not been answered yet.

    `kept`: what goes on then, a form with everything typed, which can also be changed, or a pressed button. `place`:
    where it is asked.
    """
    unanswered = tuple(doubt for doubt in doubts if doubt.code not in ctx.answered)
    if not unanswered:
        return
    form: Form | None = None
    request: FormSubmission | ButtonPress
    if isinstance(kept, ButtonPress):
        request = kept
    else:
        form = kept()
        request = submission_of(form)
    raise AskFirst(
        Question(
            lines=tuple(doubt.line for doubt in unanswered),
            choices=(Choice(unanswered[0].go_on, request),),
            codes=ctx.answered | {doubt.code for doubt in unanswered},
            conversation=ctx.conversation,
            key=ctx.key,
            message=ctx.message,
            form=form,
            change=ctx.say.text("ask.change"),
            note=ctx.say.line("ask.nothing_yet"),
            place=place,
        )
    )


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
