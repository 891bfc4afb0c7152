"""Requests whose people could not be checked in time: kept, then answered by a letter or refused within a minute."""

from dataclasses import replace
from datetime import timedelta

from bot.context.context import UseCaseContext
from bot.dispatch.delivery import DispatchResult, late_origin, reply_letter, uses_route
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import AnswerRequest
from bot.messages.quotations import typed_words_of
from bot.messages.refusals import Refusal
from bot.messages.request_json import request_to_json
from bot.messages.requests import Inbound, Origin
from bot.messages.wording import Wording
from bot.presenting.owners.retries import being_checked_card

CHECKED_WITHIN = timedelta(minutes=1)
"""After that a kept request is refused."""


def keep_request(ctx: UseCaseContext, inbound: Inbound, origin: Origin, say: Wording) -> DispatchResult:
    """Queues the job that answers the request, and says so; one job for each request, however often it comes."""
    task = AnswerRequest(request_to_json(inbound, late_origin(origin)), ctx.now + CHECKED_WITHIN)
    key = f"request:{ctx.workspace.id}:{origin.key}"
    ctx.store.outbox.queue(Job(ctx.ids.new_id(), ctx.organisation.id, task, key, ctx.now))
    card = being_checked_card(say)
    if not uses_route(card, origin):
        return DispatchResult(card, language=say.language)
    letter = reply_letter(ctx.ids, ctx.workspace, card, origin, ctx.now)
    ctx.store.outbox.post(replace(letter, key=f"checking:{origin.key}"))
    return DispatchResult(None, language=say.language)


def not_checked(inbound: Inbound) -> Refusal:
    """The refusal of a kept request, with what was typed."""
    typed = typed_words_of(inbound, {})
    return Refusal("not_checked", {"typed": typed}) if typed else Refusal("platform_away")
