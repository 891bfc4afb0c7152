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
from issuer.proofs.keys import SignerUnavailable
from issuer.timestamps import TimestampError, read_timestamp

NEW_SECRET = "LAUREL_NEW_SECRET"  # noqa: S105 - the name of a setting


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    group = commands.add_parser("keys", help="the keys that sign")
    verbs = group.add_subparsers(
        title="verbs", metavar="list | rotate | retire | compromised | rewrap", required=True
    )
    verbs.add_parser("list", help="every key, the newest first").set_defaults(run=run_list)
    rotating = verbs.add_parser("rotate", help="sign with a new key from now on; old badges stay valid")
    rotating.add_argument("--algorithm", choices=[ED25519, *JWT_ALGORITHMS], default=ED25519, help="its kind")
    rotating.add_argument(
        "--external", metavar="LABEL", help="use the key of that label in the key store (PKCS#11)"
    )
    rotating.set_defaults(run=run_rotate)
    retiring = verbs.add_parser("retire", help="let a key sign no more; old badges stay valid")
    retiring.add_argument("kid", metavar="KEY", help="its name, or how it begins")
    retiring.set_defaults(run=run_retire)
    losing = verbs.add_parser(
        "compromised", help="somebody else may have the key: nobody believes it any more"
    )
    losing.add_argument("kid", metavar="KEY", help="its name, or how it begins")
    losing.add_argument(
        "--since", metavar="MOMENT", help="such as 2026-03-01T09:30:00Z; now, if it is left out"
    )
    losing.set_defaults(run=run_compromised)
    rewrapping = verbs.add_parser("rewrap", help=f"seal the keys under {NEW_SECRET} instead of LAUREL_SECRET")
    rewrapping.set_defaults(run=run_rewrap)
    _add_issuing(commands)


def _add_issuing(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    issuing = commands.add_parser("issuing", help="stop or start the signing of badges")
    verbs = issuing.add_subparsers(title="verbs", metavar="stop | start | show", required=True)
    stopping = verbs.add_parser("stop", help="sign nothing from now on; awards are accepted and wait")
    stopping.add_argument("--reason", type=utf8_option, default="", metavar="R", help="for whoever looks why")
    stopping.set_defaults(run=run_stop)
    verbs.add_parser("start", help="sign again, what waited first").set_defaults(run=run_start)
    verbs.add_parser("show", help="how it stands").set_defaults(run=run_show)


def run_list(_: argparse.Namespace) -> int:
    """Prints a line for each key."""
    with open_application() as (house, organisation):
        for key, signing in keys_of(house, organisation):
            print(_line(key, signing))
    return 0


def run_rotate(chosen: argparse.Namespace) -> int:
    """Creates a new key, or adopts one from the key store."""
    if chosen.external is not None and chosen.algorithm != ED25519:
        print(
            f"--external: expected a key for {ED25519}; tokens are signed with keys of our own",
            file=sys.stderr,
        )
        return 2
    try:
        with open_application() as (house, organisation):
            key = rotate(house, organisation, chosen.algorithm, chosen.external, system.now())
            trial = house.settings.trial
    except SignerUnavailable as problem:
        print(f"nothing was changed: {problem}", file=sys.stderr)
        return 1
    print(f"{key.kid} signs from now on ({key.algorithm})")
    if trial and key.algorithm == ED25519:
        print(
            "note: in trial mode the key is who signs: badges from now on are by another issuer than before"
        )
    return 0


def run_retire(chosen: argparse.Namespace) -> int:
    """Retires a key; another one signs, and is created if there is none."""
    try:
        with open_application() as (house, organisation):
            key = retire(house, organisation, chosen.kid, system.now())
    except NoSuchKey as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"{key.kid} signs no more; what it signed stays valid")
    return 0


def run_compromised(chosen: argparse.Namespace) -> int:
    """Marks a key as compromised, signs every badge of it again, and prints how many."""
    try:
        since = _parse_moment(chosen.since)
        with open_application() as (house, organisation):
            withdrawn = compromise(house, organisation, chosen.kid, since, system.now())
    except (NoSuchKey, TimestampError) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"{withdrawn.key.kid} is believed no more")
    print(f"{withdrawn.badges} badges it signed are being signed anew by another key, under the same ids")
    return 0


def run_rewrap(_: argparse.Namespace) -> int:
    """Encrypts every key under the new secret, all or none."""
    new = os.environ.get(NEW_SECRET, "")
    if len(new) < LEAST_SECRET:
        expected = f"{LEAST_SECRET} or more that nobody can guess, in the environment and nowhere else"
        print(f"{NEW_SECRET}: found {len(new)} characters, expected {expected}", file=sys.stderr)
        return 2
    with open_application() as (house, _organisation), house.database.write() as connection:
        count = house.issuers.keyring.rewrap(connection, new.encode())
    print(f"{count} keys sealed anew. Now set LAUREL_SECRET to the new secret, and start Laurel again.")
    return 0


def run_stop(chosen: argparse.Namespace) -> int:
    """Pauses issuing."""
    with open_application() as (house, organisation):
        stop_issuing(house, organisation, chosen.reason, system.now())
    print("nothing is signed from now on; awards are accepted and wait. Start it with: laurel issuing start")
    return 0


def run_start(_: argparse.Namespace) -> int:
    """Resumes issuing."""
    with open_application() as (house, organisation):
        start_issuing(house, organisation, system.now())
    print("badges are signed again, what waited first")
    return 0


def run_show(_: argparse.Namespace) -> int:
    """Prints whether issuing is paused; 1 if nothing is signed now."""
    with open_application() as (house, organisation):
        switch, waiting = issuing_pause_of(house, organisation)
    if switch.stopped_at:
        why = f": {switch.reason}" if switch.reason else ""
        print(f"stopped since {switch.stopped_at:%Y-%m-%d %H:%M} UTC{why}; {waiting} badges wait")
        return 1
    if switch.waiting_until and switch.waiting_until > system.now():
        print(f"the signer does not answer and is tried again every few seconds; {waiting} badges wait")
        return 1
    print(f"badges are signed; {waiting} wait for their turn")
    return 0


def _parse_moment(text: str | None) -> datetime:
    return read_timestamp(text) if text else system.now()


def _line(key: StoredKey, signing: bool) -> str:
    if key.compromised_since:
        state = f"compromised since {key.compromised_since:%Y-%m-%d %H:%M} UTC"
    elif key.retired_at:
        state = f"retired {key.retired_at:%Y-%m-%d %H:%M} UTC"
    else:
        state = "signs" if signing else "listed, signs no more"
    place = f"key store: {key.external}" if key.external else "sealed here"
    return f"{key.kid}  {key.algorithm:7}  {key.created_at:%Y-%m-%d}  {place}  {state}"
