"""What every page shares: the organisation's colours, its logo or Laurel's mark in its accent, and the typeface."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from adapters.web.http import answers
from adapters.web.identity import CurrentIdentity, SiteIdentity
from adapters.web.ports import MakeFont
from bot.domain.addresses import BRAND_SHEET, FAVICON, FONT, LOGO, MARK
from issuer.artwork.colour import hexadecimal, tones
from issuer.artwork.page_colours import page_colours
from issuer.artwork.text.web_font import BEYOND_LATIN, LATIN, CodePoints, unicode_range

FONTS: Mapping[str, CodePoints] = {"latin": LATIN, "further": BEYOND_LATIN}
_MARK = Path(__file__).parents[3] / "templates" / "pages" / "mark.svg"
_SHEET = "text/css"
_A_DAY = 24 * 3600
_DIGEST_LENGTH = 12


class BrandFiles:
    """`/brand.css`, `/mark.svg`, `/logo.png`, `/favicon.ico` and `/fonts/….woff`."""

    def __init__(self, identity: CurrentIdentity, make_font: MakeFont) -> None:
        self._identity = identity
        self._make_font = make_font
        self._fonts: dict[str, bytes] = {}

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get(BRAND_SHEET.route, self.sheet)
        router.add_get(MARK.route, self.mark)
        router.add_get(LOGO.route, self.logo)
        router.add_get(FAVICON.route, self.favicon)
        router.add_get(FONT.route, self.font)

    async def sheet(self, request: web.Request) -> web.Response:
        """The colours and the typeface."""
        text = brand_sheet(self._identity.value.accent)
        return answers.cacheable_file(request, text.encode(), _SHEET, _A_DAY)

    async def mark(self, request: web.Request) -> web.Response:
        """Laurel's mark in the accent."""
        drawn = laurel_mark(self._identity.value.accent)
        return answers.cacheable_file(request, drawn, answers.SVG, _A_DAY)

    async def logo(self, request: web.Request) -> web.Response:
        """The organisation's logo; 404 without one."""
        found = self._identity.value.logo
        if found is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        return answers.cacheable_file(request, found, answers.PNG, _A_DAY)

    async def favicon(self, request: web.Request) -> web.Response:
        """What browsers and chats fetch without being told: the logo, or the mark."""
        return await (self.logo(request) if self._identity.value.logo else self.mark(request))

    async def font(self, request: web.Request) -> web.Response:
        """The typeface with the characters of some scripts."""
        name = request.match_info["script"]
        if name not in FONTS:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        if name not in self._fonts:
            self._fonts[name] = await asyncio.to_thread(self._make_font, FONTS[name])
        return answers.cacheable_file(request, self._fonts[name], "font/woff", 30 * _A_DAY)


def brand_links(identity: SiteIdentity) -> Mapping[str, str]:
    """The addresses that pages name, each with a digest, so that a change is seen at once."""
    sheet = f"{BRAND_SHEET.path()}?v={_digest(brand_sheet(identity.accent).encode())}"
    if identity.logo is None:
        return {"sheet": sheet, "mark": f"{MARK.path()}?v={_digest(laurel_mark(identity.accent))}"}
    return {"sheet": sheet, "mark": f"{LOGO.path()}?v={_digest(identity.logo)}"}


@lru_cache(maxsize=16)
def brand_sheet(accent: str) -> str:
    """The style sheet: the colours by name, light and dark, and the typeface."""
    colours = page_colours(accent)
    faces = "\n".join(
        f'@font-face {{ font-family: "Inter"; src: url("{FONT.path(script=name)}") format("woff");'
        f" font-weight: 100 900; font-display: swap; unicode-range: {unicode_range(wanted)}; }}"
        for name, wanted in FONTS.items()
    )
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {_declarations(colours.dark)} }} }}"
    return f"{faces}\n:root {{ {_declarations(colours.light)} }}\n{dark}\n"


@lru_cache(maxsize=16)
def laurel_mark(accent: str) -> bytes:
    """Laurel's mark: a wreath around a star, on a ground of the accent."""
    found = tones(accent)
    drawn = _MARK.read_text("utf-8")
    return (
        drawn.replace("#6d63f5", hexadecimal(found.glow)).replace("#3a2fc0", hexadecimal(found.dark)).encode()
    )


def _declarations(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


@lru_cache(maxsize=16)
def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGEST_LENGTH]
