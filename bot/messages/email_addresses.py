"""E-mail addresses as people write, paste and export them, normalised for comparison.

    parse_address("Ana Souza <mailto:Ana@Example.org>")   # "ana@example.org"

Files, chat, forms and the shell read addresses by this one function.
"""

import re
from urllib.parse import unquote

from bot.messages.plain_text import one_line

LONGEST = 254
"""Maximum characters of an address (RFC 5321, section 4.5.3.1.3, without the angle brackets)."""

_SPECIAL = r"@\s<>()\[\]{},;:\\\"“”„«»"
_ADDRESS = re.compile(rf"[^{_SPECIAL}]+@[^{_SPECIAL}]+\.[^{_SPECIAL}.]+")
_SCHEME = re.compile(r"(mailto|smtp):(?://)?", re.IGNORECASE)
"""A link to an address; and how directories mark one among several."""
_NAMED = re.compile(
    r"[^<>\[\]()@]*(?:<([^<>@]*@[^<>@]*)>|\[([^\[\]@]*@[^\[\]@]*)\]|\(([^()@]*@[^()@]*)\))\W*"
)
_REMARKED = re.compile(r"(\S+@\S+)\s+\([^()@]*\)")
_WRAPPING = " \t\"'`“”„‟«»‹›‚‘’<>()[]{}|*"
_ENDS = _WRAPPING + ".,;:!?"
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ＇′", "'"))
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3002: ".", 0xFF61: "."}
"""Full-width forms and ideographic full stops, as an input method for Japanese or Chinese leaves them."""


def parse_address(text: str) -> str | None:
    """The address in lower case, without what stands around it; None if the text is no single address.

    A display name, quotation marks, brackets, `mailto:` and invisible characters are taken off, a typographic
    apostrophe becomes the plain one.

    >>> parse_address(" Ana@Example.org ")
    'ana@example.org'
    """
    found = one_line(text.translate(_FULL_WIDTH)).translate(_APOSTROPHES)
    if named := _NAMED.fullmatch(found):
        found = next(part for part in named.groups() if part is not None)
    elif remarked := _REMARKED.fullmatch(found):
        found = remarked[1]
    found = _without_scheme(found.lstrip(_WRAPPING).rstrip(_ENDS)).lower()
    fits = len(found) <= LONGEST and found.isprintable() and _ADDRESS.fullmatch(found)
    return found if fits else None


def local_part(found: str) -> str:
    """The part before the @, used as a name until the real one is known."""
    return found.partition("@")[0]


def _without_scheme(text: str) -> str:
    """A link's address, without its subject and other headers (RFC 6068), or the label that Slack puts behind it."""
    scheme = _SCHEME.match(text)
    if scheme is None:
        return text
    address = re.split(r"[?|]", text[scheme.end() :], maxsplit=1)[0]
    return unquote(address) if scheme[1].lower() == "mailto" else address
