"""Errors in a request: logged with their place, and told to the person in a sentence.

errors = ErrorReporter(Platform.SLACK, say, reference)
sentence = errors.report(error, "command", user)
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog

from adapters.gateway.platforms import AppRefused, RetryLater
from bot.messages.cards import Card, Paragraph, Words
from bot.messages.platforms import Platform
from bot.messages.wording import Wording

log = structlog.get_logger(__name__)
Sender = TypeVar("Sender")
"""What a platform knows of the person behind a request."""


@dataclass(frozen=True)
class ErrorReporter(Generic[Sender]):
    """`say` finds the wording for a sender; `reference` creates the number under which the log has a bug."""

    platform: Platform
    say: Callable[[Sender], Wording]
    reference: Callable[[], str]

    def report(self, error: BaseException, kind: str, sender: Sender) -> str:
        """Logs the error; returns the sentence: which people to ask, to try again, or a bug's number."""
        say, named = self.say(sender), self.platform.title()
        if isinstance(error, AppRefused):  # `AppHealth` logged it when it began
            return say.text("trouble.app_refused", platform=named, refusal=error.name)
        if isinstance(error, RetryLater):
            log.warning(f"{self.platform}_away", kind=kind[:40], why=str(error))
            return say.text("trouble.away", platform=named)
        reference = self.reference()
        log.error(f"{self.platform}_request_failed", reference=reference, kind=kind[:40], **where(error))
        return say.text("trouble.sentence", reference=reference)


def sentence_card(sentence: str) -> Card:
    """A card of one sentence."""
    return Card(sentence, (Paragraph((Words(sentence),)),))


def where(error: BaseException) -> dict[str, Any]:
    """The type of an error and where it arose. Not its message, which may quote a person's text."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    at = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "at": at}
