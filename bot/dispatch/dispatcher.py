"""Dispatches every request of every platform.

remember → identify the caller → run the use case → return its answer, in one transaction. A repeated request gets the
same answer again. An action that only reads does so on a reading transaction; what must still be written to deliver
its answer is written after it. If people are unknown yet, the adapter is asked to look them up and call again.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.context.context import RequestContext, UseCaseContext
from bot.context.ids import IdGenerator
from bot.context.store import Stale, Store
from bot.dispatch.actions import Effect, action_of, respond
from bot.domain.events import AboutInstallation, EventKind
from bot.domain.organisations import Workspace
from bot.domain.outbox.model import Letter, NotificationKind, ToCaller
from bot.domain.people.model import Identity, PlatformFacts
from bot.messages.card_json import from_json, to_json
from bot.messages.cards import is_brief
from bot.messages.forms import Draft, Form, Reply
from bot.messages.refusals import Refusal, UnknownEmails, refusal_card
from bot.messages.requests import FormSubmission, Inbound, Mention, MessageToBot, Origin, TypedCommand
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


@dataclass(frozen=True)
class DispatchResult:
    """What to show, to the caller only. None: nothing here, the answer follows as a letter."""

    reply: Reply | None
    refused: bool = False
    """Whether it is a refusal, after which the same request may be tried again."""


@dataclass(frozen=True)
class Undelivered:
    """The answer of a read, which needs a transaction for its delivery: a letter, the draft of a form, an entry about
    a refusal."""

    reply: Reply | Refusal


Outcome = DispatchResult | NeedsLookup | VerificationRequest


@dataclass(frozen=True)
class RequestDispatcher:
    """Answers requests; needs transactions that write and that only read, wording and an id generator."""

    begin: BeginTransaction
    read: BeginTransaction
    say: Wording
    ids: IdGenerator

    def dispatch(self, inbound: Inbound, origin: Origin, now: datetime) -> Outcome:
        """Answers one request, exactly once however often the platform delivers it."""
        if action_of(inbound).reads:
            answer = self.answer_read(inbound, origin, now)
            return self.deliver(answer, origin, now) if isinstance(answer, Undelivered) else answer
        for _ in range(TRIES):
            try:
                with self.begin() as store:
                    return self._dispatch(store, inbound, origin, now)
            except Stale:
                continue
            except UnknownEmails as nobody:
                return NeedsLookup((), nobody.emails)
            except Refusal as refusal:
                return self._refuse(refusal, origin, now)
        return self._refuse(Refusal("too_busy"), origin, now)

    def answer_read(self, inbound: Inbound, origin: Origin, now: datetime) -> Outcome | Undelivered:
        """Answers a request whose action only reads; waits for no writer, and writes nothing."""
        reply: Reply | Refusal
        try:
            with self.read() as store:
                workspace = store.people.workspace(origin.platform, origin.workspace)
                ctx = self._context(store, workspace, inbound, origin, now) if workspace else None
                if not isinstance(ctx, RequestContext):
                    return ctx or DispatchResult(None)
                answer = respond(ctx, inbound)
                if isinstance(answer, VerificationRequest):
                    return answer
                reply = answer
        except UnknownEmails as nobody:
            return NeedsLookup((), nobody.emails)
        except Refusal as refusal:
            reply = refusal
            if not refusal.audited and not _uses_route(refusal_card(refusal, self.say), origin):
                return DispatchResult(refusal_card(refusal, self.say), refused=True)
        if isinstance(reply, Refusal | Form) or _uses_route(reply, origin):
            return Undelivered(reply)
        return DispatchResult(reply)

    def deliver(self, answer: Undelivered, origin: Origin, now: datetime) -> DispatchResult:
        """Writes what the answer of a read needs."""
        if isinstance(answer.reply, Refusal):
            return self._refuse(answer.reply, origin, now)
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            if workspace is None:
                return DispatchResult(None)
            known = store.people.identities(workspace.id, [origin.user])
            ctx = self._known_context(store, workspace, known, origin, now)
            return DispatchResult(self._deliver(ctx, origin, answer.reply))

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

    def _dispatch(self, store: Store, inbound: Inbound, origin: Origin, now: datetime) -> Outcome:
        workspace = store.people.workspace(origin.platform, origin.workspace)
        if workspace is None:
            return DispatchResult(None)
        before = store.requests.stored_answer(workspace.id, origin.key)
        if before is not None:
            return DispatchResult(from_json(json.loads(before)))
        ctx = self._context(store, workspace, inbound, origin, now)
        if isinstance(ctx, NeedsLookup):
            return ctx
        if isinstance(inbound, FormSubmission):
            draft = _load_draft(ctx, inbound)
            inbound = replace(inbound, subject=draft.subject if draft else "")
            ctx = replace(ctx, conversation=draft.conversation) if draft else ctx
        answer = respond(ctx, inbound)
        if isinstance(answer, VerificationRequest):
            return answer
        reply = self._deliver(ctx, origin, answer)
        if action_of(inbound).effect is Effect.WRITES:
            ctx.store.requests.remember(ctx.workspace.id, origin.key, json.dumps(to_json(reply)), ctx.now)
        return DispatchResult(reply)

    def _context(
        self, store: Store, workspace: Workspace, inbound: Inbound, origin: Origin, now: datetime
    ) -> RequestContext | NeedsLookup:
        known = store.people.identities(workspace.id, _people_of(inbound, origin))
        missing = _people_to_look_up(inbound, origin, known, now)
        return NeedsLookup(missing) if missing else self._known_context(store, workspace, known, origin, now)

    def _known_context(
        self,
        store: Store,
        workspace: Workspace,
        known: Mapping[str, Identity],
        origin: Origin,
        now: datetime,
    ) -> RequestContext:
        return RequestContext(
            actor=known[origin.user].person,
            workspace=workspace,
            conversation=origin.conversation,
            people={external_id: identity.person for external_id, identity in known.items()},
            forms=origin.forms,
            now=now,
            store=store,
            ids=self.ids,
            say=self.say,
            brief=origin.brief,
        )

    def _deliver(self, ctx: RequestContext, origin: Origin, reply: Reply) -> Reply | None:
        """What to show at once, after a form's draft is stored; None if a letter brings the answer."""
        if isinstance(reply, Form):
            reply = self._save_draft(ctx, reply)
        if not _uses_route(reply, origin):
            return reply
        ctx.store.outbox.post(_reply_letter(self.ids, ctx.workspace, reply, origin, ctx.now))
        return None

    def _save_draft(self, ctx: RequestContext, form: Form) -> Form:
        """Stores a form's draft, so that the platform carries only a token."""
        token = ctx.ids.token()
        expires = ctx.now + DRAFT_LIFETIME
        draft = Draft(
            token, ctx.workspace.id, ctx.actor.id, form.action, form.subject, ctx.conversation, expires
        )
        ctx.store.drafts.keep(draft, ctx.now)
        missing, by_address = self.say.text("form.needed"), self.say.text("form.by_address")
        return replace(form, subject="", draft=token, missing=missing, by_address=by_address)

    def _refuse(self, refusal: Refusal, origin: Origin, now: datetime) -> DispatchResult:
        card = refusal_card(refusal, self.say)
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            if workspace is None:
                return DispatchResult(None)
            if refusal.audited:
                actor = store.people.identities(workspace.id, [origin.user]).get(origin.user)
                ctx = UseCaseContext(workspace, actor.person if actor else None, now, store, self.ids)
                facts = AboutInstallation(refusal.code)
                ctx.record(EventKind.REFUSED, refusal.subject, refusal.code, facts)
            if not _uses_route(card, origin):
                return DispatchResult(card, refused=True)
            store.outbox.post(_reply_letter(self.ids, workspace, card, origin, now))
        return DispatchResult(None, refused=True)


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
        action_of(inbound).needs_fresh_facts
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


def _load_draft(ctx: RequestContext, form: FormSubmission) -> Draft | None:
    """The draft of a submitted form. Only the person who was shown the form can submit it, for the same action."""
    if not form.draft:
        return None
    draft = ctx.store.drafts.find(ctx.workspace.id, form.draft, ctx.now)
    if draft is None or draft.person_id != ctx.actor.id or draft.action != form.action:
        raise Refusal("form_expired")
    return draft


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
