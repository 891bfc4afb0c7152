"""The line of each key and each list entry of a TOML text, which `tomllib` does not report.

>>> key_lines('name = "Mentor"\\n[look]\\nicon = "book"\\n')
{('name',): 1, ('look',): 2, ('look', 'icon'): 3}

The text must be TOML that `tomllib` has accepted: this only follows its shape (TOML 1.0.0) and checks nothing.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping

Key = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""
      \#[^\n]*
    | (?P<word> \"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5}      # text on several lines; it may end with quotes
              | "(?:\\.|[^"\\\n])*" | '[^'\n]*'
              | [^\s\[\]{}=,."'\#]+ )                            # a bare key, a number, a date
    | (?P<mark> [\[\]{}=,.\n] )
    """,
    re.VERBOSE | re.DOTALL,
)


def key_lines(text: str) -> dict[Key, int]:
    """The line, counted from 1, of every key, table and list entry, by its path."""
    follower = _LineTracker()
    for sign, line in _tokens(text):
        follower.read(sign, line)
    return follower.lines


def line_of(key: Key, lines: Mapping[Key, int]) -> int | None:
    """The line of a key, else of the nearest enclosing key; None if that is the whole file."""
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for found in _TOKEN.finditer(text):
        if found["word"] or found["mark"]:
            yield found[0], line
        line += found[0].count("\n")


class _LineTracker:
    """Follows the tokens of a TOML text. Between `=` and the end of a value, `open` is the stack of open brackets."""

    def __init__(self) -> None:
        self.lines: dict[Key, int] = {}
        self.table: Key = ()
        self.parts: list[str] = []
        self.header = ""
        self.open: list[tuple[str, Key]] = []
        self.in_value = False
        self.entries: dict[Key, int] = {}

    def read(self, sign: str, line: int) -> None:
        """Reads one token: a bracket, a comma, a word."""
        if self.header:
            self._read_header(sign, line)
        elif self.in_value:
            self._read_value(sign, line)
        else:
            self._read_key(sign, line)

    def _read_header(self, sign: str, line: int) -> None:
        if sign == "[":
            self.header += sign
        elif sign == "]":
            self._begin_table(line)
        elif sign not in ("\n", "."):
            self.parts.append(_plain_key(sign))

    def _begin_table(self, line: int) -> None:
        """`[a.b]` is a table; `[[a.b]]` is the next entry of a list of tables, which later headers extend."""
        if not self.parts:
            self.header = ""  # the second bracket of a closing pair
            return
        path: Key = ()
        for number, part in enumerate(self.parts):
            path = (*path, part)
            self.lines.setdefault(path, line)
            last = number == len(self.parts) - 1
            if last and self.header == "[[":
                self.entries[path] = self.entries.get(path, -1) + 1
            if path in self.entries:
                path = (*path, self.entries[path])
                self.lines.setdefault(path, line)
        self.table = path
        self.parts = []
        self.header = "]" if self.header == "[[" else ""

    def _read_key(self, sign: str, line: int) -> None:
        if sign == "[" and not self.open:
            self.header = sign
        elif sign == "=":
            base = self.open[-1][1] if self.open else self.table
            for end in range(1, len(self.parts) + 1):
                self.lines.setdefault((*base, *self.parts[:end]), line)
            self.open.append(("=", (*base, *self.parts)))
            self.parts = []
            self.in_value = True
        elif sign == "}":
            self._close()
        elif sign not in (".", ",", "\n"):
            self.parts.append(_plain_key(sign))

    def _read_value(self, sign: str, line: int) -> None:
        around, path = self.open[-1]
        if sign == "]" and around == "[":
            self._close()
        elif sign == "}" and around == "=":
            self.open.pop()  # the last key of an inline table has no comma after it
            self._close()
        elif sign in (",", "\n"):
            self._next(around, path, sign)
        else:
            self._begin_value(sign, self._entry(around, path, line))

    def _begin_value(self, sign: str, path: Key) -> None:
        if sign in ("[", "{"):
            self.open.append((sign, path))
            self.entries.pop(path, None)
            self.in_value = sign == "["

    def _entry(self, around: str, path: Key, line: int) -> Key:
        if around != "[":
            return path
        entry = (*path, self.entries.get(path, 0))
        self.lines.setdefault(entry, line)
        return entry

    def _next(self, around: str, path: Key, sign: str) -> None:
        if around == "[" and sign == ",":
            self.entries[path] = self.entries.get(path, 0) + 1
        elif around == "=":
            self.open.pop()
            self.in_value = False

    def _close(self) -> None:
        """Ends a list or an inline table, and returns to the enclosing value."""
        _, path = self.open.pop()
        self.entries.pop(path, None)
        self.in_value = True


def _plain_key(sign: str) -> str:
    """A key without its quotation marks and escapes."""
    return str(tomllib.loads(f"key = {sign}")["key"]) if sign[0] in "\"'" else sign
