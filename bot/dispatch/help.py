"""The help card: the answer to a greeting, or to a command that was not understood."""

from bot.messages.cards import Card, Heading, Note, Paragraph, plain
from bot.messages.wording import Wording

COMMANDS = ("award", "nominate", "people", "mybadges", "badges", "nominations", "away")


def help_card(say: Wording) -> Card:
    """Every command, one line each."""
    intro = say.line("help.intro")
    lines = tuple(Paragraph(say.line(f"help.{command}")) for command in COMMANDS)
    return Card(
        plain(intro),
        (Heading(say.text("help.title")), Paragraph(intro), *lines, Note(say.line("help.privacy"))),
    )
