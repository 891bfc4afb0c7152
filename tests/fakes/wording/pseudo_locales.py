"""Pseudo-locales: languages built from English by a function, which show sentences that bypass the wording.

    say = pseudo_language("en-XA")            # accented, 40 % longer, in marks
    say = pseudo_language("ar-XB")            # right to left, with Arabic lists, dates and plurals
    unworded(card, data)                      # what a card shows in Latin letters that is no data

Both replace every Latin letter, so that whatever still has one was not worded.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import assert_never

from adapters.files.wording import load_wording
from bot.messages.cards import (
    Buttons,
    Card,
    Divider,
    Facts,
    Heading,
    Hero,
    Line,
    Moment,
    Note,
    PageAddress,
    Paragraph,
    Part,
    PersonName,
    Quote,
    flat_blocks,
    plain,
)
from bot.messages.forms import CheckField, ChoiceField, Field, Form, PeopleField, Reply, TextField
from bot.messages.wording import Entry, Wording, plural_categories

LONGER = 1.4
"""German is a third longer than English; Finnish and Greek more."""
LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "ȧƀƈḓḗƒɠħīĵķŀḿƞǿƥɋřşŧŭṽẇẋẏžȦƁƇḒḖƑƓĦĪĴĶĿḾȠǾƤɊŘŞŦŬṼẆẊẎŽ"
RIGHT_TO_LEFT = "אבגדהוזחטיכלמנסעפצקרשתםןףץ" * 2
_KEPT = re.compile(r"(\{\w+\}|\*)")


def pseudo_language(tag: str) -> Wording:
    """The pseudo-locale `en-XA` or `ar-XB`, complete."""
    letters = str.maketrans(LATIN, ACCENTED if tag == "en-XA" else RIGHT_TO_LEFT)
    entries = {
        key: entry if key.startswith("typed.") else _pseudo_entry(entry, letters, tag)
        for key, entry in load_wording().entries.items()
    }
    return Wording(entries, tag)


@contextmanager
def spoken_by(wording: Wording, other: Wording) -> Iterator[None]:
    """Lets a wording that tests share speak another language for a while."""
    before = dict(vars(wording))
    vars(wording).update(vars(other))
    try:
        yield
    finally:
        vars(wording).update(before)


def unworded(shown: Reply, data: Iterable[str]) -> list[str]:
    """The texts of a card or form in which Latin letters are left once everything known as data is taken out."""
    known = sorted({text for text in data if text}, key=len, reverse=True)
    return [text for text in visible_texts(shown) if re.search(r"[A-Za-z]{2}", _without(text, known))]


def visible_texts(shown: Reply) -> Iterator[str]:
    """Everything a card or form says, piece by piece, without data: quotations, addresses, names and moments."""
    match shown:
        case Card():
            for block in flat_blocks(shown):
                yield from _block_texts(block)
        case Form():
            yield from (shown.title, shown.intro, shown.submit, shown.missing, shown.by_address)
            for field in shown.fields:
                yield from _field_texts(field)
            yield from visible_texts(shown.hint)
        case _:
            assert_never(shown)


def _block_texts(block: Part) -> Iterator[str]:
    match block:
        case Heading(text):
            yield text
        case Paragraph(line, picture):
            yield _worded(line)
            yield picture.alt if picture else ""
        case Note(line):
            yield _worded(line)
        case Facts(rows):
            for label, line in rows:
                yield from (label, _worded(line))
        case Hero(picture):
            yield picture.alt
        case Buttons(buttons, _, more):
            yield from (more, *(button.label for button in buttons))
        case Quote() | PageAddress() | Divider():
            return
        case _:
            assert_never(block)


def _field_texts(field: Field) -> Iterator[str]:
    match field:
        case TextField(_, label) | PeopleField(_, label) | CheckField(_, label):
            yield label
        case ChoiceField(_, label, options):
            yield label
            yield from (name for _, name in options)
        case _:
            assert_never(field)


def _worded(line: Line) -> str:
    return plain(tuple(span for span in line if not isinstance(span, PersonName | Moment)))


def _without(text: str, known: Iterable[str]) -> str:
    for part in known:
        text = text.replace(part, "")
    return text


def _pseudo_entry(entry: Entry, letters: dict[int, int], tag: str) -> Entry:
    if isinstance(entry, str):
        return _pseudo(entry, letters)
    return {
        category: _pseudo(entry.get(category, entry["other"]), letters) for category in plural_categories(tag)
    }


def _pseudo(text: str, letters: dict[int, int]) -> str:
    parts = [part if _KEPT.fullmatch(part) else part.translate(letters) for part in _KEPT.split(text)]
    longer = "·" * max(0, round(len(text) * (LONGER - 1)) - 2)
    return f"⟦{''.join(parts)}{longer}⟧"
