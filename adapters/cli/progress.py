"""Progress on the terminal: one line that is written over; where output goes to a file, its last state alone."""

from __future__ import annotations

import sys
from typing import TextIO

from adapters.shell_wording import tell


class DrawingProgress:
    """How many badges are drawn. See `adapters.drawing.ahead.Progress`."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    def __call__(self, done: int, count: int) -> None:
        """Shows it; the line ends with the last badge."""
        if count == 0:
            return
        text = tell("shell.drawing.progress", done=done, count=count)
        if self._stream.isatty():
            print(f"\r{text}", end="\n" if done == count else "", file=self._stream, flush=True)
        elif done == count:
            print(text, file=self._stream, flush=True)
