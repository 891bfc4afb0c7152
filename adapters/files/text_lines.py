"""The lines of a text file in the encodings that spreadsheets write: UTF-8, UTF-16, and Windows-1252.

    read = decode_lines(content)
    read.text(0)          # the first line; raises `Unreadable`

A byte order mark decides. Without one, a file is UTF-8 unless every line with other letters than ASCII contradicts
that: then it is Windows-1252, as Excel in western Europe saves "CSV", and a note says so. Nothing in such a file tells
it from the encodings of other regions but its words: a line that no western language writes is unreadable.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from issuer.messages import Message, MessageError

_BREAK = re.compile(r"\r\n|\r|\n")
_BREAK_BYTES = re.compile(rb"\r\n|\r|\n")
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WESTERN = "cp1252"
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŠšŒœŽžŸ"
_NOT_WESTERN = re.compile(
    "[À-ÖØ-öø-ÿŠšŒœŽžŸ]{3}"
    "|[a-zß-öø-ÿ][À-ÖØ-ÞŠŒŽŸ]|[A-Z][ŠŒŽŸ][a-z]"
    f"|[{_LETTER}][¡-©«-¶¸-¿÷ƒ„†‡ˆ‰‹›˜™•“”][{_LETTER}]"
    f"|(?<![{_LETTER}0-9])[£¤¥¯¹³¼¾][{_LETTER}]"
)
"""Traces of other encodings read as Windows-1252: many accents in a row, a capital or a sign inside a word."""


class Unreadable(MessageError):
    """A row or a file that cannot be read: what was found, what was expected, how to fix it."""

    def __init__(self, found: Message, expected: Message, fix: Message) -> None:
        super().__init__(Message("file.mistake", found=found, expected=expected, fix=fix))
        self.parts = (found, expected, fix)


@dataclass(frozen=True)
class TextLines:
    """The lines of a file, each without its line break, or why it cannot be read."""

    lines: Sequence[str | Unreadable]
    notes: tuple[Message, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def text(self, number: int) -> str:
        """The line of that number, counted from 0; raises `Unreadable`."""
        line = self.lines[number]
        if isinstance(line, Unreadable):
            raise Unreadable(*line.parts)
        return line

    def is_blank(self, number: int) -> bool:
        """Whether there is nothing in the line."""
        line = self.lines[number]
        return isinstance(line, str) and not line.strip()


def decode_lines(content: bytes) -> TextLines:
    """The lines of a file. Raises `Unreadable` if its byte order mark promises what does not follow."""
    for mark, encoding in _WIDE_MARKS:
        if content.startswith(mark):
            return _wide_lines(content[len(mark) :], encoding)
    if wide := _wide_without_mark(content[:4]):
        return _wide_lines(content, wide)
    marked = content.startswith(codecs.BOM_UTF8)
    lines = _BREAK_BYTES.split(content.removeprefix(codecs.BOM_UTF8))
    decoded = [_decoded(line, "utf-8") for line in lines]
    found = [line for line in decoded if not isinstance(line, str) or not line.isascii()]
    if marked or not found or any(isinstance(line, str) for line in found):
        return TextLines(decoded)
    return TextLines([_western(line) for line in lines], (Message("file.note.western"),))


def _wide_without_mark(start: bytes) -> str | None:
    """The first two characters of a table are ASCII, so every other byte is zero."""
    if len(start) < 4:
        return None
    match [byte == 0 for byte in start]:
        case [False, True, False, True]:
            return "utf-16-le"
        case [True, False, True, False]:
            return "utf-16-be"
    return None


def _wide_lines(content: bytes, encoding: str) -> TextLines:
    try:
        return TextLines(_BREAK.split(content.decode(encoding)))
    except UnicodeDecodeError:
        found = Message("file.found.broken_encoding", encoding=encoding[:6].upper())
        raise Unreadable(found, Message("file.expected.utf8"), Message("file.fix.csv_utf8")) from None


def _western(line: bytes) -> str | Unreadable:
    decoded = _decoded(line, WESTERN)
    if isinstance(decoded, str) and _NOT_WESTERN.search(decoded):
        return _no_utf8(next(byte for byte in line if byte > 127))
    return decoded


def _decoded(line: bytes, encoding: str) -> str | Unreadable:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError as error:
        return _no_utf8(line[error.start])


def _no_utf8(byte: int) -> Unreadable:
    found = Message("file.found.no_utf8", byte=f"0x{byte:02X}")
    return Unreadable(found, Message("file.expected.utf8"), Message("file.fix.csv_utf8"))
