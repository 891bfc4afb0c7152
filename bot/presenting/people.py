"""People on cards."""

from collections import Counter
from collections.abc import Sequence

from bot.domain.people.model import Person
from bot.messages.cards import PersonName


def mention_of(person: Person) -> PersonName:
    """A person's mention, which each platform shows as its own."""
    return PersonName(person.id, person.name)


def distinct_names(people: Sequence[Person]) -> tuple[str, ...]:
    """Their names, one by one; people of the same name are told apart by their e-mail address.

    For buttons and fields. A mention needs none of this: the platform tells its people apart.
    """
    bearers = Counter(person.name for person in people)
    return tuple(
        f"{person.name} ({person.email})" if person.email and bearers[person.name] > 1 else person.name
        for person in people
    )
