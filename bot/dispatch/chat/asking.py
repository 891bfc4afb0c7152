"""Asks once before a request counts: what translators call when their use case has run.

awarded = awards.award(ctx, command)
ask_first(ctx, doubts, lambda: proposal_form(…))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.context.context import RequestContext
from bot.messages.cards import Line
from bot.messages.forms import Form
from bot.messages.questions import AskFirst, Choice, Question, submission_of
from bot.messages.requests import ButtonPress, FormSubmission


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason to ask: its code, its sentence, and the label of the button that goes on all the same."""

    code: str
    line: Line
    go_on: str


def ask_first(ctx: RequestContext, doubts: Iterable[Doubt], kept: Callable[[], Form] | ButtonPress) -> None:
    """Raises `AskFirst` if a doubt has not been answered yet.

    `kept`: what goes on then, a form with everything typed, which can also be changed, or a pressed button.
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
            form=form,
            change=ctx.say.text("ask.change"),
            note=ctx.say.line("ask.nothing_yet"),
        )
    )
