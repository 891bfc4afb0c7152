"""Dispatches every request of every platform.

remember → identify the caller → run the use case → return its answer, in one transaction. A repeated request gets the
same answer again. An action that only reads does so on a reading transaction; what must still be written to deliver
its answer is written after it. If people are unknown yet, the adapter is asked to look them up and call again.

Decision: docs/decisions/0004.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from bot.context.context import RequestContext, StaleFacts, UseCaseContext
from bot.context.ids import IdGenerator
from bot.context.store import TRIES, Stale, Store
from bot.dispatch.actions import VOCABULARY, Effect, action_of, respond
from bot.dispatch.chat.looking import is_named
from bot.dispatch.delivery import DispatchResult, deliver, load_draft, reply_letter, uses_route
from bot.dispatch.kept_requests import keep_request, not_checked
from bot.dispatch.people_of_request import people_of, people_to_look_up
from bot.dispatch.questions import find_kept
from bot.dispatch.read_only import RecordsAnEvent, read_only
from bot.domain.events import AboutInstallation, EventKind
from bot.domain.organisations import Workspace
from bot.domain.people.model import AccountReference, Identity
from bot.domain.people.working_hours import zone_of
from bot.domain.time_zones import is_same_time
from bot.messages.card_json import from_json, to_json
from bot.messages.forms import Form, Reply
from bot.messages.languages import Languages
from bot.messages.platforms import Platform
from bot.messages.questions import AskFirst, Question
from bot.messages.refusals import Refusal, UnknownEmails, refusal_card
from bot.messages.requests import FormSubmission, Inbound, Origin
from bot.messages.typed_words import in_english
from bot.messages.wording import Wording
from bot.use_cases.people.learn import Report, learn_accounts
from bot.use_cases.verify import VerificationRequest

BeginTransaction = Callable[[], AbstractContextManager[Store]]


@dataclass(frozen=True)
class NeedsLookup:
    """People that are unknown, or whose stored facts are too old: look them up, store the facts, and dispatch again."""

    external_ids: tuple[str, ...]
    emails: tuple[str, ...] = ()
    """E-mail addresses that match no known person."""
    accounts: tuple[AccountReference, ...] = ()
    """Accounts, in any workspace of the organisation, on which the last report is too old."""
    language: str = ""
    """The language of the caller, "" if unknown yet."""


@dataclass(frozen=True)
class NeedsWriting:
    """What a read left to do: deliver its reply as a letter, store the draft of a form, record a refusal.

    None: the request changes something, so all of it is to be done in a writing transaction.
    """

    reply: Reply | Question | Refusal | None = None


Outcome = DispatchResult | NeedsLookup | VerificationRequest


@dataclass(frozen=True)
class OpenRequest:
    """A request whose caller is known, with its command words in English."""

    ctx: RequestContext
    inbound: Inbound


@dataclass(frozen=True)
class RequestDispatcher:
    """Answers requests; needs transactions that write and that only read, the languages and an id generator."""

    begin: BeginTransaction
    read: BeginTransaction
    languages: Languages
    ids: IdGenerator

    def dispatch(self, inbound: Inbound, origin: Origin, now: datetime) -> Outcome:
        """Answers one request, exactly once however often the platform delivers it."""
        answer = self.answer_read(inbound, origin, now) if action_of(inbound).reads else NeedsWriting()
        return self.finish(answer, inbound, origin, now) if isinstance(answer, NeedsWriting) else answer

    def answer_read(self, inbound: Inbound, origin: Origin, now: datetime) -> Outcome | NeedsWriting:
        """Answers a request that seems to change nothing; writes nothing, and waits for no writer."""
        try:
            with self.read() as store:
                workspace = store.people.workspace(origin.platform, origin.workspace)
                request = self._open(store, workspace, inbound, origin, now) if workspace else None
                if not isinstance(request, OpenRequest):
                    return request or DispatchResult(None)
                if not action_of(request.inbound).reads:  # typed in another language than English
                    return NeedsWriting()
                return _read(request, origin)
        except UnknownEmails as unknown:
            return NeedsLookup((), unknown.emails, language=unknown.language)

    def finish(self, answer: NeedsWriting, inbound: Inbound, origin: Origin, now: datetime) -> Outcome:
        """Does what a read left to do."""
        reply = answer.reply
        if reply is None:
            return self._act(inbound, origin, now)
        if isinstance(reply, Refusal):
            return self._refuse(reply, origin, now)
        return self._deliver(reply, inbound, origin, now)

    def _deliver(self, reply: Reply | Question, inbound: Inbound, origin: Origin, now: datetime) -> Outcome:
        """Shows an answer whose use case wrote nothing."""
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            request = self._open(store, workspace, inbound, origin, now) if workspace else None
            if not isinstance(request, OpenRequest):
                return request or DispatchResult(None)
            return deliver(request.ctx, origin, reply)

    def _act(self, inbound: Inbound, origin: Origin, now: datetime) -> Outcome:
        """Does what a request asks for, all of it in one transaction."""
        for _ in range(TRIES):
            try:
                with self.begin() as store:
                    return self._write(store, inbound, origin, now)
            except Stale:
                continue
            except UnknownEmails as unknown:
                return NeedsLookup((), unknown.emails, language=unknown.language)
            except StaleFacts as stale:
                return NeedsLookup((), accounts=stale.accounts)
            except AskFirst as asked:
                return self._deliver(asked.question, inbound, origin, now)
            except Refusal as refusal:
                return self._refuse(refusal, origin, now)
        return self._refuse(Refusal("too_busy"), origin, now)

    def send_late_reply(self, reply: Reply, origin: Origin, now: datetime) -> DispatchResult:
        """Answers with a reply made outside the transaction; by letter where the platform needs one."""
        if origin.route is None:
            return DispatchResult(reply)
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            if workspace:
                store.outbox.post(reply_letter(self.ids, workspace, reply, origin, now))
        return DispatchResult(None)

    def keep(self, inbound: Inbound, origin: Origin, language: str, now: datetime) -> DispatchResult:
        """Keeps a request whose people could not be checked in time; a job answers it by a letter, within a minute."""
        say = self.languages.best(language or origin.locale)
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            if workspace is None:
                return DispatchResult(None)
            ctx = UseCaseContext(workspace, None, now, store, self.ids)
            return keep_request(ctx, inbound, origin, say)

    def refuse_kept(self, inbound: Inbound, origin: Origin, now: datetime) -> None:
        """Refuses a kept request by a letter that gives back what was typed."""
        self._refuse(not_checked(inbound), origin, now)

    def learn(self, platform: Platform, external_id: str, report: Report, now: datetime) -> None:
        """Stores what a platform reports about accounts of one of its workspaces."""
        with self.begin() as store:
            workspace = store.people.workspace(platform, external_id)
            if workspace:
                learn_accounts(UseCaseContext(workspace, None, now, store, self.ids), report)

    def _write(self, store: Store, inbound: Inbound, origin: Origin, now: datetime) -> Outcome:
        workspace = store.people.workspace(origin.platform, origin.workspace)
        if workspace is None:
            return DispatchResult(None)
        kept = find_kept(store.drafts, workspace, inbound, origin, now)
        if kept:
            inbound, origin = kept.inbound, kept.origin
        before = store.requests.stored_answer(workspace.id, origin.key)
        if before is not None:
            return DispatchResult(from_json(json.loads(before)))
        request = self._open(store, workspace, inbound, origin, now)
        if isinstance(request, NeedsLookup):
            return request
        ctx, inbound = _with_told_facts(request.ctx, origin), request.inbound
        if kept:
            ctx = kept.resume(ctx)
        elif isinstance(inbound, FormSubmission):
            draft = load_draft(ctx, inbound)
            inbound = replace(inbound, subject=draft.subject if draft else "")
            ctx = replace(ctx, conversation=draft.conversation) if draft else ctx
        answer = _respond(ctx, inbound)
        if isinstance(answer, VerificationRequest):
            return replace(answer, language=ctx.say.language)
        result = deliver(ctx, origin, answer)
        if isinstance(inbound, FormSubmission) and inbound.draft:
            _use_up_form(ctx, inbound)
        if action_of(inbound).effect is Effect.WRITES:
            written = json.dumps(to_json(result.reply))
            store.requests.remember(workspace.id, origin.key, written, now)
        return result

    def _open(
        self, store: Store, workspace: Workspace, inbound: Inbound, origin: Origin, now: datetime
    ) -> OpenRequest | NeedsLookup:
        """Identifies the people of a request, and reads its command in the caller's language."""
        known = store.people.identities(workspace.id, people_of(inbound, origin))
        say = self._wording_for(known.get(origin.user), workspace, origin)
        organisation = workspace.organisation
        inbound = in_english(inbound, say, VOCABULARY, lambda text: is_named(store, organisation, text))
        missing = people_to_look_up(inbound, origin, known, now)
        if missing:
            return NeedsLookup(missing, language=say.language)
        ctx = RequestContext(
            actor=known[origin.user].acting_person,
            workspace=workspace,
            conversation=origin.conversation,
            people={external_id: identity.person for external_id, identity in known.items()},
            forms=origin.forms,
            now=now,
            store=store,
            ids=self.ids,
            say=say,
            languages=self.languages,
            brief=origin.brief,
            key=origin.key,
        )
        return OpenRequest(ctx, inbound)

    def _wording_for(self, caller: Identity | None, workspace: Workspace, origin: Origin) -> Wording:
        """What the caller chose, what the request says, what the platform reported, else the organisation's.

        Moments are told in the caller's time zone, else the organisation's.
        """
        organisation = workspace.organisation
        chosen, reported = (caller.person.chosen_language, caller.person.locale) if caller else (None, None)
        say = self.languages.best(chosen, origin.locale, reported, organisation.language)
        return say.in_zone(zone_of(caller.person, organisation) if caller else organisation.zone)

    def _refuse(self, refusal: Refusal, origin: Origin, now: datetime) -> DispatchResult:
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
            if origin.refusals_fit or not uses_route(card, origin):
                return DispatchResult(card, refused=True, language=say.language)
            store.outbox.post(reply_letter(self.ids, workspace, card, origin, now))
        return DispatchResult(None, refused=True, language=say.language)


def _use_up_form(ctx: RequestContext, form: FormSubmission) -> None:
    """What was submitted counts once, in however many windows its form is open."""
    if not ctx.store.drafts.drop(ctx.workspace.id, form.draft):
        raise Stale(f"the form {form.draft} was submitted meanwhile")


def _respond(ctx: RequestContext, inbound: Inbound) -> Reply | VerificationRequest:
    try:
        return respond(ctx, inbound)
    except UnknownEmails as unknown:
        raise UnknownEmails(unknown.emails, ctx.say.language) from None


def _read(request: OpenRequest, origin: Origin) -> Outcome | NeedsWriting:
    say = request.ctx.say
    try:
        answer = _respond(read_only(request.ctx), request.inbound)
    except RecordsAnEvent:
        return NeedsWriting()
    except Refusal as refusal:
        card = refusal_card(refusal, say)
        if refusal.audited or uses_route(card, origin):
            return NeedsWriting(refusal)
        return DispatchResult(card, refused=True, language=say.language)
    if isinstance(answer, VerificationRequest):
        return replace(answer, language=say.language)
    if isinstance(answer, Form) or uses_route(answer, origin):
        return NeedsWriting(answer)
    return DispatchResult(answer, language=say.language)


def _with_told_facts(ctx: RequestContext, origin: Origin) -> RequestContext:
    """With the language and the time zone that the request itself says, which are stored.

    A zone of another name is stored only if its clock differs now: platforms name one zone of several alike.
    """
    actor = replace(ctx.actor, locale=origin.locale or ctx.actor.locale)
    if origin.timezone and not is_same_time(origin.timezone, ctx.actor.timezone, ctx.now):
        actor = replace(actor, timezone=origin.timezone)
    if actor == ctx.actor:
        return ctx
    ctx.store.people.change(actor)
    return replace(ctx, actor=actor)
