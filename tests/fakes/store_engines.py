"""The stores behind the ports of `bot`, one after the other as the store contract sees them.

Beside transactions, an engine gives what the ports leave to others: the set-up of an organisation, the worker's marks
on letters and jobs, and what else a test must see to tell that a call had its effect.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError, NoResultFound

from adapters.database.credentials.links import download_links, record_links
from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from adapters.database.queue.outbox import OutboxStore, jobs
from adapters.database.unit_of_work import store_of
from bot.context.store import Store
from bot.domain.organisations import Organisation, Workspace
from tests.fakes.memory.database import DatabaseInMemory
from tests.fakes.memory.outbox import OutboxInMemory
from tests.fakes.memory.people import OrganisationsInMemory
from tests.fakes.memory.tables import NotFound, UniqueViolation


class StoreEngine(Protocol):
    """A store under test."""

    not_found: type[Exception]
    unique_violation: type[Exception]

    def begin(self) -> AbstractContextManager[Store]: ...
    def set_up(self, workspace: Workspace, now: datetime) -> None:
        """Adds an organisation with one workspace."""

    def change_organisation(self, organisation: Organisation) -> None: ...
    def link_hashes(self) -> frozenset[str]:
        """The hashes of all download links and record links."""

    def end_letter(self, letter_id: UUID, ending: str, now: datetime) -> None: ...
    def give_up(self, job_id: UUID, now: datetime) -> None:
        """Marks a job, or the delivery of the letter of that id, as failed too often."""

    def job_keys(self, organisation_id: UUID) -> Sequence[str]:
        """The keys of the jobs that wait, without deliveries."""


class EngineInMemory:
    """The in-memory store."""

    not_found: type[Exception] = NotFound
    unique_violation: type[Exception] = UniqueViolation

    def __init__(self) -> None:
        self.database = DatabaseInMemory()

    def begin(self) -> AbstractContextManager[Store]:
        return self.database()

    def set_up(self, workspace: Workspace, now: datetime) -> None:
        with self.database.change() as tables:
            OrganisationsInMemory(tables).add_organisation(workspace.organisation, now)
            OrganisationsInMemory(tables).add_workspace(workspace)

    def change_organisation(self, organisation: Organisation) -> None:
        with self.database.change() as tables:
            OrganisationsInMemory(tables).change_organisation(organisation)

    def link_hashes(self) -> frozenset[str]:
        tables = self.database.tables
        return frozenset([*tables.download_links, *tables.record_links])

    def end_letter(self, letter_id: UUID, ending: str, now: datetime) -> None:
        with self.database.change() as tables:
            OutboxInMemory(tables).end(letter_id, ending)

    def give_up(self, job_id: UUID, now: datetime) -> None:
        with self.database.change() as tables:
            OutboxInMemory(tables).give_up(job_id)

    def job_keys(self, organisation_id: UUID) -> Sequence[str]:
        rows = self.database.tables.jobs.values()
        return sorted(
            row.job.key for row in rows if row.job.organisation_id == organisation_id and not row.dead
        )


class EngineOnDatabase:
    """SQLite or PostgreSQL."""

    not_found: type[Exception] = NoResultFound
    unique_violation: type[Exception] = IntegrityError

    def __init__(self, url: str) -> None:
        self.database = Database(url)

    @contextmanager
    def begin(self) -> Iterator[Store]:
        with self.database.write() as connection:
            yield store_of(connection)

    def set_up(self, workspace: Workspace, now: datetime) -> None:
        with self.database.write() as connection:
            PeopleStore(connection).add_organisation(workspace.organisation, now)
            PeopleStore(connection).add_workspace(workspace)

    def change_organisation(self, organisation: Organisation) -> None:
        with self.database.write() as connection:
            PeopleStore(connection).change_organisation(organisation)

    def link_hashes(self) -> frozenset[str]:
        with self.database.read() as connection:
            return frozenset([*_hashes(connection, download_links), *_hashes(connection, record_links)])

    def end_letter(self, letter_id: UUID, ending: str, now: datetime) -> None:
        with self.database.write() as connection:
            OutboxStore(connection).end(letter_id, ending, now)

    def give_up(self, job_id: UUID, now: datetime) -> None:
        """A letter's delivery is the job of its id."""
        with self.database.write() as connection:
            connection.execute(update(jobs).where(jobs.c.id == job_id), {"dead": True})
            OutboxStore(connection).end(job_id, "dead", now)

    def job_keys(self, organisation_id: UUID) -> Sequence[str]:
        alive = select(jobs.c.key).where(jobs.c.organisation_id == organisation_id, ~jobs.c.dead)
        with self.database.read() as connection:
            keys = connection.execute(alive).scalars().all()
        return sorted(key for key in keys if not key.startswith("deliver:"))

    def close(self) -> None:
        """Lets go of the database."""
        self.database.close()


def _hashes(connection: Connection, table: object) -> Sequence[str]:
    hashes: Sequence[str] = connection.execute(select(table.c.token_hash)).scalars().all()  # type: ignore[attr-defined] # either table of links
    return hashes
