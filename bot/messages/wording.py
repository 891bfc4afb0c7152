"""The sentences Laurel writes, by key.

The sentences live in `templates/wording/<language>.toml`. `{name}` is filled with a value, `*words*` are
stressed. Both are read from the template only, never from a value, so values cannot add markup.
"""

import re
from collections.abc import Mapping

from bot.messages.cards import Line, Span, Strong, Words, plain

_PART = re.compile(r"\{(\w+)\}|\*([^*{}]+)\*|\*\{(\w+)\}\*")


class Wording:
    """The sentences of one language.

    >>> Wording({"hello": "Hello, *{name}*!"}).text("hello", name="Ana")
    'Hello, Ana!'
    """

    def __init__(self, entries: Mapping[str, str]) -> None:
        self.entries = entries

    def line(self, key: str, /, **values: str | Span | Line) -> Line:
        """The sentence as spans. A missing key or value is a bug and raises KeyError."""
        template = self.entries[key]
        spans: list[Span] = []
        end = 0
        for part in _PART.finditer(template):
            if part.start() > end:
                spans.append(Words(template[end : part.start()]))
            spans.extend(_fill_placeholder(part, values))
            end = part.end()
        if end < len(template):
            spans.append(Words(template[end:]))
        return tuple(spans)

    def text(self, key: str, /, **values: str | Span | Line) -> str:
        """The sentence as bare text."""
        return plain(self.line(key, **values))


def _fill_placeholder(part: re.Match[str], values: Mapping[str, str | Span | Line]) -> Line:
    name, stressed, stressed_name = part.groups()
    if stressed is not None:
        return (Strong(stressed),)
    value = values[name or stressed_name]
    if isinstance(value, str):
        return (Strong(value),) if stressed_name else (Words(value),)
    return value if isinstance(value, tuple) else (value,)


def join_lines(lines: tuple[Line, ...], and_: str = " and ") -> Line:
    """Joins lines as in a sentence: a, b and c."""
    spans: list[Span] = []
    for index, line in enumerate(lines):
        if index:
            spans.append(Words(and_ if index == len(lines) - 1 else ", "))
        spans.extend(line)
    return tuple(spans)
