"""Forms that could not be shown when they were asked for."""

from bot.context.context import RequestContext
from bot.messages.forms import Reply
from bot.messages.refusals import Refusal


def open_form(ctx: RequestContext, token: str) -> Reply:
    """Shows the caller's form again, as it was filled in; a form that was submitted and counts is not shown again."""
    draft = ctx.store.drafts.find(ctx.workspace.id, token, ctx.now)
    if draft is None or draft.form is None or draft.person_id != ctx.actor.id:
        raise Refusal("form_expired")
    return ctx.form_or_hint(draft.form)
