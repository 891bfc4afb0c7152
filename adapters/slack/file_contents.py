"""Reads a file of the workspace by the app's token (docs.slack.dev, "Working with files"; needs `files:read`)."""

import aiohttp
import structlog

from adapters.slack.api import SlackWebApi
from adapters.slack.manifest import READ_SCOPE
from adapters.slack.routes import is_slacks

MOST_BYTES = 2 * 1024 * 1024
"""As `/verify` takes."""
SECONDS = 1.2
log = structlog.get_logger(__name__)


async def read_file(api: SlackWebApi, url: str, size: int) -> bytes | None:
    """The content; None if it is too large, elsewhere, not to be read by the app, or does not come in time."""
    if not is_slacks(url, api.url) or not 0 < size <= MOST_BYTES or READ_SCOPE not in (api.granted or ()):
        return None
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with api.session.get(
            url, headers=api.bearer, timeout=timeout, allow_redirects=False
        ) as response:
            # Without the right to the file Slack answers with the page to sign in.
            if response.status != 200 or response.content_type == "text/html":
                return None
            content = await response.content.read(MOST_BYTES + 1)
            while len(content) <= MOST_BYTES and (more := await response.content.read(MOST_BYTES + 1)):
                content += more
    except (aiohttp.ClientError, TimeoutError, OSError) as problem:
        log.info("slack_file_not_read", why=type(problem).__name__)
        return None
    return content if 0 < len(content) <= MOST_BYTES else None
