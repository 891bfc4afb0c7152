"""`laurel`: finds the command, runs it, says plainly what went wrong."""

import argparse
import io
import sqlite3
import sys
from collections.abc import Callable, Sequence

from sqlalchemy.exc import OperationalError

from adapters.cli import (
    art,
    audit,
    awarding,
    badges,
    catalogue,
    checking,
    database,
    keys,
    letters,
    people,
    replaying,
    revoking,
    running,
    standing,
)
from adapters.config import Mistakes
from adapters.database.schema import UnknownSchema
from adapters.wiring.setting_up import BadCatalogue
from issuer.proofs.keys import KeyMaterialError

DONE, REFUSED, MISUSED = 0, 1, 2

GROUPS = (
    running,
    catalogue,
    art,
    people,
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


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(prog="laurel", description="Open Badges that people own, given in chat.")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in GROUPS:
        group.add_to(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ✓ or → still gets its answer
    chosen = parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = chosen.run
    try:
        return run(chosen)
    except Mistakes as mistakes:
        print(
            "These settings cannot be used:",
            *(f"  {one}" for one in mistakes.found),
            sep="\n",
            file=sys.stderr,
        )
        return MISUSED
    except BadCatalogue as bad:
        print(
            "The catalogue cannot be used:", *(f"  {one}" for one in bad.findings), sep="\n", file=sys.stderr
        )
        return REFUSED
    except UnknownSchema as problem:
        print(problem, file=sys.stderr)
        return REFUSED
    except KeyMaterialError as problem:
        print(
            f"The signing key cannot be used: {problem}. Set LAUREL_SECRET to what it was.", file=sys.stderr
        )
        return REFUSED
    except (OperationalError, sqlite3.OperationalError) as problem:
        why = getattr(problem, "orig", problem)
        print(f"The database does not answer: {why}. See: laurel doctor", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return DONE


if __name__ == "__main__":
    sys.exit(main())
