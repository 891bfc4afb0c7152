"""Files that commands read and write: existing files are kept unless forced, and reading is limited in size."""

import argparse
import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from adapters.shell_wording import tell

STDIN = "-"


class CommandError(Exception):
    """A file that cannot be used. `code`: the exit code, 2 where the command was used wrongly."""

    def __init__(self, says: str, code: int) -> None:
        super().__init__(says)
        self.code = code


def add_force(command: argparse.ArgumentParser) -> None:
    """The option that allows overwriting."""
    command.add_argument("--force", action="store_true", help=tell("shell.help.force"))


def read_bytes(path: str, most: int) -> bytes:
    """What the file holds, or standard input for `-`. Raises `CommandError`."""
    try:
        if path == STDIN:
            content = sys.stdin.buffer.read(most + 1)
        else:
            with Path(path).open("rb") as opened:
                content = opened.read(most + 1)
    except (OSError, ValueError) as error:
        raise CommandError(tell("shell.file.not_opened", path=path, reason=_reason(error)), 2) from None
    if len(content) > most:
        raise CommandError(tell("shell.file.too_large", path=path, most=most), 2)
    return content


def refuse_existing(paths: Mapping[str, Path], force: bool) -> None:
    """Raises `CommandError` if one of them is there and may not be overwritten."""
    there = [str(path) for path in paths.values() if path.exists()]
    if there and not force:
        raise CommandError(tell("shell.file.there", paths=", ".join(there)), 1)


def refuse_unwritable(folder: Path) -> None:
    """Raises `CommandError` if no file can be written there; asked before anything is done whose result goes there."""
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    code = errno.ENOTDIR if not nearest.is_dir() else 0 if os.access(nearest, os.W_OK) else errno.EACCES
    if code:
        error = OSError(code, os.strerror(code), str(folder))
        raise CommandError(tell("shell.file.not_written", path=str(folder), reason=_reason(error)), 1)


def write_bytes(path: Path, content: bytes) -> None:
    """Writes the file; raises `CommandError` if that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(tell("shell.file.not_written", path=str(path), reason=_reason(error)), 1) from None


@contextmanager
def open_atomically(path: Path) -> Iterator[TextIO]:
    """Yields a text file that gets its name only when complete: no partial file is left. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as target:
            yield target
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def utf8_option(text: str) -> str:
    """An option shown to people; bytes that are not UTF-8 arrive as surrogates (PEP 383)."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise argparse.ArgumentTypeError(tell("shell.file.not_utf8", found=printable(text)))
    return text


def printable(text: str) -> str:
    """Text of unknown origin, for a terminal: invisible and control characters are replaced."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _reason(error: OSError | ValueError) -> str:
    return (isinstance(error, OSError) and error.strerror) or tell("shell.file.unreadable")
