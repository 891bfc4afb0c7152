"""Reads a file that somebody brought, into memory and no further than a limit. Nothing is kept."""

from collections.abc import AsyncIterator

from aiohttp import BodyPartReader, MultipartReader, web

MOST_BYTES = 2 * 1024 * 1024
_MOST_PARTS = 8
_MOST_AROUND = 16 * 1024
"""What a form may put around its file: boundaries and headers."""
_CHUNK = 64 * 1024


class Unusable(Exception):
    """What was brought cannot be looked at; the message is a sentence for people."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(says)
        self.status = status
        self.says = says


async def uploaded(request: web.Request) -> bytes:
    """The file of a form's `file` field, or the bare body of any other type. Raises `Unusable`."""
    form = request.content_type == "multipart/form-data"
    if (request.content_length or 0) > MOST_BYTES + (_MOST_AROUND if form else 0):
        raise _too_large()
    source = await (_from_form(request) if form else _bounded(request.content.iter_chunked(_CHUNK)))
    if not source:
        raise Unusable(
            400,
            "No file arrived. Choose the badge’s picture or its signed file first, then press the button.",
        )
    return source


async def _from_form(request: web.Request) -> bytes:
    try:
        reader = await request.multipart()
        for _ in range(_MOST_PARTS):
            part = await reader.next()
            if isinstance(part, MultipartReader):
                break
            if part is None or part.name == "file":
                return await _bounded(_chunks(part)) if part else b""
    except ValueError:
        pass  # aiohttp's word for a body that is no form
    raise Unusable(400, "The form could not be read. Send one file, in a field that is called “file”.")


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(_CHUNK):
        yield chunk


async def _bounded(chunks: AsyncIterator[bytes]) -> bytes:
    found = bytearray()
    async for chunk in chunks:
        found += chunk
        if len(found) > MOST_BYTES:
            raise _too_large()
    return bytes(found)


def _too_large() -> Unusable:
    return Unusable(
        413,
        "This file is larger than 2 MiB, the most we look at. Badge files are far smaller: is it the right one?",
    )
