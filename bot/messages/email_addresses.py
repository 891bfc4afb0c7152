"""E-mail addresses: normalised for comparison, and taken out of what people type around them."""

import re

from bot.messages.characters import plain_characters

LONGEST = 254
"""Maximum characters of an address (RFC 5321, section 4.5.3.1.3, without the angle brackets)."""

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;.\"]+")
_AROUND = "\"'“”„‟«»‹›()[]{}<>*`~"
"""Quotes, brackets and emphasis that people and chat clients put around an address."""


def parse_address(text: str) -> str | None:
    """The address in lower case, without white space around it; None if the text is no address.

    >>> parse_address(" Ana@Example.org ")
    'ana@example.org'
    """
    found = text.strip().lower()
    fits = len(found) <= LONGEST and found.isprintable() and _ADDRESS.fullmatch(found)
    return found if fits else None


def typed_address(word: str) -> str | None:
    """The address in a word as people type it; None if there is none.

    Quotes, brackets, `mailto:` and the punctuation of the sentence are left out; invisible characters, other hyphens,
    apostrophes and full-width letters become plain ones. For typed words only: what a platform reports about an
    account is compared as it stands, or another account could pass for this one.

    >>> typed_address("(mailto:o’neal@Example.org),")
    "o'neal@example.org"
    """
    if len(word) > 2 * LONGEST or not ("@" in word or "\uff20" in word):
        return None
    text = plain_characters(word).strip(_AROUND + ".,:;!?").removeprefix("@")
    if text[:7].casefold() == "mailto:":
        text = text[7:]
    return parse_address(text.partition("?")[0].strip(_AROUND))


def local_part(found: str) -> str:
    """The part before the @, used as a name until the real one is known."""
    return found.partition("@")[0]
