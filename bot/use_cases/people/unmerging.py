"""Two persons who were taken for one are two again: each has what was theirs, and what came in since.

    undone = undo_merge(ctx, UndoMerge(merged_id))

What the merge moved was remembered with it. What came in since belongs to the accounts by which people acted and were
mentioned, as the events hold them. What no account tells (files, the shell, typed addresses, events of earlier
releases) stays with the person kept, and is in the result.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import datetime
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.notify import refresh
from bot.context.rights import OWNER, refuse_not_owner
from bot.domain.audit.model import AuditEntry
from bot.domain.events import (
    OPERATOR,
    AboutPerson,
    EventKind,
    accounts_of_event,
    event_kind,
    facts_from_json,
)
from bot.domain.people.linking import vouched_address
from bot.domain.people.merging import LaterRow, PersonRole
from bot.domain.people.model import LinkGround, Merge, MergedFields, Person
from bot.messages.refusals import Refusal
from bot.use_cases.nominations.approval_requests import cases_waiting_for, reassign
from bot.use_cases.people.accounts import show_cases
from bot.use_cases.people.learn import update_standing

_MADE_BY: Mapping[PersonRole, frozenset[EventKind]] = {
    PersonRole.RECIPIENT: frozenset({EventKind.AWARDED}),
    PersonRole.AWARDER: frozenset({EventKind.AWARDED}),
    PersonRole.NOMINEE: frozenset({EventKind.NOMINATED}),
    PersonRole.NOMINATOR: frozenset({EventKind.NOMINATED}),
    PersonRole.DECIDER: frozenset({EventKind.APPROVED, EventKind.DECLINED}),
    PersonRole.APPROVER: frozenset({EventKind.APPROVED, EventKind.APPROVED_STEP}),
}
"""The events that tell by which account a row names its person."""
MOST_AT_ONCE = 500
"""Rows whose events are read at once."""


@dataclass(frozen=True, slots=True)
class UndoMerge:
    """The person of that id is a person of their own after all."""

    merged_id: UUID


@dataclass(frozen=True, slots=True)
class UnclearRow:
    """What came in since the merge, and stays with the person kept because no account tells whose it is."""

    role: PersonRole
    badge: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """The person who is one of their own again, the one kept, and what could not be told apart, oldest first."""

    person: Person
    kept: Person
    unclear: tuple[UnclearRow, ...]


def undo_merge(ctx: UseCaseContext, command: UndoMerge) -> MergeUndone:
    """Makes the merged person one of their own again, with what the merge moved and what came in since.

    The person kept loses what came with the merge, unless it was changed since.
    """
    refuse_not_owner(ctx)
    people = ctx.store.people
    merge = people.merge_of(command.merged_id)
    if merge is None or people.get(merge.kept_id).organisation_id != ctx.organisation.id:
        raise Refusal("not_merged")
    kept, holder = people.person_row(merge.kept_id), people.get(merge.kept_id)
    waiting = cases_waiting_for(ctx.store, holder, ctx.now)
    people.move_rows_back(merge, tuple(dict.fromkeys((kept.id, holder.id))))
    _restore_fields(ctx, merge, (kept, holder))
    _give_accounts(ctx, merge, holder.id)
    unclear = _LaterRows(ctx, merge, holder.id).give_back()
    _give_relations(ctx, merge, holder.id)
    _record(ctx, holder, merge.merged_id)
    for person_id in (holder.id, merge.merged_id):
        update_standing(ctx, person_id)
        show_cases(ctx, people.get(person_id))
    for case in waiting:
        reassign(ctx, ctx.store.nominations.case(case.id))
    return MergeUndone(people.get(merge.merged_id), people.get(holder.id), _named(ctx, unclear))


def _named(ctx: UseCaseContext, unclear: Sequence[LaterRow]) -> tuple[UnclearRow, ...]:
    badges = ctx.store.catalogue.several({row.achievement_id for row in unclear})
    return tuple(
        UnclearRow(row.role, badges[row.achievement_id].name, row.at)
        for row in sorted(unclear, key=lambda row: (row.at, row.id))
    )


def _restore_fields(ctx: UseCaseContext, merge: Merge, holders: Sequence[Person]) -> None:
    people = ctx.store.people
    merged = people.person_row(merge.merged_id)
    for person_id in {person.id for person in holders}:
        _take_back(ctx, people.person_row(person_id), merge)
    taken = merge.merged.email and people.by_email(ctx.organisation.id, merge.merged.email)
    fields = {field.name: getattr(merge.merged, field.name) for field in dataclass_fields(MergedFields)}
    fields["email"] = None if taken else merge.merged.email
    people.change(replace(merged, **fields, merged_into_id=None, former_email=None))


def _take_back(ctx: UseCaseContext, person: Person, merge: Merge) -> None:
    """Gives a field its value from before the merge, where the merge set it and nothing changed it since."""
    before = {
        field.name: getattr(merge.kept, field.name)
        for field in dataclass_fields(MergedFields)
        if getattr(merge.kept, field.name) != getattr(merge.after, field.name)
        and getattr(person, field.name) == getattr(merge.after, field.name)
    }
    if before:
        ctx.store.people.change(replace(person, **before))


def _give_accounts(ctx: UseCaseContext, merge: Merge, holder_id: UUID) -> None:
    """Accounts linked since by the merged person's address are that person's."""
    people = ctx.store.people
    for account in people.accounts_of([holder_id]):
        address = vouched_address(account.facts)
        is_later = account.link.at >= merge.at and account.link.ground is not LinkGround.OWNER
        if is_later and address and address == merge.merged.email:
            people.forget_account(account.reference)
            at = (account.seen_at, account.link)
            people.identify(account.workspace_id, account.facts, merge.merged_id, *at)


@dataclass
class _LaterRows:
    """What came in since a merge, and the accounts by which it did."""

    ctx: UseCaseContext
    merge: Merge
    holder_id: UUID

    def give_back(self) -> list[LaterRow]:
        """Gives back what the merged person's accounts did; returns what no account tells."""
        people = self.ctx.store.people
        self.theirs = {str(account.reference) for account in people.accounts_of([self.merge.merged_id])}
        rows = people.rows_since(self.holder_id, self.merge.at)
        self.events: dict[UUID | None, list[AuditEntry]] = {}
        for subjects in _in_parts(list(dict.fromkeys(row.id for row in rows))):
            for event in self.ctx.store.audit.entries_about(subjects):
                self.events.setdefault(event.subject_id, []).append(event)
        unclear = [row for row in self._single(rows) if not self._settle(row, self._is_theirs(row))]
        return unclear + list(self._unclear_cases(rows))

    def _single(self, rows: Sequence[LaterRow]) -> Iterator[LaterRow]:
        """Rows that go by themselves; what names the nominee of a case goes with the case."""
        for row in rows:
            of_case = row.role is PersonRole.RECIPIENT and row.case_id
            if row.role is not PersonRole.NOMINEE and not of_case:
                yield row

    def _unclear_cases(self, rows: Sequence[LaterRow]) -> Iterator[LaterRow]:
        cases: dict[UUID, list[LaterRow]] = {}
        for row in rows:
            if row.role is PersonRole.NOMINEE and row.case_id:
                cases.setdefault(row.case_id, []).append(row)
        for case_id, nominations in cases.items():
            whole = replace(nominations[0], id=case_id)
            if not self._settle(whole, self._is_case_theirs(case_id, nominations)):
                yield whole

    def _settle(self, row: LaterRow, is_theirs: bool | None) -> bool:
        """Gives back what is theirs; False if that cannot be told, or the same would stand twice."""
        if not is_theirs:
            return is_theirs is not None
        if row.case_id:
            refresh(self.ctx, row.case_id)
        return self.ctx.store.people.give_row(row, self.holder_id, self.merge.merged_id)

    def _is_case_theirs(self, case_id: UUID, nominations: Sequence[LaterRow]) -> bool | None:
        """A case is one person's: theirs if the merge moved it, or if every nomination in it mentions their account."""
        case = self.ctx.store.nominations.case(case_id)
        if case.nominee_id == self.merge.merged_id:
            return True
        told = {self._is_theirs(row) for row in nominations}
        is_new = case.opened_at >= self.merge.at
        return told.pop() if len(told) == 1 and (is_new or told == {False}) else None

    def _is_theirs(self, row: LaterRow) -> bool | None:
        """Whether the row names the person by an account of theirs; None if no event tells."""
        account = self._account(row)
        return None if account is None else account in self.theirs

    def _account(self, row: LaterRow) -> str | None:
        """The account by which the row names the person; None if no event tells."""
        for event in self.events.get(row.id, ()):
            kind = event_kind(event.action)
            if kind in _MADE_BY[row.role]:
                named = _named_in(event, kind, row.role)
                account = accounts_of_event(event.facts).get(named) if named else None
                if named and account and self.ctx.store.people.get(named).id == self.holder_id:
                    return account
        return None


def _in_parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """As many at once as a statement of any database takes."""
    return (ids[start : start + MOST_AT_ONCE] for start in range(0, len(ids), MOST_AT_ONCE))


def _named_in(event: AuditEntry, kind: EventKind, role: PersonRole) -> UUID | None:
    """The id under which the event knows the person of that role."""
    if role is PersonRole.RECIPIENT:
        return getattr(facts_from_json(kind, event.facts), "recipient_id", None)
    if role is PersonRole.NOMINEE:
        return getattr(facts_from_json(kind, event.facts), "nominee_id", None)
    return event.actor_id


def _give_relations(ctx: UseCaseContext, merge: Merge, holder_id: UUID) -> None:
    """An absence begun, a deputy or an approver named by the merged person's accounts since is theirs."""
    people, merged_id = ctx.store.people, merge.merged_id
    everyone = people.all(ctx.organisation.id)
    theirs = {str(account.reference) for account in people.accounts_of([merged_id])}
    absences = people.absences([person.id for person in everyone], ctx.now)
    by_approver = {person.id: person for person in everyone if person.approver_id == holder_id}
    concerned = {holder_id, merge.kept_id, *by_approver} | {
        absence.person_id for absence in absences.values() if absence.deputy_id == holder_id
    }
    newest: dict[tuple[UUID, EventKind], AuditEntry] = {}
    for event in ctx.store.audit.entries_about(list(concerned)):
        if event.at >= merge.at and event.subject_id and accounts_of_event(event.facts):
            kind = event_kind(event.action)
            kind = EventKind.ABSENCE_BEGUN if kind is EventKind.ABSENCE_PLANNED else kind
            newest[people.get(event.subject_id).id, kind] = event

    def is_theirs(subject_id: UUID, kind: EventKind) -> bool:
        """Whether the newest such event about the person names one of these accounts."""
        event = newest.get((subject_id, kind))
        return event is not None and bool(theirs & set(accounts_of_event(event.facts).values()))

    for absence in absences.values():
        if not is_theirs(absence.person_id, EventKind.ABSENCE_BEGUN):
            continue
        if absence.person_id == holder_id:
            people.end_absence(holder_id)
            people.set_absence(replace(absence, person_id=merged_id))
        elif absence.deputy_id == holder_id:
            people.set_absence(replace(absence, deputy_id=merged_id))
    for person in by_approver.values():
        if is_theirs(person.id, EventKind.APPROVER_NAMED):
            people.change(replace(people.get(person.id), approver_id=merged_id))


def _record(ctx: UseCaseContext, kept: Person, merged_id: UUID) -> None:
    authority = OWNER if ctx.actor else OPERATOR
    ctx.record(EventKind.PEOPLE_PARTED, kept.id, authority, AboutPerson(merged_id))
