"""`laurel status revoke | suspend | restore | show`: the status of an issued badge."""

import argparse
import sys
from uuid import UUID

from adapters import system
from adapters.cli.files import utf8_option
from adapters.cli.session import open_application
from adapters.operations.award_notes import private_note
from adapters.operations.status import NotIssued, look_up, stand, standing
from adapters.shell_wording import shell_wording, tell, word_error
from adapters.worker.status_lists import CannotChange
from bot.messages.parsing import clean_citation

STATES = {"revoke": "revoked", "suspend": "suspended", "restore": "good"}


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    group = commands.add_parser("status", help=tell("shell.help.credential"))
    verbs = group.add_subparsers(title="verbs", metavar="revoke | suspend | restore | show", required=True)
    for name, what in (
        ("revoke", tell("shell.help.credential_revoke")),
        ("suspend", tell("shell.help.credential_suspend")),
        ("restore", tell("shell.help.credential_restore")),
        ("show", tell("shell.help.show")),
    ):
        verb = verbs.add_parser(name, help=what)
        verb.add_argument("credential", metavar="CREDENTIAL", help=tell("shell.help.credential_id"))
        if name in STATES:
            verb.add_argument(
                "--reason",
                type=utf8_option,
                default="",
                metavar="R",
                help=tell("shell.help.credential_reason"),
            )
        verb.set_defaults(run=run, verb=name)


def run(chosen: argparse.Namespace) -> int:
    """Changes the status, or prints it."""
    try:
        public_id = UUID(chosen.credential.rpartition("/")[2])
    except ValueError:
        print(
            tell("shell.credential.no_uuid", found=chosen.credential),
            file=sys.stderr,
        )
        return 2
    try:
        with open_application(chosen) as (application, organisation):
            if chosen.verb == "show":
                found = look_up(application, organisation, public_id, system.now())
            else:
                reason = clean_citation(chosen.reason)
                if note := private_note(shell_wording(), application.languages, organisation, reason):
                    print(tell("shell.note.any", note=note), file=sys.stderr)
                stand(application, organisation, public_id, STATES[chosen.verb], reason, system.now())
                found = standing(application, organisation, public_id)
    except (NotIssued, CannotChange) as problem:
        print(word_error(shell_wording(), problem), file=sys.stderr)
        return 1
    print(f"{public_id}: {found}")
    return 0
