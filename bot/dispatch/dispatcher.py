"""Dispatches every request of every platform.

remember → identify the caller → run the use case → return its answer, in one transaction. A repeated request gets the
same answer again. An action that only reads does so on a reading transaction; what must still be written to deliver
its answer is written after it. If people are unknown yet, the adapter is asked to look them up and call again.

Decision: docs/decisions/0004.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from bot.context.context import RequestContext, StaleFacts, UseCaseContext
from bot.context.ids import IdGenerator
from bot.context.store import TRIES, Stale, Store
from bot.dispatch.actions import VOCABULARY, Effect, action_of
from bot.dispatch.delivery import (
    DispatchResult,
    deliver,
    read_answer,
    reply_letter,
    use_up_form,
    uses_route,
    with_draft,
    write_answer,
)
from bot.dispatch.edits import note_taken_up, refuse_edit
from bot.dispatch.kept_requests import keep_request
from bot.dispatch.people_of_request import accounts_of, people_of, people_to_look_up
from bot.dispatch.placing import refresh_pressed, with_way_back
from bot.dispatch.questions import asked_about, find_kept, is_answer
from bot.dispatch.running import NeedsWriting, read, run
from bot.dispatch.told_facts import with_told_facts, wording_for
from bot.dispatch.understanding import understand
from bot.domain.catalogue.names import names_of
from bot.domain.events import AboutInstallation, EventKind
from bot.domain.organisations import Workspace
from bot.domain.people.model import AccountReference
from bot.messages.forms import Form, Reply
from bot.messages.languages import Languages
from bot.messages.platforms import Platform
from bot.messages.questions import AskFirst, Question
from bot.messages.quotations import typed_by_caller
from bot.messages.refusals import Refusal, UnknownEmails, refusal_card
from bot.messages.requests import FormSubmission, Inbound, Origin
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
        if origin.edited:
            return NeedsWriting()
        try:
            with self.read() as store:
                workspace = store.people.workspace(origin.platform, origin.workspace)
                request = self._open(store, workspace, inbound, origin, now) if workspace else None
                if not isinstance(request, OpenRequest):
                    return request or DispatchResult(None)
                if not action_of(request.inbound).reads:  # typed in another language than English
                    return NeedsWriting()
                return read(request.ctx, request.inbound, inbound, origin)
        except UnknownEmails as unknown:
            return NeedsLookup((), unknown.emails, language=unknown.language)
        except StaleFacts as stale:
            return NeedsLookup((), accounts=stale.accounts)

    def finish(self, answer: NeedsWriting, inbound: Inbound, origin: Origin, now: datetime) -> Outcome:
        """Does what a read left to do."""
        reply = answer.reply
        if reply is None:
            return self._act(inbound, origin, now)
        if isinstance(reply, Refusal):
            return self._refuse(reply, inbound, origin, now)
        return self._deliver(reply, inbound, origin, now)

    def _deliver(self, reply: Reply | Question, inbound: Inbound, origin: Origin, now: datetime) -> Outcome:
        """Shows an answer whose use case wrote nothing."""
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            request = self._open(store, workspace, inbound, origin, now) if workspace else None
            if not isinstance(request, OpenRequest):
                return request or DispatchResult(None)
            return deliver(request.ctx, origin, reply, in_place=is_answer(inbound))

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
                return self._deliver(asked.question, inbound, replace(origin, pressed=asked.pressed), now)
            except Refusal as refusal:
                return self._refuse(refusal, inbound, origin, now)
        return self._refuse(Refusal("too_busy"), inbound, origin, now)

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
            note_taken_up(store, workspace, origin, now)
            ctx = UseCaseContext(workspace, None, now, store, self.ids)
            return keep_request(ctx, inbound, origin, say)

    def refuse_kept(self, inbound: Inbound, origin: Origin, now: datetime) -> None:
        """Refuses a kept request by a letter that gives back what was typed."""
        self._refuse(Refusal("platform_away"), inbound, origin, now)

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
        kept = find_kept(store, workspace, inbound, origin, now)
        if kept:
            inbound, origin = kept.inbound, kept.origin
        before = store.requests.stored_answer(workspace.id, origin.key)
        if before is not None:
            return read_answer(before)
        refuse_edit(store, workspace, origin, now)
        request = self._open(store, workspace, inbound, origin, now)
        if isinstance(request, NeedsLookup):
            return request
        ctx, inbound = with_told_facts(request.ctx, origin), request.inbound
        if kept:
            ctx = kept.resume(ctx)
        elif isinstance(inbound, FormSubmission):
            ctx, inbound, origin = with_draft(ctx, inbound, origin)
        answer = run(ctx, inbound, origin)
        if isinstance(answer, VerificationRequest):
            return replace(answer, language=ctx.say.language)
        result = deliver(ctx, origin, answer, in_place=kept is not None)
        if isinstance(inbound, FormSubmission) and inbound.draft:
            use_up_form(ctx, inbound)
        if action_of(inbound).effect is Effect.WRITES:
            _remember(ctx, origin, result, is_done=not isinstance(answer, Form | Question))
        return result

    def _open(
        self, store: Store, workspace: Workspace, inbound: Inbound, origin: Origin, now: datetime
    ) -> OpenRequest | NeedsLookup:
        """Identifies the people of a request, and reads its command in the caller's language."""
        known = store.people.identities(workspace.id, people_of(inbound, origin))
        say = wording_for(self.languages, known.get(origin.user), workspace, origin)
        organisation = workspace.organisation
        inbound = understand(
            inbound, say, VOCABULARY, lambda: names_of(store.catalogue.current(organisation.id))
        )
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
            message=origin.message,
            accounts=accounts_of(known, origin.user),
        )
        return OpenRequest(ctx, inbound)

    def _refuse(self, refusal: Refusal, inbound: Inbound, origin: Origin, now: datetime) -> DispatchResult:
        """Says why not, and quotes what was typed in `inbound`, or in what a pressed answer stands for."""
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            if workspace is None:
                return DispatchResult(None)
            actor = store.people.identities(workspace.id, [origin.user]).get(origin.user)
            inbound = asked_about(store.drafts, workspace, inbound, actor, now)
            known = store.people.identities(workspace.id, people_of(inbound, origin))
            say = wording_for(self.languages, actor, workspace, origin)
            names = {external_id: identity.person.name for external_id, identity in known.items()}
            card = with_way_back(
                say, origin, refusal_card(refusal, say, typed_by_caller(inbound, origin, names))
            )
            if refusal.audited:
                ctx = UseCaseContext(workspace, actor.person if actor else None, now, store, self.ids)
                facts = AboutInstallation(refusal.code)
                ctx.record(EventKind.REFUSED, refusal.subject, refusal.code, facts)
            refresh_pressed(UseCaseContext(workspace, None, now, store, self.ids), origin)
            if origin.refusals_fit or not uses_route(card, origin):
                return DispatchResult(card, refused=True, language=say.language)
            store.outbox.post(reply_letter(self.ids, workspace, card, origin, now))
        return DispatchResult(None, refused=True, language=say.language)


def _remember(ctx: RequestContext, origin: Origin, result: DispatchResult, *, is_done: bool) -> None:
    """Stores the answer for further deliveries of the request; `is_done`: and that its message did something."""
    ctx.store.requests.remember(ctx.workspace.id, origin.key, write_answer(result), ctx.now)
    if is_done:
        note_taken_up(ctx.store, ctx.workspace, origin, ctx.now)
