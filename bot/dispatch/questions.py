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
from bot.context.store import DraftRepository
from bot.domain.organisations import Workspace
from bot.messages.card_json import from_json, to_json
from bot.messages.cards import Button, Card, Style
from bot.messages.forms import Draft, Form
from bot.messages.questions import Question
from bot.messages.refusals import Refusal
from bot.messages.requests import ButtonPress, FormSubmission, Inbound, Origin
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
        """The context in which it goes on; refuses a person who was not asked."""
        _refuse_others(ctx, self.draft)
        return replace(ctx, conversation=self.draft.conversation, answered=self.answered, key=self.origin.key)


def store_question(ctx: RequestContext, question: Question) -> Card:
    """Stores the answers' requests; returns the card that asks."""
    buttons = []
    for number, choice in enumerate(question.choices):
        request, answered = _request_to_json(choice.request), sorted(question.codes)
        key = hashlib.sha256(json.dumps([question.key, request]).encode()).hexdigest()
        kept = {"request": request, "answered": answered, "key": key}
        token = _keep(ctx, question, GO_ON, kept)
        buttons.append(Button(choice.label, GO_ON, token, Style.PLAIN if number else Style.PRIMARY))
    if question.form:
        token = _keep(ctx, question, CHANGE, {"form": to_json(question.form)})
        buttons.append(Button(question.change, CHANGE, token))
    return question_card(question, tuple(buttons))


def find_kept(
    drafts: DraftRepository, workspace: Workspace, inbound: Inbound, origin: Origin, now: datetime
) -> KeptRequest | None:
    """What a pressed button of a question stands for; None for every other request."""
    if not isinstance(inbound, ButtonPress) or inbound.action not in (GO_ON, CHANGE):
        return None
    draft = _find(drafts, workspace, inbound, now)
    if inbound.action == CHANGE:
        return KeptRequest(inbound, origin, draft, frozenset())
    kept = json.loads(draft.subject)
    request = _request_from_json(kept["request"])
    return KeptRequest(request, replace(origin, key=kept["key"]), draft, frozenset(kept["answered"]))


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


def _request_to_json(request: FormSubmission | ButtonPress) -> Mapping[str, Any]:
    if isinstance(request, ButtonPress):
        return {"button": request.action, "token": request.token}
    fields = {
        name: list(value) if isinstance(value, tuple) else value for name, value in request.fields.items()
    }
    return {"form": request.action, "fields": fields, "subject": request.subject}


def _request_from_json(stored: Mapping[str, Any]) -> FormSubmission | ButtonPress:
    if "button" in stored:
        return ButtonPress(stored["button"], stored["token"])
    fields = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored["fields"].items()
    }
    return FormSubmission(stored["form"], fields, subject=stored["subject"])
