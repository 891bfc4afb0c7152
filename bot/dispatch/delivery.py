"""How an answer reaches its caller: at once, as a form whose draft is stored, or as a letter."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.context.context import RequestContext
from bot.context.ids import IdGenerator
from bot.dispatch.questions import store_question
from bot.domain.organisations import Workspace
from bot.domain.outbox.model import Letter, NotificationKind, ToCaller
from bot.messages.card_json import to_json
from bot.messages.cards import Button, Buttons, is_brief
from bot.messages.forms import Draft, Form, Reply
from bot.messages.questions import Question
from bot.messages.refusals import Refusal
from bot.messages.requests import FormSubmission, Origin

DRAFT_LIFETIME = timedelta(hours=24)
"""How long a form can be submitted after it was shown."""


@dataclass(frozen=True)
class DispatchResult:
    """What to show, to the caller only. None: nothing here, the answer follows as a letter."""

    reply: Reply | None
    refused: bool = False
    """Whether it is a refusal, after which the same request may be tried again."""
    language: str = ""
    """The language of the caller, "" if unknown."""


def deliver(ctx: RequestContext, origin: Origin, reply: Reply | Question) -> DispatchResult:
    """Shows the reply at once, a form or a question after its draft is stored, or leaves it to a letter."""
    if isinstance(reply, Question):
        reply = store_question(ctx, reply)
    if isinstance(reply, Form) and not reply.draft:
        reply = _save_draft(ctx, reply)
    if not uses_route(reply, origin):
        return DispatchResult(reply, language=ctx.say.language)
    ctx.store.outbox.post(reply_letter(ctx.ids, ctx.workspace, reply, origin, ctx.now))
    return DispatchResult(None, language=ctx.say.language)


def load_draft(ctx: RequestContext, form: FormSubmission) -> Draft | None:
    """The draft of a submitted form. Only the person who was shown the form can submit it, for the same action."""
    if not form.draft:
        return None
    draft = ctx.store.drafts.find(ctx.workspace.id, form.draft, ctx.now)
    if draft is None or draft.person_id != ctx.actor.id or draft.action != form.action:
        raise Refusal("form_expired")
    return draft


def uses_route(reply: Reply, origin: Origin) -> bool:
    """Whether the answer goes through the outbox instead of the request's own reply."""
    if origin.route is None:
        return False
    if isinstance(reply, Form):
        return origin.forms_wait
    return not (origin.brief and is_brief(reply))


def late_origin(origin: Origin) -> Origin:
    """The origin of a request that is answered by a letter: without a route, in the caller's private conversation.

    A form waits behind a button there, where the platform has no other way to show it.
    """
    return replace(origin, route=origin.route or "", forms_wait=True, brief=False)


def _save_draft(ctx: RequestContext, form: Form) -> Form:
    """Stores a form and its draft, so that the platform carries only a token, and the form can be shown again."""
    token, expires = ctx.ids.token(), ctx.now + DRAFT_LIFETIME
    again = Buttons((Button(ctx.say.text("form.open"), "open_form", token),))
    shown = replace(
        form,
        subject="",
        draft=token,
        missing=ctx.say.text("form.needed"),
        by_address=ctx.say.text("form.by_address"),
        hint=replace(form.hint, blocks=(*form.hint.blocks, again)),
    )
    about = (ctx.workspace.id, ctx.actor.id, form.action, form.subject, ctx.conversation)
    ctx.store.drafts.keep(Draft(token, *about, expires, shown), ctx.now)
    return shown


def reply_letter(
    ids: IdGenerator, workspace: Workspace, reply: Reply, origin: Origin, now: datetime
) -> Letter:
    """The letter that brings an answer to its caller, by the route of the request; one for each request."""
    letter_id = ids.new_id()
    return Letter(
        letter_id,
        workspace.organisation.id,
        workspace.id,
        NotificationKind.REPLY,
        letter_id,
        ToCaller(origin.user, origin.route or "", origin.aside),
        f"reply:{origin.key}",
        now,
        content=json.dumps(to_json(reply)),
    )
