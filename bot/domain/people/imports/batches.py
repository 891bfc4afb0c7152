"""Splits an import into short transactions, each of whole rows, in an order that may stop anywhere. Pure.

    for batch in batches(plan.changes, 100): ...

Persons who pass an address or an account on stand in one batch with those who get it. Managers come before those whom
they manage; where they form a ring across batches, or a batch must come before its managers, the manager follows at the
end. Leavers come last. Stopped anywhere, the same file imported again makes the rest of the changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from bot.domain.people.imports.accounts import reference_of
from bot.domain.people.imports.model import PersonChange


def batches(changes: Sequence[PersonChange], most: int) -> Iterator[tuple[PersonChange, ...]]:
    """The changes, at most so many in a batch, except where addresses pass among more of them."""
    stored = {change.before.id for change in changes if change.before}
    new = {change.after.id for change in changes} - stored
    later: list[PersonChange] = []
    waiting: list[PersonChange] = []
    for unit in (*_units(changes), None):
        if waiting and (unit is None or len(waiting) + len(unit) > most):
            yield from _with_managers(waiting, new, later)
            new -= {change.after.id for change in waiting}
            waiting = []
        waiting += unit or ()
    for start in range(0, len(later), most):
        yield tuple(later[start : start + most])


def _with_managers(
    waiting: Sequence[PersonChange], new: set[UUID], later: list[PersonChange]
) -> Iterator[tuple[PersonChange, ...]]:
    """The batch; a manager who is stored after the report is left to `later`."""
    added: set[UUID] = set()
    batch = []
    for change in waiting:
        manager_id = change.after.manager_id
        if manager_id in new and manager_id not in added:
            without = replace(change.after, manager_id=change.before.manager_id if change.before else None)
            later.append(PersonChange(without, change.after))
            change = replace(change, after=without)  # noqa: PLW2901 - the same row, without its manager
        added.add(change.after.id)
        if not change.is_empty:
            batch.append(change)
    if batch:
        yield tuple(batch)


def _units(changes: Sequence[PersonChange]) -> Sequence[Sequence[PersonChange]]:
    """Changes that belong into one transaction, because something passes between them; and all others one by one."""
    linked = _linked(changes)
    manager_of = {change.after.id: change.after.manager_id for change in changes}
    groups = dict.fromkeys(linked.get(change.after.id, (change,)) for change in changes)
    return sorted(groups, key=lambda group: max(_place(change, manager_of) for change in group))


def _linked(changes: Sequence[PersonChange]) -> Mapping[UUID, tuple[PersonChange, ...]]:
    """The group of each change that takes another's address or account, or gives its own."""
    giving: dict[object, PersonChange] = {}
    for change in changes:
        if change.before and change.before.email and change.before.email != change.after.email:
            giving[change.before.email] = change
        giving |= {reference_of(each): change for each in change.dropped}
    groups: dict[UUID, list[PersonChange]] = {}
    for change in changes:
        for taken in (change.after.email, *(account.reference for account in change.accounts)):
            giver = giving.get(taken)
            if giver is not None and giver is not change:
                members = (*groups.get(giver.after.id, [giver]), *groups.get(change.after.id, [change]))
                joined = list({member.after.id: member for member in members}.values())
                groups |= {member.after.id: joined for member in joined}
    return {person_id: tuple(group) for person_id, group in groups.items()}


def _place(change: PersonChange, manager_of: Mapping[UUID, UUID | None]) -> tuple[bool, int]:
    """Sorts leavers last, and managers before those whom they manage. A ring ends where it begins."""
    seen: set[UUID] = set()
    here: UUID | None = change.after.id
    while here is not None and here not in seen:
        seen.add(here)
        here = manager_of.get(here)
    return change.after.left, len(seen)
