"""Every public address, written once: routes are mounted by it, links are built by it, and our own documents found.

    ACHIEVEMENT.path(slug="mentor", version=2)              # /achievements/mentor/2
    (ACHIEVEMENT + PNG).match("/achievements/mentor/2.png")  # {"slug": "mentor", "version": "2"}
    router.add_get((ACHIEVEMENT + PNG).route, picture)

Paths are below an organisation's public URL.
"""

import re
from collections.abc import Mapping
from functools import cached_property

_PART = re.compile(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})+))?\}")
"""A part of a route, `{name}` or `{name:pattern}`, as aiohttp writes it."""


class Address:
    """The shape of a path, with named parts."""

    def __init__(self, route: str) -> None:
        self.route = route

    def __add__(self, ending: str) -> "Address":
        return Address(self.route + ending)

    def path(self, **parts: object) -> str:
        """The path with these parts."""
        return _PART.sub(lambda part: str(parts[part[1]]), self.route)

    def match(self, path: str) -> Mapping[str, str] | None:
        """The parts of a path of this shape; None for any other path."""
        found = self._pattern.fullmatch(path)
        return found.groupdict() if found else None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pattern, end = "", 0
        for part in _PART.finditer(self.route):
            pattern += re.escape(self.route[end : part.start()]) + f"(?P<{part[1]}>{part[2] or '[^/]+'})"
            end = part.end()
        return re.compile(pattern + re.escape(self.route[end:]))


JSON, JWT, PNG, SVG, OB2 = ".json", ".jwt", ".png", ".svg", ".ob2.json"
"""Endings of the forms of a document; `OB2` is Open Badges 2.0."""
UUID = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"

ACHIEVEMENT = Address("/achievements/{slug:[a-z0-9-]+}/{version:[1-9][0-9]{0,8}}")
ACHIEVEMENTS = Address("/achievements")
NEWEST_ACHIEVEMENT = Address("/achievements/{slug:[a-z0-9-]+}")
TILE = ACHIEVEMENT + "/tile.png"
COLLAGE = Address("/collage/{names:[a-z0-9.+-]+}/{digest:[0-9a-f]{20}}.png")
CREDENTIAL = Address(f"/credentials/{{public_id:{UUID}}}")
ANY_CREDENTIAL = Address("/credentials/{name:[^/]+}")
"""A name that may be no id: it gets the answer of an unknown one."""
CARD, CHAT_CARD = ANY_CREDENTIAL + "/card.png", ANY_CREDENTIAL + "/chat.png"
CELEBRATION = Address("/celebrations/{token:[A-Za-z0-9_-]{22}}.png")
"""The picture of a celebration, with its earner's name: its address is known to whoever saw it."""
SIGNED_FILES = tuple(CREDENTIAL + ending for ending in ("", JSON, JWT, PNG, SVG))
"""Where the signed file of a credential is: its page, and each form of it."""
DOWNLOAD = Address("/downloads/{token}")
STATUS_LIST = Address("/status/{name:[0-9a-f-]{36}}")
REVOCATIONS = Address("/revocations")
ISSUER = Address("/issuer")
DID_DOCUMENT = Address("/.well-known/did.json")
KEY = Address("/keys/{kid:[A-Za-z0-9_-]{20,80}}")
VERIFY = Address("/verify")
BRAND_SHEET = Address("/brand.css")
MARK, LOGO, FAVICON = Address("/mark.svg"), Address("/logo.png"), Address("/favicon.ico")
FONT = Address("/fonts/{script:[a-z]+}.woff")
