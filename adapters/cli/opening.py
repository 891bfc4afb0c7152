"""What commands share: settings from the environment, an application, an open database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters import system
from adapters.config import read
from adapters.settings import Settings
from adapters.wiring.house import House, build
from adapters.wiring.setting_up import prepare
from bot.people.places import Organisation


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
