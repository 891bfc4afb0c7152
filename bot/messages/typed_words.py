"""The words people type, in their language beside English: the chapter `[typed]` of the wording.

    say.entries["typed.because"] == "weil, denn, because, since"

Commands are translated before they are dispatched (`bot/dispatch/understanding.py`); sentences are read by
`bot/messages/reading`, those of an absence by `bot/domain/people/absence_phrases`.
"""

import re

from bot.messages.wording import Wording


def typed_words(say: Wording, key: str) -> tuple[str, ...]:
    """The words of a language for something, English included, as they are compared."""
    entry = say.entries[f"typed.{key}"]
    if not isinstance(entry, str):
        raise TypeError(f"found plural forms under typed.{key}, expected words with commas between them")
    return tuple(word.strip().casefold() for word in entry.split(","))


def alternatives(say: Wording, key: str) -> str:
    """The words as alternatives of a regular expression, the longest first."""
    return "|".join(map(re.escape, sorted(typed_words(say, key), key=len, reverse=True)))
