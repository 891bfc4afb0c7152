"""Badge pictures: drawn once for each design and size, then read from memory or the database."""

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import asdict
from importlib.metadata import version

from adapters.database.engine import Database
from adapters.database.pictures import PictureStore
from adapters.typefaces import load_typefaces
from bot.catalogue.model import Achievement, Look
from issuer.artwork.design import Design, Problem, problems
from issuer.artwork.render import render

REVISION = 1
"""Raise it when the renderer draws the same design differently: kept pictures are then drawn again."""
IN_MEMORY = 256
PUBLIC_SIZE = 640
"""Pixels of the picture at an achievement's public address: sharp at 320 on a fine screen."""


def design_of(name: str, look: Look) -> Design:
    """The design of an achievement's picture."""
    return Design(name, look.shape, look.icon, look.accent, look.level, look.finish)


def look_problems(name: str, look: Look) -> tuple[Problem, ...]:
    """What keeps a look from being drawn; nothing when it can be."""
    return problems(design_of(name, look), load_typefaces())


class BadgePictures:
    """Draws badges off the event loop, and remembers them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._drawing: dict[str, asyncio.Task[bytes]] = {}

    async def badge(self, achievement: Achievement, size: int) -> bytes:
        """The picture as a square PNG of `size` pixels."""
        design = design_of(achievement.name, achievement.look)
        content_hash = _content_hash(design, size)
        if content_hash in self._memory:
            self._memory.move_to_end(content_hash)
            return self._memory[content_hash]
        task = self._drawing.get(content_hash)
        if task is None:
            task = asyncio.create_task(self._kept_or_drawn(content_hash, design, size))
            self._drawing[content_hash] = task
            task.add_done_callback(lambda _: self._drawing.pop(content_hash, None))
        return await _shielded(task)

    async def public(self, achievement: Achievement) -> bytes:
        """The picture at the achievement's public address: drawn once, and the same bytes for ever.

        Credentials name its digest; a newer Laurel that draws better must not make them look forged.
        """
        key = f"public {achievement.id}"
        if key not in self._memory:
            found = await self.database.in_read(
                lambda connection: PictureStore(connection).public(achievement.id)
            )
            if found is None:
                drawn = await self.badge(achievement, PUBLIC_SIZE)
                found = await self.database.in_write(
                    lambda connection: PictureStore(connection).publish(achievement.id, drawn)
                )
            self._remember(key, found)
        return self._memory[key]

    def _remember(self, key: str, png: bytes) -> None:
        self._memory[key] = png
        while len(self._memory) > IN_MEMORY:
            self._memory.popitem(last=False)

    async def _kept_or_drawn(self, content_hash: str, design: Design, size: int) -> bytes:
        png = await self.database.in_read(lambda connection: PictureStore(connection).get(content_hash))
        if png is None:
            png = await asyncio.to_thread(render, design, size, load_typefaces())
            drawn = png
            await self.database.in_write(
                lambda connection: PictureStore(connection).keep(content_hash, drawn)
            )
        self._remember(content_hash, png)
        return png


def _content_hash(design: Design, size: int) -> str:
    content = {**asdict(design), "size": size, "revision": REVISION, "pillow": version("pillow")}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


async def _shielded(task: Awaitable[bytes]) -> bytes:
    """One impatient reader must not stop the drawing for the others."""
    return await asyncio.shield(task)
