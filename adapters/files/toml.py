"""Reads one hand-written TOML file, with the line of each key. No content makes this raise."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.files.toml_lines import Key, key_lines, line_of
from bot.domain.catalogue.files import Finding, Mistake
from issuer.messages import Fact, Message

LARGEST = 64 * 1024
"""Bytes in one file."""

_PLACE = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True)
class TomlFile:
    """A valid TOML file: its values, and their lines."""

    file: str
    table: Mapping[str, object]
    lines: Mapping[Key, int]

    def line(self, key: Key) -> int | None:
        """The line of a key; None if it is not there."""
        return line_of(key, self.lines)

    def finding(self, mistake: Mistake) -> Finding:
        """The mistake with its file and line."""
        return Finding(self.file, self.line(mistake.key), mistake.found, mistake.expected, mistake.fix)


def read_toml(path: Path, file: str) -> TomlFile | Finding:
    """Reads the file at `path`, named `file` in findings; a reason why it cannot be read is a finding."""
    content = _read(path, file)
    return content if isinstance(content, Finding) else parse_toml(content, file)


def parse_toml(content: bytes, file: str) -> TomlFile | Finding:
    """The bytes of one TOML file as values with their lines, or a finding."""
    if len(content) > LARGEST:
        found = Message("file.found.too_large")
        expected = Message("file.expected.most_kib", most=str(LARGEST // 1024))
        return Finding(file, None, found, expected, Message("file.fix.shorten_texts"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = Message("file.found.no_utf8", byte=f"0x{content[error.start]:02X}")
        return Finding(file, line, found, Message("file.expected.utf8"), Message("file.fix.utf8"))
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return _not_toml(file, text, error)
    return TomlFile(file, table, key_lines(text))


def _not_toml(file: str, text: str, error: ValueError | RecursionError) -> Finding:
    """The parser gives the position, except for nested brackets and for numbers that are too large."""
    place = _PLACE.search(str(error))
    line = None if place is None else int(place[1] or text.rstrip("\n").count("\n") + 1)
    reason: Fact
    if isinstance(error, tomllib.TOMLDecodeError):
        reason = _PLACE.sub("", str(error))
    else:
        reason = Message("file.long_number" if isinstance(error, ValueError) else "file.deep_brackets")
    found = Message("file.found.no_toml", reason=reason)
    return Finding(file, line, found, Message("file.expected.toml"), Message("file.fix.toml"))


def _read(path: Path, file: str) -> bytes | Finding:
    try:
        if path.exists() and not path.is_file():
            found, expected = Message("file.found.no_plain_file"), Message("file.expected.text_file")
            return Finding(file, None, found, expected, Message("file.fix.move_away"))
        with path.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except FileNotFoundError:
        found, expected = Message("file.found.no_file"), Message("file.expected.text_file")
        return Finding(file, None, found, expected, Message("file.fix.add_file"))
    except (OSError, ValueError) as error:
        return unreadable_finding(file, error)


def unreadable_finding(file: str, error: OSError | ValueError) -> Finding:
    """A file or folder that the system cannot open."""
    found = Message("file.found.not_opened", reason=opening_problem(error))
    return Finding(file, None, found, Message("file.expected.readable"), Message("file.fix.path_and_rights"))


def opening_problem(error: OSError | ValueError) -> Fact:
    """Why a file cannot be opened: the system's words, if it has any."""
    known = error.strerror if isinstance(error, OSError) else None
    return known or Message("shell.file.unreadable")
