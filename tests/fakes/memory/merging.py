"""Two persons who turn out to be one, in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.domain.nominations.model import NominationOutcome
from bot.domain.people.merging import LaterRow, PersonRole
from bot.domain.people.model import Merge
from tests.fakes.memory.outbox import OutboxInMemory
from tests.fakes.memory.tables import StoredMerge, Tables

SEALED = (
    "audit",
    "letters",
    "postings",
    "jobs",
    "merges",
    "requests",
    "organisations",
    "workspaces",
    "achievements",
)
"""Tables whose rows name people by value, or not at all: they stay."""


class MergesInMemory:
    """The part of `bot.domain.people.ports.PeopleRepository` about persons who are one."""

    tables: Tables

    def move_rows(self, merge: Merge, organisation_id: UUID) -> None:
        moved = tuple(self._moved(merge.merged_id, merge.kept_id))
        self.tables.merges[merge.merged_id] = StoredMerge(merge, moved)
        OutboxInMemory(self.tables).requeue_letters_to(merge.merged_id)

    def move_rows_back(self, merge: Merge, holders: Sequence[UUID]) -> None:
        for name, key, paths, was in self.tables.merges.pop(merge.merged_id).moved:
            rows = getattr(self.tables, name)
            for holder in holders:
                there = _key(key, merge.kept_id, holder) if name in KEYED else key
                expected = _all_replaced(was, paths, merge.kept_id, holder)
                given = (
                    _all_replaced(rows.get(there), paths, holder, merge.merged_id) if there in rows else None
                )
                is_theirs = given is not None and (given != rows[there] or name in KEYED)
                if is_theirs and (name not in ("absences",) or rows[there] == expected):
                    del rows[there]
                    rows[_key(there, holder, merge.merged_id) if name in KEYED else there] = given
                    break

    def rows_since(self, person_id: UUID, since: datetime) -> Sequence[LaterRow]:
        found = [
            row
            for row, named in self._later_rows()
            if named == person_id and row.at and row.at >= since  # an open case has no decision's time
        ]
        return sorted(found, key=lambda row: (row.at, row.role, row.id))

    def give_row(self, row: LaterRow, holder_id: UUID, person_id: UUID) -> bool:
        kept = self.tables.copied()
        for name, id_path, path in COLUMNS[row.role]:
            rows = getattr(kept, name)
            for key, stored in list(rows.items()):
                row_id = key[0] if name == "approvals" else _value(stored, id_path)
                if row_id != row.id or _value(stored, path) != holder_id:
                    continue
                after = _key(key, holder_id, person_id) if name in KEYED else key
                if after != key and after in rows:
                    return False
                del rows[key]
                rows[after] = _replaced(stored, path.split("."), holder_id, person_id)
        if _stands_twice(kept):
            return False
        for name, *_ in COLUMNS[row.role]:
            setattr(self.tables, name, getattr(kept, name))
        return True

    def _later_rows(self) -> Iterator[tuple[LaterRow, UUID | None]]:
        """Every row and role, with the person named."""
        for credential in self.tables.credentials.values():
            about = (
                credential.id,
                credential.nomination_id,
                credential.achievement_id,
                credential.awarded_at,
            )
            yield LaterRow(PersonRole.RECIPIENT, *about), credential.recipient_id
            yield LaterRow(PersonRole.AWARDER, *about), credential.awarder_id
        for nomination in (stored.nomination for stored in self.tables.nominations.values()):
            about = (nomination.id, nomination.case_id, nomination.achievement_id, nomination.at)
            yield LaterRow(PersonRole.NOMINEE, *about), nomination.nominee_id
            yield LaterRow(PersonRole.NOMINATOR, *about), nomination.nominator_id
        for case in (stored.case for stored in self.tables.cases.values()):
            if case.decision:
                decided = (case.id, case.id, case.achievement_id, case.decision.at)
                yield LaterRow(PersonRole.DECIDER, *decided), case.decision.by
        for key, approval in self.tables.approvals.items():
            case = self.tables.cases[key[0]].case
            approved = (case.id, case.id, case.achievement_id, approval.at)
            yield LaterRow(PersonRole.APPROVER, *approved), approval.person_id

    def merge_of(self, merged_id: UUID) -> Merge | None:
        row = self.tables.merges.get(merged_id)
        return row.merge if row else None

    def merges_into(self, kept_id: UUID) -> Sequence[Merge]:
        found = [row.merge for row in self.tables.merges.values() if row.merge.kept_id == kept_id]
        return sorted(found, key=lambda merge: merge.at)

    def _moved(self, old: UUID, new: UUID) -> Iterator[tuple[str, Any, tuple[str, ...], Any]]:
        for table in fields(self.tables):
            if table.name in SEALED:
                continue
            rows = getattr(self.tables, table.name)
            for key, row in list(rows.items()):
                paths = tuple(_paths(row, old, table.name))
                after = _key(key, old, new) if table.name in KEYED else key
                if not paths or (after != key and after in rows):
                    continue
                del rows[key]
                rows[after] = _all_replaced(row, paths, old, new)
                yield table.name, after, paths, rows[after]


KEYED = ("absences", "askings", "approvals")
"""Tables whose keys hold a person."""

COLUMNS = {
    PersonRole.RECIPIENT: (("credentials", "id", "recipient_id"),),
    PersonRole.AWARDER: (("credentials", "id", "awarder_id"),),
    PersonRole.NOMINEE: (
        ("cases", "case.id", "case.nominee_id"),
        ("nominations", "nomination.case_id", "nomination.nominee_id"),
        ("credentials", "nomination_id", "recipient_id"),
    ),
    PersonRole.NOMINATOR: (("nominations", "nomination.id", "nomination.nominator_id"),),
    PersonRole.DECIDER: (("cases", "case.id", "case.decision.by"),),
    PersonRole.APPROVER: (("approvals", "", "person_id"),),
}
"""Where a role stands: table, the field that finds the row by its id, the field of the person."""


def _stands_twice(tables: Tables) -> bool:
    """Whether a person has two open cases for one badge, or one nominator two open nominations of them for it."""
    cases = [(row.case.nominee_id, row.slug) for row in tables.cases.values() if not row.case.decision]
    nominations = [
        (row.nomination.nominee_id, row.nomination.nominator_id, row.slug)
        for row in tables.nominations.values()
        if row.nomination.outcome is NominationOutcome.OPEN
    ]
    return len(set(cases)) < len(cases) or len(set(nominations)) < len(nominations)


def _value(row: Any, path: str) -> Any:
    """The value of a field, which may lie in a value of the row."""
    for name in path.split("."):
        row = getattr(row, name, None)
    return row


def _key(key: Any, old: UUID, new: UUID) -> Any:
    if isinstance(key, tuple):
        return tuple(new if part == old else part for part in key)
    return new if key == old else key


def _paths(row: Any, person_id: UUID, table: str, prefix: str = "") -> Iterator[str]:
    """The fields of a row, and of the values in it, that name the person. A person's own id stays."""
    if not is_dataclass(row):
        return
    for part in fields(row):
        value = getattr(row, part.name)
        if value == person_id and not (table == "people" and part.name in ("id", "merged_into_id")):
            yield prefix + part.name
        elif is_dataclass(value):
            yield from _paths(value, person_id, table, f"{prefix}{part.name}.")


def _all_replaced(row: Any, paths: Sequence[str], old: UUID, new: UUID) -> Any:
    for path in paths:
        row = _replaced(row, path.split("."), old, new)
    return row


def _replaced(row: Any, path: Sequence[str], old: UUID, new: UUID) -> Any:
    value = getattr(row, path[0])
    if len(path) > 1:
        return replace(row, **{path[0]: _replaced(value, path[1:], old, new)})
    return replace(row, **{path[0]: new}) if value == old else row
