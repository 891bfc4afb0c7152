"""The hash-chained audit trail: each row's hash covers the hash of the row before it, so changes show. Pure.

    rows = chain_entries(entries, after=ChainLink(0, START))      # in the order in which they are chained
    first = first_broken_link(rows, after=ChainLink(0, START))    # None if every row is unchanged

A hash is SHA-256, in hex, of the canonical JSON of: number, the previous hash, and every field of the entry. Rows hold
ids and codes only: names are in the table of people alone, and are deleted when a person is erased.

Decision: docs/decisions/0166.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.audit.model import AuditEntry

START = "0" * 64
"""The "previous hash" of the first row."""


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A row's number in the chain of its organisation, counted from 1, and its hash."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An audit entry with its link in the chain."""

    entry: AuditEntry
    seal: ChainLink


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first row that fails the check, and why: changed or missing."""

    number: int
    problem: str


def hash_of(entry: AuditEntry, number: int, before: str) -> str:
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
        **({"facts": entry.facts} if entry.facts else {}),  # rows of the first release have none
    }
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def chain_entries(entries: Sequence[AuditEntry], after: ChainLink) -> Iterator[SealedEntry]:
    """Chains entries after the last chained row."""
    for entry in entries:
        after = ChainLink(after.number + 1, hash_of(entry, after.number + 1, after.hash))
        yield SealedEntry(entry, after)


def first_broken_link(rows: Iterable[SealedEntry], after: ChainLink) -> BrokenLink | None:
    """The first row that fails the check, in the order of their numbers; None if all are unchanged."""
    for row in rows:
        expected = after.number + 1
        if row.seal.number != expected:
            return BrokenLink(expected, "missing")
        if row.seal.hash != hash_of(row.entry, expected, after.hash):
            return BrokenLink(expected, "changed")
        after = row.seal
    return None


def head_statement(organisation: str, day: str, seal: ChainLink) -> bytes:
    """The statement signed every day: the number and hash of the last row of an organisation's chain."""
    content = {"organisation": organisation, "day": day, "number": seal.number, "hash": seal.hash}
    return b"laurel audit head\n" + json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
