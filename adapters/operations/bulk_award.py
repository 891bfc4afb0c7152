"""Many awards from a file: signed and recorded like any other, some hundred in one transaction.

    batch = Batch(house, organisation)
    await batch.prepare(file.rows)
    for outcome in batch.run(file.rows, dry=False): …
    batch.announce()

Killed at any moment, it is run again: each row's key is claimed in the transaction that awards it. Earners hear of it
in letters of their own, spread out at the pace of their workspace; each owner in whose name badges are awarded gets
one letter about all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection

from adapters import system
from adapters.composition.application import Application
from adapters.database.unit_of_work import store_of
from adapters.files.awards import AwardRow
from adapters.operations.award_notes import AwardNotes
from adapters.operations.digests import Digests, Waiting
from adapters.operations.operator import CHATS
from adapters.operations.signed_awards import SignedAwards, SlottedAward
from adapters.shell_wording import shell_wording, word_error
from bot.context.store import retry_when_stale
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import names_of
from bot.domain.credentials.model import AwardCountFilter
from bot.domain.organisations import Organisation
from bot.domain.people.model import Person
from bot.messages.parsing import nearest
from bot.messages.refusals import refusal_card
from bot.messages.wording import Wording
from bot.use_cases.credentials.award_command import Award, InOwnersName
from bot.use_cases.credentials.award_many import DraftAward, SignedAward

AT_ONCE = 250
"""Rows in one transaction: a writer waits a tenth of a second for it."""


class AwardRowResult(StrEnum):
    """The result of a row."""

    AWARDED = "awarded"
    BEFORE = "awarded before"
    WOULD = "would be awarded"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class AwardRowOutcome:
    """What became of one row."""

    row: AwardRow
    result: AwardRowResult
    says: str = ""
    credential: UUID | None = None
    """By its public id."""


@dataclass
class Batch:
    """One run over a file."""

    application: Application
    organisation: Organisation
    quiet: bool = False
    """Whether no letter goes to earners."""
    as_operator: bool = False
    """Whether what the rules of a badge forbid is awarded all the same, and recorded as such."""
    now: Callable[[], datetime] = system.now
    say: Wording = field(default_factory=shell_wording)
    awarded: list[SignedAward] = field(default_factory=list)
    _catalogue: dict[str, Achievement] = field(default_factory=dict)
    _would: Counter[AwardCountFilter] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._awards = SignedAwards(self.application, self.organisation)
        languages, ids = self.application.languages, self.application.ids
        self._notes = AwardNotes(self.organisation, languages, self.say)
        self._digests = Digests(languages, ids, self.now, self.organisation.id, CHATS, self.quiet)

    async def prepare(self, rows: Sequence[AwardRow]) -> None:
        """Reads the catalogue, and has the pictures drawn whose digests the credentials hold."""
        with self.application.database.read(self.organisation.id) as connection:
            current = store_of(connection).catalogue.current(self.organisation.id)
        self._catalogue = {achievement.slug: achievement for achievement in current}
        for slug in {row.slug for row in rows} & self._catalogue.keys():
            await self._awards.draw(self._catalogue[slug])

    def run(self, rows: Sequence[AwardRow], *, dry: bool) -> Iterator[AwardRowOutcome]:
        """Awards them and says of each what became of it, some hundred at a time; `dry` changes nothing."""
        for start in range(0, len(rows), AT_ONCE):
            chunk = rows[start : start + AT_ONCE]
            # awards made meanwhile may take an entry of the status list that was free
            yield from retry_when_stale(lambda chunk=chunk: self._run_chunk(chunk, dry=dry))  # type: ignore[misc] # bound now

    def announce(self) -> None:
        """Lets the letters go to the owners in whose name badges were awarded."""
        with self.application.database.write(self.organisation.id) as connection:
            self._digests.send(connection)

    def _run_chunk(self, rows: Sequence[AwardRow], *, dry: bool) -> list[AwardRowOutcome]:
        now, by_key = self.now(), {row.key: row for row in rows}
        with self.application.database.read(self.organisation.id) as connection:
            store = store_of(connection)
            done = store.credentials.awarded_by_keys(self.organisation.id, list(by_key))
            new = [row for row in rows if row.key not in done]
            commands, outcomes = self._commands(connection, new, dry=dry)
            self._notes.read(store, commands, now)
            accepted = self._would if dry else None
            drafts, refused = self._awards.check(connection, commands, now, accepted)
            signed, unissuable = self._awards.sign(connection, drafts)
        outcomes += [
            AwardRowOutcome(row, AwardRowResult.BEFORE, self._before(), done[row.key])
            for row in rows
            if row.key in done
        ]
        for command, refusal in refused:
            says = refusal_card(refusal, self.say).summary
            outcomes.append(AwardRowOutcome(_row(command, by_key), AwardRowResult.REFUSED, says))
        for command, problem in unissuable:
            outcomes.append(
                AwardRowOutcome(_row(command, by_key), AwardRowResult.REFUSED, word_error(self.say, problem))
            )
        saved = frozenset() if dry or not signed else self._save(signed, now)
        outcomes += [self._outcome(slotted.award.draft, by_key, saved, dry=dry) for slotted in signed]
        return sorted(outcomes, key=lambda outcome: outcome.row.line)

    def _commands(
        self, connection: Connection, rows: Sequence[AwardRow], *, dry: bool
    ) -> tuple[list[Award], list[AwardRowOutcome]]:
        """The command of each row whose person and achievement are known."""
        emails = sorted({row.email for row in rows})
        found = store_of(connection).people.by_emails(self.organisation.id, emails)
        known = {person.email: person for person in found}
        ids = [person.id for person in found]
        places, shell = self._awards.workspaces(connection, ids, stored=not dry)
        commands, refused = [], []
        for row in rows:
            recipient, achievement = known.get(row.email), self._catalogue.get(row.slug)
            if recipient is None or achievement is None:
                says = self._unknown(row, recipient)
                refused.append(AwardRowOutcome(row, AwardRowResult.REFUSED, says))
                continue
            told = not self.quiet and recipient.id in places
            ground, where = InOwnersName(self.as_operator), places.get(recipient.id, shell)
            commands.append(
                Award((recipient,), achievement, row.citation, None, ground, told, row.key, where)
            )
        return commands, refused

    def _unknown(self, row: AwardRow, recipient: Person | None) -> str:
        if recipient is None:
            return self.say.text("shell.award.unknown_person")
        near = nearest(row.slug, names_of(tuple(self._catalogue.values()))) or tuple(self._catalogue)
        return self.say.text("shell.award.unknown_slug", slugs=", ".join(near[:5]))

    def _save(self, signed: Sequence[SlottedAward], now: datetime) -> frozenset[UUID]:
        """Saves in one transaction, with the owners' letters: a run that is killed still tells them. Returns the
        credentials that no other run awarded meanwhile."""
        with self.application.database.write(self.organisation.id) as connection:
            saved = self._awards.save(connection, signed, now)
            waiting = self._digest(connection, saved)
        self._digests.waiting = waiting
        self.awarded += saved
        return frozenset(award.draft.credential.id for award in saved)

    def _digest(self, connection: Connection, saved: Sequence[SignedAward]) -> Waiting:
        names: dict[UUID, list[str]] = {}
        for award in saved:
            draft = award.draft
            names.setdefault(draft.right.awarder.id, []).append(draft.command.achievement.name)
        return self._digests.with_more(connection, names)

    def _before(self) -> str:
        return self.say.text("shell.award.before")

    def _outcome(
        self, draft: DraftAward, by_key: Mapping[str, AwardRow], saved: frozenset[UUID], *, dry: bool
    ) -> AwardRowOutcome:
        row, credential = _row(draft.command, by_key), draft.credential
        not_told = "" if draft.command.notify else self.say.text("shell.award.not_told")
        says = "; ".join(filter(None, (not_told, self._notes.of(draft.command))))
        if dry:
            return AwardRowOutcome(row, AwardRowResult.WOULD, says)
        if credential.id not in saved:
            return AwardRowOutcome(row, AwardRowResult.BEFORE, self._before())
        return AwardRowOutcome(row, AwardRowResult.AWARDED, says, credential.public_id)


def _row(command: Award, by_key: Mapping[str, AwardRow]) -> AwardRow:
    return by_key[command.key or ""]
