"""Changes to the small company of a test: rules, newcomers, absences, purses."""

from dataclasses import replace
from typing import Any

from adapters.files.people import parse_people
from adapters.operations.import_people import import_people
from bot.domain.catalogue.award_policy import Rules
from bot.domain.people.model import Person, PlatformFacts
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
    """Something about somebody changes, as the directory would change it."""
    world.change(replace(world.person(who), **changes))


def only_remain(world: World, *who: str) -> None:
    """The list of people is imported as a whole; whoever is not on it has left."""
    rows = "".join(f"{text.title()},{text}@example.org\n" for text in who)
    file = parse_people(f"name,email\n{rows}".encode(), "people.csv")
    with world.house.database.write() as connection:
        import_people(connection, world.organisation, file, world.moment, complete=True)


def set_budget(world: ChatWorld, budget: int | None) -> None:
    """What the organisation can spend in a month."""
    with world.store() as store:
        organisation = store.people.organisation(world.organisation.id)
        store.people.change_organisation(replace(organisation, budget=budget))
