"""The letters to owners about what stands still until a person mends it."""

from bot.domain.catalogue.model import Achievement
from bot.domain.outbox.tasks import JobKind
from bot.domain.people.model import Person
from bot.messages.cards import Block, Button, Buttons, Card, Line, Note, Paragraph, Words, plain
from bot.messages.platforms import Platform
from bot.messages.wording import Wording
from bot.presenting.people import mention_of


def stuck_letter(say: Wording, person: Person | None, reason: str, token: str) -> Card:
    """A letter could not be delivered; `person` is its addressee, None for a channel. `token` names the job."""
    whom = (mention_of(person),) if person else say.line("stuck.channel")
    return _stuck(say, say.line("stuck.letter", whom=whom), reason, token)


def stuck_signature(
    say: Wording, recipient: Person, achievement: Achievement, reason: str, token: str
) -> Card:
    """A credential could not be signed."""
    line = say.line("stuck.signature", badge=achievement.name, person=mention_of(recipient))
    return _stuck(say, line, reason, token)


def stuck_work(say: Wording, work: JobKind, reason: str) -> Card:
    """A periodic job fails; it is retried each hour, so the card has no button."""
    return _stuck(say, say.line(f"stuck.{work}"), reason, None)


def retry_answer(say: Wording, *, anew: bool) -> Card:
    """The answer to the retry button."""
    line = say.line("stuck.again") if anew else say.line("stuck.not_stuck")
    return Card(plain(line), (Paragraph(line),))


def being_checked_card(say: Wording) -> Card:
    """The answer to a request whose people could not be checked in time."""
    line = say.line("later.checking")
    return Card(plain(line), (Paragraph(line),))


def app_refused_notice(say: Wording, platform: Platform, refusal: str, *, silent: bool) -> Card:
    """A platform refuses the app; `silent`: letters wait until it is mended. `refusal` is the platform's own name."""
    named = platform.title()
    line = say.line(
        "stuck.app_refused" if silent else "stuck.permission_missing", platform=named, refusal=refusal
    )
    return Card(plain(line), (Paragraph(line), Note(say.line("stuck.help"))))


def _stuck(say: Wording, line: Line, reason: str, token: str | None) -> Card:
    blocks: list[Block] = [Paragraph(line), Note((Words(reason),)), Note(say.line("stuck.help"))]
    if token:
        blocks.append(Buttons((Button(say.text("stuck.retry"), "retry", token),)))
    return Card(plain(line), tuple(blocks))
