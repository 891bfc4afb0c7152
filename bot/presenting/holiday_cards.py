"""The card about the public holidays that count for a person."""

from datetime import date

from bot.domain.public_holidays import Region, name_of
from bot.messages.cards import Card, Note, Paragraph, Words, plain
from bot.messages.wording import Wording

MOST_SHOWN = 3


def holidays_card(say: Wording, region: Region | None, today: date, *, is_own: bool) -> Card:
    """Whose holidays count, and the next of them; `is_own`: the person chose them, not their organisation."""
    if region is None:
        line = say.line("holidays.none")
    else:
        line = say.line("holidays.own" if is_own else "holidays.shared", region=name_of(region, say))
    coming = region.next_holidays(today, MOST_SHOWN) if region else ()
    days = tuple(Note((Words(f"{say.date(day, 'full')}: {name}"),)) for day, name in coming)
    return Card(plain(line), (Paragraph(line), *days, Note(say.line("holidays.how"))))
