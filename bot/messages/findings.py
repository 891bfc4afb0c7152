"""Words the issuer's messages, in the language of their reader."""

from datetime import datetime

from bot.messages.wording import Wording
from issuer.messages import Fact, Message


def word_message(say: Wording, message: Message) -> str:
    """The message as bare text.

    >>> word_message(Wording({"found.nothing": "found nothing"}, "en"), Message("found.nothing"))
    'found nothing'
    """
    return say.text(message.key, **{name: word_fact(say, fact) for name, fact in message.facts.items()})


def word_fact(say: Wording, fact: Fact) -> str | int:
    """A part of a message; text from outside as it is."""
    match fact:
        case Message():
            return word_message(say, fact)
        case datetime():
            return say.date(fact)
        case tuple():
            apart = "; " if any(isinstance(part, Message) for part in fact) else ", "
            return apart.join(str(word_fact(say, part)) for part in fact)
        case _:
            return fact
