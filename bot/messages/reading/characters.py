"""Characters that do not count when typed words are compared.

>>> fold_word("Cus\u00adtomer\u2011Hero")
'customer-hero'

Nothing is taken out of words that are kept: folding is for comparing.
"""

import re
import unicodedata

HYPHENS = "\u2010\u2011\u2012\u2013\u2212\ufe58\ufe63\uff0d"
"""Hyphens of telephones and word processors, the en dash and the minus. The longer dashes stand between words."""
APOSTROPHES = "\u2018\u2019\u201b\u02bc\u00b4\u0060\uff07"
_ALIKE = str.maketrans({**dict.fromkeys(HYPHENS, "-"), **dict.fromkeys(APOSTROPHES, "'")})
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


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
