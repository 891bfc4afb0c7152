"""The cards for earners about their own badges. All of them are private."""

from datetime import date

from bot.domain.addresses import DOWNLOAD
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.organisations import Organisation
from bot.domain.people.model import Person
from bot.messages.cards import (
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
    Quote,
    Style,
    Words,
    plain,
)
from bot.messages.wording import Wording
from bot.presenting.badge_pictures import badge_collage, badge_picture, badge_tile
from bot.presenting.people import mention_of

PAGE_SIZE = 8
"""Badges on one page of the list; a platform allows about fifty blocks."""

HeldBadge = tuple[Credential, Achievement]


def my_badges(say: Wording, held: tuple[HeldBadge, ...], page: int, organisation: Organisation) -> Card:
    """The private list."""
    if not held:
        line = say.line("mybadges.none")
        return Card(plain(line), (Heading(say.text("mybadges.title")), Paragraph(line)))
    shared = sum(1 for credential, _ in held if credential.shared_at or credential.celebrated_at)
    head = say.line(
        "mybadges.count",
        badges=say.text("mybadges.badges", count=len(held)),
        shared=shared,
        private=len(held) - shared,
    )
    page = min(page, (len(held) - 1) // PAGE_SIZE)
    blocks: list[Block] = [Heading(say.text("mybadges.title")), Note(head)]
    if page == 0 and len(held) > 1:
        blocks.append(Hero(badge_collage(say, [achievement for _, achievement in held])))
    for credential, achievement in held[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]:
        blocks += [
            Divider(),
            Paragraph(
                _about(say, credential, achievement, organisation.day_of(credential.awarded_at)),
                badge_picture(say, achievement),
            ),
        ]
        blocks.append(choices(say, credential, listed=True))
    if len(held) > PAGE_SIZE:
        blocks.append(_pages(say, page, (len(held) - 1) // PAGE_SIZE))
    if any(credential.stage is CredentialStage.ISSUED for credential, _ in held):
        blocks += [Divider(), Buttons((Button(say.text("mybadges.everything"), "everything", "0"),))]
    return Card(plain(head), tuple(blocks))


def earned_letter(say: Wording, credential: Credential, achievement: Achievement, awarder: Line) -> Card:
    """The private letter: the badge, the citation, and the choices for sharing it."""
    line = say.line("earned.line", badge=achievement.name, awarder=awarder)
    blocks: list[Block] = [
        Heading(say.text("earned.title", badge=achievement.name)),
        Hero(badge_tile(say, achievement)),
    ]
    blocks.append(Paragraph(line))
    if credential.citation:
        blocks.append(Quote(credential.citation))
    blocks += [
        Paragraph(_visibility(say, credential)),
        choices(say, credential),
        Note(say.line("earned.yours")),
    ]
    return Card(plain(line), tuple(blocks))


def amended_letter(say: Wording, credential: Credential, achievement: Achievement) -> Card:
    """The badge was amended: files downloaded earlier are out of date."""
    line = say.line("amend.letter", badge=achievement.name)
    blocks: list[Block] = [Paragraph(line, badge_picture(say, achievement))]
    if credential.citation:
        blocks.append(Quote(credential.citation))
    return Card(plain(line), (*blocks, choices(say, credential), Note(say.line("amend.file"))))


def choices(say: Wording, credential: Credential, *, listed: bool = False) -> Buttons:
    """The buttons for a badge, given the earner's choices so far. In a list of badges none is emphasised."""
    if credential.stage is CredentialStage.AWARDED:
        return Buttons((Button(say.text("choice.signing"), "mybadges", "0"),))
    token = credential.token
    buttons: list[Button | LinkButton] = []
    if credential.celebrated_at is None:
        style = Style.PLAIN if listed else Style.PRIMARY
        buttons.append(Button(say.text("choice.celebrate"), "celebrate", token, style))
    if credential.shared_at is None:
        buttons.append(Button(say.text("choice.share"), "share", token))
    else:
        buttons.append(LinkButton(say.text("choice.open"), credential.path))
    if credential.celebrated_at or credential.shared_at:
        buttons.append(Button(say.text("choice.take_back"), "take_back", token))
    elif not listed:  # the list already says that it is private
        buttons.append(Button(say.text("choice.keep"), "keep", token))
    buttons.append(Button(say.text("choice.download"), "download", token))
    buttons.append(Button(say.text("choice.turn_down"), "turn_down", token))
    return Buttons(tuple(buttons), 2 if listed else 3, say.text("choice.more"))


def download(say: Wording, credential: Credential, achievement: Achievement, secret: str) -> Card:
    """The private download link, and whether the file contains the citation."""
    line = say.line("download.line", badge=achievement.name)
    blocks: list[Block] = [
        Paragraph(line),
        Buttons((LinkButton(say.text("download.open"), DOWNLOAD.path(token=secret), Style.PRIMARY),)),
        Note(say.line("download.once")),
    ]
    if credential.citation:
        inside = credential.citation_included_at is not None
        blocks += [
            Divider(),
            Note(say.line("words.inside") if inside else say.line("words.outside")),
            Buttons((_citation_button(say, credential, inside),)),
        ]
    return Card(plain(line), tuple(blocks))


def download_all(say: Wording, secret: str) -> Card:
    """The private link to all badges in one file."""
    line = say.line("download.everything")
    link = LinkButton(say.text("download.open"), DOWNLOAD.path(token=secret), Style.PRIMARY)
    return Card(plain(line), (Paragraph(line), Buttons((link,)), Note(say.line("download.once"))))


def citation_choice_card(
    say: Wording, credential: Credential, achievement: Achievement, *, inside: bool
) -> Card:
    """Confirms that the file is being signed again, with or without the citation."""
    line = (
        say.line("words.included", badge=achievement.name)
        if inside
        else say.line("words.left_out", badge=achievement.name)
    )
    again = Button(say.text("choice.download"), "download", credential.token, Style.PRIMARY)
    return Card(plain(line), (Paragraph(line), Buttons((again, _citation_button(say, credential, inside)))))


def _citation_button(say: Wording, credential: Credential, inside: bool) -> Button:
    if inside:
        return Button(say.text("words.leave_out"), "leave_words_out", credential.token)
    return Button(say.text("words.include"), "include_words", credential.token)


def earner_unreachable(say: Wording, earner: Person, achievement: Achievement) -> Card:
    """Tells the awarder that the earner could not be notified."""
    line = say.line("earned.away", person=mention_of(earner), badge=achievement.name)
    return Card(plain(line), (Paragraph(line),))


def _about(say: Wording, credential: Credential, achievement: Achievement, day: date) -> Line:
    earned_on = say.line("mybadges.badge", badge=achievement.name, at=say.date(day))
    return (*earned_on, Words("\n"), *_visibility(say, credential))


def _visibility(say: Wording, credential: Credential) -> Line:
    match (credential.celebrated_at is not None, credential.shared_at is not None):
        case (False, False):
            return say.line("standing.private")
        case (True, False):
            return say.line("standing.celebrated")
        case (False, True):
            return say.line("standing.shared")
        case _:
            return say.line("standing.both")


def _pages(say: Wording, page: int, last: int) -> Buttons:
    buttons = []
    if page > 0:
        buttons.append(Button(say.text("mybadges.newer"), "mybadges", str(page - 1)))
    if page < last:
        buttons.append(Button(say.text("mybadges.older"), "mybadges", str(page + 1)))
    return Buttons(tuple(buttons))
