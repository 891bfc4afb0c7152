"""Neutral output: a card is a value that every platform renders its own way.

>>> Card("Maya awarded you Customer Hero", (Paragraph((Words("Well done, "), Strong("Ana"))),))  # doctest: +SKIP

Text inside a card is always plain: names, citations and titles come from outside and are data. A renderer
escapes each string once, at its edge. Adding a block here makes mypy name every renderer that forgot it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bot.messages.plain_text import closed


@dataclass(frozen=True, slots=True)
class Words:
    """A run of plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """A run of text to stress."""

    text: str


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person; a mention where the platform knows them, their name elsewhere."""

    person_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `path` is below the public URL (`/credentials/…`) unless it is absolute."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, shown in the reader's own time zone where the platform can; `day`: its day alone.

    `words` say it in the reader's or the organisation's; the wording writes them when it puts the instant into a
    sentence.
    """

    at: datetime
    day: bool = False
    words: str = ""


Span = Words | Strong | PersonName | Link | Moment
Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture below the public URL, with what it shows in words.

    `named`: it names a person; a platform that keeps files gets it as one, so that no address leads to it.
    """

    path: str
    alt: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The card's title."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of text, with a small picture beside it if there is one."""

    line: Line
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation, set apart and never interpreted, with the name of its author below it.

    It cannot turn the direction of what follows it.
    """

    text: str
    author: PersonName | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", closed(self.text))


@dataclass(frozen=True, slots=True)
class Facts:
    """Short labelled facts, side by side where there is room."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Hero:
    """A picture on its own, large."""

    picture: Picture


@dataclass(frozen=True, slots=True)
class Note:
    """Small print."""

    line: Line


@dataclass(frozen=True, slots=True)
class PageAddress:
    """The address of a page, in full, to be copied."""

    path: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A rule between parts."""


class Style(StrEnum):
    """How strongly a button is emphasised."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A press sends `action` and `token` back; the token names the thing and grants no right to it."""

    label: str
    action: str
    token: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens a page."""

    label: str
    path: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons. Where a platform can fold, all but the `first` few go behind a button labelled `more`."""

    buttons: tuple[Button | LinkButton, ...]
    first: int | None = None
    more: str = ""


Part = Heading | Paragraph | Quote | Facts | Hero | Note | PageAddress | Divider | Buttons


@dataclass(frozen=True, slots=True)
class Passing:
    """Blocks that are shown until a moment, such as a button that works for a day."""

    blocks: tuple[Part, ...]
    until: datetime


Block = Part | Passing


class AnswerPlace(StrEnum):
    """Where the answer to a button is shown."""

    APART = "apart"
    """As a message of its own."""
    PRESSED = "pressed"
    """In place of the card with the button, where the platform can do that."""
    HOME = "home"
    """As the person's home, where the platform has one; else apart."""
    LETTER = "letter"
    """The letter with the button, as it stands now, says it all, and takes its own place; else apart."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown. `summary` is its full text for a notification or a screen reader."""

    summary: str
    blocks: tuple[Block, ...]
    place: AnswerPlace = AnswerPlace.APART


def at_moment(card: Card, now: datetime) -> Card:
    """The card without what has passed."""
    shown = (block for block in card.blocks if not isinstance(block, Passing) or now < block.until)
    return replace(card, blocks=tuple(shown))


def on_letter(card: Card) -> Card:
    """A card that is shown only if its button was on no letter that can be shown anew."""
    return replace(card, place=AnswerPlace.LETTER)


def next_change(card: Card) -> datetime | None:
    """When a part of the card passes next."""
    return min((block.until for block in card.blocks if isinstance(block, Passing)), default=None)


def flat_blocks(card: Card) -> tuple[Part, ...]:
    """All blocks of the card; those that will pass in their places."""
    return tuple(
        part for block in card.blocks for part in (block.blocks if isinstance(block, Passing) else (block,))
    )


def first_line(blocks: Iterable[Block]) -> Line:
    """The first paragraph among some blocks; empty if there is none."""
    return next((block.line for block in blocks if isinstance(block, Paragraph)), ())


def is_brief(card: Card) -> bool:
    """Whether the card is plain sentences only, all in its summary: no button, picture, link or quotation."""
    return all(_is_brief(block) for block in card.blocks)


def sentences(card: Card) -> str:
    """A brief card as text."""
    return "\n\n".join(plain(block.line) for block in card.blocks if isinstance(block, Paragraph | Note))


def _is_brief(block: Block) -> bool:
    match block:
        case Paragraph(line, None) | Note(line):
            return not any(isinstance(span, Link) for span in line)
        case _:
            return False


def plain(line: Line) -> str:
    """The line as bare text, for a summary or an alternative text."""
    return "".join(_plain(span) for span in line)


def _plain(span: Span) -> str:
    match span:
        case Words(text) | Strong(text):
            return text
        case PersonName(_, name):
            return name
        case Link(text, _):
            return text
        case Moment(at, day, words):
            return words or (f"{at:%Y-%m-%d}" if day else f"{at:%Y-%m-%d %H:%M} UTC")


def people_in(card: Card) -> frozenset[UUID]:
    """All people a card names, so that a renderer can look up their mentions at once."""
    lines: list[Line] = []
    for block in flat_blocks(card):
        match block:
            case Paragraph(line, _) | Note(line):
                lines.append(line)
            case Quote(_, PersonName() as author):
                lines.append((author,))
            case Facts(rows):
                lines.extend(line for _, line in rows)
            case _:
                pass
    return frozenset(span.person_id for line in lines for span in line if isinstance(span, PersonName))
