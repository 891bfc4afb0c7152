"""People on cards."""

from collections import Counter
from collections.abc import Sequence

from bot.domain.people.model import Person
from bot.messages.cards import PersonName
from bot.messages.wording import Enumeration


def mention_of(person: Person) -> PersonName:
    """A person's mention, which each platform shows as its own."""
    return PersonName(person.id, person.name)


def mentions_of(people: Sequence[Person]) -> Enumeration:
    """Several people in a sentence; those of one name are told apart where the platform shows names alone."""
    names = distinct_names(people)
    return Enumeration(
        tuple((PersonName(person.id, name),) for person, name in zip(people, names, strict=True))
    )


def distinct_names(people: Sequence[Person]) -> tuple[str, ...]:
    """Their names, one by one; people of the same name are told apart by their e-mail address.

    For buttons, fields and lists; a mention that the platform shows as its own tells them apart by itself.
    """
    bearers = Counter(person.name for person in people)
    return tuple(
        f"{person.name} ({person.email})" if person.email and bearers[person.name] > 1 else person.name
        for person in people
    )
