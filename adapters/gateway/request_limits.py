"""Request limits shared by all platforms: how many bytes are read, for how long, and how a request is refused."""

import asyncio

from aiohttp import hdrs, web

MOST_BYTES = 1 << 20
BODY_TIMEOUT_SECONDS = 10
"""Seconds for the body to arrive."""


class RequestRefused(Exception):
    """The request is refused. `why` is one of a few fixed phrases, safe to log."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


async def read_body(request: web.Request) -> bytes:
    """The body, at most `MOST_BYTES` of it regardless of its headers; raises `RequestRefused`."""
    if hdrs.CONTENT_ENCODING in request.headers:
        raise RequestRefused(415, "compressed")
    if (request.content_length or 0) > MOST_BYTES:
        raise RequestRefused(413, "too long")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_TIMEOUT_SECONDS):
            async for piece in request.content.iter_any():
                body += piece
                if len(body) > MOST_BYTES:
                    raise RequestRefused(413, "too long")
    except TimeoutError:
        raise RequestRefused(408, "too slow") from None
    return bytes(body)
