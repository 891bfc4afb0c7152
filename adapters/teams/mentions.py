"""Parses text typed in Teams: mentions are marked up in the text and listed beside it.

>>> ana = {"type": "mention", "text": "<at>Ana</at>", "mentioned": {"id": "29:ana", "name": "Ana"}}
>>> parse_text("award <at>Ana</at> customer-hero", [ana])
('award ', Mention(external_id='29:ana', label='Ana', kind='person'), ' customer-hero')

The list decides who is mentioned; typed markup mentions no person. Teams leaves the markup out of the list where a
name holds an ampersand; the name is enough.
Source: learn.microsoft.com, "Channel and group chat conversations with a bot" (mentions).
"""

import html
import re
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import Any

from bot.messages.requests import Mention, Text

_MARKED = re.compile(r"<at(?:\s[^<>]*)?>(.*?)</at>", re.IGNORECASE | re.DOTALL)
_NOBODY = ("19:", "48:")
"""Channels, teams and tags: their mentions mean many."""


def parse_text(text: str, entities: Sequence[Mapping[str, Any]]) -> Text:
    """The text as words and mentions, in their order."""
    waiting: defaultdict[str, deque[Mention]] = defaultdict(deque)
    for entity in entities:
        mention = _mention(entity)
        if mention is not None:
            marked = entity.get("text")
            waiting[_mention_name(marked if isinstance(marked, str) and marked else mention.label)].append(
                mention
            )
    parts: list[str | Mention] = []
    end = 0
    for match in _MARKED.finditer(text):
        name = _mention_name(match.group(0))
        parts += [
            _words(text[end : match.start()]),
            waiting[name].popleft() if waiting[name] else _words(match.group(1)),
        ]
        end = match.end()
    return _join([*parts, _words(text[end:])])


def without_mention(text: Text, external_id: str) -> Text:
    """The text without its first mention of that id: addressing the bot is no part of the sentence."""
    for at, part in enumerate(text):
        if isinstance(part, Mention) and part.external_id == external_id:
            return _join([*text[:at], *text[at + 1 :]])
    return text


def _mention(entity: Mapping[str, Any]) -> Mention | None:
    mentioned = entity.get("mentioned")
    if entity.get("type") != "mention" or not isinstance(mentioned, Mapping):
        return None
    external_id, name = mentioned.get("id"), mentioned.get("name")
    if not isinstance(external_id, str) or not external_id:
        return None
    kind = "group" if external_id.startswith(_NOBODY) or mentioned.get("type") == "tag" else "person"
    return Mention(external_id, html.unescape(name) if isinstance(name, str) and name else external_id, kind)


def _mention_name(marked: str) -> str:
    """A mention's markup as compared: the name inside."""
    match = _MARKED.fullmatch(marked.strip())
    return " ".join(_words(match.group(1) if match else marked).split())


def _words(text: str) -> str:
    return (
        html.unescape(text)
        .replace("\u00a0", " ")
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
    )


def _join(parts: list[str | Mention]) -> Text:
    """Merges neighbouring words, and drops empty ones."""
    joined: list[str | Mention] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part:
            joined.append(part)
    return tuple(joined)
