"""`laurel letters dead | retry`: lists jobs that were given up after eight tries, and retries them."""

import argparse
import sys
from uuid import UUID

from adapters import system
from adapters.cli.session import open_application
from adapters.composition.application import Application
from adapters.database.queue.jobs import JobStore
from adapters.logs import SECRETS
from adapters.operations.operator import shell_context
from adapters.shell_wording import tell
from bot.domain.events import OPERATOR
from bot.domain.organisations import Organisation
from bot.use_cases.installation.jobs import RetryJobs, retry_jobs

MOST = 1000
"""Letters listed, or retried in one transaction."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    group = commands.add_parser("letters", help=tell("shell.help.letters"))
    verbs = group.add_subparsers(title="verbs", metavar="dead | retry", required=True)
    dead = verbs.add_parser("dead", help=tell("shell.help.letters_dead"))
    dead.set_defaults(run=run_dead)
    retry = verbs.add_parser("retry", help=tell("shell.help.letters_retry"))
    retry.add_argument("ids", nargs="*", metavar="ID", help=tell("shell.help.letters_ids"))
    retry.add_argument("--all", action="store_true", help=tell("shell.help.letters_all"))
    retry.set_defaults(run=run_retry)


def run_dead(chosen: argparse.Namespace) -> int:
    """A line each: its id, its kind, its last error without secrets and addresses."""
    with (
        open_application(chosen) as (application, organisation),
        application.database.read(organisation.id) as connection,
    ):
        found = JobStore(connection).dead(MOST)
        count = JobStore(connection).count()["dead"]
    for job in found:
        error = SECRETS.sub("[redacted]", " ".join((job.error or tell("shell.letters.no_error")).split()))
        print(f"{job.id}  {job.work}  {error[:200]}")
    shown = tell("shell.letters.of_which", count=len(found)) if count > len(found) else ""
    print(
        tell("shell.letters.given_up", count=count, hint=shown)
        + (tell("shell.letters.try_again") if found else "")
    )
    return 0


def run_retry(chosen: argparse.Namespace) -> int:
    """Queues jobs again. A running worker claims them within a second."""
    ids = _parse_ids(chosen.ids)
    if ids is None or bool(ids) == bool(chosen.all):
        print(
            tell("shell.letters.which"),
            file=sys.stderr,
        )
        return 2
    with open_application(chosen) as (application, organisation):
        wanted = ids or _all_dead(application)
        again = [
            job_id
            for start in range(0, len(wanted), MOST)
            for job_id in _retry(application, organisation, wanted[start : start + MOST])
        ]
    for job_id in sorted(set(ids) - set(again), key=str):
        print(tell("shell.letters.unknown", id=str(job_id)), file=sys.stderr)
    print(tell("shell.letters.again", count=len(again)))
    return 1 if set(ids) - set(again) else 0


def _all_dead(application: Application) -> list[UUID]:
    """Every job that is dead now; jobs that die again meanwhile wait for the next run."""
    with application.database.read() as connection:
        store = JobStore(connection)
        return [job.id for job in store.dead(store.count()["dead"])]


def _retry(application: Application, organisation: Organisation, wanted: list[UUID]) -> list[UUID]:
    """Retries those of them that were given up."""
    with application.database.write(organisation.id) as connection:
        ctx = shell_context(connection, organisation, system.now(), application.ids)
        return list(retry_jobs(ctx, RetryJobs(wanted, OPERATOR)))


def _parse_ids(given: list[str]) -> list[UUID] | None:
    try:
        return [UUID(text) for text in given]
    except ValueError:
        return None
