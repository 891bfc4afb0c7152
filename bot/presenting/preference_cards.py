"""The cards about what people set for themselves: their language, their name on pages, whose holidays count."""

from datetime import date

from bot.domain.public_holidays import Region, name_of
from bot.messages.cards import Card, Note, Paragraph, Strong, Words, plain
from bot.messages.languages import Languages
from bot.messages.wording import Enumeration, Wording

MOST_HOLIDAYS = 3


def language_card(say: Wording, *, automatic: bool) -> Card:
    """Confirms a choice, in the language chosen."""
    name = say.language_name(say.language)
    line = say.line("language.automatic" if automatic else "language.chosen", language=name)
    return Card(plain(line), (Paragraph(line),))


def languages_card(say: Wording, languages: Languages) -> Card:
    """The language spoken now, and those there are."""
    line = say.line("language.now", language=say.language_name(say.language))
    how = say.line("language.how", languages=names_of(languages))
    return Card(plain(line), (Paragraph(line), Note(how)))


def names_of(languages: Languages) -> Enumeration:
    """The languages there are, each by its own name."""
    own = (languages.best(tag).language_name(tag) for tag in languages.available)
    return Enumeration(tuple((Strong(name),) for name in sorted(own)), "or")


def public_name_card(say: Wording, name: str, *, changed: bool) -> Card:
    """The name that public pages show, and how to change it."""
    line = say.line("public_name.chosen" if changed else "public_name.now", name=name)
    return Card(plain(line), (Paragraph(line), Note(say.line("public_name.how"))))


def holidays_card(say: Wording, region: Region | None, today: date, *, is_own: bool) -> Card:
    """Whose holidays count, and the next of them; `is_own`: the person chose them, not their organisation."""
    if region is None:
        line = say.line("holidays.none")
    else:
        line = say.line("holidays.own" if is_own else "holidays.shared", region=name_of(region, say))
    coming = region.next_holidays(today, MOST_HOLIDAYS) if region else ()
    days = tuple(Note((Words(f"{say.date(day, 'full')}: {name}"),)) for day, name in coming)
    return Card(plain(line), (Paragraph(line), *days, Note(say.line("holidays.how"))))
