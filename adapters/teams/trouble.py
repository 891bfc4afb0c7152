"""Errors on our side: logged with their place, and told to the person as a sentence with a number."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ErrorReporter:
    """`apology` words a sentence around a reference number, for the sender of an activity; `reference` creates one."""

    apology: Callable[[str, Mapping[str, Any]], str]
    reference: Callable[[], str]

    def report(self, error: BaseException, kind: str, activity: Mapping[str, Any]) -> str:
        """Logs where it arose; returns the sentence."""
        reference = self.reference()
        log.error("teams_request_failed", reference=reference, kind=kind[:40], **_where(error))
        return self.apology(reference, activity)


def _where(error: BaseException) -> dict[str, Any]:
    """The type of an error and where it arose. Not its message, which may quote a person's text."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    at = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "at": at}
