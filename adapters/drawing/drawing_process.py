"""Draws in a process of its own, if need be at low priority, so that answers to people never wait for a picture.

with DrawingProcess() as hand:
    png = await pictures.tile(achievement, hand)

Run as a module it is that process: it reads pickled functions without arguments from standard input, and writes what
each returns.

Decision: docs/decisions/0264.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
BEHIND_ANSWERS = 10
"""The niceness of drawing while people use Laurel."""
_ROOT = Path(__file__).parents[2]


class DrawingProcessEnded(RuntimeError):
    """The process was killed, as for want of memory."""


class NotDrawn(RuntimeError):
    """One picture could not be drawn; the message says why."""


class DrawingProcess(Executor):
    """The process, and a thread that waits for it. It starts with the first picture."""

    def __init__(self, niceness: int = 0) -> None:
        self._niceness = niceness
        self._waiting = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing-ahead")
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """See `concurrent.futures.Executor`. Function and arguments must be such that pickle takes them."""
        return self._waiting.submit(self._ask, partial(fn, *args, **kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        """Ends the process at once, in the middle of a picture too."""
        self._ended = True
        if self._process:
            self._process.kill()
        self._waiting.shutdown(wait, cancel_futures=cancel_futures)
        if self._process and self._process.stdin and self._process.stdout:
            self._process.wait()
            with suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process.stdout.close()

    def _ask(self, draw: Callable[[], T]) -> T:
        process = self._process = self._process or self._start()
        asked, answered = process.stdin, process.stdout
        if asked is None or answered is None:
            raise DrawingProcessEnded("the process that draws has no pipes")
        try:
            pickle.dump(draw, asked)
            asked.flush()
            drawn, problem = pickle.load(answered)  # noqa: S301 - from our own child
        except (OSError, EOFError, pickle.UnpicklingError):
            raise DrawingProcessEnded("the process that draws ended") from None
        if problem:
            raise NotDrawn(problem)
        found: T = drawn
        return found

    def _start(self) -> subprocess.Popen[bytes]:
        if self._ended:
            raise DrawingProcessEnded("the process that draws was ended")
        command = [sys.executable, "-m", "adapters.drawing.drawing_process", str(self._niceness)]
        return subprocess.Popen(  # noqa: S603 - our own module
            command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )


def main(niceness: str) -> None:
    """Draws until standard input closes."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl+C reaches the whole group; the parent ends this process
    os.nice(int(niceness))
    with suppress(EOFError, BrokenPipeError):
        while True:
            draw = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
            pickle.dump(_outcome(draw), sys.stdout.buffer)
            sys.stdout.buffer.flush()


def _outcome(draw: Callable[[], bytes]) -> tuple[bytes, str]:
    try:
        return draw(), ""
    except Exception as problem:
        return b"", f"{type(problem).__name__}: {problem}"


if __name__ == "__main__":
    main(sys.argv[1])
