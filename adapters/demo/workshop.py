"""`/make` of the demo: design a badge by looking at it, and take its lines along for a catalogue's file."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from aiohttp import web

from adapters.drawing.look_lines import PARTS, look_lines
from adapters.drawing.pictures import design_of, look_problems
from adapters.drawing.typefaces import load_typefaces
from adapters.web.http import answers
from adapters.web.pages.rendering import Pages
from bot.domain.catalogue.model import BadgeDesign
from bot.messages.findings import word_message
from issuer.artwork.design import FINISHES, ICONS, LEVELS, NO_RIBBON, SHAPES
from issuer.artwork.pictures.render import render

FIRST = {
    "title": "Night Owl",
    "shape": "rosette",
    "icon": "telescope",
    "accent": "#7c3aed",
    "level": "silver",
    "finish": "metal",
    "ribbon": "#7c3aed",
}
LONGEST_TITLE = 60
_SIZE = 512
_AN_HOUR = 3600


@dataclass(frozen=True)
class BadgeDraft:
    """What the form says."""

    title: str
    look: BadgeDesign
    query: str
    """The same as the query of an address."""


class Workshop:
    """The page and its picture."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._drawing = asyncio.Lock()  # Pillow holds the interpreter: one picture at a time

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get("/make", self.show)
        router.add_get("/make/picture.png", self.picture)

    async def show(self, request: web.Request) -> web.Response:
        """The form, filled in; the picture, or what keeps it from being drawn; the lines for a file."""
        draft = _read(request)
        say = self._pages.reader(request)
        problems = [word_message(say, each.message) for each in look_problems(draft.title, draft.look)]
        return self._pages.answer(
            request,
            "make.html",
            draft=draft,
            problems=problems,
            lines=look_lines(draft.title, draft.look),
            ribbon_shown=draft.look.ribbon != NO_RIBBON,
            choices={
                "shape": sorted(SHAPES),
                "icon": sorted(ICONS),
                "level": list(LEVELS),
                "finish": FINISHES,
            },
            longest=LONGEST_TITLE,
        )

    async def picture(self, request: web.Request) -> web.Response:
        """The badge; 422 if it cannot be drawn as specified."""
        draft = _read(request)
        if look_problems(draft.title, draft.look):
            return web.Response(status=HTTPStatus.UNPROCESSABLE_ENTITY)
        design = design_of(draft.title, draft.look)
        async with self._drawing:
            png = await asyncio.to_thread(lambda: render(design, _SIZE, load_typefaces()))
        return answers.cacheable_file(request, png, answers.PNG, _AN_HOUR)


def _read(request: web.Request) -> BadgeDraft:
    values = {**FIRST, **{name: request.query[name].strip() for name in FIRST if name in request.query}}
    if request.query.get("plain"):
        values["ribbon"] = NO_RIBBON
    title = values["title"][:LONGEST_TITLE]
    look = BadgeDesign(**{part: values[part] for part in PARTS})
    return BadgeDraft(title, look, urlencode({"title": title, **{part: values[part] for part in PARTS}}))
