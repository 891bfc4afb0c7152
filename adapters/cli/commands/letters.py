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
from bot.domain.events import OPERATOR
from bot.domain.organisations import Organisation
from bot.use_cases.installation.jobs import RetryJobs, retry_jobs

MOST = 1000
"""Letters listed, or retried in one transaction."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    group = commands.add_parser("letters", help="letters and other work that was given up")
    verbs = group.add_subparsers(title="verbs", metavar="dead | retry", required=True)
    dead = verbs.add_parser("dead", help="list it, with the last error")
    dead.set_defaults(run=run_dead)
    retry = verbs.add_parser("retry", help="try it again, as if it were new")
    retry.add_argument("ids", nargs="*", metavar="ID", help="as `laurel letters dead` shows them")
    retry.add_argument("--all", action="store_true", help="everything that was given up")
    retry.set_defaults(run=run_retry)


def run_dead(_: argparse.Namespace) -> int:
    """A line each: its id, its kind, its last error without secrets and addresses."""
    with open_application() as (house, organisation), house.database.read(organisation.id) as connection:
        found = JobStore(connection).dead(MOST)
        count = JobStore(connection).count()["dead"]
    for job in found:
        error = SECRETS.sub("[redacted]", " ".join((job.error or "no error kept").split()))
        print(f"{job.id}  {job.work}  {error[:200]}")
    shown = f", of which these are the first {len(found):,}" if count > len(found) else ""
    print(f"{count:,} given up{shown}" + ("; try again with: laurel letters retry ID" if found else ""))
    return 0


def run_retry(chosen: argparse.Namespace) -> int:
    """Queues jobs again. A running worker claims them within a second."""
    ids = _parse_ids(chosen.ids)
    if ids is None or bool(ids) == bool(chosen.all):
        print(
            "say which: laurel letters retry ID …, as `laurel letters dead` shows them, or --all",
            file=sys.stderr,
        )
        return 2
    with open_application() as (house, organisation):
        wanted = ids or _all_dead(house)
        again = [
            job_id
            for start in range(0, len(wanted), MOST)
            for job_id in _retry(house, organisation, wanted[start : start + MOST])
        ]
    for job_id in sorted(set(ids) - set(again), key=str):
        print(f"{job_id}: found nothing given up under this id; see `laurel letters dead`", file=sys.stderr)
    print(f"{len(again):,} will be tried again")
    return 1 if set(ids) - set(again) else 0


def _all_dead(house: Application) -> list[UUID]:
    """Every job that is dead now; jobs that die again meanwhile wait for the next run."""
    with house.database.read() as connection:
        store = JobStore(connection)
        return [job.id for job in store.dead(store.count()["dead"])]


def _retry(house: Application, organisation: Organisation, wanted: list[UUID]) -> list[UUID]:
    """Retries those of them that were given up."""
    with house.database.write(organisation.id) as connection:
        ctx = shell_context(connection, organisation, system.now(), house.ids)
        return list(retry_jobs(ctx, RetryJobs(wanted, OPERATOR)))


def _parse_ids(given: list[str]) -> list[UUID] | None:
    try:
        return [UUID(text) for text in given]
    except ValueError:
        return None
