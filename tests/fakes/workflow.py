"""Three organisations of six people with four achievements each, and what an outsider can tell of what happened.

    land = Land.settle(url)                   # once: a database with everybody in it
    town = land.at(url_of_a_copy)             # for each story; `OnSqlite` and `OnPostgresql` make the copies

Requests go through the dispatcher, one at a time; timers are run when time passes; nothing is signed or sent.
"""

import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, select

from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.engine.engine import Database
from adapters.database.nominations.cases import approvals, cases
from adapters.database.people.people import PeopleStore
from adapters.database.queue.outbox import jobs
from adapters.database.queue.tasks import task_of
from adapters.database.schema import upgrade
from adapters.database.unit_of_work import UnitOfWork, store_of
from adapters.files.wording import load_languages
from adapters.system import SystemIdGenerator
from bot.dispatch.dispatcher import DispatchResult, NeedsLookup, RequestDispatcher
from bot.dispatch.timers import run_timer
from bot.domain.catalogue.award_policy import Rules, Step
from bot.domain.catalogue.model import Achievement, BadgeDesign
from bot.domain.organisations import Organisation, Workspace
from bot.domain.outbox.tasks import JobKind, TimerTask
from bot.domain.people.model import Person, PlatformFacts
from bot.messages.cards import Card
from bot.messages.forms import Form
from bot.messages.platforms import Conversation, Platform
from bot.messages.requests import Inbound, Origin
from bot.use_cases.nominations.case_loading import load_case
from bot.use_cases.people.learn import Report

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ORGANISATIONS, PEOPLE = 3, 6
LANGUAGES = load_languages()
LOOK = BadgeDesign("circle", "star", "#0d9488", "gold")


def _rules(number: int) -> tuple[Rules, ...]:
    group = tuple(f"p{person}@o{number}.example" for person in (2, 3, 4))
    return (
        Rules(),
        Rules(award=(), steps=(Step("group", 2),), approvers=group),
        Rules(award=("owner",), steps=(Step("manager"), Step("owner"))),
        Rules(most_to_recipient=1, repeat_after_days=30, approvers=group[:1]),
    )


@dataclass
class Land:
    """Everybody, and a clock."""

    database: Database
    now: datetime = START
    keys: "count[int]" = field(default_factory=count)
    workspaces: list[Workspace] = field(default_factory=list)
    people: list[list[UUID]] = field(default_factory=list)

    @classmethod
    def settle(cls, url: str) -> "Land":
        """A database with everybody in it: p0 and p1 own, p0 manages p1 to p3, p4 manages p5."""
        land = cls(Database(url))
        upgrade(land.database)
        with land.database.write() as connection:
            for number in range(ORGANISATIONS):
                land._settle_one(connection, number)
        land.close()  # which writes everything into the one file that is copied
        return land

    def at(self, url: str) -> "Land":
        """The same land in a database of its own, which is a copy."""
        return Land(
            Database(url),
            workspaces=self.workspaces,
            people=[list(person) for person in self.people],
        )

    def ask(self, place: int, who: int, inbound: Inbound) -> Card | Form:
        """Somebody of an organisation asks in their own workspace, where forms can be shown."""
        transactions = UnitOfWork(self.database)
        dispatcher = RequestDispatcher(transactions.write, transactions.read, LANGUAGES, SystemIdGenerator())
        user = f"O{place}P{who}"
        origin = Origin(
            Platform.SANDBOX, f"W{place}", user, Conversation("C"), f"k{next(self.keys)}", forms=True
        )
        answer = dispatcher.dispatch(inbound, origin, self.now)
        while isinstance(
            answer, NeedsLookup
        ):  # reports older than five minutes: the directory says the same again
            names = {*answer.external_ids, *(account.external_id for account in answer.accounts)}
            report = Report(tuple(PlatformFacts(name, "") for name in names))
            dispatcher.learn(Platform.SANDBOX, f"W{place}", report, self.now)
            answer = dispatcher.dispatch(inbound, origin, self.now)
        assert isinstance(answer, DispatchResult)
        assert answer.reply is not None
        return answer.reply

    def person(self, place: int, who: int) -> Person:
        """Somebody as they are known now."""
        with self.database.read() as connection:
            return PeopleStore(connection).get(self.people[place][who])

    def change(self, place: int, who: int, **changes: object) -> None:
        """The directory says something new about somebody."""
        person = replace(self.person(place, who), **changes)  # type: ignore[arg-type]  # the machine names real fields
        with self.database.write() as connection:
            PeopleStore(connection).change(person)

    def passes(self, span: timedelta) -> None:
        """Time goes by, and what falls due happens, each at its own moment."""
        until = self.now + span
        while job := self._next_timer(until):
            self.now = max(self.now, job[1])
            with self.database.write() as connection:
                connection.execute(jobs.delete().where(jobs.c.id == job[0]))
                store = store_of(connection)
                run_timer(job[2], store, self.now, SystemIdGenerator())
        self.now = until

    def rows(self, *columns: object) -> list[tuple[object, ...]]:
        """What stands in the database."""
        with self.database.read() as connection:
            return [tuple(row) for row in connection.execute(select(*columns))]  # type: ignore[call-overload]  # columns of any kind

    def buttons(self, place: int) -> list[str]:
        """What the approve buttons of the open cases of an organisation carry now."""
        found = []
        with self.database.read() as connection:
            store = store_of(connection)
            organisation_id = self.workspaces[place].organisation.id
            for case in store.nominations.waiting_cases(organisation_id, organisation_id, True):
                found.append(f"{case.token}.{load_case(store, case).content_digest}")
        return found

    def asked(self, place: int) -> list[tuple[int, str]]:
        """Who is asked about the open cases of an organisation, and what their button carries."""
        everybody = {person: who for who, person in enumerate(self.people[place])}
        found = []
        with self.database.read() as connection:
            store = store_of(connection)
            organisation_id = self.workspaces[place].organisation.id
            for case in store.nominations.waiting_cases(organisation_id, organisation_id, True):
                shown = load_case(store, case).content_digest
                for asking in store.nominations.approval_requests(case.id):
                    found.append((everybody[asking.person_id], f"{case.token}.{shown}"))
        return found

    def approvals_of(self, case_id: UUID) -> list[tuple[object, ...]]:
        """Who approved what."""
        with self.database.read() as connection:
            query = select(approvals.c.person_id, approvals.c.stage, approvals.c.shown)
            return [tuple(row) for row in connection.execute(query.where(approvals.c.case_id == case_id))]

    def cases(self) -> list[dict[str, object]]:
        """Every case as it stands."""
        with self.database.read() as connection:
            return [dict(row._mapping) for row in connection.execute(select(cases))]

    def close(self) -> None:
        """Lets go of the database."""
        self.database.close()

    def _next_timer(self, until: datetime) -> tuple[UUID, datetime, TimerTask] | None:
        query = (
            select(jobs.c.id, jobs.c.due, jobs.c.details)
            .where(jobs.c.work == JobKind.TIMER.value, jobs.c.due <= until)
            .order_by(jobs.c.due, jobs.c.id)
            .limit(1)
        )
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return (row.id, row.due, task_of(TimerTask, json.loads(row.details))) if row else None

    def _settle_one(self, connection: Connection, number: int) -> None:
        people, ids = PeopleStore(connection), SystemIdGenerator()
        organisation = Organisation(ids.new_id(), f"Organisation {number}")
        people.add_organisation(organisation, START)
        workspace = Workspace(ids.new_id(), organisation, Platform.SANDBOX, f"W{number}")
        people.add_workspace(workspace)
        self.workspaces.append(workspace)
        person_ids = [ids.new_id() for _ in range(PEOPLE)]
        managers = (None, person_ids[0], person_ids[0], person_ids[0], None, person_ids[4])
        for who, person_id in enumerate(person_ids):
            email = f"p{who}@o{number}.example"
            people.add(
                Person(person_id, organisation.id, f"P{who}", email, managers[who], owner=who in (0, 1))
            )
            people.identify(workspace.id, PlatformFacts(f"O{number}P{who}", f"P{who}"), person_id, START)
        self.people.append(person_ids)
        for badge, rules in enumerate(_rules(number)):
            words = ("What it is", "What is done", "What for", "Did a thing that others saw")
            achievement = Achievement(
                ids.new_id(),
                organisation.id,
                f"badge-{badge}",
                1,
                f"Badge {badge}",
                *words,
                LOOK,
                rules=rules,
            )
            CatalogueStore(connection).add(achievement)


class OnSqlite:
    """Stories on copies of one file."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="stories"))
        self.land = Land.settle(f"sqlite:///{self.folder}/land.db")

    def begin(self) -> Land:
        """A land for one story."""
        fd, name = tempfile.mkstemp(dir=self.folder, suffix=".db")
        os.close(fd)
        shutil.copy(self.folder / "land.db", name)
        return self.land.at(f"sqlite:///{name}")

    def end(self, land: Land) -> None:
        """Forgets it."""
        land.close()
        file = Path(land.database.url.removeprefix("sqlite:///"))
        for left in self.folder.glob(f"{file.name}*"):
            left.unlink()


class OnPostgresql:
    """Stories on copies of one database, made by the server; `url` is its superuser's."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.admin = sa.create_engine(self.url, isolation_level="AUTOCOMMIT")
        self.names = (f"story{number}" for number in count())
        self.template = self._made("migrated")
        self.land = Land.settle(self._address(self.template))

    def begin(self) -> Land:
        """A land for one story."""
        return self.land.at(self._address(self._made(self.template)))

    def end(self, land: Land) -> None:
        """Forgets it."""
        land.close()
        self._do(f"DROP DATABASE {sa.make_url(land.database.url).database} WITH (FORCE)")

    def close(self) -> None:
        """Lets go of the server."""
        self._do(f"DROP DATABASE {self.template} WITH (FORCE)")
        self.admin.dispose()

    def _made(self, template: str) -> str:
        name = next(self.names)
        self._do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY OWNER laurel")
        return name

    def _address(self, name: str) -> str:
        return self.url.set(database=name, username="laurel").render_as_string(hide_password=False)

    def _do(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(sa.text(statement))
