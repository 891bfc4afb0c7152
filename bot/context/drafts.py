"""Drafts: forms that were shown, and requests that buttons carry.

A form's draft keeps what the form is about; the platform carries a token. A button of a question carries a whole
request the same way: a form as it was filled in, or a command as it was meant. The dispatcher puts it in place of the
press, so it is judged like any other request, and what it does, it does once. A draft counts for a day, for the person
who was shown it.
"""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bot.context.context import RequestContext
from bot.context.store import Store
from bot.messages.card_json import from_json, to_json
from bot.messages.cards import Button, Buttons
from bot.messages.forms import ChoiceField, Draft, Form, PeopleField, Reply, TextField
from bot.messages.refusals import Refusal
from bot.messages.requests import TYPED_SUFFIX, ButtonPress, FormSubmission, Inbound, Mention, TypedCommand

DRAFT_LIFETIME = timedelta(hours=24)
"""How long a form can be submitted after it was shown, and a question answered."""
SEND, OPEN, REPEAT = "send_form", "open_form", "repeat"
"""Buttons that carry a request: a form to send, a form to open, a command."""


def save_draft(ctx: RequestContext, form: Form) -> Form:
    """Stores a form's draft, so that the platform carries only a token."""
    token = _keep(ctx, form.action, form.subject)
    missing, by_address = ctx.say.text("form.needed"), ctx.say.text("form.by_address")
    return replace(form, subject="", draft=token, missing=missing, by_address=by_address)


def keep_form(ctx: RequestContext, action: str, form: Form) -> str:
    """Stores a form for a button that sends or opens it; returns the button's token."""
    return _keep(ctx, action, json.dumps(to_json(form)))


def keep_request(ctx: RequestContext, command: TypedCommand) -> str:
    """Stores a command for its button; returns the button's token."""
    text = [
        part if isinstance(part, str) else [part.external_id, part.label, part.kind] for part in command.text
    ]
    return _keep(ctx, REPEAT, json.dumps({"command": command.command, "text": text}))


def load_draft(ctx: RequestContext, inbound: Inbound) -> Draft | None:
    """The draft of a submitted form. Only the person who was shown the form can submit it, for the same action."""
    if not isinstance(inbound, FormSubmission) or not inbound.draft:
        return None
    draft = ctx.store.drafts.find(ctx.workspace.id, inbound.draft, ctx.now)
    if draft is None or draft.person_id != ctx.actor.id or draft.action not in (inbound.action, SEND):
        raise Refusal("form_expired")
    if draft.action == SEND:
        return replace(draft, subject=_form_in(draft).subject)
    return draft


def open_form(ctx: RequestContext, token: str) -> Form:
    """The form that a button opens, as it was filled in."""
    draft = ctx.store.drafts.find(ctx.workspace.id, token, ctx.now)
    if draft is None or draft.person_id != ctx.actor.id or draft.action not in (OPEN, SEND):
        raise Refusal("form_expired")
    return _form_in(draft)


def carried_request(
    store: Store, workspace_id: UUID, press: Inbound, user: str, now: datetime
) -> tuple[Inbound, Draft | None]:
    """The request that a button carries, with its draft; any other request as it is.

    A press whose draft is gone, or is another person's, stays a press: its action refuses it.
    """
    if not isinstance(press, ButtonPress) or press.action not in (SEND, REPEAT):
        return press, None
    draft = store.drafts.find(workspace_id, press.token, now)
    caller = store.people.identities(workspace_id, [user]).get(user)
    if draft is None or caller is None or (draft.person_id, draft.action) != (caller.person.id, press.action):
        return press, None
    if press.action == SEND:
        form = _form_in(draft)
        return FormSubmission(form.action, _values(form), press.token, form.subject), draft
    written = json.loads(draft.subject)
    text = tuple(part if isinstance(part, str) else Mention(*part) for part in written["text"])
    return TypedCommand(written["command"], text), draft


def use_up(ctx: RequestContext, draft: Draft) -> None:
    """Removes the draft of a request that a button carries, so that it is done once, however often it is pressed."""
    if not ctx.store.drafts.drop(ctx.workspace.id, draft.token):
        raise Refusal("form_expired")


def asks_back(reply: Reply) -> bool:
    """Whether the answer asks back, so that what was requested is not done yet."""
    if isinstance(reply, Form):
        return True
    buttons = [button for block in reply.blocks if isinstance(block, Buttons) for button in block.buttons]
    return any(isinstance(button, Button) and button.action in (SEND, OPEN, REPEAT) for button in buttons)


def _keep(ctx: RequestContext, action: str, content: str) -> str:
    token, expires = ctx.ids.token(), ctx.now + DRAFT_LIFETIME
    draft = Draft(token, ctx.workspace.id, ctx.actor.id, action, content, ctx.conversation, expires)
    ctx.store.drafts.keep(draft, ctx.now)
    return token


def _form_in(draft: Draft) -> Form:
    form: Any = from_json(json.loads(draft.subject))
    if not isinstance(form, Form):
        raise TypeError(f"found {type(form).__name__} in a draft, expected a form")
    return form


def _values(form: Form) -> dict[str, str | tuple[str, ...]]:
    """What a form would send if it were submitted as it is filled in."""
    values: dict[str, str | tuple[str, ...]] = {}
    for field in form.fields:
        match field:
            case PeopleField():
                values[field.name] = field.value
                values[f"{field.name}{TYPED_SUFFIX}"] = field.typed
            case ChoiceField() | TextField():
                values[field.name] = field.value
    return values
