"""The values that a template leaves open, and samples to compile it from.

Two awards of one achievement differ in values, and sometimes in their members: with an e-mail or without, with two
pieces of evidence or none. Awards with the same members share a form: `shape_of` is its key, and `sample_like` makes
a sample in which every open value is distinct and recognisable. Words from a closed list, such as the purpose of a
status, belong to the shape.
"""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TypeVar

from issuer.openbadges.model import (
    AchievementResult,
    CredentialFacts,
    Evidence,
    HashedEmail,
    RevocationList,
    StatusListEntry,
)
from issuer.timestamps import write_timestamp

_Part = TypeVar("_Part", Evidence, AchievementResult)

_EVIDENCE = tuple(field.name for field in fields(Evidence))
_RESULT = tuple(field.name for field in fields(AchievementResult) if field.name != "status")
_ADDRESSES = frozenset({"id", "result_description", "achieved_level"})
_SAMPLE = "laurel-open-"
_SAMPLE_ADDRESS = "https://laurel-open.invalid/"
_SAMPLE_INDEX = 99_999_999_999


def open_values(facts: CredentialFacts) -> dict[str, str]:
    """Return the values that differ between credentials, by name, as the document writes them."""
    values = {
        "id": facts.id,
        "subject_id": facts.subject_id,
        "valid_from": write_timestamp(facts.valid_from),
    }
    if facts.awarded_on is not None:
        values["awarded_on"] = write_timestamp(facts.awarded_on)
    if facts.valid_until is not None:
        values["valid_until"] = write_timestamp(facts.valid_until)
    if facts.hashed_email is not None:
        values["identity_hash"] = facts.hashed_email.identity_hash
        values["salt"] = facts.hashed_email.salt
    if facts.status is not None:
        values |= _status_values(facts.status)
    if facts.schema is not None:
        values["schema"] = facts.schema
    if facts.refresh is not None:
        values["refresh"] = facts.refresh
    for number, evidence in enumerate(facts.evidence):
        values |= _part_values(f"evidence_{number}", evidence, _EVIDENCE)
    for number, result in enumerate(facts.results):
        values |= _part_values(f"result_{number}", result, _RESULT)
    return values


def shape_of(facts: CredentialFacts, values: dict[str, str]) -> tuple[str | None, ...]:
    """Return the key of the form that these facts need; `values` are their open values."""
    purpose = (facts.status.purpose,) if isinstance(facts.status, StatusListEntry) else ()
    return (*values, *purpose, *(result.status for result in facts.results))


def sample_like(facts: CredentialFacts) -> CredentialFacts:
    """Return facts with the same members, each with a distinct, recognisable value."""
    return CredentialFacts(
        id="urn:uuid:00000000-0000-0000-0000-00000000000a",
        subject_id="urn:uuid:00000000-0000-0000-0000-00000000000b",
        valid_from=_sample_moment(1),
        hashed_email=HashedEmail("sha256$" + "0" * 64, f"{_SAMPLE}salt") if facts.hashed_email else None,
        awarded_on=_sample_moment(2) if facts.awarded_on else None,
        valid_until=_sample_moment(4, year=9999) if facts.valid_until else None,
        evidence=tuple(
            _sample(evidence, f"evidence_{number}", _EVIDENCE)
            for number, evidence in enumerate(facts.evidence)
        ),
        results=tuple(
            _sample(result, f"result_{number}", _RESULT) for number, result in enumerate(facts.results)
        ),
        status=_sample_status(facts.status),
        schema=f"{_SAMPLE_ADDRESS}schema" if facts.schema else None,
        refresh=f"{_SAMPLE_ADDRESS}refresh" if facts.refresh else None,
    )


def _status_values(status: StatusListEntry | RevocationList) -> dict[str, str]:
    if isinstance(status, RevocationList):
        return {"revocation_list": status.address}
    return {
        "status_id": f"{status.list_address}#{status.index}",
        "status_list": status.list_address,
        "status_index": str(status.index),
    }


def _sample_status(
    status: StatusListEntry | RevocationList | None,
) -> StatusListEntry | RevocationList | None:
    match status:
        case None:
            return None
        case RevocationList():
            return RevocationList(f"{_SAMPLE_ADDRESS}revocation-list")
        case StatusListEntry():
            return StatusListEntry(f"{_SAMPLE_ADDRESS}status-list", _SAMPLE_INDEX, status.purpose)


def _part_values(prefix: str, part: Evidence | AchievementResult, names: tuple[str, ...]) -> dict[str, str]:
    found = ((name, getattr(part, name)) for name in names)
    return {f"{prefix}_{name}": value for name, value in found if value is not None}


def _sample(part: _Part, prefix: str, names: tuple[str, ...]) -> _Part:
    return replace(
        part,
        **{
            name: f"{_SAMPLE_ADDRESS if name in _ADDRESSES else _SAMPLE}{prefix}-{name}"
            for name in names
            if getattr(part, name) is not None
        },
    )


def _sample_moment(second: int, year: int = 1) -> datetime:
    return datetime(year, 1, 1, 0, 0, second, tzinfo=UTC)
