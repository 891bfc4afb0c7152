"""Text for Slack: escaped once, and cut at character boundaries.

>>> escape("Tom & <!channel>")
'Tom &amp; &lt;!channel&gt;'
>>> cut("Customer Hero", 9)
'Customer…'

Slack decodes exactly three entities in a text object (docs.slack.dev, "Formatting message text"). In a rich text block
nothing is parsed or decoded, so text goes there as it is.
"""

import re
import unicodedata
from collections.abc import Callable

ELLIPSIS = "…"
_ENTITIES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_ANGLES = str.maketrans("<>", "‹›")
_MARKUP = re.compile(
    r"[*_~`]"  # bold, italic, struck out, code
    r"|:[\w+'-]+:"  # an emoji by its name
    r"|(?:^|\n)[ \t]*>"  # a quoted line
)
_JOINING = range(0x1F3FB, 0x1F400)
"""Skin tones, which belong to the emoji before them."""
_ZERO_WIDTH_JOINER = "\u200d"


def escape(text: str) -> str:
    """The text, escaped for a text object."""
    return without_surrogates(text).translate(_ENTITIES)


def without_surrogates(text: str) -> str:
    """The text without lone surrogates, which no encoding can represent."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def without_angles(text: str) -> str:
    """For the few fields that are no text objects and have no documented decoding of entities."""
    return without_surrogates(text).translate(_ANGLES)


def has_markup(text: str) -> bool:
    """Whether mrkdwn would read some of the text as formatting. mrkdwn cannot escape it."""
    return _MARKUP.search(text) is not None


def length(text: str) -> int:
    """The text's length for Slack's limits: in UTF-16 units, the larger of the usual counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The text within `limit`, ending in an ellipsis if some was cut off."""
    return _within(without_surrogates(text), limit, length)


def cut_escaped(text: str, limit: int) -> str:
    """The text, escaped, within `limit`; an entity is never cut in two."""
    return escape(_within(without_surrogates(text), limit, lambda part: length(escape(part))))


def _within(text: str, limit: int, measure: Callable[[str], int]) -> str:
    if measure(text) <= limit:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) < limit else (low, middle - 1)
    while low > 0 and _belongs_to_what_precedes(text, low):
        low -= 1
    return text[:low].rstrip() + ELLIPSIS


def _belongs_to_what_precedes(text: str, at: int) -> bool:
    """Whether a cut here would split one visible character."""
    here, before = text[at], text[at - 1]
    return (
        unicodedata.category(here) in ("Mn", "Me", "Mc", "Cf")
        or ord(here) in _JOINING
        or before == _ZERO_WIDTH_JOINER
    )
