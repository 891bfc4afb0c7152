"""Pictures that name a person, as files of the Slack workspace: no public address leads to them.

    files = PictureFiles(api, draw)
    sent, ids = await files.shown(card, lambda uploaded: post(render(card, names, url, uploaded)))
    await files.delete(ids)

It needs the permission `files:write`. Without it, and where Slack does not take a file, the card shows the picture by
its address instead. A file is not ready at once: until then Slack refuses the message with `invalid_blocks`.

Source: docs.slack.dev, "files.getUploadURLExternal", "files.completeUploadExternal", "Slack file object".
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeVar

import aiohttp
import structlog

from adapters.gateway.platforms import ClosedConversation, RetryLater, Undeliverable
from adapters.slack.api import SlackError, SlackWebApi
from adapters.slack.manifest import FILES_SCOPE
from adapters.slack.routes import is_slacks
from bot.messages.cards import Card, Hero, flat_blocks

DrawPicture = Callable[[str], Awaitable[bytes | None]]
"""The picture at a path of ours, as a PNG; None if there is none any more."""
Sent = TypeVar("Sent")
NOTHING: Mapping[str, str] = {}
READY_SECONDS = (0.5, 1.5, 3.0, 6.0)
"""Waits for a file to become ready; Slack's own examples wait some seconds."""
log = structlog.get_logger(__name__)


class PictureFiles:
    """Uploads and deletes the files."""

    def __init__(self, api: SlackWebApi, draw: DrawPicture) -> None:
        self.api = api
        self._draw = draw

    async def shown(
        self, card: Card, send: Callable[[Mapping[str, str]], Awaitable[Sent]]
    ) -> tuple[Sent, tuple[str, ...]]:
        """Sends a card with its pictures uploaded (file ids by path), else by their addresses; and the files' ids."""
        uploaded = await self._upload(card)
        if not uploaded:
            return await send(NOTHING), ()
        try:
            return await self._send_when_ready(uploaded, send), tuple(uploaded.values())
        except BaseException:
            await self.delete(uploaded.values())
            raise

    async def delete(self, files: Iterable[str]) -> None:
        """Deletes files; one that is gone already is no problem."""
        for file in files:
            try:
                await self.api.call("files.delete", file=file)
            except (SlackError, RetryLater, ClosedConversation) as kept:
                log.info("slack_picture_not_deleted", why=str(kept))

    async def _send_when_ready(
        self, uploaded: dict[str, str], send: Callable[[Mapping[str, str]], Awaitable[Sent]]
    ) -> Sent:
        for wait in (0.0, *READY_SECONDS):
            await asyncio.sleep(wait)
            try:
                return await send(uploaded)
            except SlackError as no:
                if no.error != "invalid_blocks":
                    raise
        await self.delete(uploaded.values())
        uploaded.clear()
        return await send(NOTHING)

    async def _upload(self, card: Card) -> dict[str, str]:
        named = [
            block.picture for block in flat_blocks(card) if isinstance(block, Hero) and block.picture.named
        ]
        if not named or not await self._is_allowed():
            return {}
        try:
            files = {picture.path: await self._upload_one(picture.path, picture.alt) for picture in named}
        except (RetryLater, ClosedConversation, Undeliverable) as no:
            log.warning("slack_picture_not_uploaded", why=str(no))
            return {}
        return {path: file for path, file in files.items() if file}

    async def _is_allowed(self) -> bool:
        """Every answer of Slack names the permissions; before the first, one is asked for."""
        if self.api.granted is None:
            await self.api.call("auth.test")
        return FILES_SCOPE in (self.api.granted or ())

    async def _upload_one(self, path: str, alt: str) -> str | None:
        content = await self._draw(path)
        if content is None:
            return None
        wanted = {"filename": "celebration.png", "length": str(len(content)), "alt_txt": alt[:1000]}
        place = await self.api.read("files.getUploadURLExternal", **wanted)
        await self._send_bytes(str(place["upload_url"]), content)
        file = str(place["file_id"])
        await self.api.call("files.completeUploadExternal", files=[{"id": file, "title": alt[:250]}])
        return file

    async def _send_bytes(self, url: str, content: bytes) -> None:
        if not is_slacks(url, self.api.url):
            raise Undeliverable("the address for an upload is none of Slack's; nothing was sent there")
        try:
            async with self.api.session.post(url, data=content, allow_redirects=False) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise RetryLater(f"Slack took no picture: {type(error).__name__}") from None
        if status != 200:
            raise Undeliverable(f"Slack took no picture: {status}")
