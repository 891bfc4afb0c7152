"""Tasks: what a job does, as a value. The queue stores it; the worker finds its runner by the task's kind.

A chapter with timers declares them beside its model, as subclasses of `TimerTask` (`bot/domain/nominations/timers.py`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID


class JobKind(StrEnum):
    """The kinds of jobs; the value is stored."""

    SIGN = "sign"
    DELIVER = "deliver"
    REFRESH = "refresh"
    STATUS = "status"
    TIMER = "timer"
    SEAL = "seal"
    REQUEST = "request"
    FACTS = "facts"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Task:
    """Base class of all tasks."""

    kind: ClassVar[JobKind]


@dataclass(frozen=True, slots=True)
class SignCredential(Task):
    """Signs a credential, and queues the letter to its earner."""

    kind = JobKind.SIGN
    credential_id: UUID
    again: str = ""
    """Why an issued credential is signed again; then no letter follows."""
    quiet: bool = False
    """Whether no letter follows the first signature either."""

    @property
    def notifies(self) -> bool:
        """Whether the letter to the earner follows."""
        return not self.again and not self.quiet


@dataclass(frozen=True, slots=True)
class DeliverLetter(Task):
    """Delivers a letter."""

    kind = JobKind.DELIVER
    letter_id: UUID


@dataclass(frozen=True, slots=True)
class RefreshCards(Task):
    """Updates every posted card about a subject."""

    kind = JobKind.REFRESH
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class StatusTask(Task):
    """A change of a status list."""

    kind = JobKind.STATUS


@dataclass(frozen=True, slots=True)
class PublishStatus(StatusTask):
    """Changes the published status of a credential. The reason is not published."""

    credential_id: UUID
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RenewStatusList(StatusTask):
    """Signs a status list again."""

    list_id: UUID


@dataclass(frozen=True, slots=True)
class SealTrail(Task):
    """Seals an organisation's new audit entries."""

    kind = JobKind.SEAL


@dataclass(frozen=True, slots=True)
class AnswerRequest(Task):
    """Answers a request that could not be checked in time; refuses it if that lasts."""

    kind = JobKind.REQUEST
    request: str
    """As JSON, of `bot/messages/request_json.py`."""
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefreshFacts(Task):
    """Asks the platforms about the accounts of an organisation whose reports are old."""

    kind = JobKind.FACTS


@dataclass(frozen=True, slots=True)
class LookAtMessage(Task):
    """Looks whether the message behind a nomination still stands as it was."""

    kind = JobKind.MESSAGE
    nomination_id: UUID


@dataclass(frozen=True, slots=True)
class TimerTask(Task):
    """Something due later. `bot/dispatch/timers.py` names the use case of each."""

    kind = JobKind.TIMER
