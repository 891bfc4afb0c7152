"""Sentences for expected failures of commands: what was found, and what to do. Bugs keep their traceback."""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from adapters.configuration.environment import SettingsError
from adapters.database.engine.schema import SchemaProblem
from bot.context.store import Stale
from bot.domain.catalogue.files import BadCatalogue
from issuer.proofs.keys import KeyMaterialError, SignerUnavailable

REFUSED, MISUSED = 1, 2
EXPECTED_ERRORS = (
    SettingsError,
    BadCatalogue,
    SchemaProblem,
    KeyMaterialError,
    SignerUnavailable,
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
        case SettingsError():
            return _indented_list("These settings cannot be used:", problem.found), MISUSED
        case BadCatalogue():
            return _indented_list("The catalogue cannot be used:", problem.findings), REFUSED
        case KeyMaterialError():
            says = f"The signing key cannot be used: {problem}. Set LAUREL_SECRET to what it was."
        case Stale():
            says = f"Somebody else changed the same at that moment ({problem}). Run it again."
        case DBAPIError():
            says = _database_error(problem)
        case PoolTimeout() | sqlite3.Error():
            says = _database_unavailable(problem)
        case OSError():
            where = f"{problem.filename}: " if problem.filename else ""
            says = (
                f"{where}{problem.strerror or _one_line(problem)}; nothing more was done. See: laurel doctor"
            )
        case _:
            says = str(problem)
    return says, REFUSED


def _database_error(problem: DBAPIError) -> str:
    why = _one_line(problem.orig or problem)
    match getattr(problem.orig, "sqlstate", None):
        case str(state) if state == _TABLE_HELD:
            return f"A table is held by somebody else ({why}). Nothing was changed: run it again at a quieter moment."
        case str(state) if state in _NO_RIGHT:
            return f"The database refused: {why}. Laurel needs a role that owns its database (ALTER DATABASE)"
    if isinstance(problem, OperationalError):
        return _database_unavailable(problem.orig or problem)
    return f"The database refused: {why}. See: laurel doctor"


def _database_unavailable(problem: BaseException) -> str:
    why = _one_line(problem)
    if isinstance(problem, sqlite3.Error) and "disk" in why:  # "disk I/O error", "database or disk is full"
        return f"The database cannot be written ({why}): look for room on its disk, and run it again."
    return f"The database does not answer: {why}. See: laurel doctor"


def _indented_list(head: str, found: object) -> str:
    return "\n".join([head, *(f"  {one}" for one in found)])  # type: ignore[attr-defined] # both are sequences


def _one_line(problem: BaseException) -> str:
    """All of it on one line."""
    return " ".join(str(problem).split()).rstrip(".?")
