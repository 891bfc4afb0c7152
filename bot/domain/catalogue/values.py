"""The texts of a catalogue file's table, as they are stored."""

import re
from collections.abc import Sequence

from bot.domain.catalogue.fields import Table, found_text, tidy
from bot.domain.catalogue.files import Mistake
from issuer.messages import Message

EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")


def text_of(table: Table, key: str) -> str:
    """The text under a key that is there."""
    return tidy(str(table[key]))


def sound_text(table: Table, key: str, wrong: Sequence[Mistake]) -> str | None:
    """The text under a key; None if it is missing or already has a mistake."""
    return None if key not in table or any(m.key[:1] == (key,) for m in wrong) else text_of(table, key)


def sound_texts(table: Table, key: str, wrong: Sequence[Mistake]) -> list[str]:
    """The texts under a key; none if it is missing or already has a mistake."""
    values = table.get(key)
    sound = isinstance(values, list) and not any(mistake.key[:1] == (key,) for mistake in wrong)
    return [tidy(value) for value in values] if sound and isinstance(values, list) else []


def optional_text(table: Table, key: str) -> str | None:
    """The text under a key, None if it is missing."""
    return text_of(table, key) if key in table else None


def choice_mistake(key: str, found: str, choices: tuple[str, str], fix: Message) -> Mistake:
    """A text that is neither of two."""
    expected = Message("file.expected.either", first=choices[0], second=choices[1])
    return Mistake((key,), found_text((key,), found), expected, fix)
