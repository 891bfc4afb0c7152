"""A card's lines in Slack's two text formats.

Rich text is a tree: nothing in it is ever parsed, so typed text stays as typed. It is used wherever Slack allows it.
A text object is used where Slack allows nothing else (beside a picture, in fields, in small print): it is mrkdwn if
no text in the line would be read as markup, and otherwise plain text, with names instead of mentions and no bold.
Markup is never escaped by invisible characters: they would be copied along with the text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never
from urllib.parse import quote, urlsplit

from adapters.gateway.platforms import Names
from adapters.slack.text import cut, cut_escaped, escape, has_markup, length, without_surrogates
from bot.messages.cards import Line, Link, Moment, PersonName, Span, Strong, Words, plain

Json = dict[str, Any]
DATE_FORMAT = "{date}, {time}"
DAY_FORMAT = "{date}"
TEXT_LIMIT = 3_000
URL_LIMIT = 3_000
_USER_ID = re.compile(r"[UW][A-Z0-9]{1,30}")
_CONTROL_START = re.compile(r"(?<=<)(?=[!@#]|[a-z]+:)")


@dataclass(frozen=True, slots=True)
class SlackRenderContext:
    """Context of a rendering beside the card: mentions, the public address, and uploaded pictures."""

    names: Names
    public_url: str
    uploaded: Mapping[str, str] = field(default_factory=dict)
    """Ids of pictures that are files of the workspace, by their paths."""

    def address(self, path: str) -> str:
        """An absolute address; `path` is below the public URL unless it is absolute already."""
        if urlsplit(path).scheme in ("http", "https"):
            url = path
        else:
            url = f"{self.public_url.rstrip('/')}/{path.lstrip('/')}"
        # The set that RFC 3986 reserves, and % so that nothing is encoded twice.
        url = quote(without_surrogates(url), safe="%:/?#[]@!$&'()*+,;=-._~")
        if len(url) > URL_LIMIT:
            raise ValueError(f"an address of {len(url)} characters; Slack takes {URL_LIMIT}: {url[:80]}…")
        return url

    def mention(self, person: PersonName) -> str | None:
        """The Slack id of a person, if Slack knows them."""
        user = self.names.get(person.person_id, "")
        return user if _USER_ID.fullmatch(user) else None


def rich_text(elements: list[Json], kind: str = "rich_text_section") -> Json:
    """A rich text block around elements of one section or quote."""
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def rich_line(line: Line, context: SlackRenderContext, limit: int = TEXT_LIMIT) -> list[Json]:
    """The line as rich text elements, within `limit` characters; empty if it has no visible text."""
    shown = [
        span for span in line if plain((span,)) or (isinstance(span, PersonName) and context.mention(span))
    ]
    elements: list[Json] = []
    left = limit if length(plain(line)) <= limit else limit - 1
    for span in shown:
        size = length(plain((span,)))
        if size > left:
            return elements + rich_words(cut(plain((span,)), left + 1))
        elements += _rich(span, context)
        left -= size
    return elements


def rich_words(text: str, **style: bool) -> list[Json]:
    """Plain text as elements.

    `<!`, `<@`, `<#` and `<https:` are split between two elements, which reads the same: if an export or an old
    client takes the elements for mrkdwn, there is no control sequence in them.
    """
    parts = [part for part in _CONTROL_START.split(without_surrogates(text)) if part]
    return [{"type": "text", "text": part, **({"style": style} if style else {})} for part in parts]


def text_object(line: Line, context: SlackRenderContext, limit: int = TEXT_LIMIT) -> Json | None:
    """The line as a text object of at most `limit` characters; None if it has no visible text."""
    if not plain(line).strip():
        return None
    if not has_markup(plain(line)):
        marked = _mrkdwn(line, context)
        if length(marked) <= limit:
            return {"type": "mrkdwn", "text": marked, "verbatim": True}
    return plain_text(plain(line), limit)


def plain_text(text: str, limit: int) -> Json:
    """A text object that is never parsed. Emoji names such as `:tada:` stay text."""
    return {"type": "plain_text", "text": cut_escaped(text, limit), "emoji": False}


def _rich(span: Span, context: SlackRenderContext) -> list[Json]:
    match span:
        case Words(text):
            return rich_words(text)
        case Strong(text):
            return rich_words(text, bold=True)
        case PersonName(_, name):
            user = context.mention(span)
            return [{"type": "user", "user_id": user}] if user else rich_words(name, bold=True)
        case Link(text, path):
            return [{"type": "link", "url": context.address(path), "text": without_surrogates(text)}]
        case Moment(at, day):
            when, form = int(at.timestamp()), DAY_FORMAT if day else DATE_FORMAT
            return [{"type": "date", "timestamp": when, "format": form, "fallback": plain((span,))}]
        case _:
            assert_never(span)


def _mrkdwn(line: Line, context: SlackRenderContext) -> str:
    """mrkdwn needs spaces or punctuation around bold text, so a bold part of a word stays plain."""
    texts = ["", *(plain((span,)) for span in line), ""]
    free = [not (texts[at][-1:].isalnum() or texts[at + 2][:1].isalnum()) for at in range(len(line))]
    return "".join(_mrkdwn_span(span, context, stress) for span, stress in zip(line, free, strict=True))


def _mrkdwn_span(span: Span, context: SlackRenderContext, stress: bool) -> str:
    match span:
        case Words(text):
            return escape(text)
        case Strong(text):
            return _mrkdwn_bold(text) if stress else escape(text)
        case PersonName(_, name):
            user = context.mention(span)
            return f"<@{user}>" if user else _mrkdwn_span(Strong(name), context, stress)
        case Link(text, path):
            return _mrkdwn_link(text, context.address(path))
        case Moment(at, day):
            return f"<!date^{int(at.timestamp())}^{DAY_FORMAT if day else DATE_FORMAT}|{plain((span,))}>"
        case _:
            assert_never(span)


def _mrkdwn_link(text: str, url: str) -> str:
    """A link with its label; without a label it could not be clicked."""
    return f"<{escape(url)}|{escape(text).replace('|', '¦')}>" if text.strip() else escape(text)


def _mrkdwn_bold(text: str) -> str:
    """Bold where mrkdwn supports it: it needs a character, not a space, on both inner sides, and one line."""
    if not text or text != text.strip() or "\n" in text:
        return escape(text)
    return f"*{escape(text)}*"
