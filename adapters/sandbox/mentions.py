"""Parses typed text as a chat platform does: finds mentions, and tells commands from talk.

>>> parse_text("/award @ana customer-hero", False, cast)                                        # doctest: +SKIP
TypedCommand(command='award', text=('', Mention('U-ANA', 'Ana Costa'), ' customer-hero'))
"""

import re
from collections.abc import Iterator

from adapters.sandbox.cast import LAUREL, Scenario
from bot.messages.parsing import merge_neighbours
from bot.messages.requests import Mention, MessageToBot, Text, TypedCommand

EVERYONE = ("here", "channel", "everyone")


def parse_text(text: str, direct: bool, cast: Scenario) -> TypedCommand | MessageToBot | None:
    """The request in a text to Laurel; None for talk between people.

    A line that starts with a slash is a command. A sentence is Laurel's if it mentions Laurel, or if it is typed into
    the `direct` conversation.
    """
    trimmed = text.strip()
    command = re.match(r"/([\w-]*)", trimmed)
    if command:
        return TypedCommand(command.group(1).casefold(), with_mentions(trimmed[command.end() :], cast))
    parts = with_mentions(trimmed, cast)
    called = _without_laurel(parts)
    if called is not None:
        return MessageToBot(called)
    return MessageToBot(parts) if direct else None


def with_mentions(text: str, cast: Scenario) -> Text:
    """The text with its mentions as values; the words between them are unchanged.

    >>> with_mentions("thanks @ana!", cast)                                               # doctest: +SKIP
    ('thanks ', Mention('U-ANA', 'Ana Costa'), '!')
    """
    parts: list[str | Mention] = []
    end = 0
    for start, after, mention in find_mentions(text, cast):
        if start > end:
            parts.append(text[end:start])
        parts.append(mention)
        end = after
    if end < len(text):
        parts.append(text[end:])
    return tuple(parts)


def find_mentions(text: str, cast: Scenario) -> Iterator[tuple[int, int, Mention]]:
    """Where each mention starts and ends. The longest name wins; an unknown @word is no mention."""
    known = _mention_names(cast)
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    # Not within an address (me@ana.example), nor half of a longer handle (@ana-maria, @ana.b).
    pattern = re.compile(rf"(?<![\w@./-])@({names})(?!\w|[-.@]\w)", re.IGNORECASE)
    for match in pattern.finditer(text):
        mention = known.get(match.group(1).lower())
        if mention is not None:
            yield match.start(), match.end(), mention


def _mention_names(cast: Scenario) -> dict[str, Mention]:
    known = {word: Mention(word, word, "everyone") for word in EVERYONE}
    for player in cast.users:
        mention = Mention(player.external_id, player.name)
        known[player.handle.lower()] = mention
        known[player.name.lower()] = mention
    known[LAUREL] = Mention(LAUREL, "Laurel")
    return known


def _without_laurel(parts: Text) -> Text | None:
    """The text without its first mention of Laurel; None if there is none."""
    for at, part in enumerate(parts):
        if isinstance(part, Mention) and part.external_id == LAUREL:
            rest = merge_neighbours((*parts[:at], *parts[at + 1 :]))
            head = re.sub(r"^[\s,:]+", "", rest[0]) if rest and isinstance(rest[0], str) else None
            return rest if head is None else tuple(part for part in (head, *rest[1:]) if part != "")
    return None
