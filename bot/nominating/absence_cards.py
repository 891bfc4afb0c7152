"""What is said about who decides when somebody cannot."""

from datetime import datetime

from bot.cards import Card, Line, Moment, Paragraph, plain
from bot.people.model import Person
from bot.wording import Wording


def away(say: Wording, until: datetime, deputy: Person | None, handed_over: int) -> Card:
    """Until when they are away, and who stands in."""
    if deputy:
        line = say.line("away.deputy", until=Moment(until), deputy=deputy.mention)
    else:
        line = say.line("away.nobody", until=Moment(until))
    if handed_over:
        return _card((*line, *say.line("away.handed_over", count=str(handed_over))))
    return _card(line)


def back(say: Wording, was_away: bool) -> Card:
    """They are back."""
    return _card(say.line("away.back") if was_away else say.line("away.was_not"))


def approver(say: Wording, person: Person, named: Person | None) -> Card:
    """Who decides for somebody from now on."""
    if named:
        return _card(say.line("away.approver", person=person.mention, approver=named.mention))
    return _card(say.line("away.no_approver", person=person.mention))


def _card(line: Line) -> Card:
    return Card(plain(line), (Paragraph(line),))
