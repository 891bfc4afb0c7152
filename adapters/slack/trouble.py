"""Errors on our side: logged with their place, and told to the person as a sentence with a number."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from adapters.gateway.platforms import AppRefused, RetryLater
from bot.messages.cards import Card, Paragraph, Words

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ErrorReporter:
    """`apology` words a sentence around a reference number, for a user; `reference` creates a new one.

    `refused` words what to do where Slack refuses the app, `away` that Slack did not answer.
    """

    apology: Callable[[str, str], str]
    refused: Callable[[AppRefused, str], str]
    away: Callable[[str], str]
    reference: Callable[[], str]

    def report(self, error: BaseException, kind: str, user: str) -> str:
        """Logs where the error arose; returns the sentence. A refusal of the app was logged when it began."""
        if isinstance(error, AppRefused):
            return self.refused(error, user)
        if isinstance(error, RetryLater):
            log.warning("slack_away", kind=kind, why=str(error))
            return self.away(user)
        reference = self.reference()
        log.error("slack_request_failed", reference=reference, kind=kind, **where(error))
        return self.apology(reference, user)


def sentence_card(sentence: str) -> Card:
    """A card of one sentence."""
    return Card(sentence, (Paragraph((Words(sentence),)),))


def where(error: BaseException) -> dict[str, Any]:
    """The type of an error and where it arose. Not its message, which may quote a person's text."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return {
        "error": type(error).__name__,
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def kind_of(body: Mapping[str, Any]) -> str:
    """The type of a payload, in Slack's own words."""
    event = body.get("event") or {}
    return str(event.get("type") or body.get("type") or ("command" if "command" in body else "unknown"))[:40]


def user_of(body: Mapping[str, Any]) -> str:
    """The id of the user behind a command, an interaction or an event."""
    user = body.get("user") or (body.get("event") or {}).get("user")
    return str(body.get("user_id") or (user.get("id") if isinstance(user, Mapping) else user))
