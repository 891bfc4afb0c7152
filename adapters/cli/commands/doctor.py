"""`laurel doctor`: is everything in place? A line for each part, with what to do about it."""

import argparse
import asyncio
from collections.abc import Iterator

from adapters.cli.doctor.machine import catalogue, machine, public_url
from adapters.cli.doctor.platforms import platforms
from adapters.cli.doctor.report import DoctorLine, Severity
from adapters.cli.doctor.storage import storage
from adapters.cli.session import load_settings
from adapters.composition.application import build_application
from adapters.configuration.environment import SettingsError
from adapters.configuration.settings import Settings
from adapters.shell_wording import tell, word_messages


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    command = commands.add_parser("doctor", help=tell("shell.help.doctor"))
    command.set_defaults(run=run_doctor)


def run_doctor(_: argparse.Namespace) -> int:
    """Prints a line for each part; 1 if something is missing."""
    worst = 0
    for line in _lines():
        print(line, flush=True)
        worst = max(worst, int(line.level is Severity.MISSING))
    return worst


def _lines() -> Iterator[DoctorLine]:
    yield from machine()
    try:
        chosen = load_settings()
    except SettingsError as mistakes:
        yield from (
            DoctorLine(Severity.MISSING, tell("shell.doctor.setting", text=text))
            for text in word_messages(mistakes.found)
        )
        yield DoctorLine(Severity.WARNING, tell("shell.doctor.unlooked"), tell("shell.doctor.mend_first"))
        return
    yield DoctorLine(Severity.OK, tell("shell.doctor.settings"))
    yield public_url(chosen)
    yield from catalogue(chosen)
    yield from _installation_lines(chosen)


def _installation_lines(chosen: Settings) -> Iterator[DoctorLine]:
    application = build_application(chosen)
    try:
        yield from storage(application)
        yield from asyncio.run(platforms(application))
    finally:
        application.database.close()
