"""Stores the requests that a question's answers stand for, and finds the one that a pressed button means.

The draft of an answer holds the request, what it answers, and the key under which it is done. That key comes from the
first request, so however often that one is delivered or a button is pressed, it is done once.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.context.context import RequestContext
from bot.context.store import DraftRepository, Store
from bot.domain.organisations import Workspace
from bot.domain.people.model import Identity
from bot.messages.card_json import from_json, to_json
from bot.messages.cards import Button, Card, Style
from bot.messages.forms import Draft, Form
from bot.messages.questions import Question
from bot.messages.refusals import Refusal
from bot.messages.requests import ButtonPress, FormSubmission, Inbound, Mention, Origin, TypedCommand
from bot.presenting.question_cards import question_card

GO_ON, CHANGE = "go_on", "change_words"
"""The buttons of a question: do what was asked about, or show the form that changes it."""
LIFETIME = timedelta(hours=24)
"""How long a question can be answered."""


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """A request that waited for an answer, and the draft that kept it."""

    inbound: Inbound
    origin: Origin
    draft: Draft
    answered: frozenset[str]

    def resume(self, ctx: RequestContext) -> RequestContext:
        """The context in which it goes on."""
        return replace(
            ctx,
            conversation=self.draft.conversation,
            answered=self.answered,
            key=self.origin.key,
            message=self.origin.message,
        )


def store_question(ctx: RequestContext, question: Question) -> Card:
    """Stores the answers' requests; returns the card that asks."""
    buttons = []
    for number, choice in enumerate(question.choices):
        style = Style.PLAIN if number else Style.PRIMARY
        if isinstance(choice.request, Form):
            token = _keep(ctx, question, CHANGE, {"form": to_json(choice.request)})
            buttons.append(Button(choice.label, CHANGE, token, style))
            continue
        request, answered = _request_to_json(choice.request), sorted(question.codes)
        key = hashlib.sha256(json.dumps([question.key, request]).encode()).hexdigest()
        kept = {"request": request, "answered": answered, "key": key, "message": question.message}
        token = _keep(ctx, question, GO_ON, kept)
        buttons.append(Button(choice.label, GO_ON, token, style))
    if question.form:
        token = _keep(ctx, question, CHANGE, {"form": to_json(question.form)})
        buttons.append(Button(question.change, CHANGE, token))
    return question_card(question, tuple(buttons))


def is_answer(inbound: Inbound) -> bool:
    """Whether it is the button of a question."""
    return isinstance(inbound, ButtonPress) and inbound.action in (GO_ON, CHANGE)


def find_kept(
    store: Store, workspace: Workspace, inbound: Inbound, origin: Origin, now: datetime
) -> KeptRequest | None:
    """What a pressed button of a question stands for, for the person who was asked; None for every other request."""
    if not isinstance(inbound, ButtonPress) or not is_answer(inbound):
        return None
    draft = _find(store.drafts, workspace, inbound, now)
    presser = store.people.identities(workspace.id, [origin.user]).get(origin.user)
    if presser is None or presser.person.id != draft.person_id:
        raise Refusal("question_expired")
    if inbound.action == CHANGE:
        return KeptRequest(inbound, origin, draft, frozenset())
    kept = json.loads(draft.subject)
    request = _request_from_json(kept["request"])
    origin = replace(origin, key=kept["key"], message=kept.get("message"))
    return KeptRequest(request, origin, draft, frozenset(kept["answered"]))


def asked_about(
    drafts: DraftRepository, workspace: Workspace, inbound: Inbound, presser: Identity | None, now: datetime
) -> Inbound:
    """What a pressed answer stands for, for the person who was asked alone; every other request itself."""
    if not isinstance(inbound, ButtonPress) or inbound.action != GO_ON or presser is None:
        return inbound
    draft = drafts.find(workspace.id, inbound.token, now)
    if draft is None or draft.action != GO_ON or draft.person_id != presser.person.id:
        return inbound
    return _request_from_json(json.loads(draft.subject)["request"])


def show_form(ctx: RequestContext, token: str) -> Form | Card:
    """The form of a question, filled in with everything that was typed."""
    draft = _find(ctx.store.drafts, ctx.workspace, ButtonPress(CHANGE, token), ctx.now)
    _refuse_others(ctx, draft)
    form = from_json(json.loads(draft.subject)["form"])
    assert isinstance(form, Form)  # noqa: S101 - what `store_question` wrote; this tells mypy
    return ctx.form_or_hint(form)


def _find(drafts: DraftRepository, workspace: Workspace, press: ButtonPress, now: datetime) -> Draft:
    draft = drafts.find(workspace.id, press.token, now) if press.token else None
    if draft is None or draft.action != press.action:
        raise Refusal("question_expired")
    return draft


def _refuse_others(ctx: RequestContext, draft: Draft) -> None:
    if draft.person_id != ctx.actor.id:
        raise Refusal("question_expired")


def _keep(ctx: RequestContext, question: Question, action: str, kept: Mapping[str, Any]) -> str:
    token, expires = ctx.ids.token(), ctx.now + LIFETIME
    subject, conversation = json.dumps(kept), question.conversation
    draft = Draft(token, ctx.workspace.id, ctx.actor.id, action, subject, conversation, expires)
    ctx.store.drafts.keep(draft, ctx.now)
    return token


def _request_to_json(request: FormSubmission | ButtonPress | TypedCommand) -> Mapping[str, Any]:
    if isinstance(request, ButtonPress):
        return {"button": request.action, "token": request.token}
    if isinstance(request, TypedCommand):
        parts = (
            part if isinstance(part, str) else [part.external_id, part.label, part.kind]
            for part in request.text
        )
        return {"command": request.command, "text": list(parts)}
    fields = {
        name: list(value) if isinstance(value, tuple) else value for name, value in request.fields.items()
    }
    return {"form": request.action, "fields": fields, "subject": request.subject}


def _request_from_json(stored: Mapping[str, Any]) -> FormSubmission | ButtonPress | TypedCommand:
    if "button" in stored:
        return ButtonPress(stored["button"], stored["token"])
    if "command" in stored:
        parts = (part if isinstance(part, str) else Mention(*part) for part in stored["text"])
        return TypedCommand(stored["command"], tuple(parts))
    fields = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored["fields"].items()
    }
    return FormSubmission(stored["form"], fields, subject=stored["subject"])
