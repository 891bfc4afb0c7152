"""The Markdown of our own documents as HTML, by markdown-it; HTML in a document stays text.

Links lead to the pages of other documents, and a link to a file without a page is its words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_READER = MarkdownIt("commonmark", {"html": False}).enable("table")
_SCROLLS = '<div class="scrolls" tabindex="0">'


class DocumentPages(NamedTuple):
    """Where the documents are: their pages by their file names, and the folder of their pictures."""

    linked: Mapping[str, str]
    pictures: str


def title_of(text: str) -> str:
    """The first heading."""
    found = re.search(r"(?m)^# (.+)$", text)
    return found[1] if found else ""


def as_html(text: str, linked: Mapping[str, str], pictures: str) -> Markup:
    """The document without its first heading. `linked`: pages by the file names that links name."""
    tokens = list(_blocks(_READER.parse(text), DocumentPages(linked, pictures)))
    return Markup(_READER.renderer.render(tokens, _READER.options, {}))  # noqa: S704 - it escapes every text


def _blocks(tokens: Sequence[Token], pages: DocumentPages) -> Iterator[Token]:
    """The blocks, without the title: headings have names, tables scroll."""
    for at, token in enumerate(tokens):
        if token.tag == "h1" or (at and tokens[at - 1].tag == "h1" and token.type == "inline"):
            continue
        if token.type == "heading_open":
            token.attrSet("id", re.sub(r"[^a-z0-9]+", "-", tokens[at + 1].content.lower()).strip("-"))
        if token.type == "inline":
            token.children = list(_inline(token.children or [], pages))
        if token.type == "table_open":
            yield _raw(_SCROLLS)
        yield token
        if token.type == "table_close":
            yield _raw("</div>")


def _inline(tokens: Sequence[Token], pages: DocumentPages) -> Iterator[Token]:
    """The words of a block, with the addresses of this pages."""
    is_link = True
    for token in tokens:
        if token.type == "image":
            token.attrSet("src", pages.pictures + str(token.attrGet("src")))
            token.attrSet("loading", "lazy")
        if token.type == "link_open":
            target = _target(str(token.attrGet("href")), pages.linked)
            is_link = target is not None
            token.attrSet("href", target or "")
        if is_link or token.type not in ("link_open", "link_close"):
            yield token


def _target(address: str, linked: Mapping[str, str]) -> str | None:
    """Where a link leads on this site; None for a file that has no page here."""
    file, _, place = address.partition("#")
    if not file or address.startswith(("https://", "http://")):
        return address
    page = linked.get(file)
    return f"{page}#{place}" if page and place else page


def _raw(html: str) -> Token:
    return Token("html_block", "", 0, content=html)
