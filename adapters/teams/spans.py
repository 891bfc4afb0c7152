"""A card's lines in Teams' two text formats.

A TextBlock is Markdown, and not every client supports its escapes; a RichTextBlock is never parsed, so typed text
stays as typed. A mention and a time in the reader's own zone exist in a TextBlock only: it is used for a
line that has one of these and no text that Markdown would format. Every other line is rich text, with a name instead
of a mention and the time in UTC. Markup is never escaped by invisible characters: they would be copied along with
the text.

Source: adaptivecards.io, "TextBlock", "RichTextBlock", "Text features"; learn.microsoft.com, "Format cards in Teams".

A TextBlock is Markdown, and clients differ in which escapes they obey; a RichTextBlock is never parsed. So lines are
rich text unless they hold a mention or a local time, and then only if nothing in them reads as markup.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, assert_never
from urllib.parse import quote, urlsplit

from adapters.gateway.platforms import Names
from bot.messages.cards import Line, Link, Moment, PersonName, Span, Strong, Words, plain

Json = dict[str, Any]
ELLIPSIS = "…"
TEXT_LIMIT = 8_000
URL_LIMIT = 2_000
_MARKUP = re.compile(
    r"[*_\[\]<>`~\\|&]"  # stress, links, code, struck out, escapes, markup and its entities
    r"|\{\{"  # a date
    r"|(?:^|\n)\s*(?:[-+\u2022#]|\d+[.)]\s)"  # lists and headings
)


@dataclass
class TeamsRenderContext:
    """Context of a rendering beside the card. `mentioned` collects the mentions that were rendered."""

    names: Names
    public_url: str
    mentioned: list[Json] = field(default_factory=list)

    def address(self, path: str) -> str:
        """An absolute address; `path` is below the public URL unless it is absolute already."""
        url = (
            path
            if urlsplit(path).scheme in ("http", "https")
            else f"{self.public_url.rstrip('/')}/{path.lstrip('/')}"
        )
        # The set that RFC 3986 reserves, and % so that nothing is encoded twice.
        url = quote(without_surrogates(url), safe="%:/?#[]@!$&'()*+,;=-._~")
        if len(url) > URL_LIMIT:
            raise ValueError(f"an address of {len(url)} characters; Teams takes {URL_LIMIT}: {url[:80]}…")
        return url

    def mention(self, person: PersonName) -> str | None:
        """The markup of a mention, added to the card's list; None if Teams does not know the person."""
        user = self.names.get(person.person_id)
        if (
            user is None
            or has_markup(person.name)
            or not person.name.strip()
            or not person.name.isprintable()
        ):
            return None
        text = f"<at>{person.name}</at>"
        entity = {"type": "mention", "text": text, "mentioned": {"id": user, "name": person.name}}
        if any(json["text"] == text and json != entity for json in self.mentioned):
            return None  # a namesake: the list could not tell the two apart
        if entity not in self.mentioned:
            self.mentioned.append(entity)
        return text


def text_elements(line: Line, context: TeamsRenderContext, **more: Any) -> list[Json]:
    """The line as elements without space between them: in Markdown a break within one would be a paragraph."""
    parts = [line] if not _gains_by_markdown(line, context) else list(_split_at_breaks(line))
    found = [element for element in (text_element(part, context, **more) for part in parts) if element]
    return [*found[:1], *({**json, "spacing": "None"} for json in found[1:])]


def text_element(line: Line, context: TeamsRenderContext, **more: Any) -> Json | None:
    """The line as one element of a card; None if it has no visible text."""
    if not plain(line).strip():
        return None
    if _gains_by_markdown(line, context) and not has_markup(plain(line)) and len(plain(line)) <= TEXT_LIMIT:
        return {"type": "TextBlock", "text": markdown(line, context), "wrap": True, **more}
    return rich_text(line, context, **more)


def rich_text(line: Line, context: TeamsRenderContext, **more: Any) -> Json:
    """The line as rich text. `size`, `weight` and `isSubtle` apply to its runs, other options to the block."""
    font: Json = {name: more.pop(name) for name in ("size", "weight", "isSubtle") if name in more}
    more.pop("style", None)
    runs: list[Json] = []
    left = TEXT_LIMIT
    for span in line:
        text = cut(plain((span,)), left)
        if text:
            runs.append({**font, **_run(span, text, context)})
        left -= len(text)
        if left <= 0:
            break
    return {"type": "RichTextBlock", "inlines": runs, **more}


def markdown(line: Line, context: TeamsRenderContext) -> str:
    """The line for a TextBlock. Only for lines without markup in their texts."""
    return "".join(_markdown_span(span, context) for span in line).replace("\n", "\n\n")


def has_markup(text: str) -> bool:
    """Whether Markdown, or Teams around it, would format some of the text."""
    return _MARKUP.search(text) is not None


def cut(text: str, limit: int) -> str:
    """The text within `limit`, ending in an ellipsis if some was cut off."""
    text = without_surrogates(text)
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + ELLIPSIS


def without_surrogates(text: str) -> str:
    """The text without lone surrogates, which no encoding can represent."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _gains_by_markdown(line: Sequence[Span], context: TeamsRenderContext) -> bool:
    return any(
        isinstance(span, Moment) or (isinstance(span, PersonName) and span.person_id in context.names)
        for span in line
    )


def _split_at_breaks(line: Line) -> Iterator[Line]:
    """The line, split at its breaks."""
    part: list[Span] = []
    for span in line:
        first, *others = span.text.split("\n") if isinstance(span, Words) else (span,)
        part.append(Words(first) if isinstance(first, str) else first)
        for text in others:
            yield tuple(part)
            part = [Words(str(text))]
    yield tuple(part)


def _run(span: Span, text: str, context: TeamsRenderContext) -> Json:
    match span:
        case Words() | Moment():
            return {"type": "TextRun", "text": text}
        case Strong() | PersonName():
            return {"type": "TextRun", "text": text, "weight": "Bolder"}
        case Link(_, path):
            opened = {"type": "Action.OpenUrl", "url": context.address(path)}
            return {"type": "TextRun", "text": text, "color": "Accent", "selectAction": opened}
        case _:
            assert_never(span)


def _markdown_span(span: Span, context: TeamsRenderContext) -> str:
    match span:
        case Words(text):
            return without_surrogates(text)
        case Strong(text):
            return _markdown_bold(text)
        case PersonName(_, name):
            return context.mention(span) or _markdown_bold(name)
        case Link(text, path):
            return f"[{without_surrogates(text)}]({context.address(path).replace('(', '%28').replace(')', '%29')})"
        case Moment(at, day):
            moment = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
            date = f"{{{{DATE({moment}, SHORT)}}}}"
            return date if day else f"{date}, {{{{TIME({moment})}}}}"
        case _:
            assert_never(span)


def _markdown_bold(text: str) -> str:
    text = without_surrogates(text)
    return f"**{text}**" if text and text == text.strip() and "\n" not in text else text
