"""The cards about what people set for themselves.

Their language, their name on pages, whose holidays count, and who may read their name on badges that they gave.
"""

from datetime import date

from bot.domain.catalogue.model import Achievement
from bot.domain.people.model import Person
from bot.domain.public_holidays import Region, name_of
from bot.messages.cards import (
    AnswerPlace,
    Block,
    Button,
    Buttons,
    Card,
    Heading,
    Line,
    Note,
    Paragraph,
    Strong,
    Words,
    plain,
)
from bot.messages.languages import Languages
from bot.messages.wording import Enumeration, Wording
from bot.presenting.badge_pictures import badge_picture
from bot.presenting.people import mention_of
from issuer.celebration import Audience

ASKED = ".q"
"""Behind the token of a button on a letter that asks."""

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


def settings_card(say: Wording, languages: Languages, person: Person) -> Card:
    """Everything that a person can set, as it is now, and how to change it."""
    language = say.line("language.now", language=say.language_name(say.language))
    blocks: list[Block] = [
        Heading(say.text("settings.title")),
        Paragraph(language),
        Note(say.line("language.how", languages=names_of(languages))),
        Paragraph(say.line("public_name.now", name=person.public_name)),
        Note(say.line("public_name.how")),
        *_audience(say, person.audience),
    ]
    return Card(plain(language), tuple(blocks), AnswerPlace.PRESSED)


def audience_card(say: Wording, audience: Audience) -> Card:
    """Who may read the caller's name as a giver, and buttons for the others."""
    return Card(plain(_audience_line(say, audience)), tuple(_audience(say, audience)), AnswerPlace.PRESSED)


def ask_giver_card(say: Wording, giver: Person, earner: Person, achievement: Achievement) -> Card:
    """Asks a giver whether everybody may read their name beside one of their badges."""
    line = say.line("giver.asked", earner=mention_of(earner), badge=achievement.name)
    head = Paragraph(line, badge_picture(say, achievement))
    if giver.named_to is not None:
        return Card(plain(line), (head, *_audience(say, giver.named_to, ASKED)))
    buttons = Buttons(tuple(_audience_button(say, audience, ASKED) for audience in reversed(Audience)))
    return Card(plain(line), (head, buttons, Note(say.line("giver.how"))))


def _audience(say: Wording, now: Audience, place: str = "") -> list[Block]:
    others = tuple(audience for audience in Audience if audience is not now)
    buttons = Buttons(tuple(_audience_button(say, audience, place) for audience in others))
    return [Paragraph(_audience_line(say, now)), buttons, Note(say.line("giver.how"))]


def _audience_line(say: Wording, audience: Audience) -> Line:
    return say.line(f"giver.now.{audience}")


def _audience_button(say: Wording, audience: Audience, place: str) -> Button:
    return Button(say.text(f"giver.choose.{audience}"), "giver", audience.value + place)
