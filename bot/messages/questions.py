"""Questions that are asked once before something counts, with everything kept that was typed.

    raise AskFirst(Question(lines, (Choice("Send as it is", submission_of(form)),), …))

A use case has run when its translator asks, so its transaction is undone: what rules forbid is refused at once, and
nothing is asked about it. The request of a choice is stored as its draft (`bot/dispatch/questions.py`), so a
button carries a token and nothing else.

Decision: docs/decisions/0251.
"""

from dataclasses import dataclass, field

from bot.messages.cards import Line
from bot.messages.forms import Form, PeopleField
from bot.messages.platforms import Conversation
from bot.messages.requests import TYPED_SUFFIX, ButtonPress, FormSubmission


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: the label of its button, and the request that a press of it makes."""

    label: str
    request: FormSubmission | ButtonPress


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


class AskFirst(Exception):
    """Something is to be asked before the request counts. Roll back, and show the question."""

    def __init__(self, question: Question) -> None:
        super().__init__("a question comes first")
        self.question = question


def submission_of(form: Form) -> FormSubmission:
    """The form, submitted as it was filled in beforehand."""
    fields: dict[str, str | tuple[str, ...]] = {}
    for one in form.fields:
        fields[one.name] = one.value
        if isinstance(one, PeopleField):
            fields[f"{one.name}{TYPED_SUFFIX}"] = one.typed
    return FormSubmission(form.action, fields, subject=form.subject)
