"""The cards and the form for the earner's sharing choices, and the celebration that others see."""

from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.celebrations import CelebrationConsent
from bot.domain.credentials.model import Credential
from bot.domain.people.model import Person
from bot.messages.cards import (
    AnswerPlace,
    Block,
    Button,
    Buttons,
    Card,
    Hero,
    Line,
    LinkButton,
    Note,
    PageAddress,
    Paragraph,
    Picture,
    Style,
    plain,
)
from bot.messages.forms import CheckField, ChoiceField, Field, Form
from bot.messages.wording import Enumeration, Wording
from bot.presenting.badge_pictures import badge_picture, badge_tile
from bot.presenting.earners.earner_cards import Channels
from bot.presenting.earners.giving import giver_mention, other_givers, signed_quotes
from bot.presenting.earners.own_places import OwnPlace
from bot.presenting.people import mention_of
from bot.use_cases.credentials.earn import HeldBadge
from issuer.celebration import Audience, Consent, WithoutConsent, celebration


def kept_private_card(say: Wording, achievement: Achievement) -> Card:
    """Confirms that the badge stays private."""
    return one_line_card(say.line("share.kept", badge=achievement.name))


def celebrating_card(say: Wording, achievement: Achievement) -> Card:
    """Confirms that the celebration is being posted."""
    return one_line_card(say.line("share.celebrating", badge=achievement.name))


def shared_card(say: Wording, credential: Credential, achievement: Achievement) -> Card:
    """Confirms that the page is public, with its address."""
    line = say.line("share.shared", badge=achievement.name)
    button = LinkButton(say.text("choice.open"), credential.path, Style.PRIMARY)
    blocks = (Paragraph(line), PageAddress(credential.path), Buttons((button,)), Note(say.line("share.back")))
    return Card(plain(line), blocks, AnswerPlace.LETTER)


def taken_back_card(say: Wording, achievement: Achievement) -> Card:
    """Confirms that the badge is private again."""
    return one_line_card(say.line("share.taken_back", badge=achievement.name))


def celebration_form(say: Wording, held: HeldBadge, channels: Channels, place: OwnPlace) -> Form:
    """Asks what is shown in the channel beside the badge, and says that colleagues can pass it on."""
    badge, token = held.achievement.name, place.token(held.credential)
    fields: list[Field] = []
    if len(channels) > 1:
        unnamed = (say.text("celebrate.of_award"), say.text("celebrate.home"))
        options = tuple(
            (channel.external_id, f"#{channel.name}" if channel.name else otherwise)
            for channel, otherwise in zip(channels, unnamed, strict=True)
        )
        fields.append(ChoiceField("channel", say.text("celebrate.channel"), options, options[0][0]))
    if held.credential.citation:
        fields.append(CheckField("words", say.text("celebrate.words")))
    named = [giver for giver in held.giving.givers if giver.allows.includes(Audience.COLLEAGUES)]
    if named:
        names = Enumeration(tuple(dict.fromkeys((giver_mention(giver),) for giver in named)))
        fields.append(CheckField("givers", say.text("celebrate.givers", names=names)))
    hint = say.line("celebrate.hint")
    one = channels[0].name if len(channels) == 1 else ""
    where = f"#{one}" if one else say.text("celebrate.there")
    return Form(
        action="celebrate",
        title=say.text("celebrate.title"),
        intro=say.text("celebrate.intro", badge=badge, channel=where),
        submit=say.text("celebrate.submit"),
        fields=tuple(fields),
        hint=Card(plain(hint), (Paragraph(hint),)),
        subject=token,
        back=Button(say.text("form.back"), "keep_it", token),
    )


def celebration_card(
    say: Wording,
    held: HeldBadge,
    recipient: Person,
    consent: Consent,
    celebrated: CelebrationConsent | None = None,
) -> Card:
    """The celebration card for the channel; after consent is withdrawn, a card without a name."""
    credential, achievement = held.credential, held.achievement
    try:
        allowed = celebration(recipient.name, achievement.name, consent, held.giving)
    except WithoutConsent:
        line = say.line("celebration.taken_back")
        return Card(plain(line), (Note(line),))
    line = say.line("celebration.line", person=mention_of(recipient), badge=allowed.achievement)
    blocks: list[Block] = [Paragraph(line), Hero(_picture(say, line, achievement, celebrated))]
    blocks += signed_quotes(say, allowed.giving)
    if not allowed.giving.words:
        blocks.append(Note(say.line("celebration.about", about=achievement.description)))
    if thanks := other_givers(say, allowed.giving):
        blocks.append(Note(thanks))
    check = (LinkButton(say.text("celebration.check"), credential.path),) if allowed.links_to_page else ()
    nominate = Button(say.text("celebration.nominate"), "nominate_for", achievement.slug)
    return Card(plain(line), (*blocks, Buttons((*check, nominate))))


def closed_channel(say: Wording, achievement: Achievement) -> Card:
    """Tells the earner that the bot may not post in the celebration's channel."""
    line = say.line("celebration.closed", badge=achievement.name)
    return Card(plain(line), (Paragraph(line),))


def one_line_card(line: Line) -> Card:
    """A sentence; where a letter with the button says the same, the letter is enough."""
    return Card(plain(line), (Paragraph(line),), AnswerPlace.LETTER)


def _picture(
    say: Wording, line: Line, achievement: Achievement, celebrated: CelebrationConsent | None
) -> Picture:
    """The picture with the earner's name. A celebration of an older release has none, for nobody was told of it."""
    if celebrated is None:
        return badge_tile(say, achievement)
    alt = f"{plain(line)} {badge_picture(say, achievement).alt}"
    return Picture(celebrated.picture_path, alt, named=True)
