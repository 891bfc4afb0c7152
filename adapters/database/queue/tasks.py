"""Tasks to and from the JSON object that a job's row stores.

    {"credential": "0192…", "again": "words"}                       SignCredential
    {"what": "remind", "nth": "0", "case": "0192…", …}              CaseReminder

Rows outlive a release: names never change, a new field has a default. Beside its task a row may store `waits`, which
is the queue's own.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from typing import NamedTuple, TypeVar, get_type_hints
from uuid import UUID

from bot.domain.nominations.timers import CaseEscalation, CaseExpiry, CaseReminder, CaseReturn
from bot.domain.outbox.tasks import (
    AnswerRequest,
    DeliverLetter,
    LookAtMessage,
    PublishStatus,
    RefreshCards,
    RefreshFacts,
    RenewStatusList,
    SealTrail,
    SignCredential,
    Task,
)
from bot.domain.people.timers import AbsenceStart

Details = Mapping[str, str]
T = TypeVar("T", bound=Task)

WAITS = "waits"
"""Attempts that are no tries: the platform asked to wait, or they came before the job was given up and restarted."""

STORED: Mapping[type[Task], Details] = {
    SignCredential: {},
    DeliverLetter: {},
    RefreshCards: {},
    RenewStatusList: {},
    PublishStatus: {},
    SealTrail: {},
    AnswerRequest: {},
    RefreshFacts: {},
    LookAtMessage: {},
    CaseExpiry: {"what": "expire"},
    CaseEscalation: {"what": "escalate"},
    CaseReturn: {"what": "remind", "nth": "return"},
    CaseReminder: {"what": "remind"},
    AbsenceStart: {"what": "absence"},
}
"""Every task, and the fixed members that tell its rows from others of the same kind. The first that fits counts."""


class _StoredField(NamedTuple):
    """A field of a task, and its name in the row."""

    name: str
    stored_name: str
    type: object
    optional: bool


def _fields_of(task: type[Task]) -> tuple[_StoredField, ...]:
    types = get_type_hints(task)
    return tuple(
        _StoredField(
            field.name,
            field.name.removesuffix("_id").removesuffix("_at"),
            types[field.name],
            field.default is not MISSING,
        )
        for field in fields(task)
    )


_FIELDS = {task: _fields_of(task) for task in STORED}


def details_of(task: Task) -> dict[str, str]:
    """The object to store. Members equal to a field's default are left out."""
    details = dict(STORED[type(task)])
    for field in _FIELDS[type(task)]:
        value = getattr(task, field.name)
        if value or not field.optional:
            details[field.stored_name] = _stored(value)
    return details


def task_of(expected: type[T], details: Details) -> T:
    """The task of a stored row, of whichever release; `expected`: the class of the tasks of its kind."""
    for task, fixed in STORED.items():
        if not issubclass(task, expected) or not fixed.items() <= details.items():
            continue
        if all(field.optional or field.stored_name in details for field in _FIELDS[task]):
            stored = [field for field in _FIELDS[task] if field.stored_name in details]
            return task(**{field.name: _value(field, details) for field in stored})
    raise ValueError(f"found a job with {sorted(details)}, expected the members of {expected.__name__}")


def _stored(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _value(field: _StoredField, details: Details) -> object:
    stored = details[field.stored_name]
    if field.type in (UUID, UUID | None):
        return UUID(stored)
    if field.type is int:
        return int(stored)
    if field.type is bool:
        return stored == "yes"
    return datetime.fromisoformat(stored) if field.type == datetime | None else stored
