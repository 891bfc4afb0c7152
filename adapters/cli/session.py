"""What commands share: settings from the environment, an application, an open database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters import system
from adapters.composition.application import Application, build_application
from adapters.configuration.environment import read_settings
from adapters.configuration.settings import Settings
from adapters.installation.set_up import prepare
from bot.domain.organisations import Organisation


def load_settings() -> Settings:
    """From the environment and `.env`; raises `Mistakes`."""
    return read_settings(os.environ, Path(".env"))


@contextmanager
def open_application() -> Iterator[tuple[Application, Organisation]]:
    """An application on its database, set up, and closed afterwards."""
    house = build_application(load_settings())
    try:
        yield house, prepare(house, system.now())
    finally:
        house.database.close()
