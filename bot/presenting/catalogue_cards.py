"""The catalogue's cards."""

from bot.domain.catalogue.model import Achievement
from bot.messages.cards import (
    AnswerPlace,
    Block,
    Button,
    Buttons,
    Card,
    Divider,
    Facts,
    Heading,
    Hero,
    Line,
    Note,
    Paragraph,
    Strong,
    Words,
    plain,
)
from bot.messages.wording import Wording
from bot.presenting.badge_pictures import badge_collage, badge_picture

PAGE_SIZE = 5
"""Achievements on one page of the catalogue."""
MOST_SHOWN = 20
"""Achievements that a search shows; a platform allows about fifty blocks."""


def browse(say: Wording, achievements: tuple[Achievement, ...], number: int = 0) -> Card:
    """A page of the catalogue: its heading and a collage first, then each achievement with its buttons."""
    last = max(0, (len(achievements) - 1) // PAGE_SIZE)
    number = min(number, last)
    title = say.text("badges.title", count=len(achievements))
    blocks: list[Block] = [Heading(title), Note(say.line("badges.how"))]
    if number == 0 and len(achievements) > 1:
        blocks.append(Hero(badge_collage(say, achievements)))
    for achievement in achievements[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]:
        level = say.text(f"level.{achievement.look.level}")
        line = (*say.line("badges.row", badge=achievement.name, level=level), *_about(achievement))
        details = Button(say.text("choice.details"), "badge", f"{achievement.slug}.{number}")
        blocks += [
            Divider(),
            Paragraph(line, badge_picture(say, achievement)),
            Buttons((details, _nominate(say, achievement))),
        ]
    return Card(title, (*blocks, *_foot(say, number, last)), AnswerPlace.PRESSED)


def found(say: Wording, achievements: tuple[Achievement, ...], typed: str) -> Card:
    """The achievements that a search found."""
    line = say.line("badges.found", count=len(achievements), words=typed)
    blocks: list[Block] = [Paragraph(line)]
    if not achievements:
        blocks.append(Note(say.line("badges.how_to_find")))
    for achievement in achievements[:MOST_SHOWN]:
        shown = (Strong(achievement.name), Words(f" ({achievement.slug})"), *_about(achievement))
        blocks.append(Paragraph(shown, badge_picture(say, achievement)))
    if len(achievements) > MOST_SHOWN:
        blocks.append(Note(say.line("badges.more", count=len(achievements) - MOST_SHOWN)))
    return Card(plain(line), tuple(blocks))


def show(say: Wording, achievement: Achievement, page: int | None = None) -> Card:
    """One achievement in full; `page`: of the catalogue that it was opened from."""
    line = (Words(achievement.description),)
    rows = [
        (say.text("badges.behaviour"), (Words(achievement.behaviour),)),
        (say.text("badges.goal"), (Words(achievement.goal),)),
    ]
    if achievement.skills:
        rows.append((say.text("badges.skills"), (Words(", ".join(achievement.skills)),)))
    back = () if page is None else (Button(say.text("mybadges.back"), "catalogue", str(page)),)
    return Card(
        f"{achievement.name}: {plain(line)}",
        (
            Heading(achievement.name),
            Paragraph(line, badge_picture(say, achievement)),
            Paragraph((Strong(say.text("badges.criteria")), Words(f"\n{achievement.criteria}"))),
            Facts(tuple(rows)),
            Buttons((_nominate(say, achievement), *back)),
        ),
    )


def _about(achievement: Achievement) -> Line:
    return (Words(f"\n{achievement.description}"),)


def _nominate(say: Wording, achievement: Achievement) -> Button:
    return Button(say.text("badges.nominate"), "nominate_for", achievement.slug)


def _foot(say: Wording, number: int, last: int) -> list[Block]:
    """The other pages."""
    if not last:
        return []
    buttons = []
    if number > 0:
        buttons.append(Button(say.text("badges.back"), "catalogue", str(number - 1)))
    if number < last:
        buttons.append(Button(say.text("badges.on"), "catalogue", str(number + 1)))
    page = Note(say.line("mybadges.page", number=number + 1, pages=last + 1))
    return [Divider(), page, Buttons(tuple(buttons))]
