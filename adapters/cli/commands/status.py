"""`laurel status revoke | suspend | restore | show`: the status of an issued badge."""

import argparse
import sys
from uuid import UUID

from adapters import system
from adapters.cli.files import utf8_option
from adapters.cli.session import open_application
from adapters.operations.status import NotIssued, look_up, stand, standing
from adapters.worker.status_lists import CannotChange
from bot.messages.parsing import clean_citation

STATES = {"revoke": "revoked", "suspend": "suspended", "restore": "good"}


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    group = commands.add_parser("status", help="whether a badge still counts")
    verbs = group.add_subparsers(title="verbs", metavar="revoke | suspend | restore | show", required=True)
    for name, what in (
        ("revoke", "it does not count any more, for ever"),
        ("suspend", "it does not count for a time; for achievements whose file allows it"),
        ("restore", "a suspended badge counts again"),
        ("show", "how it stands"),
    ):
        verb = verbs.add_parser(name, help=what)
        verb.add_argument("credential", metavar="CREDENTIAL", help="the UUID at the end of its address")
        if name in STATES:
            verb.add_argument(
                "--reason",
                type=utf8_option,
                default="",
                metavar="R",
                help="for its earner and the record, not shown in public",
            )
        verb.set_defaults(run=run, verb=name)


def run(chosen: argparse.Namespace) -> int:
    """Changes the status, or prints it."""
    try:
        public_id = UUID(chosen.credential.rpartition("/")[2])
    except ValueError:
        print(
            f"found {chosen.credential!r}, expected a UUID such as the one in the badge's address",
            file=sys.stderr,
        )
        return 2
    try:
        with open_application() as (house, organisation):
            if chosen.verb == "show":
                found = look_up(house, organisation, public_id, system.now())
            else:
                reason = clean_citation(chosen.reason)
                stand(house, organisation, public_id, STATES[chosen.verb], reason, system.now())
                found = standing(house, organisation, public_id)
    except (NotIssued, CannotChange) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{public_id}: {found}")
    return 0
