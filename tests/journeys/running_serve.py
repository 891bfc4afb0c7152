"""`laurel serve` or `laurel worker` in a process of its own, on a free port, which a test may kill and start again."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp

from adapters.configuration.environment import NAMES
from adapters.configuration.settings import Settings

ROOT = Path(__file__).parents[2]


def environment(settings: Settings) -> dict[str, str]:
    """The environment of a process that runs with these settings and no other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LAUREL_", "SLACK_"))}
    given = {name: getattr(settings, part) for name, part in NAMES.items()}
    return {
        **kept,
        **{
            name: "1" if value is True else str(value)
            for name, value in given.items()
            if value not in (None, "", False)
        },
        "PYTHONPATH": str(ROOT),
    }


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RunningServe:
    """One installation; `start` and `kill` as often as you like."""

    def __init__(self, settings: Settings, folder: Path, *command: str) -> None:
        self.settings = settings
        self.command = command or ("serve",)
        self.log = folder / f"{self.command[0]}-{settings.port}.log"
        self.folder = folder
        self.url = f"http://{settings.host}:{settings.port}"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts it, and waits until it answers."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "adapters.cli.main", *self.command),
            cwd=self.folder,
            env=environment(self.settings),
            stderr=self.log.open("ab"),
        )
        if self.command[0] == "worker":
            return  # nobody can ask it anything
        async with aiohttp.ClientSession() as http:
            for _ in range(600):
                assert self._process.returncode is None, self.log.read_text()
                try:
                    async with http.get(f"{self.url}/healthz"):
                        return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)
        raise AssertionError("laurel serve does not answer")

    async def kill(self) -> None:
        """As `kill -9`, or a power cut, does."""
        await self.end(signal.SIGKILL)

    @property
    def pid(self) -> int:
        """Its process id; it must run."""
        assert self._process is not None
        return self._process.pid

    def send(self, sign: signal.Signals) -> None:
        """Sends it a signal, if it runs."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(sign)

    async def end(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Tells it to end, if it runs; its exit code."""
        if self._process is None or self._process.returncode is not None:
            return 0
        self._process.send_signal(sign)
        return await asyncio.wait_for(self._process.wait(), 20)
