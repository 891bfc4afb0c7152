"""A background in a process of its own that dies, as by `kill -9`, at a moment of its choice.

before     the job is claimed, and nothing was done
done       the signature is made, or the post was answered; nothing is saved
recording  inside the transaction that saves it
recorded   that transaction is committed, and nothing else was done
"""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from aiohttp import web
from sqlalchemy import Connection

from adapters.composition.application import build_application
from adapters.composition.slack import add_slack
from adapters.configuration.settings import Settings
from adapters.database.engine.engine import Database, Scope
from adapters.database.engine.tenancy import ALL_TENANTS
from adapters.database.people.people import PeopleStore
from adapters.database.queue.jobs import ClaimedJob
from adapters.worker.job_transaction import JobTransaction
from adapters.worker.loop import Finish, JobRunner, Worker
from bot.domain.outbox.tasks import JobKind

T = TypeVar("T")


def die() -> None:
    """At once: no clean-up, no last words."""
    os._exit(9)


def dying(task: JobRunner, moment: str) -> JobRunner:
    """The task, up to that moment."""

    async def run(job: ClaimedJob) -> Finish:
        if moment == "before":
            die()
        finish = await task.run(job)
        if moment == "done":
            die()
        return dying_finish(finish) if moment == "recording" else finish

    return replace(task, run=run)


def dying_finish(finish: Finish) -> Finish:
    """Saves, and dies before the commit."""

    def save(transaction: JobTransaction) -> None:
        finish(transaction)
        die()

    return save


def dying_worker(worker: Worker, work: JobKind) -> None:
    """Makes it die right after the transaction in which a job of this kind ended."""
    database, finish = worker.database, worker._finish
    ended: list[JobKind] = []

    def noting(connection: Connection, job: ClaimedJob, result: Finish) -> None:
        finish(connection, job, result)
        ended.append(job.work)

    async def write(saving: Callable[[Connection], T], scope: Scope = ALL_TENANTS) -> T:
        result = await Database.in_write(database, saving, scope)
        if work in ended:
            die()
        return result

    worker._finish = noting  # type: ignore[method-assign] # it is this process that is odd
    database.in_write = write  # type: ignore[method-assign] # as above


async def work_and_die(settings: Settings, work: JobKind, moment: str) -> None:
    """Does what is due until it dies of it."""
    application = build_application(settings)
    with application.database.read() as connection:
        [organisation] = PeopleStore(connection).organisations()
    add_slack(application, organisation, web.Application())
    application.worker.tasks = {
        **application.worker.tasks,
        work: dying(application.worker.tasks[work], moment),
    }
    if moment == "recorded":
        dying_worker(application.worker, work)
    await application.worker.drain()


def run(settings: Settings, work: str, moment: str) -> None:
    """What the process is there for."""
    asyncio.run(work_and_die(settings, JobKind(work), moment))
