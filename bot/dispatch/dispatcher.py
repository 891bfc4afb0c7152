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

from bot.context.context import Turn
from bot.context.ids import Chance
from bot.context.store import Stale, Store
from bot.dispatch.actions import decides, respond, writes
from bot.domain.audit.model import Entry
from bot.domain.organisations import Workspace
from bot.domain.outbox.model import Letter, ToCaller, Topic
from bot.domain.people.model import Identity, PlatformFacts
from bot.messages.card_json import from_json, to_json
from bot.messages.cards import is_brief
from bot.messages.forms import Draft, Form, Reply
from bot.messages.refusals import NotMet, Refusal, refusal_card
from bot.messages.requests import Inbound, Mention, Origin, Said, Submitted, Typed
from bot.messages.wording import Wording
from bot.use_cases.people.learn import learn
from bot.use_cases.verify import ToVerify

FACTS_LAST = timedelta(minutes=5)
"""Maximum age of what is stored about a person when their decision counts."""
DRAFTS_LAST = timedelta(hours=24)
"""How long a form can be submitted after it was shown."""
TRIES = 5

Begin = Callable[[], AbstractContextManager[Store]]


@dataclass(frozen=True)
class Unknown:
    """People that are unknown, or whose stored facts are too old: look them up, store the facts, and dispatch again."""

    external_ids: tuple[str, ...]
    emails: tuple[str, ...] = ()
    """E-mail addresses that match no known person."""


@dataclass(frozen=True)
class Answer:
    """What to show, to the caller only. None: nothing here, the answer follows as a letter."""

    reply: Reply | None
    refused: bool = False
    """Whether it is a refusal, after which the same request may be tried again."""


@dataclass(frozen=True)
class Desk:
    """Answers requests; needs transactions, wording and an id generator."""

    begin: Begin
    say: Wording
    chance: Chance

    def answer(self, inbound: Inbound, origin: Origin, now: datetime) -> Answer | Unknown | ToVerify:
        """Answers one request, exactly once however often the platform delivers it."""
        for _ in range(TRIES):
            try:
                with self.begin() as store:
                    return self._answer(store, inbound, origin, now)
            except Stale:
                continue
            except NotMet as nobody:
                return Unknown((), nobody.emails)
            except Refusal as refusal:
                return self._refused(refusal, origin, now)
        return self._refused(Refusal("too_busy"), origin, now)

    def pass_on(self, reply: Reply, origin: Origin, now: datetime) -> Answer:
        """Answers with a reply made outside the transaction; by letter where the platform needs one."""
        if origin.route is None:
            return Answer(reply)
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            if workspace:
                store.outbox.post(_reply_letter(self.chance, workspace, reply, origin, now))
        return Answer(None)

    def learn(self, origin: Origin, facts: Iterable[PlatformFacts], now: datetime) -> None:
        """Stores what the platform reports about people."""
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            if workspace:
                learn(store, self.chance, workspace, facts, now)

    def _answer(
        self, store: Store, inbound: Inbound, origin: Origin, now: datetime
    ) -> Answer | Unknown | ToVerify:
        workspace = store.people.workspace(origin.platform, origin.workspace)
        if workspace is None:
            return Answer(None)
        before = store.requests.answered(workspace.id, origin.key)
        if before is not None:
            return Answer(from_json(json.loads(before)))
        known = store.people.identities(workspace.id, _people_of(inbound, origin))
        missing = _missing(inbound, origin, known, now)
        if missing:
            return Unknown(missing)
        actor = known[origin.user].person
        conversation = origin.conversation
        if isinstance(inbound, Submitted):
            draft = self._draft(store, workspace, actor.id, inbound, now)
            inbound = replace(inbound, subject=draft.subject if draft else "")
            conversation = draft.conversation if draft else conversation
        turn = Turn(
            actor=actor,
            workspace=workspace,
            conversation=conversation,
            people={external_id: identity.person for external_id, identity in known.items()},
            forms=origin.forms,
            now=now,
            store=store,
            chance=self.chance,
            say=self.say,
            brief=origin.brief,
        )
        reply = respond(turn, inbound)
        return reply if isinstance(reply, ToVerify) else self._kept(turn, inbound, origin, reply)

    def _kept(self, turn: Turn, inbound: Inbound, origin: Origin, reply: Reply | None) -> Answer:
        """Delivers the answer, and stores it where a second delivery of the request must get it again."""
        if isinstance(reply, Form):
            reply = self._with_draft(turn, reply)
        if reply is not None and _goes_by_route(reply, origin):
            _send_after(turn, reply, origin)
            reply = None
        if writes(inbound):
            turn.store.requests.remember(turn.workspace.id, origin.key, json.dumps(to_json(reply)), turn.now)
        return Answer(reply)

    def _draft(
        self, store: Store, workspace: Workspace, person_id: UUID, form: Submitted, now: datetime
    ) -> Draft | None:
        """The draft of a submitted form. Only the person who was shown the form can submit it, for the same action."""
        if not form.draft:
            return None
        draft = store.drafts.find(workspace.id, form.draft, now)
        if draft is None or draft.person_id != person_id or draft.action != form.action:
            raise Refusal("form_expired")
        return draft

    def _with_draft(self, turn: Turn, form: Form) -> Form:
        """Stores a form's draft, so that the platform carries only a token."""
        token = turn.chance.token()
        expires = turn.now + DRAFTS_LAST
        draft = Draft(
            token, turn.workspace.id, turn.actor.id, form.action, form.subject, turn.conversation, expires
        )
        turn.store.drafts.keep(draft, turn.now)
        missing, by_address = self.say.text("form.needed"), self.say.text("form.by_address")
        return replace(form, subject="", draft=token, missing=missing, by_address=by_address)

    def _refused(self, refusal: Refusal, origin: Origin, now: datetime) -> Answer:
        card = refusal_card(refusal, self.say)
        with self.begin() as store:
            workspace = store.people.workspace(origin.platform, origin.workspace)
            if workspace is None:
                return Answer(None)
            if refusal.audited:
                actor = store.people.identities(workspace.id, [origin.user]).get(origin.user)
                actor_id = actor.person.id if actor else None
                store.audit.record(
                    Entry(
                        self.chance.new_id(),
                        workspace.organisation.id,
                        now,
                        actor_id,
                        "refused",
                        refusal.subject,
                        refusal.code,
                    )
                )
            if not _goes_by_route(card, origin):
                return Answer(card, refused=True)
            store.outbox.post(_reply_letter(self.chance, workspace, card, origin, now))
        return Answer(None, refused=True)


def _people_of(inbound: Inbound, origin: Origin) -> tuple[str, ...]:
    mentioned: tuple[str, ...] = ()
    match inbound:
        case Typed(_, text) | Said(text):
            mentioned = tuple(
                part.external_id for part in text if isinstance(part, Mention) and part.kind == "person"
            )
        case Submitted(fields=fields):
            mentioned = tuple(fields.get("people", ()))
        case _:
            pass
    return tuple(dict.fromkeys((origin.user, *mentioned)))


def _missing(
    inbound: Inbound, origin: Origin, known: Mapping[str, Identity], now: datetime
) -> tuple[str, ...]:
    missing = [one for one in _people_of(inbound, origin) if one not in known]
    if decides(inbound) and origin.user in known and now - known[origin.user].seen_at > FACTS_LAST:
        missing.append(origin.user)
    return tuple(missing)


def _goes_by_route(reply: Reply, origin: Origin) -> bool:
    """Whether the answer goes through the outbox instead of the request's own reply."""
    if origin.route is None:
        return False
    if isinstance(reply, Form):
        return origin.forms_wait
    return not (origin.brief and is_brief(reply))


def _send_after(turn: Turn, reply: Reply, origin: Origin) -> None:
    turn.store.outbox.post(_reply_letter(turn.chance, turn.workspace, reply, origin, turn.now))


def _reply_letter(
    chance: Chance, workspace: Workspace, reply: Reply, origin: Origin, now: datetime
) -> Letter:
    letter_id = chance.new_id()
    return Letter(
        letter_id,
        workspace.organisation.id,
        workspace.id,
        Topic.REPLY,
        letter_id,
        ToCaller(origin.user, origin.route or "", origin.aside),
        f"reply:{origin.key}",
        now,
        content=json.dumps(to_json(reply)),
    )
