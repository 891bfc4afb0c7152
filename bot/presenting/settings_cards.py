"""The cards about what a person sets: the language Laurel speaks to them, and their name on public pages."""

from bot.messages.cards import Card, Note, Paragraph, Strong, plain
from bot.messages.languages import Languages
from bot.messages.wording import Enumeration, Wording


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
