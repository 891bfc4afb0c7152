"""Changes to the small company of a test: rules, newcomers, absences, purses."""

from dataclasses import replace
from typing import Any

from adapters.files.people import parse_people
from adapters.operations.people import import_people
from bot.context.context import UseCaseContext
from bot.context.store import Store
from bot.domain.catalogue.award_policy import Rules
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import by_slug
from bot.domain.people.model import MembershipStatus, Person, PlatformFacts
from bot.messages.platforms import Platform
from tests.fakes.chat_world import START, ChatWorld
from tests.fakes.world import World


def set_rules(world: ChatWorld, slug: str, **rules: Any) -> None:
    """A new version of an achievement, under these rules."""
    with world.store() as store:
        current = store.catalogue.current(world.organisation.id)
        before = next(achievement for achievement in current if achievement.slug == slug)
        store.catalogue.retire(world.organisation.id, slug, world.moment)
        after = replace(before, id=world.ids.new_id(), version=before.version + 1, rules=Rules(**rules))
        store.catalogue.add(after)


def joins(
    world: ChatWorld, who: str, manager: str | None = None, *, owner: bool = False, **more: Any
) -> Person:
    """Somebody new, with an account in the workspace."""
    facts = PlatformFacts(f"U-{who.upper()}", who.title(), f"{who}@example.org")
    boss = world.person(manager).id if manager else None
    person = Person(
        world.ids.new_id(), world.organisation.id, facts.name, facts.email, boss, owner=owner, **more
    )
    with world.store() as store:
        store.people.add(person)
        workspace = store.people.workspace(Platform.SANDBOX, "W")
        assert workspace is not None
        store.people.identify(workspace.id, facts, person.id, START)
    world.platform.users[facts.external_id] = facts
    return person


def becomes(world: ChatWorld, who: str, **changes: Any) -> None:
    """Something about somebody changes, as the directory would change it; membership, as their platform reports it."""
    standing: MembershipStatus | None = changes.get("standing")
    if standing:
        changes["left"] = standing is MembershipStatus.LEFT
    world.change(replace(world.person(who), **changes))
    facts = world.platform.users.get(f"U-{who.upper()}")
    if standing and facts:
        world.platform.users[facts.external_id] = reported = replace(facts, standing=standing)
        with world.store() as store:
            workspace = store.people.workspace(Platform.SANDBOX, "W")
            assert workspace is not None
            store.people.identify(workspace.id, reported, world.person(who).id, world.moment)


def only_remain(world: World, *who: str) -> None:
    """The list of people is imported as a whole; whoever is not on it has left."""
    rows = "".join(f"{text.title()},{text}@example.org\n" for text in who)
    file = parse_people(f"name,email\n{rows}".encode(), "people.csv")
    with world.application.database.write() as connection:
        import_people(connection, world.organisation, file, world.moment, complete=True)


def set_budget(world: ChatWorld, budget: int | None) -> None:
    """What the organisation can spend in a month."""
    change_organisation(world, budget=budget)


def change_organisation(world: ChatWorld, **changes: Any) -> None:
    """Something about the organisation changes, as its file would change it."""
    with world.store() as store:
        organisation = store.people.organisation(world.organisation.id)
        store.people.change_organisation(replace(organisation, **changes))


def context_of(world: ChatWorld, store: Store, who: str | None) -> UseCaseContext:
    """What a use case gets when a person calls it, or an operator if there is none."""
    workspace = store.people.workspace(Platform.SANDBOX, "W")
    assert workspace is not None
    actor = store.people.by_email(world.organisation.id, f"{who}@example.org") if who else None
    return UseCaseContext(workspace, actor, world.moment, store, world.ids)


def achievement_of(world: ChatWorld, store: Store, slug: str) -> Achievement:
    """The newest version of an achievement."""
    found = by_slug(store.catalogue.current(world.organisation.id), slug)
    assert found is not None
    return found
