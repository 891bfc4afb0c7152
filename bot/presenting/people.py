"""People on cards."""

from bot.domain.people.model import Person
from bot.messages.cards import PersonName


def mention_of(person: Person) -> PersonName:
    """A person's mention, which each platform shows as its own."""
    return PersonName(person.id, person.name)
