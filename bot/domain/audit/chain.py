"""The hash-chained audit trail: each row's hash covers the hash of the row before it, so changes show. Pure.

    rows = chain_entries(entries, after=ChainLink(0, START))      # in the order in which they are chained
    first = first_broken_link(rows, after=ChainLink(0, START))    # None if every row is unchanged

A hash is SHA-256, in hex, of the canonical JSON of: number, the previous hash, and every field of the entry. Rows hold
ids and codes only: names are in the table of people alone, and are deleted when a person is erased.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.audit.model import Entry

START = "0" * 64
"""The "previous hash" of the first row."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A row's number in the chain of its organisation, counted from 1, and its hash."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """An audit entry with its link in the chain."""

    entry: Entry
    seal: Seal


@dataclass(frozen=True, slots=True)
class Wrong:
    """The first row that fails the check, and why: changed or missing."""

    number: int
    problem: str


def hash_of(entry: Entry, number: int, before: str) -> str:
    """The hash of an entry at its number in the chain."""
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
    """Chains entries after the last chained row."""
    for entry in entries:
        after = Seal(after.number + 1, hash_of(entry, after.number + 1, after.hash))
        yield Sealed(entry, after)


def first_wrong(rows: Iterable[Sealed], after: Seal) -> Wrong | None:
    """The first row that fails the check, in the order of their numbers; None if all are unchanged."""
    for row in rows:
        expected = after.number + 1
        if row.seal.number != expected:
            return Wrong(expected, "missing")
        if row.seal.hash != hash_of(row.entry, expected, after.hash):
            return Wrong(expected, "changed")
        after = row.seal
    return None


def head_statement(organisation: str, day: str, seal: Seal) -> bytes:
    """The statement signed every day: the number and hash of the last row of an organisation's chain."""
    content = {"organisation": organisation, "day": day, "number": seal.number, "hash": seal.hash}
    return b"laurel audit head\n" + json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
