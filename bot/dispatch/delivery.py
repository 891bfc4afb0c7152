"""How an answer reaches its caller: at once, as a form whose draft is stored, or as a letter."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.context.context import RequestContext
from bot.context.ids import IdGenerator
from bot.context.store import Stale
from bot.dispatch.placing import place_reply, with_way_back
from bot.dispatch.questions import store_question
from bot.domain.organisations import Workspace
from bot.domain.outbox.model import Letter, NotificationKind, ToCaller
from bot.messages.card_json import from_json, to_json
from bot.messages.cards import AnswerPlace, Button, Buttons, Card, is_brief
from bot.messages.forms import Draft, Form, Reply
from bot.messages.platforms import PressedCard
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
    pressed: PressedCard | None = None
    """The card whose place the reply takes, if it takes one."""


def deliver(
    ctx: RequestContext, origin: Origin, reply: Reply | Question, *, in_place: bool = False
) -> DispatchResult:
    """Shows the reply at once, a form or a question after its draft is stored, or leaves it to a letter.

    `in_place`: a card replaces the pressed one, whatever it says.
    """
    if isinstance(reply, Question):
        reply = store_question(ctx, reply)
    if in_place and isinstance(reply, Card):
        reply = replace(reply, place=AnswerPlace.PRESSED)
    reply = place_reply(ctx, origin, reply)
    if isinstance(reply, Form) and not reply.draft:
        reply = _save_draft(ctx, reply, origin)
    pressed = origin.pressed if takes_place(reply) else None
    if pressed:
        place, content = (pressed.conversation, pressed.message), json.dumps(to_json(reply))
        ctx.store.outbox.rewrite_reply(ctx.workspace.id, *place, content)
    if not uses_route(reply, origin):
        return DispatchResult(reply, language=ctx.say.language, pressed=pressed)
    ctx.store.outbox.post(reply_letter(ctx.ids, ctx.workspace, reply, origin, ctx.now))
    return DispatchResult(None, language=ctx.say.language)


def with_draft(
    ctx: RequestContext, form: FormSubmission, origin: Origin
) -> tuple[RequestContext, FormSubmission, Origin]:
    """A submitted form with what it is about, in the conversation and on the card where it was shown."""
    draft = _load_draft(ctx, form)
    if draft is None:
        return ctx, replace(form, subject=""), origin
    ctx, form = replace(ctx, conversation=draft.conversation), replace(form, subject=draft.subject)
    return ctx, form, replace(origin, pressed=draft.pressed) if draft.pressed else origin


def use_up_form(ctx: RequestContext, form: FormSubmission) -> None:
    """What was submitted counts once, in however many windows its form is open."""
    if not ctx.store.drafts.drop(ctx.workspace.id, form.draft):
        raise Stale(f"the form {form.draft} was submitted meanwhile")


def _load_draft(ctx: RequestContext, form: FormSubmission) -> Draft | None:
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
    if takes_place(reply):
        return not origin.replaces
    return not (origin.brief and is_brief(reply))


def takes_place(reply: Reply) -> bool:
    """Whether the answer takes the place of the pressed card."""
    return isinstance(reply, Card) and reply.place is AnswerPlace.PRESSED


def late_origin(origin: Origin) -> Origin:
    """The origin of a request that is answered by a letter: without a route, in the caller's private conversation.

    A form waits behind a button there, where the platform has no other way to show it.
    """
    late = replace(origin, route=origin.route or "", forms_wait=True, brief=False)
    return replace(late, replaces=False, refusals_fit=False)


def _save_draft(ctx: RequestContext, form: Form, origin: Origin) -> Form:
    """Stores a form and its draft, so that the platform carries only a token, and the form can be shown again."""
    token, expires = ctx.ids.token(), ctx.now + DRAFT_LIFETIME
    again = Buttons((Button(ctx.say.text("form.open"), "open_form", token),))
    hint = replace(form.hint, blocks=(*form.hint.blocks, again))
    shown = replace(
        form,
        subject="",
        draft=token,
        missing=ctx.say.text("form.needed"),
        by_address=ctx.say.text("form.by_address"),
        yes=ctx.say.text("form.yes"),
        hint=with_way_back(ctx.say, origin, hint),
    )
    about = (ctx.workspace.id, ctx.actor.id, form.action, form.subject, ctx.conversation)
    ctx.store.drafts.keep(Draft(token, *about, expires, shown, origin.pressed), ctx.now)
    return shown


def reply_letter(
    ids: IdGenerator, workspace: Workspace, reply: Reply, origin: Origin, now: datetime
) -> Letter:
    """The letter that brings an answer to its caller, by the route of the request; one for each request."""
    letter_id, route = ids.new_id(), origin.route or ""
    if takes_place(reply) and origin.pressed and origin.pressed.route:
        route = origin.pressed.route
    return Letter(
        letter_id,
        workspace.organisation.id,
        workspace.id,
        NotificationKind.REPLY,
        letter_id,
        ToCaller(origin.user, route, origin.aside),
        f"reply:{origin.key}",
        now,
        content=json.dumps(to_json(reply)),
    )


def write_answer(result: DispatchResult) -> str:
    """An answer as it is stored for a second delivery of the same request."""
    reply, pressed = to_json(result.reply), to_json(result.pressed)
    return json.dumps({"reply": reply, "pressed": pressed} if pressed else reply)


def read_answer(stored: str) -> DispatchResult:
    """What `write_answer` wrote, in this release or one before."""
    answer = json.loads(stored)
    if isinstance(answer, dict) and "is" not in answer:
        return DispatchResult(from_json(answer["reply"]), pressed=from_json(answer["pressed"]))
    return DispatchResult(from_json(answer))
