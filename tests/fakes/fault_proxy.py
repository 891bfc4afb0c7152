"""A door to PostgreSQL that can be shut: a TCP port in front of its socket.

async with FaultProxy("/tmp/pg/.s.PGSQL.5432") as proxy:
    database = Database(proxy.url(url))
    proxy.shut()      # what is open breaks off, what is new is refused
    proxy.open()
"""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from sqlalchemy import make_url


class FaultProxy:
    """Forwards bytes both ways while it is open. `stalled`: takes bytes and passes none on."""

    def __init__(self, socket: str) -> None:
        self._socket = socket
        self._is_open = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._flows.set()

    @classmethod
    def before(cls, url: str) -> "FaultProxy":
        """Before the server of that URL, which listens on a unix socket."""
        return cls(f"{make_url(url).query['host']}/.s.PGSQL.5432")

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.shut()

    def url(self, url: str) -> str:
        """The same database, through this door."""
        through = make_url(url).set(query={}, host="127.0.0.1", port=self.port)
        return through.render_as_string(hide_password=False)

    def shut(self) -> None:
        """The server is gone."""
        self._is_open = False
        for writer in self._writers:
            writer.transport.abort()

    def open(self) -> None:
        """It is back."""
        self._is_open = True

    def stall(self) -> None:
        """It is there, and says nothing."""
        self._flows.clear()

    def flow(self) -> None:
        """It speaks again."""
        self._flows.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._is_open:
            writer.transport.abort()
            return
        inner_reader, inner_writer = await asyncio.open_unix_connection(self._socket)
        both = {writer, inner_writer}
        self._writers |= both
        with suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.gather(self._pump(reader, inner_writer), self._pump(inner_reader, writer))
        self._writers -= both
        for stream_writer in both:
            stream_writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while block := await reader.read(65536):
            await self._flows.wait()
            writer.write(block)
            await writer.drain()
        writer.close()
