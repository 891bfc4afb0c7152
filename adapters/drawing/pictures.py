"""Badge pictures, drawn once for each version and size and then read from memory or the database; and compositions.

A picture that names a person is never stored: a celebration is cached in this process's memory at most, so that no
copy has to be found when its earner withdraws it.

Credentials hold the digest of the public picture, so the first one drawn is stored for that version and answered ever
after: a better drawing later would make earlier badges look tampered with.

Pillow holds the interpreter for much of its time, so one thread draws: more threads make the event loop wait longer
(153 ms against 74–100 ms at worst for 50 badges). What is drawn before anybody looks is drawn by another process
(`adapters/drawing/ahead.py`), which each method takes as its `hand`.
"""

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from adapters.database.catalogue.branding import BrandStore, StoredBrand
from adapters.database.catalogue.pictures import PictureStore
from adapters.database.engine.engine import Database
from adapters.drawing.drawing_process import DrawingProcessEnded
from adapters.drawing.typefaces import load_typefaces, renderer_version
from bot.domain.catalogue.model import Achievement, BadgeDesign
from bot.domain.organisations import Organisation
from bot.messages.cards import Words
from bot.messages.languages import Languages
from bot.messages.wording import Enumeration, Wording
from issuer.artwork.design import Design, DesignProblem, design_problems
from issuer.artwork.pictures import tiles
from issuer.artwork.pictures.celebration import BADGE, CelebrationContent, celebration_picture, in_chat_size
from issuer.artwork.pictures.render import render
from issuer.artwork.pictures.uploads import resize_png
from issuer.celebration import NamedPicture

REVISION = 3
"""Raise it when the renderer draws the same design differently: stored pictures are then drawn again."""
IN_MEMORY = 256
PUBLIC_SIZE = 640
"""Pixels of the picture at an achievement's public address: sharp at 320 on a fine screen."""
TILED, COLLAGED = 512, 256


def design_of(name: str, look: BadgeDesign) -> Design:
    """The design of an achievement's picture."""
    return Design(name, look.shape, look.icon, look.accent, look.level, look.finish, look.ribbon)


def look_problems(name: str, look: BadgeDesign) -> tuple[DesignProblem, ...]:
    """Problems that keep a look from being drawn as specified; empty if there are none."""
    return design_problems(design_of(name, look), load_typefaces())


class BadgePictures:
    """Draws off the event loop, with a cache."""

    def __init__(self, database: Database, languages: Languages, public_url: str) -> None:
        self.database = database
        self._languages = languages
        self._host = urlsplit(public_url).netloc
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._drawing: dict[str, asyncio.Task[bytes]] = {}
        self._warm = False
        # One thread draws: two are no faster, and several would starve the event loop.
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")

    async def badge(self, achievement: Achievement, size: int, hand: Executor | None = None) -> bytes:
        """The picture as a square PNG of `size` pixels."""
        await self._load_faces()
        draw = await self._drawer(achievement)
        return await self._draw_once(badge_key(achievement, size), partial(draw, size), hand=hand)

    async def public(self, achievement: Achievement, hand: Executor | None = None) -> bytes:
        """The picture at the achievement's public address: drawn once, and the same bytes for ever.

        Credentials contain its digest; a newer Laurel that draws differently must not make them look forged.
        """
        key = f"public {achievement.id}"
        if key not in self._memory:
            found = await self.database.in_read(
                lambda connection: PictureStore(connection).public(achievement.id)
            )
            if found is None:
                drawn = await self.badge(achievement, PUBLIC_SIZE, hand)
                found = await self.database.in_write(
                    lambda connection: PictureStore(connection).publish(achievement.id, drawn)
                )
            self._remember(key, found)
        return self._memory[key]

    async def tile(self, achievement: Achievement, hand: Executor | None = None) -> bytes:
        """The badge on a 16:9 ground, as chat cards show it."""
        await self._load_faces()
        draw = partial(_tile, await self._drawer(achievement), achievement.look.accent)
        return await self._draw_once(tile_key(achievement), draw, hand=hand)

    async def collage(self, achievements: Sequence[Achievement]) -> bytes:
        """Several badges side by side on a ground of the organisation's accent, without a person's name."""
        badges = tuple([await self.badge(achievement, COLLAGED) for achievement in achievements])
        brand = await self._brand(achievements[0].organisation_id)
        accent = brand.accent or achievements[0].look.accent
        key = _key("collage", [_digest(badge) for badge in badges], accent)
        return await self._draw_once(key, lambda: tiles.collage(badges, accent), keep=False)

    async def celebration(
        self, named: NamedPicture, achievement: Achievement, organisation: Organisation, awarded_at: datetime
    ) -> bytes:
        """The picture that names its earner, 1200 × 630, in the organisation's language."""
        say = self._languages.best(organisation.language)
        setting = CelebrationContent(
            badge=await self.badge(achievement, BADGE),
            accent=achievement.look.accent,
            overline=say.text("picture.overline", level=say.text(f"level.{achievement.look.level}")),
            giver=_thanks(say, named.givers),
            organisation=organisation.name,
            footnote=f"{say.date(organisation.day_of(awarded_at))} · {self._host}",
            logo=(await self._brand(organisation.id)).logo,
        )
        key = _key(
            "celebration", repr(named), repr(setting), _digest(setting.badge), _digest(setting.logo or b"")
        )
        return await self._draw_once(
            key, lambda: celebration_picture(named, setting, load_typefaces()), keep=False
        )

    async def celebration_in_chat(
        self, named: NamedPicture, achievement: Achievement, organisation: Organisation, awarded_at: datetime
    ) -> bytes:
        """The same in the size that chat platforms take, 960 × 504."""
        large = await self.celebration(named, achievement, organisation, awarded_at)
        return await self._draw_once(_key("chat", _digest(large)), lambda: in_chat_size(large), keep=False)

    async def _brand(self, organisation_id: UUID) -> StoredBrand:
        return await self.database.in_read(lambda connection: BrandStore(connection).brand(organisation_id))

    async def _load_faces(self) -> None:
        """Loads the typefaces, some 50 MB with the extra `cjk`, off the event loop before they are needed."""
        if not self._warm:
            await asyncio.get_running_loop().run_in_executor(self._hand, renderer_version)
            self._warm = True

    async def _drawer(self, achievement: Achievement) -> Callable[[int], bytes]:
        """Draws the badge in a size. It can be sent to another process, as all `functools.partial` here can."""
        look = achievement.look
        if look.picture is not None:
            return partial(resize_png, await self._uploaded_picture(look.picture))
        return partial(_render, design_of(achievement.name, look))

    async def _uploaded_picture(self, content_hash: str) -> bytes:
        png = await self.database.in_read(lambda connection: PictureStore(connection).get(content_hash))
        if png is None:
            raise LookupError(
                f"the catalogue's picture {content_hash[:12]}… is not in the database; apply it again"
            )
        return png

    async def _draw_once(
        self, key: str, draw: Callable[[], bytes], *, keep: bool = True, hand: Executor | None = None
    ) -> bytes:
        """The picture of that key; `keep`: in the database too; `hand` draws it, or else a thread of this process."""
        if key in self._memory:
            self._memory.move_to_end(key)
            return self._memory[key]
        task = self._drawing.get(key)
        if task is None:
            task = asyncio.create_task(self._load_or_draw(key, draw, keep, hand or self._hand))
            self._drawing[key] = task
            task.add_done_callback(lambda done: self._on_drawn(key, done))
        try:
            return await asyncio.shield(task)  # a cancelled reader must not stop the drawing for the others
        except DrawingProcessEnded:
            if hand is not None:
                raise
            return await self._draw_once(key, draw, keep=keep)

    def _on_drawn(self, key: str, task: asyncio.Task[bytes]) -> None:
        self._drawing.pop(key, None)
        if not task.cancelled():
            task.exception()  # its readers got it, if any are left

    async def _load_or_draw(self, key: str, draw: Callable[[], bytes], keep: bool, hand: Executor) -> bytes:
        png = None
        if keep:
            png = await self.database.in_read(lambda connection: PictureStore(connection).get(key))
        if png is None:
            png = drawn = await asyncio.get_running_loop().run_in_executor(hand, draw)
            if keep:
                await self.database.in_write(lambda connection: PictureStore(connection).keep(key, drawn))
        self._remember(key, png)
        return png

    def _remember(self, key: str, png: bytes) -> None:
        self._memory[key] = png
        while len(self._memory) > IN_MEMORY:
            self._memory.popitem(last=False)


def _thanks(say: Wording, givers: Sequence[str]) -> str | None:
    """Who gave the badge, each name once."""
    names = Enumeration(tuple((Words(name),) for name in dict.fromkeys(givers)))
    return say.text("picture.givers", givers=names) if names.lines else None


def badge_key(achievement: Achievement, size: int) -> str:
    """The key of the stored picture of a badge. What looks alike has one."""
    look = achievement.look
    if look.picture is not None:
        return _key("own", look.picture, size)
    return _key("badge", asdict(design_of(achievement.name, look)), size)


def tile_key(achievement: Achievement) -> str:
    """The key of its stored tile."""
    return _key("tile", badge_key(achievement, TILED), achievement.look.accent)


def _render(design: Design, size: int) -> bytes:
    return render(design, size, load_typefaces())


def _tile(draw: Callable[[int], bytes], accent: str) -> bytes:
    return tiles.tile(draw(TILED), accent)


def _key(*content: object) -> str:
    """SHA-256 over the content of a picture and the version of its renderer, in hex."""
    told = json.dumps([*content, REVISION, renderer_version()], sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()


def _digest(png: bytes) -> str:
    return hashlib.sha256(png).hexdigest()
