"""The cards about absences, deputies and named approvers."""

from datetime import datetime

from bot.domain.people.model import Person
from bot.messages.cards import Card, Line, Moment, Paragraph, plain
from bot.messages.wording import Wording
from bot.presenting.people import mention_of


def away(say: Wording, until: datetime, deputy: Person | None, handed_over: int) -> Card:
    """Confirms an absence: its end, the deputy, and the number of cases handed over."""
    if deputy:
        line = say.line("away.deputy", until=Moment(until), deputy=mention_of(deputy))
    else:
        line = say.line("away.nobody", until=Moment(until))
    return _card((*line, *_handed_over(say, handed_over)))


def back(say: Wording, handed_over: int) -> Card:
    """Confirms the end of an absence, and the number of cases that come to them as well."""
    also = say.line("away.also_yours", count=handed_over) if handed_over else ()
    return _card((*say.line("away.back"), *also))


def was_not_away(say: Wording) -> Card:
    """There was no absence to end."""
    return _card(say.line("away.was_not"))


def approver(say: Wording, person: Person, named: Person | None, handed_over: int) -> Card:
    """Confirms the approver named for a person, or that none is named any more."""
    if named:
        line = say.line("away.approver", person=mention_of(person), approver=mention_of(named))
    else:
        line = say.line("away.no_approver", person=mention_of(person))
    return _card((*line, *_handed_over(say, handed_over)))


def _handed_over(say: Wording, count: int) -> Line:
    return say.line("away.handed_over", count=count) if count else ()


def _card(line: Line) -> Card:
    return Card(plain(line), (Paragraph(line),))
