"""What Laurel says when it is greeted, or did not understand."""

from bot.cards import Card, Heading, Note, Paragraph, plain
from bot.wording import Wording

COMMANDS = ("award", "nominate", "people", "mybadges", "badges", "nominations", "away")


def help_card(say: Wording) -> Card:
    """What can be typed, a line each."""
    intro = say.line("help.intro")
    lines = tuple(Paragraph(say.line(f"help.{command}")) for command in COMMANDS)
    return Card(
        plain(intro),
        (Heading(say.text("help.title")), Paragraph(intro), *lines, Note(say.line("help.privacy"))),
    )
