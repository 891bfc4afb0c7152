"""What Laurel says when it is greeted, or did not understand."""

from bot.cards import Card, Heading, Note, Paragraph, plain
from bot.wording import Wording


def help_card(say: Wording) -> Card:
    """What can be typed, in four lines."""
    intro = say.line("help.intro")
    lines = tuple(
        Paragraph(say.line(f"help.{command}")) for command in ("award", "nominate", "mybadges", "badges")
    )
    return Card(
        plain(intro),
        (Heading(say.text("help.title")), Paragraph(intro), *lines, Note(say.line("help.privacy"))),
    )
