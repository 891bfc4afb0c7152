"""Pages from templates. Every value is text and is escaped; a missing value is an error, not a gap."""

import hashlib
import json
from collections.abc import Mapping
from datetime import tzinfo
from http import HTTPStatus
from pathlib import Path

from aiohttp import hdrs, web
from markupsafe import Markup

from adapters.html_wording import HtmlWording, page_environment
from adapters.visitor_language import add_vary, language_switch, reader_wording
from adapters.web.http.negotiation import HTML, JSON_FORMS, PROBLEM, preferred_form
from adapters.web.identity import CurrentIdentity
from adapters.web.pages.brand import brand_links
from bot.domain.organisations import Organisation
from bot.messages.languages import Languages
from bot.messages.wording import Wording

_DIGEST_LENGTH = 12


class Pages:
    """The templates of one folder, for one site.

    >>> Pages(folder, identity, url, languages).answer(request, "verify.html", report=None)  # doctest: +SKIP
    """

    def __init__(
        self,
        folder: Path,
        identity: CurrentIdentity,
        public_url: str,
        languages: Languages,
    ) -> None:
        self._environment = page_environment(folder)
        self._environment.globals.update(
            public_url=public_url, version=_digest(folder / "static" / "site.css")
        )
        self._languages = languages
        self._identity = identity

    def html(self, template: str, reader: Wording, preview: Wording, /, **values: object) -> str:
        """The page as text. Raises jinja2.UndefinedError for a value that the template lacks."""
        return self._environment.get_template(template).render(self._values(reader, preview, values))

    def _values(self, reader: Wording, preview: Wording, values: Mapping[str, object]) -> dict[str, object]:
        return {
            **HtmlWording(reader).as_values(),
            "preview": HtmlWording(preview).say,
            "preview_day": HtmlWording(preview).day,
            "preview_locale": str(preview.locale),
            "languages": language_switch(self._languages),
            "issuer": self._identity.value.issuer,
            "brand": brand_links(self._identity.value),
            **values,
        }

    def _problem(self, template: str, reader: Wording, status: int, values: Mapping[str, object]) -> str:
        """What a page with one thing to say says, as problem details (RFC 9457)."""
        notice = self._environment.get_template(template)
        context = notice.new_context(self._values(reader, reader, values))
        parts = ["".join(notice.blocks[part](context)) for part in ("heading", "words")]
        title, detail = (Markup(part).striptags() for part in parts)  # noqa: S704 - escaped by the template
        said = {"title": title, "status": int(status), "detail": detail}
        return json.dumps(said, ensure_ascii=False, indent=2) + "\n"

    def answer(
        self,
        request: web.Request,
        template: str,
        status: int = HTTPStatus.OK,
        /,
        *,
        zone: tzinfo | None = None,
        **values: object,
    ) -> web.Response:
        """The page as a response without caching and indexing, unless its caller changes that.

        A client that prefers JSON gets a refusal as JSON.

        Days are told in `zone`, else in the time zone of the value `organisation`, else as each was written.
        """
        organisation = values.get("organisation")
        known = organisation if isinstance(organisation, Organisation) else None
        house = self._identity.value.language
        language, zone = (known.language, zone or known.zone) if known else (house, zone)
        reader, preview = self.reader(request, language), self._languages.best(language)
        reader, preview = reader.in_zone(zone), preview.in_zone(zone)
        answer = web.Response(status=status, content_type=HTML, charset="utf-8")
        if status >= HTTPStatus.BAD_REQUEST and self._is_notice(template) and _prefers_json(request):
            answer.content_type = PROBLEM
            answer.text = self._problem(template, reader, status, values)
            answer.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = "*"
        else:
            answer.text = self.html(template, reader, preview, **values)
        if status >= HTTPStatus.BAD_REQUEST:
            add_vary(answer, hdrs.ACCEPT)
        answer.headers[hdrs.CACHE_CONTROL] = "no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
        answer.headers[hdrs.CONTENT_LANGUAGE] = reader.language
        add_vary(answer, hdrs.ACCEPT_LANGUAGE, hdrs.COOKIE)
        return answer

    def reader(self, request: web.Request, language: str | None = None) -> Wording:
        """The wording for the visitor; `language` is the organisation's, if it is not the site's own."""
        return reader_wording(request, self._languages, language or self._identity.value.language)

    def _is_notice(self, template: str) -> bool:
        return {"heading", "words"} <= self._environment.get_template(template).blocks.keys()


def _prefers_json(request: web.Request) -> bool:
    is_json = request.path.endswith(".json")
    offers = (*JSON_FORMS, HTML) if is_json else (HTML, *JSON_FORMS)
    return preferred_form(request.headers.get(hdrs.ACCEPT, ""), offers) != HTML


def _digest(file: Path) -> str:
    """Part of the stylesheet's address, so that a changed sheet is fetched at once."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:_DIGEST_LENGTH]
