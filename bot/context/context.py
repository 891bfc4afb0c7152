"""The context of a use case: the caller, the workspace, the time, and the stores of one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.context.ids import IdGenerator
from bot.context.store import Store
from bot.domain.audit.model import AuditEntry
from bot.domain.organisations import Organisation, Workspace
from bot.domain.people.model import Person
from bot.messages.cards import Card
from bot.messages.forms import Form
from bot.messages.platforms import Conversation
from bot.messages.refusals import UnknownEmails
from bot.messages.requests import Mention
from bot.messages.wording import Wording


class UseCaseContext(Protocol):
    """What a request and a due timer share: workspace, time, stores and ids."""

    @property
    def workspace(self) -> Workspace: ...
    @property
    def organisation(self) -> Organisation: ...
    @property
    def now(self) -> datetime: ...
    @property
    def store(self) -> Store: ...
    @property
    def ids(self) -> IdGenerator: ...
    def record(self, action: str, subject: UUID | None, authority: str, rule: str = "") -> None: ...


@dataclass(frozen=True)
class TimerContext:
    """The context of a due timer, which has no caller."""

    workspace: Workspace
    now: datetime
    store: Store
    ids: IdGenerator

    @property
    def organisation(self) -> Organisation:
        """The organisation that runs the programme."""
        return self.workspace.organisation

    def record(self, action: str, subject: UUID | None, authority: str, rule: str = "") -> None:
        """Writes to the audit trail; a timer has no actor."""
        entry = AuditEntry(
            self.ids.new_id(), self.organisation.id, self.now, None, action, subject, authority, rule
        )
        self.store.audit.record(entry)


@dataclass(frozen=True)
class RequestContext:
    """The context of a request: caller, workspace, conversation, time, and the stores of one transaction."""

    actor: Person
    workspace: Workspace
    conversation: Conversation
    people: Mapping[str, Person]
    """The people mentioned, by platform id."""
    forms: bool
    now: datetime
    store: Store
    ids: IdGenerator
    say: Wording
    brief: bool = False
    """Whether an answer of plain sentences is shown at once, and any other arrives as a separate message."""

    @property
    def organisation(self) -> Organisation:
        """The organisation that runs the programme."""
        return self.workspace.organisation

    @property
    def channel(self) -> str | None:
        """The channel of the request; None in a direct conversation."""
        return None if self.conversation.direct else self.conversation.external_id

    def resolve_mentions(self, mentions: Sequence[Mention]) -> tuple[tuple[Mention, Person], ...]:
        """The people mentioned, or named by e-mail address; raises if an address matches no known person."""
        wanted = [one.external_id for one in mentions if one.kind == "address"]
        known = self.store.people.by_emails(self.organisation.id, wanted) if wanted else ()
        people = {**self.people, **{person.email: person for person in known if person.email}}
        if missing := tuple(text for text in wanted if text not in people):
            raise UnknownEmails(missing)
        return tuple((mention, people[mention.external_id]) for mention in mentions)

    def record(self, action: str, subject: UUID | None, authority: str, rule: str = "") -> None:
        """Writes to the audit trail, in the same transaction. `rule` is the edition that gave the authority."""
        actor = self.actor.id
        entry = AuditEntry(
            self.ids.new_id(), self.organisation.id, self.now, actor, action, subject, authority, rule
        )
        self.store.audit.record(entry)

    def form_or_hint(self, form: Form) -> Form | Card:
        """The form where the platform can show forms, else its hint."""
        return form if self.forms else form.hint
