"""What a people file changed, as messages: a line for each person, and one for each of their accounts. Pure."""

from collections.abc import Iterator, Mapping
from functools import reduce
from uuid import UUID

from bot.domain.people.imports.findings import display_name
from bot.domain.people.imports.model import PersonChange
from bot.domain.people.model import MembershipStatus, Person
from issuer.messages import Message


def describe_change(change: PersonChange, names: Mapping[UUID, str]) -> Iterator[Message]:
    """The lines of one change; `names` are those of everyone."""
    name = change.after.name
    if change.before != change.after:
        yield _describe_person(change, names)
    if change.merged:
        yield Message("file.change.merged", name=name, person=display_name(change.merged))
    for account in change.accounts:
        added = account.reference.external_id
        yield Message("file.change.account", name=name, platform=str(account.platform), account=added)
    for known in change.settled:
        if change.merged is None or known.person.id != change.merged.id:
            yield Message("file.change.settled", name=name, account=known.external_id)
    for known in change.dropped:
        yield Message("file.change.dropped", name=name, account=known.external_id)


def _describe_person(change: PersonChange, names: Mapping[UUID, str]) -> Message:
    before, after = change.before, change.after
    if before is None:
        person, manager = display_name(after), _name(after.manager_id, names)
        if manager is None:
            return Message("file.change.new", person=person)
        return Message("file.change.new_below", person=person, manager=manager)
    if change.leaves:
        return Message(
            "file.change.owner_left" if before.owner else "file.change.left", person=display_name(after)
        )
    parts = [*_membership(before, after), *_fields(change, names)]
    if not parts:
        parts.append(
            Message("file.change.listed" if after.listed != before.listed else "file.change.standing")
        )
    changes = reduce(lambda first, more: Message("file.change.more", first=first, more=more), parts)
    return Message("file.change.changed", name=after.name, changes=changes)


def _membership(before: Person, after: Person) -> Iterator[Message]:
    """Who is back, and with which rights: an account that ended gives none."""
    ended = after.standing is MembershipStatus.LEFT
    if before.left and not after.left:
        yield Message("file.change.back_later" if ended else "file.change.back")
    elif before.standing is MembershipStatus.LEFT and not ended:
        yield Message("file.change.back")
    else:
        return
    if after.owner:
        yield Message("file.change.owner_back")


def _fields(change: PersonChange, names: Mapping[UUID, str]) -> Iterator[Message]:
    before, after = change.before, change.after
    if before is None:
        return
    nothing, shared = Message("file.change.none"), Message("file.change.shared_holidays")
    for key, differs, old, new in (
        ("file.change.name", before.name != after.name, before.name, after.name),
        ("file.change.email", before.email != after.email, before.email, after.email),
        (
            "file.change.manager",
            before.manager_id != after.manager_id,
            _name(before.manager_id, names),
            _name(after.manager_id, names),
        ),
        (
            "file.change.holidays",
            before.holidays != after.holidays,
            before.holidays or shared,
            after.holidays or shared,
        ),
    ):
        if differs:
            yield Message(key, old=old or nothing, new=new or nothing)


def _name(person_id: UUID | None, names: Mapping[UUID, str]) -> str | None:
    return names.get(person_id) if person_id else None
