"""Dispatches every request of every platform, in one transaction.

remember → identify the caller → run the use case → return its answer. A repeated request gets the same answer again.
If people are unknown yet, the adapter is asked to look them up and call again.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from bot.context.context import RequestContext, UseCaseContext
from bot.context.ids import IdGenerator
from bot.context.store import Stale, Store
from bot.dispatch.actions import changes_state, needs_fresh_facts, respond
from bot.dispatch.chat.looking import is_named
from bot.domain.events import AboutInstallation, EventKind
from bot.domain.organisations import Workspace
from bot.domain.outbox.model import Letter, NotificationKind, ToCaller
from bot.domain.people.model import Identity, Person, PlatformFacts
from bot.messages.card_json import from_json, to_json
from bot.messages.cards import is_brief
from bot.messages.forms import Draft, Form, Reply
from bot.messages.languages import Languages
from bot.messages.refusals import Refusal, UnknownEmails, refusal_card
from bot.messages.requests import FormSubmission, Inbound, Mention, MessageToBot, Origin, TypedCommand
from bot.messages.typed_words import in_english
from bot.messages.wording import Wording
from bot.use_cases.people.learn import learn_people
from bot.use_cases.verify import VerificationRequest

FACTS_MAX_AGE = timedelta(minutes=5)
"""Maximum age of what is stored about a person when their decision counts."""
DRAFT_LIFETIME = timedelta(hours=24)
"""How long a form can be submitted after it was shown."""
TRIES = 5

BeginTransaction = Callable[[], AbstractContextManager[Store]]


@dataclass(frozen=True)
class NeedsLookup:
    """People that are unknown, or whose stored facts are too old: look them up, store the facts, and dispatch again."""

    external_ids: tuple[str, ...]
    emails: tuple[str, ...] = ()
    """E-mail addresses that match no known person."""
    language: str = ""
    """The language of the caller, "" if unknown yet."""


@dataclass(frozen=True)
class DispatchResult:
    """What to show, to the caller only. None: nothing here, the answer follows as a letter."""

    reply: Reply | None
    refused: bool = False
    """Whether it is a refusal, after which the same request may be tried again."""
    language: str = ""
    """The language of the caller, "" if unknown."""


@dataclass(frozen=True)
class RequestDispatcher:
    """Answers requests; needs transactions, the languages and an id generator."""

    begin: BeginTransaction
    languages: Languages
    ids: IdGenerator

    def dispatch(
        self, inbound: Inbound, origin: Origin, now: datetime
    ) -> DispatchResult | NeedsLookup | VerificationRequest:
        """Answers one request, exactly once however often the platform delivers it."""
        for _ in range(TRIES):
            try:
                with self.begin() as store:
                    return self._dispatch(store, inbound, origin, now)
            except Stale:
                continue
            except UnknownEmails as unknown:
                return NeedsLookup((), unknown.emails, unknown.language)
            except Refusal as refusal:
                return self._refusal_result(refusal, origin, now)
        return self._refusal_result(Refusal("too_busy"), origin, now)

    def send_late_reply(self, reply: Reply, origin: Origin, now: datetime) -> DispatchResult:
        """Answers with a reply made outside the transaction; by letter where the platform needs one."""
        if origin.route is None:
            return DispatchResult(reply)
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            if workspace:
                store.outbox.post(_reply_letter(self.ids, workspace, reply, origin, now))
        return DispatchResult(None)

    def learn(self, origin: Origin, facts: Iterable[PlatformFacts], now: datetime) -> None:
        """Stores what the platform reports about people."""
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            if workspace:
                learn_people(store, self.ids, workspace, facts, now)

    def _dispatch(
        self, store: Store, inbound: Inbound, origin: Origin, now: datetime
    ) -> DispatchResult | NeedsLookup | VerificationRequest:
        workspace = store.people.workspace(origin.platform, origin.workspace)
        if workspace is None:
            return DispatchResult(None)
        before = store.requests.stored_answer(workspace.id, origin.key)
        if before is not None:
            return DispatchResult(from_json(json.loads(before)))
        return self._answer(store, workspace, inbound, origin, now)

    def _answer(
        self, store: Store, workspace: Workspace, inbound: Inbound, origin: Origin, now: datetime
    ) -> DispatchResult | NeedsLookup | VerificationRequest:
        """The answer to a request that was not answered before."""
        known = store.people.identities(workspace.id, _people_of(inbound, origin))
        say = self._wording_for(known.get(origin.user), workspace, origin)
        inbound = in_english(inbound, say, lambda text: is_named(store, workspace.organisation, text))
        missing = _people_to_look_up(inbound, origin, known, now)
        if missing:
            return NeedsLookup(missing, language=say.language)
        actor = _learn_locale(store, known[origin.user].person, inbound, origin)
        conversation = origin.conversation
        if isinstance(inbound, FormSubmission):
            draft = self._load_draft(store, workspace, actor.id, inbound, now)
            inbound = replace(inbound, subject=draft.subject if draft else "")
            conversation = draft.conversation if draft else conversation
        ctx = RequestContext(
            actor=actor,
            workspace=workspace,
            conversation=conversation,
            people={external_id: identity.person for external_id, identity in known.items()},
            forms=origin.forms,
            now=now,
            store=store,
            ids=self.ids,
            say=say,
            languages=self.languages,
            brief=origin.brief,
        )
        try:
            reply = respond(ctx, inbound)
        except UnknownEmails as unknown:
            raise UnknownEmails(unknown.emails, say.language) from None
        if isinstance(reply, VerificationRequest):
            return replace(reply, language=say.language)
        return self._finish_reply(ctx, inbound, origin, reply)

    def _wording_for(self, caller: Identity | None, workspace: Workspace, origin: Origin) -> Wording:
        """What the caller chose, what the request says, what the platform reported, else the organisation's."""
        chosen, reported = (caller.person.chosen_language, caller.person.locale) if caller else (None, None)
        return self.languages.best(chosen, origin.locale, reported, workspace.organisation.language)

    def _finish_reply(
        self, ctx: RequestContext, inbound: Inbound, origin: Origin, reply: Reply | None
    ) -> DispatchResult:
        """Delivers the answer, and stores it where a second delivery of the request must get it again."""
        if isinstance(reply, Form):
            reply = self._save_draft(ctx, reply)
        if reply is not None and _uses_route(reply, origin):
            _post_reply_letter(ctx, reply, origin)
            reply = None
        if changes_state(inbound):
            ctx.store.requests.remember(ctx.workspace.id, origin.key, json.dumps(to_json(reply)), ctx.now)
        return DispatchResult(reply, language=ctx.say.language)

    def _load_draft(
        self, store: Store, workspace: Workspace, person_id: UUID, form: FormSubmission, now: datetime
    ) -> Draft | None:
        """The draft of a submitted form. Only the person who was shown the form can submit it, for the same action."""
        if not form.draft:
            return None
        draft = store.drafts.find(workspace.id, form.draft, now)
        if draft is None or draft.person_id != person_id or draft.action != form.action:
            raise Refusal("form_expired")
        return draft

    def _save_draft(self, ctx: RequestContext, form: Form) -> Form:
        """Stores a form's draft, so that the platform carries only a token."""
        token = ctx.ids.token()
        expires = ctx.now + DRAFT_LIFETIME
        draft = Draft(
            token, ctx.workspace.id, ctx.actor.id, form.action, form.subject, ctx.conversation, expires
        )
        ctx.store.drafts.keep(draft, ctx.now)
        missing, by_address = ctx.say.text("form.needed"), ctx.say.text("form.by_address")
        return replace(form, subject="", draft=token, missing=missing, by_address=by_address)

    def _refusal_result(self, refusal: Refusal, origin: Origin, now: datetime) -> DispatchResult:
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            if workspace is None:
                return DispatchResult(None)
            actor = store.people.identities(workspace.id, [origin.user]).get(origin.user)
            say = self._wording_for(actor, workspace, origin)
            card = refusal_card(refusal, say)
            if refusal.audited:
                ctx = UseCaseContext(workspace, actor.person if actor else None, now, store, self.ids)
                facts = AboutInstallation(refusal.code)
                ctx.record(EventKind.REFUSED, refusal.subject, refusal.code, facts)
            if not _uses_route(card, origin):
                return DispatchResult(card, refused=True, language=say.language)
            store.outbox.post(_reply_letter(self.ids, workspace, card, origin, now))
        return DispatchResult(None, refused=True, language=say.language)


def _learn_locale(store: Store, actor: Person, inbound: Inbound, origin: Origin) -> Person:
    """The caller, with the language that the request itself says; stored where the request changes something."""
    if origin.locale in (None, actor.locale) or not changes_state(inbound):
        return actor
    actor = replace(actor, locale=origin.locale)
    store.people.change(actor)
    return actor


def _people_of(inbound: Inbound, origin: Origin) -> tuple[str, ...]:
    mentioned: tuple[str, ...] = ()
    match inbound:
        case TypedCommand(_, text) | MessageToBot(text):
            mentioned = tuple(
                part.external_id for part in text if isinstance(part, Mention) and part.kind == "person"
            )
        case FormSubmission(fields=fields):
            mentioned = tuple(fields.get("people", ()))
        case _:
            pass
    return tuple(dict.fromkeys((origin.user, *mentioned)))


def _people_to_look_up(
    inbound: Inbound, origin: Origin, known: Mapping[str, Identity], now: datetime
) -> tuple[str, ...]:
    missing = [text for text in _people_of(inbound, origin) if text not in known]
    if (
        needs_fresh_facts(inbound)
        and origin.user in known
        and now - known[origin.user].seen_at > FACTS_MAX_AGE
    ):
        missing.append(origin.user)
    return tuple(missing)


def _uses_route(reply: Reply, origin: Origin) -> bool:
    """Whether the answer goes through the outbox instead of the request's own reply."""
    if origin.route is None:
        return False
    if isinstance(reply, Form):
        return origin.forms_wait
    return not (origin.brief and is_brief(reply))


def _post_reply_letter(ctx: RequestContext, reply: Reply, origin: Origin) -> None:
    ctx.store.outbox.post(_reply_letter(ctx.ids, ctx.workspace, reply, origin, ctx.now))


def _reply_letter(
    ids: IdGenerator, workspace: Workspace, reply: Reply, origin: Origin, now: datetime
) -> Letter:
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
