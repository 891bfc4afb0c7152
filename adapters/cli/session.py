"""What commands share: settings from the environment, an application, an open database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters import system
from adapters.composition.application import House, build
from adapters.configuration.environment import read
from adapters.configuration.settings import Settings
from adapters.operations.set_up import prepare
from bot.domain.organisations import Organisation


def settings() -> Settings:
    """From the environment and `.env`; raises `Mistakes`."""
    return read(os.environ, Path(".env"))


@contextmanager
def opened() -> Iterator[tuple[House, Organisation]]:
    """An application on its database, set up, and closed afterwards."""
    house = build(settings())
    try:
        yield house, prepare(house, system.now())
    finally:
        house.database.close()
