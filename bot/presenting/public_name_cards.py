"""The card about the name on public pages."""

from bot.messages.cards import Card, Note, Paragraph, plain
from bot.messages.wording import Wording


def public_name_card(say: Wording, name: str, *, changed: bool) -> Card:
    """The name that public pages show, and how to change it."""
    line = say.line("public_name.chosen" if changed else "public_name.now", name=name)
    return Card(plain(line), (Paragraph(line), Note(say.line("public_name.how"))))
