"""Reads an upload into memory, up to a limit. Nothing is stored.

A page about a badge carries it in a hidden field, so that a second question needs no second upload and the server keeps
nothing in between.
"""

import base64
import binascii
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import BodyPartReader, MultipartReader, web

MOST_BYTES = 2 * 1024 * 1024
_MOST_EMAIL = 320
_MOST_PARTS = 8
_MOST_AROUND = 16 * 1024
"""Overhead of a form around its file: boundaries and headers."""
_CHUNK = 64 * 1024
_MOST_CARRIED = MOST_BYTES * 4 // 3 + 4
"""Characters of the largest upload in base64 (RFC 4648, section 4)."""


CARRIED = "carried"
"""The hidden field with what was brought before."""


class UnusableUpload(Exception):
    """The upload cannot be checked; `key` and `values` word the reason for people."""

    def __init__(self, status: int, key: str, **values: int) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.values = values


@dataclass(frozen=True)
class Upload:
    """The upload: a file, a pasted text or link; and the recipient's address, if one was given."""

    source: bytes
    email: str | None = None


async def read_upload(request: web.Request, *, source_needed: bool = True) -> Upload:
    """A form's fields `file`, `text`, `carried` and `email`, or the bare body of any other type.

    Raises `UnusableUpload`, also if there is nothing to check, unless no source is needed.
    """
    form = request.content_type == "multipart/form-data"
    if (request.content_length or 0) > (_MOST_CARRIED + _MOST_AROUND if form else MOST_BYTES):
        raise _too_large()
    if form:
        found = await _from_form(request)
    else:
        found = Upload(await _read_bounded(request.content.iter_chunked(_CHUNK), MOST_BYTES))
    if source_needed and not found.source:
        raise UnusableUpload(400, "page.verify.empty")
    return found


async def _from_form(request: web.Request) -> Upload:
    fields = {"file": b"", "text": b"", CARRIED: b"", "email": b""}
    try:
        reader = await request.multipart()
        for _ in range(_MOST_PARTS):
            part = await reader.next()
            if isinstance(part, MultipartReader):
                raise _unreadable()
            if part is None:
                break
            if part.name in fields:
                most = {"email": _MOST_EMAIL, CARRIED: _MOST_CARRIED}.get(part.name, MOST_BYTES)
                fields[part.name] = await _read_bounded(_chunks(part), most)
    except ValueError:  # aiohttp raises it for a malformed form
        raise _unreadable() from None
    email = fields["email"].decode("utf-8", "replace").strip()
    brought = fields["file"] or fields["text"].strip() or _carried(fields[CARRIED])
    return Upload(brought, email or None)


def carry(source: bytes) -> str:
    """An upload as the value of the hidden field."""
    return base64.b64encode(source).decode()


def _carried(value: bytes) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        raise _unreadable() from None


def _unreadable() -> UnusableUpload:
    return UnusableUpload(400, "page.verify.unreadable")


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(_CHUNK):
        yield chunk


async def _read_bounded(chunks: AsyncIterator[bytes], most: int) -> bytes:
    found = bytearray()
    async for chunk in chunks:
        found += chunk
        if len(found) > most:
            raise _too_large()
    return bytes(found)


def _too_large() -> UnusableUpload:
    return UnusableUpload(413, "page.verify.too_large")
