"""Responses that are not pages: files and JSON."""

import hashlib
import json
import re
from collections.abc import Mapping

from aiohttp import web

from issuer.strict_json import Json

PNG = "image/png"
SVG = "image/svg+xml"
_SVG_POLICY = "default-src 'none'; img-src data:; sandbox"
"""An SVG picture opened on its own is a page: it may show the picture it frames, and nothing else."""
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9-]+")


def file(body: bytes, media_type: str, name: str, attachment: bool = False) -> web.Response:
    """A file that is never cached, with a name for saving it."""
    kind = "attachment" if attachment else "inline"
    answer = web.Response(
        body=body,
        content_type=media_type,
        headers={
            "Content-Disposition": f'{kind}; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
        },
    )
    if media_type == SVG:
        answer.headers["Content-Security-Policy"] = _SVG_POLICY
    return answer


def document(
    value: Mapping[str, Json], media_type: str = "application/json", status: int = 200
) -> web.Response:
    """JSON that scripts of any site may read: it is public, and no cookie goes with the request."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    answer = web.Response(text=text, content_type=media_type, status=status)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def cacheable_file(request: web.Request, body: bytes, media_type: str, seconds: int) -> web.Response:
    """A public file that may be cached; 304 if the client has it already (RFC 9110, section 13.1.2)."""
    tag = hashlib.sha256(body).hexdigest()[:32]
    known = request.if_none_match or ()
    if any(etag.value in (tag, "*") for etag in known):
        answer = web.Response(status=304)
    else:
        answer = web.Response(body=body, content_type=media_type)
    answer.etag = tag
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def file_name(slug: str, ending: str) -> str:
    """A file name that every system accepts: `customer-hero.png`."""
    return f"{_NOT_IN_A_NAME.sub('-', slug.lower())[:80].strip('-') or 'badge'}.{ending}"
