"""The help card: the answer to a greeting, or to words that were not understood."""

from bot.messages.cards import Block, Card, Heading, Line, Note, Paragraph, plain
from bot.messages.quotations import quoted
from bot.messages.wording import Wording

COMMANDS = ("award", "nominate", "people", "mybadges", "badges", "nominations", "away")
USAGES = ("award", "nominate")
"""Commands that say how they are typed."""


def help_card(say: Wording, about: str = "", typed: str = "") -> Card:
    """Every command, one line each; first how `about` is typed, or the question that was `typed`."""
    intro = say.line("help.intro")
    first: tuple[Block, ...] = (Paragraph(say.line(f"{about}.usage")),) if about in USAGES else ()
    if typed:
        first = (*first, *quoted(typed))
    lines, privacy = map(Paragraph, help_lines(say)), Note(say.line("help.privacy"))
    return Card(plain(intro), (Heading(say.text("help.title")), *first, Paragraph(intro), *lines, privacy))


def not_understood_card(say: Wording, typed: str) -> Card:
    """What was typed, and every command."""
    line = say.line("ask.unclear")
    return Card(plain(line), (Paragraph(line), *quoted(typed), *map(Paragraph, help_lines(say))))


def help_lines(say: Wording) -> tuple[Line, ...]:
    """Every command, one line each."""
    return tuple(say.line(f"help.{command}") for command in COMMANDS)
