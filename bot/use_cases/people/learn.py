"""Stores what platforms report about people."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot.context.ids import IdGenerator
from bot.context.store import Store
from bot.domain.organisations import Workspace
from bot.domain.people.model import MembershipStatus, Person, PlatformFacts


def learn_people(
    store: Store, ids: IdGenerator, workspace: Workspace, facts: Iterable[PlatformFacts], now: datetime
) -> None:
    """Stores a platform's facts about its users: links accounts by e-mail, adds unknown people."""
    for platform_facts in facts:
        known = store.people.identities(workspace.id, [platform_facts.external_id]).get(
            platform_facts.external_id
        )
        person_id = (
            _update_person(store, platform_facts, known.person)
            if known
            else _find_or_add_person(store, ids, workspace, platform_facts)
        )
        store.people.identify(workspace.id, platform_facts, person_id, now)


def _update_person(store: Store, facts: PlatformFacts, person: Person) -> UUID:
    fresh = replace(
        person,
        name=facts.name or person.name,
        email=person.email or _email(facts),
        # A person who left stays so until the people file brings them back: the account may exist for a while.
        standing=person.standing if person.standing is MembershipStatus.LEFT else facts.standing,
        timezone=facts.timezone or person.timezone,
        locale=facts.locale or person.locale,
    )
    if fresh != person:
        store.people.change(fresh)
    return person.id


def _find_or_add_person(store: Store, ids: IdGenerator, workspace: Workspace, facts: PlatformFacts) -> UUID:
    email = _email(facts)
    person = store.people.by_email(workspace.organisation.id, email) if email else None
    if person:
        return _update_person(store, facts, person)
    person = Person(
        ids.new_id(),
        workspace.organisation.id,
        facts.name,
        email,
        standing=facts.standing,
        timezone=facts.timezone,
        locale=facts.locale,
    )
    store.people.add(person)
    return person.id


def _email(facts: PlatformFacts) -> str | None:
    return facts.email.strip().lower() if facts.email else None
