"""The private list of an earner's badges: all of them page by page, or those that were searched for."""

from dataclasses import dataclass

from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, CredentialStage, HeldSummary
from bot.domain.organisations import Organisation
from bot.messages.cards import (
    AnswerPlace,
    Block,
    Button,
    Buttons,
    Card,
    Divider,
    Heading,
    Hero,
    Line,
    LinkButton,
    Note,
    Paragraph,
    Strong,
    Words,
    plain,
)
from bot.messages.wording import Wording
from bot.presenting.badge_pictures import badge_collage, badge_picture
from bot.presenting.earners.earner_cards import Channels, celebrate_label, standing_in_short
from bot.presenting.earners.giving import reason
from bot.presenting.earners.own_places import OwnPlace
from bot.use_cases.credentials.earn import HeldBadge

PAGE_SIZE = 5
"""Badges on one page of the list."""
MOST_FOUND = 10
"""Badges that a search shows."""


@dataclass(frozen=True, slots=True)
class BadgePage:
    """A page of a person's badges: how many there are, the newest, and the rows with where each can be celebrated."""

    organisation: Organisation
    """In whose time zone the days are."""
    summary: HeldSummary
    newest: tuple[Achievement, ...]
    rows: tuple[tuple[HeldBadge, Channels], ...]
    number: int = 0

    @property
    def last(self) -> int:
        """The number of the last page."""
        return last_page(self.summary)


def last_page(summary: HeldSummary) -> int:
    """The number of the last page of so many badges."""
    return max(0, (summary.total - 1) // PAGE_SIZE)


def my_badges(say: Wording, page: BadgePage, said: Line = ()) -> Card:
    """The list, newest badge first; `said`: what was just done."""
    title = Heading(say.text("mybadges.title"))
    if not page.summary.total:
        line = said or say.line("mybadges.none")
        return Card(plain(line), (title, Paragraph(line)), AnswerPlace.PRESSED)
    head = badge_counts(say, page.summary)
    blocks: list[Block] = [title]
    if said:
        blocks.append(Paragraph(said))
    blocks.append(Note(head))
    if page.number == 0 and page.summary.total > 1:
        blocks.append(Hero(badge_collage(say, page.newest)))
    for held, channels in page.rows:
        blocks += badge_row(say, held, channels, page)
    blocks += _foot(say, page)
    return Card(plain(said or head), tuple(blocks), AnswerPlace.PRESSED)


def found_badges(say: Wording, page: BadgePage, typed: str) -> Card:
    """The badges that a search found, or that bear a name; as many as the page has."""
    head = say.line("mybadges.found", count=page.summary.total, words=typed)
    blocks: list[Block] = [Heading(say.text("mybadges.title")), Note(head)]
    for held, channels in page.rows:
        blocks += badge_row(say, held, channels, page)
    if more := page.summary.total - len(page.rows):
        blocks.append(Note(say.line("mybadges.more_found", count=more)))
    blocks += [Divider(), Buttons((Button(say.text("mybadges.all"), "mybadges", "0"),))]
    return Card(plain(head), tuple(blocks))


def not_held(say: Wording, achievement: Achievement) -> Card:
    """Tells that the caller does not hold a badge that there is."""
    line = say.line("mybadges.not_held", badge=achievement.name)
    buttons = (
        Button(say.text("mybadges.what_it_takes"), "badge", achievement.slug),
        Button(say.text("mybadges.all"), "mybadges", "0"),
    )
    return Card(plain(line), (Paragraph(line, badge_picture(say, achievement)), Buttons(buttons)))


def unknown_words(say: Wording, typed: str) -> Card:
    """Tells that the words behind `/mybadges` were not understood, and which there are."""
    line = say.line("mybadges.unknown", words=typed)
    show = Buttons((Button(say.text("mybadges.all"), "mybadges", "0"),))
    return Card(plain(line), (Paragraph(line), *_usage(say), show))


def my_badges_help(say: Wording) -> Card:
    """What can be typed behind `/mybadges`."""
    title = say.text("mybadges.title")
    show = Buttons((Button(say.text("mybadges.all"), "mybadges", "0"),))
    return Card(title, (Heading(title), *_usage(say), show))


def _usage(say: Wording) -> list[Block]:
    return [
        Paragraph(say.line("mybadges.use.list")),
        Paragraph(say.line("mybadges.use.one")),
        Paragraph(say.line("mybadges.use.search")),
        Paragraph(say.line("mybadges.use.export")),
        Paragraph(say.line("mybadges.use.settings")),
    ]


def badge_counts(say: Wording, summary: HeldSummary) -> Line:
    """How many there are, and who can see them."""
    counts = {"shared": summary.shared, "celebrated": summary.celebrated, "private": summary.private}
    parts = [say.line(f"mybadges.{seen}", count=count) for seen, count in counts.items() if count]
    joined = tuple(span for part in parts for span in (Words(" · "), *part))
    total = Strong(say.text("mybadges.badges", count=summary.total))
    return (total, *joined, Words(". "), *say.line("mybadges.yours_alone"))


def badge_row(say: Wording, held: HeldBadge, channels: Channels, page: BadgePage) -> list[Block]:
    """A badge: its name and day, who gave it and why, who can see it; one button, and the others folded."""
    credential, achievement = held.credential, held.achievement
    at, level = page.organisation.day_of(credential.awarded_at), say.text(f"level.{achievement.look.level}")
    shown_to = standing_in_short(say, credential)
    text = say.line("mybadges.badge", badge=achievement.name, level=level, at=say.date(at), standing=shown_to)
    if given := reason(say, held.giving):
        text += (Words("\n"), *given)
    return [
        Divider(),
        Paragraph(text, badge_picture(say, achievement)),
        _row_buttons(say, credential, channels, page.number),
    ]


def _row_buttons(say: Wording, credential: Credential, channels: Channels, page: int) -> Buttons:
    token = OwnPlace("list", page).token(credential)
    if credential.stage is CredentialStage.AWARDED:
        return Buttons((Button(say.text("choice.signing"), "mybadges", str(page)),))
    buttons: list[Button | LinkButton] = [Button(say.text("choice.details"), "own_badge", token)]
    if credential.celebrated_at is None:
        buttons.append(Button(celebrate_label(say, channels), "celebrate", token))
    if credential.shared_at is None:
        buttons.append(Button(say.text("choice.share"), "share", token))
    else:
        buttons.append(LinkButton(say.text("choice.open"), credential.path))
    if credential.celebrated_at or credential.shared_at:
        buttons.append(Button(say.text("choice.take_back"), "take_back", token))
    buttons.append(Button(say.text("choice.download"), "download", token))
    return Buttons(tuple(buttons), 1, say.text("choice.more"))


def _foot(say: Wording, page: BadgePage) -> list[Block]:
    """The other pages, and what concerns all badges."""
    buttons = []
    if page.number > 0:
        buttons.append(Button(say.text("mybadges.newer"), "mybadges", str(page.number - 1)))
    if page.number < page.last:
        buttons.append(Button(say.text("mybadges.older"), "mybadges", str(page.number + 1)))
    if page.summary.signed:
        buttons.append(Button(say.text("mybadges.everything"), "everything", "0"))
    pages = page.last + 1
    number = [Note(say.line("mybadges.page", number=page.number + 1, pages=pages))] if pages > 1 else []
    return [Divider(), *number, *([Buttons(tuple(buttons))] if buttons else [])]
