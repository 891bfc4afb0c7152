"""`laurel doctor`: is everything in place? A line for each part, with what to do about it."""

import argparse
import asyncio
from collections.abc import Iterator

from adapters.cli.session import settings
from adapters.composition.application import build
from adapters.configuration.environment import Mistakes
from adapters.configuration.settings import Settings
from adapters.operations import doctor
from adapters.operations.doctor import Level, Line


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    command = commands.add_parser("doctor", help="is everything in place? and what to do where it is not")
    command.set_defaults(run=run_doctor)


def run_doctor(_: argparse.Namespace) -> int:
    """Prints a line for each part; 1 if something is missing."""
    worst = 0
    for line in _lines():
        print(line, flush=True)
        worst = max(worst, int(line.level is Level.MISSING))
    return worst


def _lines() -> Iterator[Line]:
    yield from doctor.machine()
    try:
        chosen = settings()
    except Mistakes as mistakes:
        yield from (Line(Level.MISSING, f"setting {one}") for one in mistakes.found)
        yield Line(
            Level.WARNING, "everything else: not looked at", "mend the settings first, and run it again"
        )
        return
    yield Line(Level.OK, "settings")
    yield doctor.public_url(chosen)
    yield from doctor.catalogue(chosen)
    yield from _of_house(chosen)


def _of_house(chosen: Settings) -> Iterator[Line]:
    house = build(chosen)
    try:
        yield from doctor.storage(house)
        yield from asyncio.run(doctor.platforms(house))
    finally:
        house.database.close()
