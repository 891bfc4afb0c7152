"""The catalogue's cards."""

from collections.abc import Iterator

from bot.domain.catalogue.model import Achievement
from bot.messages.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Facts,
    Heading,
    Note,
    Paragraph,
    Strong,
    Words,
    plain,
)
from bot.messages.wording import Wording
from bot.presenting.badge_pictures import badge_picture

MOST_SHOWN = 20
"""Achievements in one card; a platform allows about fifty blocks."""


def browse(say: Wording, achievements: tuple[Achievement, ...]) -> Card:
    """Every achievement in a line, with its picture."""
    title = say.text("badges.title", count=len(achievements))
    blocks: list[Block] = [Heading(title), Note(say.line("badges.how"))]
    return Card(title, (*blocks, *_rows(say, achievements)))


def found(say: Wording, achievements: tuple[Achievement, ...], typed: str) -> Card:
    """The achievements that a search found."""
    line = say.line("badges.found", count=len(achievements), words=typed)
    blocks: list[Block] = [Paragraph(line)]
    if not achievements:
        blocks.append(Note(say.line("badges.how_to_find")))
    return Card(plain(line), (*blocks, *_rows(say, achievements)))


def _rows(say: Wording, achievements: tuple[Achievement, ...]) -> Iterator[Block]:
    for achievement in achievements[:MOST_SHOWN]:
        line = (Strong(achievement.name), Words(f" ({achievement.slug})\n{achievement.description}"))
        yield Paragraph(line, badge_picture(say, achievement))
    if len(achievements) > MOST_SHOWN:
        yield Note(say.line("badges.more", count=len(achievements) - MOST_SHOWN))


def show(say: Wording, achievement: Achievement) -> Card:
    """One achievement in full."""
    line = (Words(achievement.description),)
    rows = [
        (say.text("badges.behaviour"), (Words(achievement.behaviour),)),
        (say.text("badges.goal"), (Words(achievement.goal),)),
    ]
    if achievement.skills:
        rows.append((say.text("badges.skills"), (Words(", ".join(achievement.skills)),)))
    return Card(
        f"{achievement.name}: {plain(line)}",
        (
            Heading(achievement.name),
            Paragraph(line, badge_picture(say, achievement)),
            Paragraph((Strong(say.text("badges.criteria")), Words(f"\n{achievement.criteria}"))),
            Facts(tuple(rows)),
            Buttons((Button(say.text("badges.nominate"), "nominate_for", achievement.slug),)),
        ),
    )
