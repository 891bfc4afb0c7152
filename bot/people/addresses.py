"""E-mail addresses, as people are compared by them."""

import re

LONGEST = 254
"""Characters in an address (RFC 5321, section 4.5.3.1.3, without the angle brackets)."""

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;.\"]+")


def address(text: str) -> str | None:
    """The address in small letters, without white space around it; None if it is none.

    >>> address(" Ana@Example.org ")
    'ana@example.org'
    """
    found = text.strip().lower()
    fits = len(found) <= LONGEST and found.isprintable() and _ADDRESS.fullmatch(found)
    return found if fits else None


def part_before_at(found: str) -> str:
    """The part before the @, which stands for a name until a better one is known."""
    return found.partition("@")[0]
