"""The cards for awarders, and the letters about ended awards."""

from collections.abc import Mapping

from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.domain.credentials.rules import UNDO_WITHIN
from bot.domain.people.model import Person
from bot.messages.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Moment,
    Note,
    Paragraph,
    Quote,
    Strong,
    Style,
    Words,
    plain,
)
from bot.messages.quotations import quoted
from bot.messages.wording import Wording
from bot.presenting.badge_pictures import badge_picture
from bot.presenting.people import distinct_names, mention_of, mentions_of

MOST_NAMED = 20
"""Achievements listed by name in a letter about many awards."""


def award_card(
    say: Wording, achievement: Achievement, given: tuple[tuple[Person, Credential], ...], citation: str
) -> Card:
    """Confirms the award, with the buttons to undo it."""
    names = mentions_of([person for person, _ in given])
    line = say.line("award.done", badge=achievement.name, people=names)
    blocks: list[Block] = [Paragraph(line, badge_picture(say, achievement))]
    if citation:
        blocks.append(Quote(citation))
    until = given[0][1].awarded_at + UNDO_WITHIN
    blocks.append(Note(say.line("award.next", until=Moment(until))))
    names_on_buttons = distinct_names([person for person, _ in given])
    undo = [
        _undo_button(say, name if len(given) > 1 else "", credential)
        for name, (_, credential) in zip(names_on_buttons, given, strict=True)
    ]
    return Card(plain(line), (*blocks, Buttons(tuple(undo))))


def bulk_award_letter(say: Wording, counts: Mapping[str, int], *, quiet: bool) -> Card:
    """One letter to an owner about the bulk awards made in their name. `quiet`: the earners are not notified."""
    total = sum(counts.values())
    line = say.line("award.from_file", count=total)
    after = say.line("award.from_file_quiet") if quiet else say.line("award.from_file_next")
    each = tuple(
        Paragraph((Words(f"{count} × "), Strong(name))) for name, count in sorted(counts.items())[:MOST_NAMED]
    )
    return Card(plain(line), (Paragraph(line), *each, Note(after)))


def undo_card(say: Wording, recipient: Person, achievement: Achievement) -> Card:
    """Confirms that the award was undone."""
    line = say.line("undo.done", badge=achievement.name, person=mention_of(recipient))
    return Card(plain(line), (Paragraph(line), Note(say.line("undo.files"))))


def undone_letter(say: Wording, achievement: Achievement) -> Card:
    """Tells the recipient plainly."""
    line = say.line("undo.letter", badge=achievement.name)
    return Card(plain(line), (Paragraph(line), Note(say.line("undo.files"))))


def revoke_card(say: Wording, people: tuple[Person, ...], achievement: Achievement) -> Card:
    """Confirms that the awards were revoked."""
    line = say.line(
        "revoke.done",
        badge=achievement.name,
        people=mentions_of(people),
    )
    return Card(plain(line), (Paragraph(line), Note(say.line("undo.files"))))


def revoked_letter(say: Wording, credential: Credential, achievement: Achievement) -> Card:
    """Tells the recipient plainly, with the reason."""
    line = say.line("revoke.letter", badge=achievement.name)
    blocks: list[Block] = [Paragraph(line)]
    if credential.ended_reason:
        blocks += [Note(say.line("revoke.because")), Quote(credential.ended_reason)]
    return Card(plain(line), (*blocks, Note(say.line("undo.files"))))


def amend_card(say: Wording, recipient: Person, achievement: Achievement) -> Card:
    """Confirms that the award was amended and is being signed again."""
    line = say.line("amend.done", badge=achievement.name, person=mention_of(recipient))
    return Card(plain(line), (Paragraph(line),))


def confirm_turn_down(say: Wording, credential: Credential, achievement: Achievement) -> Card:
    """Asks the earner to confirm turning a badge down."""
    line = say.line("turn_down.sure", badge=achievement.name)
    button = Button(say.text("turn_down.yes"), "turn_down_now", credential.token, Style.DANGER)
    return Card(plain(line), (Paragraph(line), Buttons((button,))))


def turn_down_card(say: Wording, achievement: Achievement) -> Card:
    """Confirms that the badge was turned down and is no longer shown anywhere."""
    line = say.line("turn_down.done", badge=achievement.name)
    return Card(plain(line), (Paragraph(line),))


def needs_form(say: Wording, typed: str = "") -> Card:
    """The hint shown where the platform cannot show a form, with what was `typed`."""
    line = say.line("edit.hint")
    return Card(plain(line), (Paragraph(line), *quoted(typed)))


def _undo_button(say: Wording, name: str, credential: Credential) -> Button:
    """Undoes one award; `name` says whose, where there are several."""
    label = say.text("award.undo_for", name=name) if name else say.text("award.undo")
    return Button(label, "undo", credential.token)
