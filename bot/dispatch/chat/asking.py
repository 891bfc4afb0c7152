"""Asks once before a request counts: what translators call when their use case has run.

awarded = awards.award(ctx, command)
ask_first(ctx, lambda: proposal_form(…), doubts)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.context.context import RequestContext
from bot.messages.cards import Line
from bot.messages.forms import Form
from bot.messages.questions import AskFirst, Choice, Question, submission_of


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason to ask: its code, its sentence, and the label of the button that goes on all the same."""

    code: str
    line: Line
    go_on: str


def ask_first(ctx: RequestContext, fill_in: Callable[[], Form], doubts: Iterable[Doubt]) -> None:
    """Raises `AskFirst` if a doubt has not been answered yet. `fill_in` makes the form with everything typed."""
    unanswered = tuple(doubt for doubt in doubts if doubt.code not in ctx.answered)
    if not unanswered:
        return
    form = fill_in()
    raise AskFirst(
        Question(
            lines=tuple(doubt.line for doubt in unanswered),
            choices=(Choice(unanswered[0].go_on, submission_of(form)),),
            codes=ctx.answered | {doubt.code for doubt in unanswered},
            conversation=ctx.conversation,
            key=ctx.key,
            form=form,
            change=ctx.say.text("ask.change"),
            note=ctx.say.line("ask.nothing_yet"),
        )
    )
