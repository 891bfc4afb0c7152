"""Parses Slack's text: mentions and links are marked up in it, and three characters are escaped.

>>> parse_text("<@U0ANA|ana> for Q&amp;A")
(Mention(external_id='U0ANA', label='ana', kind='person'), ' for Q&A')

Source: docs.slack.dev, "Formatting message text" (parsing retrieved messages); slash commands send the same with
`should_escape`.
"""

import re

from adapters.slack.text import without_surrogates
from bot.messages.requests import Mention, Text

_MARKED = re.compile(r"<([^<>]*)>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">"}
_BROADCASTS = ("channel", "here", "everyone")
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)")


def parse_text(text: str) -> Text:
    """The text as words and mentions, otherwise exactly as typed."""
    parts: list[str | Mention] = []
    end = 0
    for match in _MARKED.finditer(text):
        parts += [_unescape(text[end : match.start()]), _parse_markup(match.group(1))]
        end = match.end()
    return _join([*parts, _unescape(text[end:])])


def without_mention(text: Text, user: str) -> Text:
    """The text without its first mention of `user`: addressing the bot is no part of the sentence."""
    at = next(
        (at for at, part in enumerate(text) if isinstance(part, Mention) and part.external_id == user), None
    )
    return text if at is None else _join([*text[:at], *text[at + 1 :]])


def _parse_markup(marked: str) -> str | Mention:
    body, _, label = marked.partition("|")
    label = _unescape(label)
    match body[:1]:
        case "@":
            return Mention(body[1:], label or body[1:])
        case "#":
            return "#" + (label or body[1:])
        case "!":
            return _special(body[1:], label)
        case _:
            return _address(_unescape(body), label)


def _special(body: str, label: str) -> str | Mention:
    name, _, rest = body.partition("^")
    if name == "subteam":
        return Mention(rest, label.lstrip("@") or rest, "group")
    if name in _BROADCASTS:
        return Mention(name, name, "everyone")
    return label or body


def _address(url: str, label: str) -> str:
    """A link as it was typed: Slack marks up `example.com` by itself, and people label links."""
    if not label or label == url:
        return url
    bare = _SCHEME.sub("", url).rstrip("/")
    return label if bare == _SCHEME.sub("", label).rstrip("/") else f"{label} ({url})"


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda match: _CHARACTERS[match.group(1)], without_surrogates(text))


def _join(parts: list[str | Mention]) -> Text:
    """Merges neighbouring words, and drops empty ones."""
    joined: list[str | Mention] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part:
            joined.append(part)
    return tuple(joined)
