"""Characters that do not count when typed words are compared, and marks of direction that must not stay open.

>>> fold_word("Cus\u00adtomer\u2011Hero")
'customer-hero'
>>> close_directions("\u202eabc") == "\u202eabc\u202c"
True

Nothing is taken out of words that are kept: folding is for comparing.
"""

import re
import unicodedata

HYPHENS = "\u2010\u2011\u2012\u2013\u2212\ufe58\ufe63\uff0d"
"""Hyphens of telephones and word processors, the en dash and the minus. The longer dashes stand between words."""
APOSTROPHES = "\u2018\u2019\u201b\u02bc\u00b4\u0060\uff07"
_ALIKE = str.maketrans({**dict.fromkeys(HYPHENS, "-"), **dict.fromkeys(APOSTROPHES, "'")})
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

_EMBEDDED = "\u202c"
_ISOLATED = "\u2069"
_CLOSING = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", _EMBEDDED),
    **dict.fromkeys("\u2066\u2067\u2068", _ISOLATED),
}
"""What ends the effect of each opening control (Unicode Standard Annex 9)."""
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plain_characters(text: str) -> str:
    """The text with plain hyphens and apostrophes, full-width letters as usual ones, and nothing invisible."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text.translate(_ALIKE))
    seen = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", _VARIATION.sub("", seen))


def fold_word(word: str) -> str:
    """A word as compared: case, width, invisible characters and the kind of hyphen or apostrophe do not count."""
    return plain_characters(word).casefold()


def close_directions(text: str) -> str:
    """The text with every embedding and isolate closed in its line, and without ends that close nothing of it.

    The effect of a control ends with its line (UAX 9, P1), so each line is balanced by itself.
    """
    if not _DIRECTIONS.search(text):
        return text
    return "\n".join(map(_close_line, text.split("\n")))


def _close_line(line: str) -> str:
    kept: list[str] = []
    open_until: list[str] = []
    isolates = 0
    for char in line:
        if char in _CLOSING:
            open_until.append(_CLOSING[char])
            isolates += _CLOSING[char] == _ISOLATED
        elif char == _ISOLATED and isolates:
            while open_until[-1] != char:  # an isolate ends the embeddings inside it
                kept.append(open_until.pop())
            open_until.pop()
            isolates -= 1
        elif char == _EMBEDDED and open_until[-1:] == [char]:
            open_until.pop()
        elif char in (_ISOLATED, _EMBEDDED):
            continue
        kept.append(char)
    return "".join([*kept, *reversed(open_until)])
