"""Neutral output: a card is a value that every platform renders its own way.

>>> Card("Maya awarded you Customer Hero", (Paragraph((Words("Well done, "), Strong("Ana"))),))  # doctest: +SKIP

Text inside a card is always plain: names, citations and titles come from outside and are data. A renderer
escapes each string once, at its edge. Adding a block here makes mypy name every renderer that forgot it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


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
    """A picture below the public URL, with what it shows in words."""

    path: str
    alt: str


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
    """A quotation, set apart and never interpreted."""

    text: str


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


Block = Heading | Paragraph | Quote | Facts | Hero | Note | Divider | Buttons


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown. `summary` is its full text for a notification or a screen reader."""

    summary: str
    blocks: tuple[Block, ...]


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
    for block in card.blocks:
        match block:
            case Paragraph(line, _) | Note(line):
                lines.append(line)
            case Facts(rows):
                lines.extend(line for _, line in rows)
            case _:
                pass
    return frozenset(span.person_id for line in lines for span in line if isinstance(span, PersonName))
