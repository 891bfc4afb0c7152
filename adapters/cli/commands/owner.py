"""`laurel owner add | remove | list`."""

import argparse
import sys

from adapters import system
from adapters.cli.session import open_application
from adapters.cli.terminal import confirm
from adapters.composition.application import Application
from adapters.database.people.people import PeopleStore
from adapters.operations.operator import shell_context
from adapters.shell_wording import shell_wording, tell
from bot.domain.catalogue.fields import visible
from bot.domain.organisations import Organisation
from bot.messages.email_addresses import parse_address
from bot.messages.refusals import Refusal, refusal_card
from bot.use_cases.people.owners import (
    AddOwner,
    OwnerChange,
    RemoveOwner,
    UnknownOwner,
    add_owner,
    is_stale,
    remove_owner,
)


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    owner = commands.add_parser("owner", help=tell("shell.help.owner"))
    verbs = owner.add_subparsers(title="verbs", metavar="add | remove | list", required=True)
    adding = verbs.add_parser("add", help=tell("shell.help.owner_add"))
    adding.add_argument("email", metavar="EMAIL")
    adding.add_argument("--yes", action="store_true", help=tell("shell.help.owner_yes"))
    adding.set_defaults(run=run_owner_add)
    removing = verbs.add_parser("remove", help=tell("shell.help.owner_remove"))
    removing.add_argument("email", metavar="EMAIL")
    removing.set_defaults(run=run_owner_remove)
    verbs.add_parser("list", help=tell("shell.help.owner_list")).set_defaults(run=run_owner_list)


def run_owner_add(chosen: argparse.Namespace) -> int:
    """Makes a person an owner; an unknown one is added, once the operator is sure."""
    email = _address(chosen.email)
    if email is None:
        return 2
    try:
        with open_application(chosen) as (application, organisation):
            change = _add(application, organisation, email, is_sure=chosen.yes)
    except Refusal as refused:
        print(refusal_card(refused, shell_wording()).summary, file=sys.stderr)
        return 1
    if change is None:
        return 1
    name = change.after.name
    if change.before is None:
        print(tell("shell.note.new_owner", email=email, name=visible(name)))
    already = change.before is not None and change.before.owner
    print(tell("shell.owner.already" if already else "shell.owner.now", name=name, email=email))
    return 0


def run_owner_remove(chosen: argparse.Namespace) -> int:
    """Takes the mark of an owner away."""
    email = _address(chosen.email)
    if email is None:
        return 2
    try:
        with (
            open_application(chosen) as (application, organisation),
            application.database.write(organisation.id) as connection,
        ):
            ctx = shell_context(connection, organisation, system.now())
            change = remove_owner(ctx, RemoveOwner(email))
    except Refusal as refused:
        print(refusal_card(refused, shell_wording()).summary, file=sys.stderr)
        return 1
    was_owner = change.before is not None and change.before.owner
    print(
        tell("shell.owner.removed" if was_owner else "shell.owner.none", name=change.after.name, email=email)
    )
    return 0


def run_owner_list(chosen: argparse.Namespace) -> int:
    """Prints every owner, and which of them cannot act any more."""
    with (
        open_application(chosen) as (application, organisation),
        application.database.read(organisation.id) as connection,
    ):
        owners = PeopleStore(connection).owners(organisation.id)
    for owner in owners:
        email = owner.email or tell("shell.person.no_email")
        key = "shell.owner.stale" if is_stale(owner) else "shell.owner.listed"
        print(tell(key, name=owner.name, email=email))
    if not owners:
        print(tell("shell.owner.no_owners"))
    return 0


def _add(
    application: Application, organisation: Organisation, email: str, *, is_sure: bool
) -> OwnerChange | None:
    """None if the address is unknown, and the operator does not confirm it."""
    try:
        with application.database.write(organisation.id) as connection:
            ctx = shell_context(connection, organisation, system.now())
            return add_owner(ctx, AddOwner(email, is_sure))
    except UnknownOwner as unknown:
        near = ", ".join(unknown.nearest)
    says = tell("shell.owner.unknown", email=email)
    if near:
        says = tell("shell.owner.unknown_near", email=email, near=near)
    sure = confirm(f"{says} {tell('shell.owner.add_all_the_same')}")
    if sure:
        return _add(application, organisation, email, is_sure=True)
    end = tell("shell.people.unchanged") if sure is False else f"{says} {tell('shell.owner.say_yes')}"
    print(end, file=sys.stderr)
    return None


def _address(typed: str) -> str | None:
    email = parse_address(typed)
    if email is None:
        expected = tell("shell.people.an_address")
        print(tell("shell.found_expected", found=visible(typed), expected=expected), file=sys.stderr)
    return email
