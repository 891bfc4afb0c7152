"""Pages from templates. Every value is text and is escaped; a missing value is an error, not a gap."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from aiohttp import hdrs, web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.html_wording import HtmlWording
from adapters.web.http.languages import add_vary, reader_wording
from bot.domain.organisations import Organisation
from bot.messages.languages import Languages
from bot.messages.wording import Wording
from issuer.openbadges.model import IssuerProfile

_STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DIGEST_LENGTH = 12


class Pages:
    """The templates of one folder, for one issuer.

    >>> Pages(folder, issuer, url, languages).answer(request, "verify.html", report=None)  # doctest: +SKIP
    """

    def __init__(
        self,
        folder: Path,
        issuer: IssuerProfile,
        public_url: str,
        languages: Languages,
        language: str | None = None,
    ) -> None:
        self._environment = page_environment(folder)
        self._environment.globals.update(
            issuer=issuer, public_url=public_url, version=_digest(folder / "static" / "site.css")
        )
        self._languages = languages
        self._language = language

    def html(self, template: str, reader: Wording, preview: Wording, /, **values: object) -> str:
        """The page as text. Raises jinja2.UndefinedError for a value that the template lacks."""
        words = {
            **HtmlWording(reader).as_values(),
            "preview": HtmlWording(preview).say,
            "preview_day": HtmlWording(preview).day,
            "preview_locale": str(preview.locale),
            "languages": self._switch(),
        }
        return self._environment.get_template(template).render({**words, **values})

    def answer(
        self, request: web.Request, template: str, status: int = HTTPStatus.OK, /, **values: object
    ) -> web.Response:
        """The page as a response without caching and indexing, unless its caller changes that."""
        organisation = values.get("organisation")
        language = organisation.language if isinstance(organisation, Organisation) else self._language
        reader, preview = self.reader(request, language), self._languages.best(language)
        text = self.html(template, reader, preview, **values)
        answer = web.Response(text=text, status=status, content_type="text/html")
        answer.headers[hdrs.CACHE_CONTROL] = "no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
        answer.headers[hdrs.CONTENT_LANGUAGE] = reader.language
        add_vary(answer, hdrs.ACCEPT_LANGUAGE, hdrs.COOKIE)
        return answer

    def reader(self, request: web.Request, language: str | None = None) -> Wording:
        """The wording for the visitor; `language` is the organisation's, if it is not the site's own."""
        return reader_wording(request, self._languages, language or self._language)

    def _switch(self) -> list[tuple[str, str, str]]:
        """Each language: its tag, its own name, its direction."""
        wordings = [self._languages.best(tag) for tag in self._languages.available]
        return [(one.language, one.language_name(one.language), one.text_direction) for one in wordings]


def page_environment(folder: Path) -> Environment:
    """Jinja for templates of pages."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: Mapping[str, object] = {"unsteered": without_direction_marks, "iso": datetime.isoformat}
    environment.filters.update(filters)
    return environment


def without_direction_marks(text: str) -> str:
    """The text without direction control characters: `<title>` and attributes cannot isolate them."""
    return type(text)(_STEERING.sub("", text))  # HTML stays HTML


def _digest(file: Path) -> str:
    """Part of the stylesheet's address, so that a changed sheet is fetched at once."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:_DIGEST_LENGTH]
