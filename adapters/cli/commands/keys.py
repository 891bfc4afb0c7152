"""`laurel keys …`: the signing keys. `laurel issuing stop | start | show`: pauses and resumes issuing."""

import argparse
import os
import sys
from datetime import datetime

from adapters import system
from adapters.cli.files import utf8_option
from adapters.cli.session import open_application
from adapters.configuration.checks import LEAST_SECRET
from adapters.database.catalogue.keys import ED25519, StoredKey
from adapters.keystores.keyring import JWT_ALGORITHMS, NoSuchKey
from adapters.operations.keys import (
    compromise,
    issuing_pause_of,
    keys_of,
    retire,
    rotate,
    start_issuing,
    stop_issuing,
)
from adapters.shell_wording import shell_wording, tell, word_error
from issuer.proofs.keys import SignerUnavailable
from issuer.timestamps import TimestampError, read_timestamp

NEW_SECRET = "LAUREL_NEW_SECRET"  # noqa: S105 - the name of a setting


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    group = commands.add_parser("keys", help=tell("shell.help.keys"))
    verbs = group.add_subparsers(
        title="verbs", metavar="list | rotate | retire | compromised | rewrap", required=True
    )
    verbs.add_parser("list", help=tell("shell.help.keys_list")).set_defaults(run=run_list)
    rotating = verbs.add_parser("rotate", help=tell("shell.help.keys_rotate"))
    rotating.add_argument(
        "--algorithm",
        choices=[ED25519, *JWT_ALGORITHMS],
        default=ED25519,
        help=tell("shell.help.keys_algorithm"),
    )
    rotating.add_argument("--external", metavar="LABEL", help=tell("shell.help.keys_external"))
    rotating.set_defaults(run=run_rotate)
    retiring = verbs.add_parser("retire", help=tell("shell.help.keys_retire"))
    retiring.add_argument("kid", metavar="KEY", help=tell("shell.help.key_name"))
    retiring.set_defaults(run=run_retire)
    losing = verbs.add_parser("compromised", help=tell("shell.help.keys_compromised"))
    losing.add_argument("kid", metavar="KEY", help=tell("shell.help.key_name"))
    losing.add_argument("--since", metavar="MOMENT", help=tell("shell.help.keys_since"))
    losing.set_defaults(run=run_compromised)
    rewrapping = verbs.add_parser("rewrap", help=tell("shell.help.keys_rewrap", secret=NEW_SECRET))
    rewrapping.set_defaults(run=run_rewrap)
    _add_issuing(commands)


def _add_issuing(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    issuing = commands.add_parser("issuing", help=tell("shell.help.issuing"))
    verbs = issuing.add_subparsers(title="verbs", metavar="stop | start | show", required=True)
    stopping = verbs.add_parser("stop", help=tell("shell.help.issuing_stop"))
    stopping.add_argument(
        "--reason", type=utf8_option, default="", metavar="R", help=tell("shell.help.issuing_reason")
    )
    stopping.set_defaults(run=run_stop)
    verbs.add_parser("start", help=tell("shell.help.issuing_start")).set_defaults(run=run_start)
    verbs.add_parser("show", help=tell("shell.help.show")).set_defaults(run=run_show)


def run_list(chosen: argparse.Namespace) -> int:
    """Prints a line for each key."""
    with open_application(chosen) as (application, organisation):
        for key, signing in keys_of(application, organisation):
            print(_line(key, signing))
    return 0


def run_rotate(chosen: argparse.Namespace) -> int:
    """Creates a new key, or adopts one from the key store."""
    if chosen.external is not None and chosen.algorithm != ED25519:
        print(
            tell("shell.keys.external_kind", kind=ED25519),
            file=sys.stderr,
        )
        return 2
    try:
        with open_application(chosen) as (application, organisation):
            key = rotate(application, organisation, chosen.algorithm, chosen.external, system.now())
            trial = application.settings.trial
    except SignerUnavailable as problem:
        print(tell("shell.keys.unchanged", reason=word_error(shell_wording(), problem)), file=sys.stderr)
        return 1
    print(tell("shell.keys.rotated", key=key.kid, algorithm=key.algorithm))
    if trial and key.algorithm == ED25519:
        print(tell("shell.note.trial_key"))
    return 0


def run_retire(chosen: argparse.Namespace) -> int:
    """Retires a key; another one signs, and is created if there is none."""
    try:
        with open_application(chosen) as (application, organisation):
            key = retire(application, organisation, chosen.kid, system.now())
    except NoSuchKey as problem:
        print(word_error(shell_wording(), problem), file=sys.stderr)
        return 2
    print(tell("shell.keys.retired", key=key.kid))
    return 0


def run_compromised(chosen: argparse.Namespace) -> int:
    """Marks a key as compromised, signs every badge of it again, and prints how many."""
    try:
        since = _parse_moment(chosen.since)
        with open_application(chosen) as (application, organisation):
            withdrawn = compromise(application, organisation, chosen.kid, since, system.now())
    except (NoSuchKey, TimestampError) as problem:
        print(word_error(shell_wording(), problem), file=sys.stderr)
        return 2
    print(tell("shell.keys.compromised", key=withdrawn.key.kid))
    print(tell("shell.keys.signed_anew", count=withdrawn.badges))
    return 0


def run_rewrap(chosen: argparse.Namespace) -> int:
    """Encrypts every key under the new secret, all or none."""
    new = os.environ.get(NEW_SECRET, "")
    if len(new) < LEAST_SECRET:
        expected = tell("shell.keys.secret_expected", least=LEAST_SECRET)
        print(
            tell("shell.keys.secret_short", name=NEW_SECRET, found=len(new), expected=expected),
            file=sys.stderr,
        )
        return 2
    with open_application(chosen) as (application, _organisation), application.database.write() as connection:
        count = application.issuers.keyring.rewrap(connection, new.encode())
    print(tell("shell.keys.rewrapped", count=count))
    return 0


def run_stop(chosen: argparse.Namespace) -> int:
    """Pauses issuing."""
    with open_application(chosen) as (application, organisation):
        stop_issuing(application, organisation, chosen.reason, system.now())
    print(tell("shell.issuing.stopped"))
    return 0


def run_start(chosen: argparse.Namespace) -> int:
    """Resumes issuing."""
    with open_application(chosen) as (application, organisation):
        start_issuing(application, organisation, system.now())
    print(tell("shell.issuing.started"))
    return 0


def run_show(chosen: argparse.Namespace) -> int:
    """Prints whether issuing is paused; 1 if nothing is signed now."""
    with open_application(chosen) as (application, organisation):
        switch, waiting = issuing_pause_of(application, organisation)
    if switch.stopped_at:
        why = f": {switch.reason}" if switch.reason else ""
        print(
            tell(
                "shell.issuing.stopped_since",
                moment=shell_wording().date(switch.stopped_at),
                why=why,
                count=waiting,
            )
        )
        return 1
    if switch.unnamed:
        print(tell("shell.issuing.unnamed", count=waiting))
        return 1
    if switch.waiting_until and switch.waiting_until > system.now():
        print(tell("shell.issuing.no_signer", count=waiting))
        return 1
    print(tell("shell.issuing.running", count=waiting))
    return 0


def _parse_moment(text: str | None) -> datetime:
    return read_timestamp(text) if text else system.now()


def _line(key: StoredKey, signing: bool) -> str:
    if key.compromised_since:
        state = tell("shell.keys.state_compromised", moment=shell_wording().date(key.compromised_since))
    elif key.retired_at:
        state = tell("shell.keys.state_retired", moment=shell_wording().date(key.retired_at))
    else:
        state = tell("shell.keys.state_signs") if signing else tell("shell.keys.state_listed")
    place = tell("shell.keys.in_store", name=str(key.external)) if key.external else tell("shell.keys.here")
    return f"{key.kid}  {key.algorithm:7}  {key.created_at:%Y-%m-%d}  {place}  {state}"
