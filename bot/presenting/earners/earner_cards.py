"""The cards for earners about one of their own badges. All of them are private."""

from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.people.model import Person
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
    PageAddress,
    Paragraph,
    Style,
    plain,
)
from bot.messages.wording import Wording
from bot.presenting.badge_pictures import badge_picture, badge_tile
from bot.presenting.earners.giving import earned_line, signed_quotes
from bot.presenting.earners.own_places import ON_LETTER, OwnPlace
from bot.presenting.people import mention_of
from bot.use_cases.credentials.earn import HeldBadge
from bot.use_cases.credentials.share import CelebrationChannel

Channels = tuple[CelebrationChannel, ...]
"""Where the badge can be celebrated."""


def earned_letter(say: Wording, held: HeldBadge, channels: Channels) -> Card:
    """The private letter: the badge, who gave it with which words, and the choices for sharing it."""
    title = say.text("earned.title", badge=held.achievement.name)
    line = earned_line(say, held.giving, held.achievement.name)
    blocks = (Heading(title), *_about(say, held, line), choices(say, held.credential, channels))
    return Card(plain(line), (*blocks, Note(say.line("earned.yours"))))


def amended_letter(say: Wording, held: HeldBadge, channels: Channels) -> Card:
    """The badge was amended: files downloaded earlier are out of date."""
    line = say.line("amend.letter", badge=held.achievement.name)
    blocks: list[Block] = [
        Paragraph(line, badge_picture(say, held.achievement)),
        *signed_quotes(say, held.giving),
        *_shown(say, held.credential),
        choices(say, held.credential, channels),
    ]
    return Card(plain(line), (*blocks, Note(say.line("amend.file"))))


def own_badge_card(say: Wording, held: HeldBadge, channels: Channels, page: int = 0, said: Line = ()) -> Card:
    """One badge, opened from the list; `said`: what was just done. Turning it down is apart from the rest."""
    credential, place = held.credential, OwnPlace("badge", page)
    line = earned_line(say, held.giving, held.achievement.name)
    blocks: list[Block] = [Heading(held.achievement.name)]
    if said:
        blocks.append(Paragraph(said))
    blocks += _about(say, held, line)
    back = Button(say.text("mybadges.back"), "mybadges", str(page))
    blocks += [choices(say, credential, channels, place), Buttons((back,))]
    if credential.stage is CredentialStage.ISSUED:
        last = Button(say.text("choice.turn_down"), "turn_down", place.token(credential), Style.DANGER)
        blocks += [Divider(), Note(say.line("mybadges.apart")), Buttons((last,))]
    return Card(plain(said or line), tuple(blocks), AnswerPlace.PRESSED)


def choices(say: Wording, credential: Credential, channels: Channels, place: OwnPlace = ON_LETTER) -> Buttons:
    """The buttons for a badge, given the earner's choices so far."""
    if credential.stage is CredentialStage.AWARDED:
        return Buttons((Button(say.text("choice.signing"), "mybadges", str(place.page)),))
    token, is_letter = place.token(credential), place.kind == "letter"
    buttons: list[Button | LinkButton] = []
    if credential.celebrated_at is None:
        buttons.append(Button(celebrate_label(say, channels), "celebrate", token, Style.PRIMARY))
    if credential.shared_at is None:
        buttons.append(Button(say.text("choice.share"), "share", token))
    else:
        buttons.append(LinkButton(say.text("choice.open"), credential.path))
    if credential.celebrated_at or credential.shared_at:
        buttons.append(Button(say.text("choice.take_back"), "take_back", token))
    elif is_letter and credential.kept_private_at is None:
        buttons.append(Button(say.text("choice.keep"), "keep", token))
    first = len(buttons)
    buttons.append(Button(say.text("choice.download"), "download", token))
    if credential.shared_at:
        buttons.append(Button(say.text("choice.shows"), "page_shows", token))
    if is_letter:
        buttons.append(Button(say.text("choice.turn_down"), "turn_down", token))
    return Buttons(tuple(buttons), first, say.text("choice.more"))


def celebrate_label(say: Wording, channels: Channels) -> str:
    """What celebrating does, with the name of the channel where it is known; the form may offer another."""
    if channels and channels[0].name:
        return say.text("choice.celebrate_in", channel=channels[0].name)
    return say.text("choice.celebrate")


def standing(say: Wording, credential: Credential) -> Line:
    """Who can see the badge."""
    match (credential.celebrated_at is not None, credential.shared_at is not None):
        case (False, False):
            kept = credential.kept_private_at is not None
            return say.line("standing.kept") if kept else say.line("standing.private")
        case (True, False):
            return say.line("standing.celebrated")
        case (False, True):
            return say.line("standing.shared")
        case _:
            return say.line("standing.both")


def standing_in_short(say: Wording, credential: Credential) -> str:
    """The same in a row of a list."""
    match (credential.celebrated_at is not None, credential.shared_at is not None):
        case (False, False):
            return say.text("standing.short.private")
        case (True, False):
            return say.text("standing.short.celebrated")
        case (False, True):
            return say.text("standing.short.shared")
        case _:
            return say.text("standing.short.both")


def confirm_turn_down(
    say: Wording, credential: Credential, achievement: Achievement, place: OwnPlace
) -> Card:
    """Asks the earner to confirm turning a badge down."""
    line = say.line("turn_down.sure", badge=achievement.name)
    token = place.token(credential)
    yes = Button(say.text("turn_down.yes"), "turn_down_now", token, Style.DANGER)
    no = Button(say.text("turn_down.no"), "keep_it", token, Style.PRIMARY)
    return Card(plain(line), (Paragraph(line), Buttons((no, yes))), AnswerPlace.PRESSED)


def turn_down_card(say: Wording, achievement: Achievement) -> Card:
    """Confirms that the badge was turned down and is no longer shown anywhere."""
    line = say.line("turn_down.done", badge=achievement.name)
    return Card(plain(line), (Paragraph(line),))


def earner_unreachable(say: Wording, earner: Person, achievement: Achievement) -> Card:
    """Tells the awarder that the earner could not be notified."""
    line = say.line("earned.away", person=mention_of(earner), badge=achievement.name)
    return Card(plain(line), (Paragraph(line),))


def _about(say: Wording, held: HeldBadge, line: Line) -> list[Block]:
    """The badge, how it came, its words, and who can see it."""
    return [
        Hero(badge_tile(say, held.achievement)),
        Paragraph(line),
        *signed_quotes(say, held.giving),
        *_shown(say, held.credential),
    ]


def _shown(say: Wording, credential: Credential) -> list[Block]:
    """Who can see it, and the address of its page."""
    address = (PageAddress(credential.path),) if credential.shared_at else ()
    return [Paragraph(standing(say, credential)), *address]
