"""Runs an application: web and worker in one process or apart, until stopped; running work is finished."""

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog
from aiohttp import web
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from adapters.composition.application import Application
from adapters.database.engine.pg_notify import listen as hear
from adapters.drawing.ahead import Progress, draw_ahead, tell_nobody
from adapters.drawing.drawing_process import DrawingProcessEnded
from adapters.worker.audit_sealing import start_sealing
from adapters.worker.facts import start_refreshing

log = structlog.get_logger(__name__)
GRACE_SECONDS = 20.0
PATIENCE_SECONDS = 1.0
"""How long a transaction waits for another process on SQLite while a person waits for an answer."""


class PortTaken(Exception):
    """Another process listens on that port."""


def take_short_turns() -> None:
    """Sets the interpreter's switch interval to half a millisecond. By default the web waits five for the writer."""
    sys.setswitchinterval(0.0005)


async def serve(
    application: Application,
    app: web.Application,
    *,
    listen: bool = True,
    work: bool,
    ready: Callable[[], None],
    beside: Sequence[asyncio.Task[None]] = (),
) -> None:
    """Listens and works, as asked, until SIGTERM or SIGINT. Resources opened by `app` are closed in any case.

    `beside`: tasks that end with it.
    """
    take_short_turns()
    stop = _stop_event()
    application.database.patience = PATIENCE_SECONDS
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    if listen:
        await _listen(application, runner)
    if work:
        await application.database.in_write(lambda connection: _start_periodic_jobs(connection, application))
    worker = asyncio.create_task(application.worker.run()) if work else None
    listening = asyncio.create_task(hear(application.database, application.worker.wake)) if work else None
    ready()
    try:
        await _wait_for_first(stop, worker)
    finally:
        application.worker.stop()
        for task in (listening, *beside):
            if task:
                task.cancel()
        await runner.cleanup()
        if worker:
            with suppress(TimeoutError):
                await asyncio.wait_for(worker, GRACE_SECONDS)
        await asyncio.to_thread(application.database.close)


async def draw_pictures(
    application: Application, progress: Progress = tell_nobody, niceness: int = 0
) -> None:
    """Draws the pictures of the catalogue before anybody looks at them; what fails is drawn when it is asked for."""
    try:
        drawn = await draw_ahead(application.pictures, progress, niceness)
    except (DrawingProcessEnded, SQLAlchemyError, OSError) as problem:
        log.warning(
            "pictures are drawn when they are looked at", problem=f"{type(problem).__name__}: {problem}"
        )
    else:
        log.info("pictures of the catalogue are ready", drawn=drawn)


def _start_periodic_jobs(connection: Connection, application: Application) -> None:
    start_sealing(connection, application.ids, application.now())
    start_refreshing(connection, application.ids, application.now())


async def _listen(application: Application, runner: web.AppRunner) -> None:
    settings = application.settings
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except (OSError, OverflowError) as problem:
        await runner.cleanup()
        reason = getattr(problem, "strerror", None) or problem
        raise PortTaken(
            f"port {settings.port} on {settings.host} is taken or not allowed ({reason})"
        ) from None


def _stop_event() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    return stop


async def _wait_for_first(stop: asyncio.Event, worker: asyncio.Task[None] | None) -> None:
    """Waits for the stop signal; a worker that dies stops the process too, and its error is raised."""
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({waiting, *([worker] if worker else [])}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if worker and worker.done():
        worker.result()
