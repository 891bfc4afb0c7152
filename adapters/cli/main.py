"""`laurel`: finds the command, runs it, and reports errors in plain sentences."""

import argparse
import io
import sys
from collections.abc import Callable, Iterator, Sequence

from adapters.cli.commands import (
    art,
    audit,
    badges,
    catalogue,
    keys,
    letters,
    organisation,
    owner,
    people,
    verify,
)
from adapters.cli.commands import award as awarding
from adapters.cli.commands import db as database
from adapters.cli.commands import doctor as checking
from adapters.cli.commands import revoke as revoking
from adapters.cli.commands import serve as running
from adapters.cli.commands import status as standing
from adapters.cli.errors import EXPECTED_ERRORS, REFUSED, error_message
from adapters.cli.replay import replay as replaying
from adapters.cli.session import add_organisation
from adapters.cli.usage import speak_the_shells_language
from adapters.files.wording import UnreadableWording
from adapters.logs import set_up_logs
from adapters.shell_wording import tell

STOPPED = 130
"""As a shell reports Ctrl+C. A command that serves until then ends with 0."""

GROUPS = (
    running,
    catalogue,
    art,
    people,
    owner,
    organisation,
    awarding,
    revoking,
    badges,
    standing,
    keys,
    database,
    letters,
    audit,
    checking,
    replaying,
)

WITHOUT_ORGANISATION = {module.__name__ for module in (running, art, database, checking, verify)}
"""Commands about the whole installation, or about no organisation at all."""


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    speak_the_shells_language()
    top = argparse.ArgumentParser(prog="laurel", description=tell("shell.help.laurel"))
    commands = top.add_subparsers(title=tell("shell.usage.commands"), metavar="COMMAND", required=True)
    for group in GROUPS:
        group.add_to(commands)
    for command in _leaves(top):
        if _needs_organisation(command.get_default("run")):
            add_organisation(command)
    return top


def _needs_organisation(run: Callable[[argparse.Namespace], int]) -> bool:
    return run.__module__ not in WITHOUT_ORGANISATION and run not in (badges.run_bake, badges.run_extract)


def _leaves(command: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The commands without commands of their own."""
    groups = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield command
    for group in groups:
        for inner in group.choices.values():
            yield from _leaves(inner)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ✓ or → still gets its answer
    set_up_logs("text", quiet=True)  # a command's output is for people and programs alone
    try:
        chosen = parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = chosen.run
        return run(chosen)
    except UnreadableWording as problem:
        print(problem, file=sys.stderr)  # in English: the sentences themselves cannot be read
        return REFUSED
    except EXPECTED_ERRORS as problem:
        says, code = error_message(problem)
        print(says, file=sys.stderr)
        return code
    except KeyboardInterrupt:
        print(tell("shell.stopped"), file=sys.stderr)
        return STOPPED


if __name__ == "__main__":
    sys.exit(main())
