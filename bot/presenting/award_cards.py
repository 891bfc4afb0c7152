"""The cards for awarders, and the letters about ended awards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.credentials.rules import UNDO_UNTOLD_WITHIN, UNDO_WITHIN
from bot.domain.people.model import Person
from bot.messages.cards import (
    AnswerPlace,
    Block,
    Button,
    Buttons,
    Card,
    Moment,
    Note,
    Paragraph,
    Passing,
    Quote,
    Strong,
    Words,
    plain,
)
from bot.messages.quotations import quoted
from bot.messages.wording import Wording
from bot.presenting.badge_pictures import badge_picture
from bot.presenting.earners.giving import as_sentence
from bot.presenting.people import distinct_names, mention_of, mentions_of

TAKEN_BACK = (CredentialStage.UNDONE, CredentialStage.REVOKED)
"""What givers learn of an end. A badge that was turned down is private to its earner, and looks as before."""
MOST_NAMED = 20
"""Achievements listed by name in a letter about many awards."""


def award_card(
    say: Wording, achievement: Achievement, given: tuple[tuple[Person, Credential], ...], citation: str
) -> Card:
    """Confirms the award, with the buttons to undo it; and for whom it was undone."""
    kept = [(person, credential) for person, credential in given if credential.stage not in TAKEN_BACK]
    undone = [person for person, credential in given if credential.stage in TAKEN_BACK]
    if not kept:
        return replace(undo_card(say, undone, achievement), place=AnswerPlace.PRESSED)
    people = [person for person, _ in kept]
    line = say.line("award.done", badge=achievement.name, people=mentions_of(people))
    blocks: list[Block] = [Paragraph(line, badge_picture(say, achievement))]
    if citation:
        blocks.append(Quote(as_sentence(citation)))
    if undone:
        blocks.append(Note(say.line("award.undone_for", people=mentions_of(undone))))
    tokens = [credential.token for _, credential in given]
    names = distinct_names(people) if len(given) > 1 else ("",)
    buttons = tuple(
        _undo_button(say, name, credential, tokens) for name, (_, credential) in zip(names, kept, strict=True)
    )
    blocks.append(undo_blocks(say, kept[0][1], buttons))
    return Card(plain(line), tuple(blocks), AnswerPlace.PRESSED)


def undo_blocks(say: Wording, credential: Credential, buttons: tuple[Button, ...]) -> Passing:
    """How long an award can be undone, and the buttons that do it; both are gone when it cannot be any more."""
    until = credential.awarded_at + UNDO_WITHIN
    return Passing((Note(say.line("award.next", until=Moment(until))), Buttons(buttons)), until)


def bulk_award_letter(say: Wording, counts: Mapping[str, int], *, quiet: bool) -> Card:
    """One letter to an owner about the bulk awards made in their name. `quiet`: the earners are not notified."""
    total = sum(counts.values())
    line = say.line("award.from_file", count=total)
    after = say.line("award.from_file_quiet") if quiet else say.line("award.from_file_next")
    each = tuple(
        Paragraph((Words(f"{count} × "), Strong(name))) for name, count in sorted(counts.items())[:MOST_NAMED]
    )
    return Card(plain(line), (Paragraph(line), *each, Note(after)))


def undo_card(say: Wording, recipients: Sequence[Person], achievement: Achievement) -> Card:
    """Confirms that the award was undone."""
    line = say.line("undo.done", badge=achievement.name, people=mentions_of(recipients))
    return Card(plain(line), (Paragraph(line), Note(say.line("undo.files"))), AnswerPlace.LETTER)


def undone_letter(say: Wording, credential: Credential, achievement: Achievement, awarder: Person) -> Card:
    """Tells the recipient plainly, some time after they heard of the badge."""
    line = say.line("undo.letter", badge=achievement.name, awarder=mention_of(awarder))
    page = (Note(say.line("undo.page")),) if credential.was_shared else ()
    return Card(plain(line), (Paragraph(line), *page))


def ended_earlier(say: Wording, credential: Credential, achievement: Achievement) -> Card:
    """What the letter of an award shows once the award has ended; if that was more than a slip, a letter tells why."""
    is_undone, ended_at = credential.stage is CredentialStage.UNDONE, credential.undone_at
    if is_undone and ended_at and ended_at - credential.awarded_at <= UNDO_UNTOLD_WITHIN:
        line = say.line("undo.slip", badge=achievement.name)
    else:
        ended = Moment(credential.undone_at or credential.awarded_at, day=True)
        line = say.line("undo.earlier", badge=achievement.name, at=ended)
    return Card(plain(line), (Note(line),))


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
    if credential.was_shared:
        blocks.append(Note(say.line("undo.page")))
    return Card(plain(line), tuple(blocks))


def amend_card(say: Wording, recipient: Person, achievement: Achievement) -> Card:
    """Confirms that the award was amended and is being signed again."""
    line = say.line("amend.done", badge=achievement.name, person=mention_of(recipient))
    return Card(plain(line), (Paragraph(line),))


def needs_form(say: Wording, typed: str = "") -> Card:
    """The hint shown where the platform cannot show a form, with what was `typed`."""
    line = say.line("edit.hint")
    return Card(plain(line), (Paragraph(line), *quoted(typed)))


def _undo_button(say: Wording, name: str, credential: Credential, tokens: Sequence[str]) -> Button:
    """The token names all badges of the card, which is shown anew: first the one to undo. `name`: where several."""
    label = say.text("award.undo_for", name=name) if name else say.text("award.undo")
    return Button(label, "undo", f"{credential.token}.a{','.join(tokens)}")
