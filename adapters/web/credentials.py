"""A credential's page and files, for whoever has the link, while its earner shares it.

A private credential, an unknown id, one that is no id, and one undone before it was ever shared get one and the
same answer: the page must not be a way to find out what people keep to themselves.
"""

import asyncio
import re
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from aiohttp import hdrs, web

from adapters.web import answers
from adapters.web.achievements import SIZE
from adapters.web.headers import POLICY
from adapters.web.negotiation import CREDENTIAL, CREDENTIAL_FORMS, HTML, preferred
from adapters.web.openness import Openness, openness, signed
from adapters.web.ports import ShownCredential
from adapters.web.rendering import Pages
from adapters.web.site import Site
from bot.sharing.rules import consent
from issuer.celebration import public_page
from issuer.strict_json import compact

_NAME = re.compile(r"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(\.json|\.png)?")
_FORM_OF = {".json": CREDENTIAL, ".png": answers.PNG}


@dataclass(frozen=True)
class _Asked:
    public_id: UUID
    form: str


class Credentials:
    """`/credentials/{uuid}`, by Accept or with `.json` and `.png`."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the route."""
        router.add_get("/credentials/{name:[^/]+}", self.show)

    async def show(self, request: web.Request) -> web.Response:
        """The page, the signed file, or the picture that holds it; 404 until shared, 410 once un-shared."""
        asked = _asked(request)
        shown = await self._site.shelf.credential(asked.public_id) if asked else None
        state = openness(shown)
        if asked is None or shown is None or state is Openness.UNKNOWN:
            answer = self._pages.answer("credential_unknown.html", HTTPStatus.NOT_FOUND)
        elif state is Openness.GONE:
            answer = self._pages.answer("credential_gone.html", HTTPStatus.GONE)
        else:
            answer = await self._opened(shown, asked.form)
        answer.headers[hdrs.VARY] = hdrs.ACCEPT
        return answer

    async def _opened(self, shown: ShownCredential, form: str) -> web.Response:
        document = signed(shown)
        if document is None:
            raise LookupError("a credential is shared and has no signed file")
        if form == HTML:
            return await self._page(shown, document)
        if form == answers.PNG:
            picture = await self._site.pictures.badge(shown.achievement, SIZE)
            body, ending = self._site.bake(picture, document), "png"
        else:
            body, ending = document, "json"
        answer = answers.file(body, form, answers.file_name(shown.achievement.slug, ending))
        answer.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = "*"
        return answer

    async def _page(self, shown: ShownCredential, document: bytes) -> web.Response:
        allowed = public_page(shown.recipient.name, shown.achievement.name, consent(shown.credential))
        report = await self._site.checker.check(document)
        statements = None
        if report.verdict == "valid":
            statements = compact(dict((await asyncio.to_thread(self._site.statements, document)).as_json()))
        answer = self._pages.answer(
            "credential.html",
            page=allowed,
            path=shown.credential.path,
            awarded_at=shown.credential.awarded_at,
            achievement=shown.achievement,
            organisation=shown.organisation,
            report=report,
            statements=statements,
        )
        if statements:  # the one page with a script: it checks the badge again on the visitor's own machine
            answer.headers["Content-Security-Policy"] = f"{POLICY}; script-src 'self'; connect-src 'self'"
        return answer


def _asked(request: web.Request) -> _Asked | None:
    found = _NAME.fullmatch(request.match_info["name"])
    if found is None:
        return None
    form = _FORM_OF.get(found[2]) or preferred(request.headers.get(hdrs.ACCEPT, ""), CREDENTIAL_FORMS)
    return _Asked(UUID(found[1]), form)
