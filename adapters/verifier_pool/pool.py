"""Verifies in processes that can be killed: a hostile badge may take for ever, and must not affect other requests.

    async with VerifierPool() as crew:
        report = await crew.verify(VerifierQuestion(source, now))

A few idle processes are always ready. A process that works longer than a good badge needs loses priority; after two
seconds, or sooner when other requests wait, it is killed and the answer is "cannot tell".

Decision: docs/decisions/0180.
"""

import asyncio
import os
import pickle
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import structlog

from adapters.verifier_pool.protocol import HEAD, MOST_FRAME, VerifierQuestion, VerifierReply, frame
from issuer.baking.png import PNG_SIGNATURE
from issuer.messages import Message
from issuer.strict_json import MOST_BYTES
from issuer.verifying import VerificationReport
from issuer.verifying.report import unfinished_report

TIMEOUT_SECONDS = 2.0
"""Seconds that one verification may take."""
LOW_PRIORITY_AFTER = 0.04
"""Processor seconds after which a process loses its priority: a good badge takes a fraction of that."""
EVICT_AFTER = 0.25
"""Processor seconds after which a process may be killed when all are busy and a request waits."""
_LOOKS_AGAIN = 0.05
_LOW_PRIORITY = 19
_MOST_ANSWERS = 500
"""Questions that one process answers before a fresh one replaces it."""
_TOO_MUCH = Message("check.too_much_work")
_OUR_MISTAKE = Message("check.our_mistake")
_ROOT = Path(__file__).parents[2]
log = structlog.get_logger(__name__)


class VerifierPoolError(RuntimeError):
    """No verifying process is available; the message says why."""


@dataclass(eq=False)
class _VerifierProcess:
    """One child of the fork server, and the socket to it."""

    pid: int
    line: socket.socket
    answered: int = 0
    before: float = 0.0
    low: bool = False

    def cpu_seconds(self) -> float:
        """Processor seconds spent on the current question; waiting for a processor does not count."""
        return _processor_seconds(self.pid) - self.before

    def lower_priority(self) -> None:
        self.low = True
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _LOW_PRIORITY)

    def end(self) -> None:
        """Kills it. Its socket is open until here, so the process id is still its own."""
        with suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)
        self.line.close()


class VerifierPool:
    """A pool of processes: `ready` are idle at any time, and there are never more than `most`."""

    def __init__(self, ready: int = 4, most: int = 32, patience: float = TIMEOUT_SECONDS) -> None:
        self._ready, self._most, self._patience = ready, most, patience
        self._nursery: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None
        self._idle: list[_VerifierProcess] = []
        self._busy: set[_VerifierProcess] = set()
        self._births = asyncio.Lock()
        self._freed = asyncio.Event()
        self._filling: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._fill()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def verify(self, question: VerifierQuestion) -> VerificationReport:
        """The report; "cannot tell" with `too-much-work` if it was stopped, `check-failed` if it broke."""
        process = await self._acquire()
        process.before = _processor_seconds(process.pid)
        if _is_large(question.source):
            process.lower_priority()
        watching = asyncio.create_task(_watch(process))
        reply = VerifierReply()
        kept = False
        try:
            async with asyncio.timeout(self._patience):
                reply = await _ask(process.line, question)
            kept = True
        except (TimeoutError, OSError, EOFError):
            pass  # it was killed, or will be now
        finally:
            watching.cancel()
            self._release(process, kept)
        if reply.mistake:
            log.error("a check failed by a mistake of ours", mistake=reply.mistake)
            return unfinished_report("check-failed", _OUR_MISTAKE)
        return reply.report or unfinished_report("too-much-work", _TOO_MUCH)

    async def close(self) -> None:
        """Ends every process."""
        if self._filling:
            self._filling.cancel()
        for process in (*self._idle, *self._busy):
            process.end()
        self._idle, self._busy = [], set()
        if self._orders:
            self._orders.close()
        if self._nursery:
            await asyncio.to_thread(self._nursery.wait)
        self._nursery = self._orders = None

    async def _acquire(self) -> _VerifierProcess:
        """An idle process, removed from the pool. When all are busy, one over its share may be killed."""
        while True:
            if self._idle:
                process = self._idle.pop()
                break
            if len(self._busy) < self._most:
                process = await self._spawn()
                break
            self._evict()
            self._freed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOKS_AGAIN):
                    await self._freed.wait()
        self._busy.add(process)
        if self._filling is None or self._filling.done():
            self._filling = asyncio.create_task(self._fill())
        return process

    def _evict(self) -> None:
        """Kills the process that has worked longest, if that is longer than any good badge takes."""
        spent, longest = max(
            ((process.cpu_seconds(), process) for process in self._busy), key=lambda pair: pair[0]
        )
        if spent > EVICT_AFTER:
            with suppress(OSError):
                os.kill(longest.pid, signal.SIGKILL)  # its socket closes, and its caller gets an error

    def _release(self, process: _VerifierProcess, kept: bool) -> None:
        self._busy.discard(process)
        process.answered += 1
        if kept and not process.low and process.answered < _MOST_ANSWERS and len(self._idle) < self._ready:
            self._idle.append(process)
        else:
            process.end()
        self._freed.set()

    async def _fill(self) -> None:
        while len(self._idle) < self._ready and len(self._idle) + len(self._busy) < self._most + self._ready:
            self._idle.append(await self._spawn())
            self._freed.set()

    async def _spawn(self) -> _VerifierProcess:
        async with self._births:
            return await asyncio.to_thread(self._fork)

    def _fork(self) -> _VerifierProcess:
        """Makes the fork server fork; starts it if there is none, or if it has gone."""
        for start in (self._ensure_fork_server, self._start_fork_server):
            orders = start()
            ours, theirs = socket.socketpair()
            try:
                socket.send_fds(orders, [b"."], [theirs.fileno()])
                head = orders.recv(HEAD.size, socket.MSG_WAITALL)
                if len(head) == HEAD.size:
                    ours.setblocking(False)
                    return _VerifierProcess(HEAD.unpack(head)[0], ours)
            except OSError:
                pass
            finally:
                theirs.close()
            ours.close()
        raise VerifierPoolError("the process that verifying processes are made from does not start")

    def _ensure_fork_server(self) -> socket.socket:
        return self._orders if self._orders and self._nursery else self._start_fork_server()

    def _start_fork_server(self) -> socket.socket:
        if self._orders:
            self._orders.close()
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "adapters.verifier_pool.fork_server", str(theirs.fileno())]
            self._nursery = subprocess.Popen(  # noqa: S603  # our own module, with a number
                command, pass_fds=[theirs.fileno()], cwd=_ROOT, stdin=subprocess.DEVNULL
            )
        self._orders = ours
        return ours


def _is_large(source: bytes) -> bool:
    """Whether it is more than a single badge, which may take longer; pictures are large and quickly read."""
    return len(source) > 2 * MOST_BYTES and not source.startswith(PNG_SIGNATURE)


async def _watch(process: _VerifierProcess) -> None:
    """Lowers the priority of a process that has worked for longer than a good badge needs."""
    while process.cpu_seconds() < LOW_PRIORITY_AFTER:
        await asyncio.sleep(LOW_PRIORITY_AFTER)
    process.lower_priority()


def _processor_seconds(pid: int) -> float:
    """Processor time of a process (proc_pid_stat(5), fields 14 and 15); 0 where that is not available."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _ask(line: socket.socket, question: VerifierQuestion) -> VerifierReply:
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(line, frame(question))
    head = await _exactly(line, HEAD.size)
    (length,) = HEAD.unpack(head)
    if length > MOST_FRAME:
        raise EOFError
    found: VerifierReply = pickle.loads(await _exactly(line, length))  # noqa: S301  # from our own child
    return found


async def _exactly(line: socket.socket, count: int) -> bytes:
    loop = asyncio.get_running_loop()
    found = bytearray()
    while len(found) < count:
        part = await loop.sock_recv(line, min(count - len(found), 1 << 16))
        if not part:
            raise EOFError
        found += part
    return bytes(found)
