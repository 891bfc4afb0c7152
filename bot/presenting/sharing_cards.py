"""The cards for the earner's sharing choices, and the celebration that others see."""

from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.domain.people.model import Person
from bot.messages.cards import (
    Block,
    Buttons,
    Card,
    Heading,
    Hero,
    Line,
    LinkButton,
    Note,
    Paragraph,
    Picture,
    Style,
    plain,
)
from bot.messages.wording import Wording
from bot.presenting.badge_pictures import badge_picture, badge_tile
from bot.presenting.people import mention_of
from issuer.celebration import Consent, WithoutConsent, celebration


def kept_private_card(say: Wording, achievement: Achievement) -> Card:
    """Confirms that the badge stays private."""
    return _one_line_card(say.line("share.kept", badge=achievement.name))


def celebrating_card(say: Wording, achievement: Achievement) -> Card:
    """Confirms that the celebration is being posted."""
    return _one_line_card(say.line("share.celebrating", badge=achievement.name))


def shared_card(say: Wording, credential: Credential, achievement: Achievement) -> Card:
    """Confirms that the page is public."""
    line = say.line("share.shared", badge=achievement.name)
    button = LinkButton(say.text("choice.open"), credential.path, Style.PRIMARY)
    return Card(plain(line), (Paragraph(line), Buttons((button,)), Note(say.line("share.back"))))


def taken_back_card(say: Wording, achievement: Achievement) -> Card:
    """Confirms that the badge is private again."""
    return _one_line_card(say.line("share.taken_back", badge=achievement.name))


def celebration_card(
    say: Wording, recipient: Person, achievement: Achievement, consent: Consent, page: str
) -> Card:
    """The celebration card for the channel; after consent is withdrawn, a card without a name."""
    try:
        allowed = celebration(recipient.name, achievement.name, consent)
    except WithoutConsent:
        line = say.line("celebration.taken_back")
        return Card(plain(line), (Note(line),))
    line = say.line("celebration.line", person=mention_of(recipient), badge=allowed.achievement)
    blocks: list[Block] = [
        Heading(say.text("celebration.title")),
        Paragraph(line),
        Hero(
            _picture(say, line, achievement, page) if allowed.links_to_page else badge_tile(say, achievement)
        ),
        Note(say.line("celebration.about", about=achievement.description)),
    ]
    if allowed.links_to_page:
        blocks.append(Buttons((LinkButton(say.text("celebration.check"), page),)))
    return Card(plain(line), tuple(blocks))


def _picture(say: Wording, line: Line, achievement: Achievement, page: str) -> Picture:
    """The picture with the earner's name. It is public only while the badge's page is."""
    return Picture(f"{page}/chat.png", f"{plain(line)} {badge_picture(say, achievement).alt}")


def closed_channel(say: Wording, achievement: Achievement) -> Card:
    """Tells the earner that the bot may not post in the celebration's channel."""
    return _one_line_card(say.line("celebration.closed", badge=achievement.name))


def _one_line_card(line: Line) -> Card:
    return Card(plain(line), (Paragraph(line),))
