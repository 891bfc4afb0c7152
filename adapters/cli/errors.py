"""Sentences for expected failures of commands: what was found, and what to do. Bugs keep their traceback."""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from adapters.cli.files import CommandError
from adapters.configuration.environment import SettingsError
from adapters.database.schema import SchemaProblem
from adapters.drawing.typefaces import UnusableFonts
from adapters.shell_wording import shell_wording, tell, word_error, word_findings, word_messages
from bot.context.store import Stale
from bot.domain.catalogue.files import BadCatalogue
from issuer.proofs.keys import KeyMaterialError, SignerUnavailable

REFUSED, MISUSED = 1, 2
EXPECTED_ERRORS = (
    CommandError,
    SettingsError,
    BadCatalogue,
    SchemaProblem,
    KeyMaterialError,
    SignerUnavailable,
    UnusableFonts,
    Stale,
    DBAPIError,
    PoolTimeout,
    sqlite3.Error,
    OSError,
)
"""Failures that are not bugs."""
_TABLE_HELD, _NO_RIGHT = "55P03", ("42501", "3F000")


def error_message(problem: Exception) -> tuple[str, int]:
    """The sentence for one of `EXPECTED_ERRORS`, and the exit code."""
    match problem:
        case CommandError():
            return str(problem), problem.code
        case SettingsError():
            return _indented_list(tell("shell.error.settings"), word_messages(problem.found)), MISUSED
        case BadCatalogue():
            return _indented_list(tell("shell.error.catalogue"), word_findings(problem.findings)), REFUSED
        case KeyMaterialError():
            says = tell("shell.error.key", problem=word_error(shell_wording(), problem))
        case Stale():
            says = tell("shell.error.stale", problem=str(problem))
        case DBAPIError():
            says = _database_error(problem)
        case PoolTimeout() | sqlite3.Error():
            says = _database_unavailable(problem)
        case OSError():
            where = f"{problem.filename}: " if problem.filename else ""
            says = tell("shell.error.system", where=where, reason=problem.strerror or _one_line(problem))
        case _:
            says = word_error(shell_wording(), problem)
    return says, REFUSED


def _database_error(problem: DBAPIError) -> str:
    why = _one_line(problem.orig or problem)
    match getattr(problem.orig, "sqlstate", None):
        case str(state) if state == _TABLE_HELD:
            return tell("shell.error.table_held", why=why)
        case str(state) if state in _NO_RIGHT:
            return tell("shell.error.no_right", why=why)
    if isinstance(problem, OperationalError):
        return _database_unavailable(problem.orig or problem)
    return tell("shell.error.database", why=why)


def _database_unavailable(problem: BaseException) -> str:
    why = _one_line(problem)
    if isinstance(problem, sqlite3.Error) and "disk" in why:  # "disk I/O error", "database or disk is full"
        return tell("shell.error.disk", why=why)
    return tell("shell.error.no_database", why=why)


def _indented_list(head: str, found: object) -> str:
    return "\n".join([head, *(f"  {mistake}" for mistake in found)])  # type: ignore[attr-defined] # both are sequences


def _one_line(problem: BaseException) -> str:
    """All of it on one line."""
    return " ".join(str(problem).split()).rstrip(".?")
