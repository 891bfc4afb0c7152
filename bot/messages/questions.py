"""Questions that are asked once before something counts, with everything kept that was typed.

    raise AskFirst(Question(lines, (Choice("Send as it is", submission_of(form)),), …))

A use case has run when its translator asks, so its transaction is undone: what rules forbid is refused at once, and
nothing is asked about it. The request of a choice is stored as its draft (`bot/dispatch/questions.py`), so a
button carries a token and nothing else.

Decision: docs/decisions/0251.
"""

from dataclasses import dataclass, field

from bot.messages.cards import AnswerPlace, Line
from bot.messages.forms import CheckField, ChoiceField, Field, Form, PeopleField, TextField
from bot.messages.platforms import Conversation, PressedCard
from bot.messages.requests import TYPED_SUFFIX, ButtonPress, FormSubmission, TypedCommand


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: the label of its button, and the request that a press of it makes; a form is shown instead."""

    label: str
    request: FormSubmission | ButtonPress | TypedCommand | Form


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the answers. Nothing counts until one is pressed."""

    lines: tuple[Line, ...]
    choices: tuple[Choice, ...]
    """The likeliest first."""
    codes: frozenset[str]
    """Everything that the requests of the choices count as answered: `RequestContext.answered`."""
    conversation: Conversation
    """Where the request was made, which the requests of the choices keep."""
    key: str
    """Names the request, so that one delivered twice, and asked about twice, is done once."""
    form: Form | None = None
    """Holds everything typed, to be changed; None where there is nothing to change."""
    change: str = ""
    """The label of the button that shows the form."""
    note: Line = field(default=())
    message: str | None = None
    """Names the message that asked, so that what a choice does counts as done by it."""
    facts: tuple[tuple[str, Line], ...] = ()
    """What was understood, by what it is."""
    typed: str = ""
    """What was typed, to be quoted."""
    below: tuple[Line, ...] = ()
    """What else can be done, below the answers."""
    place: AnswerPlace = AnswerPlace.APART
    """Where it is asked."""


class AskFirst(Exception):
    """Something is to be asked before the request counts. Roll back, and show the question."""

    def __init__(self, question: Question) -> None:
        super().__init__("a question comes first")
        self.question = question
        self.pressed: PressedCard | None = None
        """The card on which the request began, also if a form lay between; it may show the question."""


def is_complete(form: Form) -> bool:
    """Whether the form can be sent as it is filled in."""
    return all(_is_filled(one) for one in form.fields)


def submission_of(form: Form) -> FormSubmission:
    """The form, submitted as it was filled in beforehand."""
    fields: dict[str, str | tuple[str, ...]] = {}
    for one in form.fields:
        fields[one.name] = one.value
        if isinstance(one, PeopleField):
            fields[f"{one.name}{TYPED_SUFFIX}"] = one.typed
    return FormSubmission(form.action, fields, subject=form.subject)


def _is_filled(one: Field) -> bool:
    match one:
        case TextField():
            return bool(one.value) or not one.required
        case ChoiceField():
            return bool(one.value)
        case PeopleField():
            return bool(one.value or one.typed) or not one.required
        case CheckField():
            return True
