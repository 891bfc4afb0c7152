"""What commands share: settings from the environment, an application, an open database."""

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from adapters.cli.files import CommandError
from adapters.composition.application import Application, build_application
from adapters.configuration.environment import read_settings
from adapters.configuration.settings import Settings
from adapters.database.people.people import PeopleStore
from adapters.installation.set_up import prepare
from adapters.shell_wording import tell
from bot.domain.organisations import Organisation


def load_settings() -> Settings:
    """From the environment and `.env`; raises `Mistakes`."""
    return read_settings(os.environ, Path(".env"))


def add_organisation(command: argparse.ArgumentParser) -> None:
    """The option that names the organisation, needed where there are several."""
    command.add_argument("--organisation", metavar="NAME", help=tell("shell.help.organisation_name"))


@contextmanager
def open_application(chosen: argparse.Namespace) -> Iterator[tuple[Application, Organisation]]:
    """An application on its database, set up, and closed afterwards; and the organisation that a command is about.

    Raises `CommandError` if several organisations could be meant.
    """
    application = build_application(load_settings())
    try:
        prepare(application, application.now())
        with application.database.read() as connection:
            organisations = PeopleStore(connection).organisations()
        yield application, _named(chosen.organisation, organisations)
    finally:
        application.database.close()


def _named(wanted: str | None, organisations: Sequence[Organisation]) -> Organisation:
    found = [
        organisation
        for organisation in organisations
        if wanted is None or wanted.casefold() in (organisation.name.casefold(), str(organisation.id))
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(organisation.name for organisation in organisations)
    what = f"{len(found)} organisations" if wanted is None else f"{len(found)} organisations named {wanted!r}"
    raise CommandError(f"found {what}, expected one of: {known}; name it with --organisation", 2)
