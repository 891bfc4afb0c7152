"""Pages from templates. Every value is text and is escaped; a missing value is an error, not a gap."""

import hashlib
import re
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from issuer.openbadges.model import IssuerProfile
from issuer.timestamps import TimestampError, read_timestamp

_STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TIMESTAMP = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_DIGEST_LENGTH = 12


class Pages:
    """The templates of one folder, for one issuer.

    >>> Pages(folder, issuer, "https://badges.example").answer("verify.html", report=None)  # doctest: +SKIP
    """

    def __init__(self, folder: Path, issuer: IssuerProfile, public_url: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            day=day,
            written_day=written_day,
            unsteered=without_direction_marks,
            readable=readable,
            iso=datetime.isoformat,
        )
        self._environment.globals.update(
            issuer=issuer, public_url=public_url, version=_digest(folder / "static" / "site.css")
        )

    def html(self, template: str, /, **values: object) -> str:
        """The page as text. Raises jinja2.UndefinedError for a value that the template lacks."""
        return self._environment.get_template(template).render(values)

    def answer(self, template: str, status: int = HTTPStatus.OK, /, **values: object) -> web.Response:
        """The page as a response without caching and indexing, unless its caller changes that."""
        answer = web.Response(text=self.html(template, **values), status=status, content_type="text/html")
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer


def day(moment: datetime) -> str:
    """A day in words, 14 March 2026, in the moment's own zone (ours is UTC)."""
    return f"{moment.day} {moment:%B} {moment.year}"


def written_day(timestamp: str) -> str:
    """The same of a credential's timestamp. Raises issuer.timestamps.TimestampError for anything else."""
    return day(read_timestamp(timestamp))


def readable(sentence: str) -> str:
    """The sentence with each timestamp as a readable day and time."""
    return _TIMESTAMP.sub(_as_people_write_it, sentence)


def without_direction_marks(text: str) -> str:
    """The text without direction control characters: `<title>` and attributes cannot isolate them."""
    return _STEERING.sub("", text)


def _as_people_write_it(found: re.Match[str]) -> str:
    try:
        moment = read_timestamp(found[0])
    except TimestampError:
        return found[0]  # on no calendar: better shown as it is than not at all
    return f"{day(moment)}, {moment:%H:%M} UTC"


def _digest(file: Path) -> str:
    """Part of the stylesheet's address, so that a changed sheet is fetched at once."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:_DIGEST_LENGTH]
