"""Pushes events to open pages, as server-sent events (HTML standard, section 9.2).

    listener = hub.listen("U-ANA", after=request.headers.get("Last-Event-ID"))
    async for chunk in listener.chunks(): await response.write(chunk)

Each event names its audience, and reaches no other page. All methods run on the event loop's own thread.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

RETRY = b"retry: 1000\n\n"
HEARTBEAT = b": still here\n\n"


@dataclass(frozen=True, slots=True)
class PageEvent:
    """One event. `body` is JSON on one line; `audience` holds platform ids."""

    id: str
    kind: str
    body: str
    audience: frozenset[str]

    def encode(self) -> bytes:
        """The event in wire format."""
        return f"id: {self.id}\nevent: {self.kind}\ndata: {self.body}\n\n".encode()


@dataclass(eq=False)
class PageStream:
    """One open page. The queue is bounded: a page that falls behind is disconnected and reconnects by itself."""

    person: str
    heartbeat: float
    queue: asyncio.Queue[PageEvent | None]

    def offer(self, event: PageEvent) -> bool:
        """False if the page has fallen too far behind."""
        if self.queue.full():
            return False
        self.queue.put_nowait(event)
        return True

    def end(self) -> None:
        """Ends the stream; queued events are dropped, the page asks for them when it reconnects."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The stream, with a heartbeat every `heartbeat` seconds."""
        yield RETRY
        while True:
            try:
                event = await asyncio.wait_for(self.queue.get(), self.heartbeat)
            except TimeoutError:
                yield HEARTBEAT
                continue
            if event is None:
                return
            yield event.encode()


@dataclass(eq=False)
class Hub:
    """All open pages. `epoch` differs at each start of the program, so that old event ids are recognised."""

    epoch: str
    heartbeat: float = 15.0
    capacity: int = 64
    """Events that may wait for one page."""
    recent: deque[PageEvent] = field(default_factory=lambda: deque(maxlen=256))
    """The latest events, for pages that reconnect."""
    _listeners: set[PageStream] = field(default_factory=set)
    _count: int = 0

    @property
    def last(self) -> str:
        """The id of the newest event."""
        return f"{self.epoch}-{self._count}"

    def publish(self, kind: str, body: Mapping[str, object], audience: frozenset[str]) -> None:
        """Sends the event to its audience only."""
        self._count += 1
        event = PageEvent(self.last, kind, json.dumps(body), audience)
        self.recent.append(event)
        for listener in tuple(self._listeners):
            if listener.person in audience and not listener.offer(event):
                self.leave(listener)
                listener.end()

    def listen(self, person: str, after: str | None) -> PageStream:
        """Opens a stream that continues `after` an event; a page that missed too much is told to reload."""
        listener = PageStream(person, self.heartbeat, asyncio.Queue(self.capacity))
        missed = self._since(after) if after else []
        mine = None if missed is None else [event for event in missed if person in event.audience]
        if mine is None or len(mine) > self.capacity:
            mine = [PageEvent(self.last, "reload", "{}", frozenset((person,)))]
        for event in mine:
            listener.offer(event)
        self._listeners.add(listener)
        return listener

    def leave(self, listener: PageStream) -> None:
        """Removes a page that has gone."""
        self._listeners.discard(listener)

    def start_over(self, audience: frozenset[str]) -> None:
        """Drops stored events and makes every page of the audience read the state again."""
        self.recent.clear()
        self.publish("reload", {}, audience)

    def close(self) -> None:
        """Ends every stream, so that the program can stop at once."""
        for listener in tuple(self._listeners):
            self.leave(listener)
            listener.end()

    def _since(self, after: str) -> list[PageEvent] | None:
        """The stored events after that one; None if some were dropped, or the id is from another start."""
        epoch, _, number = after.rpartition("-")
        if epoch != self.epoch or not number.isdecimal() or len(number) > 18:
            return None
        missed = self._count - int(number)
        if missed < 0 or missed > len(self.recent):
            return None
        return list(self.recent)[len(self.recent) - missed :]
