"""What owners are told when something is stuck."""

from bot.cards import Card, Note, Paragraph, Words, plain
from bot.catalogue.model import Achievement
from bot.people.model import Person
from bot.wording import Wording


def stuck_letter(say: Wording, person: Person | None, reason: str) -> Card:
    """A letter could not be delivered; `person` is its addressee, None for a channel."""
    whom = (person.mention,) if person else say.line("stuck.channel")
    line = say.line("stuck.letter", whom=whom)
    return Card(plain(line), (Paragraph(line), Note((Words(reason),)), Note(say.line("stuck.help"))))


def stuck_signature(say: Wording, recipient: Person, achievement: Achievement, reason: str) -> Card:
    """A credential could not be signed."""
    line = say.line("stuck.signature", badge=achievement.name, person=recipient.mention)
    return Card(plain(line), (Paragraph(line), Note((Words(reason),)), Note(say.line("stuck.help"))))
