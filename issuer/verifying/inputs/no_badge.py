"""What people bring in place of a badge: its web page, a screenshot, a document. It is named, to tell them what to do.

A web page may link to the badge itself, as `<link rel="alternate" type="application/ld+json" href="…">`.
"""

import re
from html import unescape
from urllib.parse import urljoin

from issuer.messages import Message

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF8", "gif"),
    (8, b"WEBP", "webp"),
    (4, b"ftyp", "heif"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (0, b"%PDF-", "pdf"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"\x1f\x8b", "gzip"),
)
"""Position and first bytes of kinds of files that never hold a badge."""
_SELECTIVE = re.compile(rb"[\w-]+\.[\w-]+\.[\w-]+~", re.ASCII)
"""A token with selective disclosure (SD-JWT)."""
_LINK_TAG = re.compile(rb"<(?:link|a)\s[^<>]{1,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,20})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
_OF_BADGES = frozenset(
    {
        "application/json",
        "application/ld+json",
        "application/vc",
        "application/vc+jwt",
        "application/vc+ld+json",
        "application/openbadge+json",
    }
)
_HTTPS = re.compile(r"https://[!-~]{3,2000}")
_HEAD = 1024
_MOST_OF_PAGE = 256 * 1024


def foreign_file(source: bytes) -> Message | None:
    """Name the kind of a file that never holds a badge; None for any other."""
    for position, magic, name in _MAGIC:
        if source[position : position + len(magic)] == magic:
            return Message(f"file_kind.{name}")
    return Message("file_kind.sd_jwt") if _SELECTIVE.match(source) else None


def is_web_page(source: bytes) -> bool:
    """Tell whether a file is HTML; an SVG picture may hold some."""
    head = source[:_HEAD].lower().removeprefix(b"\xef\xbb\xbf").lstrip()
    places = [place for tag in (b"<!doctype html", b"<html") if (place := head.find(tag)) >= 0]
    picture = head.find(b"<svg")
    return head.startswith(b"<") and bool(places) and not 0 <= picture < min(places)


def linked_badge(page: bytes, base: str | None) -> str | None:
    """Return the https address of the badge that a web page names as another form of itself; None if it names none.

    `base` is the address of the page, for relative links.
    """
    for tag in _LINK_TAG.findall(page[:_MOST_OF_PAGE]):
        said = {
            name.lower(): unescape(value or other or bare)
            for name, value, other, bare in _ATTRIBUTE.findall(tag.decode("utf-8", "replace"))
        }
        kind = said.get("type", "").partition(";")[0].strip().lower()
        link = said.get("href", "").strip()
        if not link or kind not in _OF_BADGES or "alternate" not in said.get("rel", "").lower().split():
            continue
        address = _joined(base, link)
        if _HTTPS.fullmatch(address):
            return address
    return None


def _joined(base: str | None, link: str) -> str:
    try:
        return urljoin(base, link) if base else link
    except ValueError:
        return ""
