"""The Markdown of our own documents as HTML: headings, paragraphs, lists, tables, code, links, pictures.

It reads what docs/ uses and no more. Text is escaped, so a document can hold no HTML of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from markupsafe import Markup, escape

_INLINE = re.compile(
    r"`([^`]+)`|!\[([^\]]*)\]\(([^)\s]+)\)|\[([^\]]+)\]\(([^)\s]+)\)|\*\*(.+?)\*\*|\*([^*]+)\*"
)
_HEADING = re.compile(r"(#{1,4}) (.+)")
_ITEM = re.compile(r"(?:[*-]|(\d+)\.) +(.+)")
_TABLE_RULE = re.compile(r"\|[\s:|-]+\|")


def title_of(text: str) -> str:
    """The first heading."""
    found = re.search(r"(?m)^# (.+)$", text)
    return found[1] if found else ""


def as_html(text: str, linked: Mapping[str, str], pictures: str) -> Markup:
    """The document without its first heading. `linked`: pages by the file names that links name."""
    inline = _Inline(linked, pictures)
    return Markup("\n").join(inline.block(lines) for lines in _blocks(text.splitlines()))


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """The lines of each block: code as it stands, everything else up to an empty line."""
    block: list[str] = []
    fenced = False
    for line in lines:
        fence = line.startswith("```")
        if fenced or fence:
            if fence and not fenced and block:
                yield block
                block = []
            block.append(line)
            if fence and fenced:
                yield block
                block = []
            fenced ^= fence
        elif line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


class _Inline:
    """What stands inside a block."""

    def __init__(self, linked: Mapping[str, str], pictures: str) -> None:
        self._linked, self._pictures = linked, pictures

    def block(self, lines: list[str]) -> Markup:
        """One block."""
        if lines[0].startswith("```"):
            return Markup("<pre><code>{}</code></pre>").format("\n".join(lines[1:-1]))
        heading = _HEADING.fullmatch(lines[0])
        if heading:
            return self._heading(heading) + (self.block(lines[1:]) if lines[1:] else Markup(""))
        if lines[0].startswith("|"):
            return self._table(lines)
        if _ITEM.match(lines[0]):
            return self._list(lines)
        return Markup("<p>{}</p>").format(self.text(" ".join(map(str.strip, lines))))

    def text(self, words: str) -> Markup:
        """Words with code, links, pictures and stress."""
        parts, end = [], 0
        for found in _INLINE.finditer(words):
            parts += [escape(words[end : found.start()]), self._span(found)]
            end = found.end()
        return Markup("").join([*parts, escape(words[end:])])

    def _span(self, found: re.Match[str]) -> Markup:
        code, alternative, picture, label, address, strong, stressed = found.groups()
        if code:
            return Markup("<code>{}</code>").format(code)
        if picture:
            return Markup('<img src="{}" alt="{}" loading="lazy">').format(
                self._pictures + picture, alternative
            )
        if address:
            return self._link(self.text(label), address)
        tag, words = ("strong", strong) if strong else ("em", stressed)
        return _tag(tag, self.text(words))

    def _link(self, label: Markup, address: str) -> Markup:
        """A link to another document, or out; one to a file that has no page here is its words alone."""
        file, _, place = address.partition("#")
        target = self._linked.get(file) if file else ""
        if address.startswith(("https://", "http://")):
            return Markup('<a href="{}" rel="noopener">{}</a>').format(address, label)
        if target is None:
            return label
        return Markup('<a href="{}">{}</a>').format(f"{target}#{place}" if place else target, label)

    def _heading(self, found: re.Match[str]) -> Markup:
        level = len(found[1])
        if level == 1:
            return Markup("")
        name = re.sub(r"[^a-z0-9]+", "-", found[2].lower()).strip("-")
        return Markup('<{0} id="{1}">{2}</{0}>').format(f"h{level}", name, self.text(found[2]))

    def _table(self, lines: list[str]) -> Markup:
        rows = [line for line in lines if not _TABLE_RULE.fullmatch(line)]
        has_head = any(_TABLE_RULE.fullmatch(line) for line in lines[1:2]) and rows[0].strip("| ")
        body = Markup("").join(
            self._row(row, "th" if has_head and index == 0 else "td") for index, row in enumerate(rows)
        )
        return Markup('<div class="scrolls" tabindex="0"><table>{}</table></div>').format(body)

    def _row(self, line: str, tag: str) -> Markup:
        cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
        told = Markup("").join(_tag(tag, self.text(cell.strip().replace("\\|", "|"))) for cell in cells)
        return Markup("<tr>{}</tr>").format(told)

    def _list(self, lines: list[str]) -> Markup:
        starts = [index for index, line in enumerate(lines) if _ITEM.match(line)]
        items = [" ".join(map(str.strip, lines[start:end])) for start, end in pairwise([*starts, len(lines)])]
        matches = [found for found in map(_ITEM.match, items) if found]
        tag = "ol" if matches[0][1] else "ul"
        told = Markup("").join(_tag("li", self.text(found[2])) for found in matches)
        return _tag(tag, told)


def _tag(name: str, content: Markup) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(name, content)
