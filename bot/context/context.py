"""The context of a use case: the caller, the workspace, the time, and the stores of one transaction.

Decision: docs/decisions/0231.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from bot.context.ids import IdGenerator
from bot.context.store import Store
from bot.domain.audit.model import AuditEntry
from bot.domain.authority import Authority
from bot.domain.events import EventFacts, EventKind, facts_to_json
from bot.domain.organisations import Organisation, Workspace
from bot.domain.people.model import AccountReference, Person
from bot.messages.cards import Card
from bot.messages.forms import Form
from bot.messages.languages import Languages
from bot.messages.platforms import Conversation
from bot.messages.refusals import UnknownEmails
from bot.messages.requests import Mention
from bot.messages.wording import Wording

FACTS_MAX_AGE = timedelta(minutes=5)
"""How old a platform's report on a person may be when a right of theirs is used or a badge given to them."""
FACTS_MAX_AGE_OF_MANY = timedelta(days=1)
"""The same where more than `MOST_ASKED` are concerned: the background keeps reports that young."""
MOST_ASKED = 25


class StaleFacts(Exception):
    """The reports on these accounts are too old: read them again, then begin again."""

    def __init__(self, accounts: Sequence[AccountReference]) -> None:
        super().__init__(f"{len(accounts)} accounts")
        self.accounts = tuple(accounts)


@dataclass(frozen=True)
class UseCaseContext:
    """What every use case gets, whoever calls it: chat, a file, the shell, a timer, another program."""

    workspace: Workspace
    """Where it happens; for files and the shell, the organisation's workspace of the command line."""
    actor: Person | None
    """In whose name. None: the passing of time, or an operator beside the database."""
    now: datetime
    store: Store
    ids: IdGenerator

    @property
    def organisation(self) -> Organisation:
        """The organisation that runs the programme."""
        return self.workspace.organisation

    @property
    def caller(self) -> Person:
        """The actor, where a use case is for people alone."""
        if self.actor is None:
            raise TypeError("found no actor, expected a person: this use case acts in a person's name")
        return self.actor

    @property
    def stored_caller(self) -> Person:
        """The actor as stored, to be changed: `caller` has the membership of the account that acts."""
        return self.store.people.get(self.caller.id)

    @property
    def is_live(self) -> bool:
        """Whether platforms can be asked now: then reports of the last minutes count, else those of the background."""
        return False

    @property
    def named_accounts(self) -> Mapping[UUID, AccountReference]:
        """The account by which each person acts or is named; none outside of chat."""
        return {}

    def require_fresh(self, people: Iterable[Person]) -> None:
        """Raises `StaleFacts` unless the platforms reported on these people lately."""
        if not self.is_live:
            return
        wanted = list(dict.fromkeys(person.id for person in people))
        age = FACTS_MAX_AGE if len(wanted) <= MOST_ASKED else FACTS_MAX_AGE_OF_MANY
        if stale := self.store.people.stale_accounts(wanted, self.now - age):
            raise StaleFacts(stale)

    def record(
        self,
        kind: EventKind,
        subject: UUID | None,
        authority: Authority | str,
        facts: EventFacts,
        edition: str = "",
    ) -> None:
        """Records a domain event, in the same transaction. `edition`: of the rules that gave the authority."""
        self.store.audit.record(self.event(kind, subject, authority, facts, edition))

    def event(
        self,
        kind: EventKind,
        subject: UUID | None,
        authority: Authority | str,
        facts: EventFacts,
        edition: str = "",
    ) -> AuditEntry:
        """The event that `record` records, for callers that record many at once."""
        actor_id = self.actor.id if self.actor else None
        concerned = {actor_id, subject, *asdict(facts).values()}
        accounts = {
            person_id: str(account)
            for person_id, account in self.named_accounts.items()
            if person_id in concerned
        }
        written = facts_to_json(kind, facts, accounts)
        return AuditEntry(
            *(self.ids.new_id(), self.organisation.id, self.now, actor_id, kind.value),
            *(subject, str(authority), edition, written),
        )


@dataclass(frozen=True)
class RequestContext(UseCaseContext):
    """The context of a request in chat: beside what every use case gets, the conversation and how it is answered."""

    actor: Person
    conversation: Conversation
    people: Mapping[str, Person]
    """The people mentioned, by platform id."""
    forms: bool
    say: Wording
    languages: Languages
    brief: bool = False
    """Whether an answer of plain sentences is shown at once, and any other arrives as a separate message."""
    key: str = ""
    """Names the request; one delivered twice has it twice."""
    message: str | None = None
    """Names the message that says it, also once it is edited."""
    answered: frozenset[str] = frozenset()
    """The questions about this request that its caller has answered: see `bot/dispatch/chat/asking.py`."""
    accounts: Mapping[UUID, AccountReference] = field(default_factory=dict)
    """The account by which each person of the request acts or is mentioned, where it is only one."""

    @property
    def is_live(self) -> bool:
        """Requests in chat can wait for their platform."""
        return True

    @property
    def named_accounts(self) -> Mapping[UUID, AccountReference]:
        """The accounts of the request."""
        return self.accounts

    @property
    def channel(self) -> str | None:
        """The channel of the request; None in a direct conversation."""
        return None if self.conversation.direct else self.conversation.external_id

    def resolve_mentions(self, mentions: Sequence[Mention]) -> tuple[tuple[Mention, Person], ...]:
        """The people mentioned, or named by e-mail address; raises if an address matches no known person."""
        wanted = [mention.external_id for mention in mentions if mention.kind == "address"]
        known = self.store.people.addressed(self.organisation.id, wanted) if wanted else {}
        people = {**self.people, **known}
        if missing := tuple(text for text in wanted if text not in people):
            raise UnknownEmails(missing)
        return tuple((mention, _named(people[mention.external_id], mention)) for mention in mentions)

    def form_or_hint(self, form: Form) -> Form | Card:
        """The form where the platform can show forms, else its hint."""
        return form if self.forms else form.hint


def _named(person: Person, mention: Mention) -> Person:
    """The person; by the name of the mention where the platform reports none, as for guests and bots on Teams."""
    return person if person.name.strip() else replace(person, name=mention.label)
