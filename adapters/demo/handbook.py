"""`/handbook/{name}` of the demo: the documents of the folder docs/, as pages."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from adapters.demo.markdown import as_html, title_of
from adapters.web.http import answers
from adapters.web.pages.rendering import Pages

FOLDER = Path(__file__).parents[2] / "docs"
"""Absent where Laurel is installed without its repository; then there is no handbook."""
_AN_HOUR = 3600


class Handbook:
    """Each document, and the pictures in it."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._documents = {path.stem: path for path in FOLDER.glob("*.md")}
        self._pictures = {path.name: path for path in (FOLDER / "pictures").glob("*.png")}

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get("/handbook/{name:[a-z-]+}", self.show)
        router.add_get("/handbook/pictures/{name}", self.picture)

    async def show(self, request: web.Request) -> web.Response:
        """One document, in English as it was written."""
        found = self._documents.get(request.match_info["name"])
        if found is None:
            return self._pages.answer(request, "nothing_here.html", HTTPStatus.NOT_FOUND)
        text = found.read_text("utf-8")
        linked = {f"{name}.md": f"/handbook/{name}" for name in self._documents}
        return self._pages.answer(
            request, "handbook.html", heading=title_of(text), body=as_html(text, linked, "/handbook/")
        )

    async def picture(self, request: web.Request) -> web.Response:
        """One picture of a document."""
        found = self._pictures.get(request.match_info["name"])
        if found is None:
            return self._pages.answer(request, "nothing_here.html", HTTPStatus.NOT_FOUND)
        return answers.cacheable_file(request, found.read_bytes(), answers.PNG, _AN_HOUR)
