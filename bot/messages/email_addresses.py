"""E-mail addresses, normalised for comparison."""

import re

LONGEST = 254
"""Maximum characters of an address (RFC 5321, section 4.5.3.1.3, without the angle brackets)."""

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;.\"]+")


def parse_address(text: str) -> str | None:
    """The address in lower case, without white space around it; None if the text is no address.

    >>> parse_address(" Ana@Example.org ")
    'ana@example.org'
    """
    found = text.strip().lower()
    fits = len(found) <= LONGEST and found.isprintable() and _ADDRESS.fullmatch(found)
    return found if fits else None


def local_part(found: str) -> str:
    """The part before the @, used as a name until the real one is known."""
    return found.partition("@")[0]
