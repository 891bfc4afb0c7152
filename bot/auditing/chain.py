"""The sealed audit trail: each row's hash covers the row before it, so that nothing changes unseen. Pure.

    seals = sealed(entries, after=Seal(0, START))     # in the order in which they are chained
    first = first_wrong(rows, after=Seal(0, START))   # None if every row is as it was sealed

A hash is SHA-256, in hex, of the canonical JSON of: number, the hash before, and every field of the entry. Rows hold
ids and codes only: who an id is, stands in the table of people alone, and goes when they are erased.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.auditing.model import Entry

START = "0" * 64
"""The hash before the first row."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A row's place in the chain of its organisation, counted from 1, and its hash."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A row with its seal."""

    entry: Entry
    seal: Seal


@dataclass(frozen=True, slots=True)
class Wrong:
    """The first row that is not as it was sealed, and what is wrong with it: changed or missing."""

    number: int
    problem: str


def hash_of(entry: Entry, number: int, before: str) -> str:
    """The hash of a row at its place."""
    content = {
        "number": number,
        "before": before,
        "id": str(entry.id),
        "organisation": str(entry.organisation_id),
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": str(entry.actor_id) if entry.actor_id else None,
        "action": entry.action,
        "subject": str(entry.subject_id) if entry.subject_id else None,
        "authority": entry.authority,
        "rule": entry.rule,
    }
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def sealed(entries: Sequence[Entry], after: Seal) -> Iterator[Sealed]:
    """Chains entries behind the last sealed row."""
    for entry in entries:
        after = Seal(after.number + 1, hash_of(entry, after.number + 1, after.hash))
        yield Sealed(entry, after)


def first_wrong(rows: Iterable[Sealed], after: Seal) -> Wrong | None:
    """Looks through rows in the order of their numbers."""
    for row in rows:
        expected = after.number + 1
        if row.seal.number != expected:
            return Wrong(expected, "missing")
        if row.seal.hash != hash_of(row.entry, expected, after.hash):
            return Wrong(expected, "changed")
        after = row.seal
    return None


def head_statement(organisation: str, day: str, seal: Seal) -> bytes:
    """What is signed every day: how far the chain of an organisation had come, and its hash there."""
    content = {"organisation": organisation, "day": day, "number": seal.number, "hash": seal.hash}
    return b"laurel audit head\n" + json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
