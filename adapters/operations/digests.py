"""One letter to each in whose name badges are awarded from a file, about all of them.

It is queued with the first of them and says more with each transaction; it goes out at the end of the run, or some
minutes after a run that was killed: then it is about what was awarded until then.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.credentials.award_rows import RecipientQueries
from adapters.database.people.people import PeopleStore
from adapters.database.people.registration import ensure_workspace
from adapters.database.queue.outbox import OutboxStore
from bot.context.ids import IdGenerator
from bot.domain.outbox.model import Letter, NotificationKind, ToPerson
from bot.messages.card_json import to_json
from bot.messages.languages import Languages
from bot.messages.platforms import Platform
from bot.presenting.award_cards import bulk_award_letter

WAIT = timedelta(minutes=2)
"""How long a letter waits for more to say: above the time that some hundred rows take."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A letter that waits, and how many of which badge it tells of."""

    letter: Letter
    names: Mapping[str, int]


Waiting = Mapping[UUID, Digest]
"""By whose name it happens in."""


@dataclass
class Digests:
    """The letters of one run."""

    languages: Languages
    ids: IdGenerator
    now: Callable[[], datetime]
    organisation_id: UUID
    platforms: Sequence[Platform]
    quiet: bool
    """Whether earners hear nothing of it."""
    waiting: Waiting = field(default_factory=dict)
    """Those of transactions that were committed."""

    def with_more(self, connection: Connection, awarded: Mapping[UUID, Sequence[str]]) -> Waiting:
        """Tells of these as well, by name; what it returns is `waiting` once the transaction is committed."""
        places = RecipientQueries(connection).chat_workspaces(list(awarded), self.platforms)
        told = dict(self.waiting)
        for owner, names in awarded.items():
            where = places.get(owner) or self._shell(connection)
            told[owner] = self._one(connection, owner, where, Counter(names))
        return told

    def _shell(self, connection: Connection) -> UUID:
        """The workspace of letters to people that no platform knows yet: they wait."""
        organisation = PeopleStore(connection).organisation(self.organisation_id)
        return ensure_workspace(connection, organisation, Platform.CLI, str(organisation.id)).id

    def send(self, connection: Connection) -> None:
        """Lets them go: there is nothing more to say."""
        for digest in self.waiting.values():
            OutboxStore(connection).change_waiting(replace(digest.letter, queued_at=self.now()))

    def _one(self, connection: Connection, owner: UUID, workspace_id: UUID, names: "Counter[str]") -> Digest:
        outbox, before = OutboxStore(connection), self.waiting.get(owner)
        if before:
            all_names = names + Counter(before.names)
            letter = replace(
                before.letter,
                queued_at=self.now() + WAIT,
                content=self._content(connection, owner, all_names),
            )
            if outbox.change_waiting(letter):
                return Digest(letter, all_names)
        letter = self._letter(owner, workspace_id, self._content(connection, owner, names))
        outbox.post(letter)
        return Digest(letter, names)

    def _content(self, connection: Connection, owner: UUID, names: "Counter[str]") -> str:
        people = PeopleStore(connection)
        language = people.organisation(self.organisation_id).language
        say = self.languages.best(people.get(owner).language, language)
        return json.dumps(to_json(bulk_award_letter(say, names, quiet=self.quiet)))

    def _letter(self, owner: UUID, workspace_id: UUID, content: str) -> Letter:
        new, due = self.ids.new_id(), self.now() + WAIT
        key, to = f"batch:{owner}:{new}", ToPerson(owner)
        return Letter(
            new, self.organisation_id, workspace_id, NotificationKind.REPLY, new, to, key, due, content
        )
