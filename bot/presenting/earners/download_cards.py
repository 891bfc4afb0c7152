"""The cards with private links to an earner's files, and the form about what files and pages say."""

from bot.domain.addresses import DOWNLOAD
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.messages.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Divider,
    Line,
    LinkButton,
    Note,
    Paragraph,
    Style,
    plain,
)
from bot.messages.forms import CheckField, Field, Form
from bot.messages.wording import Enumeration, Wording
from bot.presenting.earners.giving import giver_mention
from bot.presenting.earners.own_places import ON_LETTER, OwnPlace
from bot.use_cases.credentials.earn import HeldBadge


def download(say: Wording, credential: Credential, achievement: Achievement, secret: str) -> Card:
    """The private download link, and what the file says of the award."""
    line = say.line("download.line", badge=achievement.name)
    blocks: list[Block] = [
        Paragraph(line),
        Buttons((LinkButton(say.text("download.open"), DOWNLOAD.path(token=secret), Style.PRIMARY),)),
        Note(say.line("download.once")),
        Divider(),
        Note(what_it_says(say, credential)),
        Buttons((Button(say.text("words.change"), "page_shows", credential.token),)),
    ]
    return Card(plain(line), tuple(blocks))


def download_all(say: Wording, secret: str) -> Card:
    """The private link to all badges in one file."""
    line = say.line("download.everything")
    link = LinkButton(say.text("download.open"), DOWNLOAD.path(token=secret), Style.PRIMARY)
    return Card(plain(line), (Paragraph(line), Buttons((link,)), Note(say.line("download.once"))))


def what_it_says(say: Wording, credential: Credential) -> Line:
    """Whether the file and the page hold the words of the award, and the names of its givers."""
    words = credential.citation_included_at is not None
    match (words, credential.givers_included_at is not None):
        case (False, False):
            return say.line("words.neither")
        case (True, False):
            return say.line("words.words")
        case (False, True):
            return say.line("words.names")
        case _:
            return say.line("words.both")


def shows_form(say: Wording, held: HeldBadge, place: OwnPlace = ON_LETTER) -> Form:
    """Asks what the file and the page say of the award."""
    credential, hint = held.credential, say.line("words.hint")
    fields: list[Field] = []
    if credential.citation:
        ticked = credential.citation_included_at is not None
        fields.append(CheckField("words", say.text("words.include"), ticked))
    names = Enumeration(tuple(dict.fromkeys((giver_mention(giver),) for giver in held.giving.givers)))
    label = say.text("words.include_names", names=names)
    fields.append(CheckField("givers", label, credential.givers_included_at is not None))
    return Form(
        action="page_shows",
        title=say.text("words.form_title"),
        intro=say.text("words.form_intro", badge=held.achievement.name),
        submit=say.text("words.form_submit"),
        fields=tuple(fields),
        hint=Card(plain(hint), (Paragraph(hint),)),
        subject=place.token(credential),
        back=Button(say.text("form.back"), "own_badge", place.token(credential)),
    )


def shown_line(say: Wording, credential: Credential, achievement: Achievement) -> Line:
    """Confirms that the file is being signed again, and what it says now."""
    return (*say.line("words.changed", badge=achievement.name), *what_it_says(say, credential))


def citation_choice_card(say: Wording, credential: Credential, achievement: Achievement) -> Card:
    """The same as a card, with the way to the new file."""
    line = shown_line(say, credential, achievement)
    again = Button(say.text("choice.download"), "download", credential.token, Style.PRIMARY)
    change = Button(say.text("words.change"), "page_shows", credential.token)
    return Card(plain(line), (Paragraph(line), Buttons((again, change))))
