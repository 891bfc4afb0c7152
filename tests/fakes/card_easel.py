"""Draws Adaptive Cards with Microsoft's own renderer (npm `adaptivecards`) and Teams' host config, in a browser.

async with open_easel() as easel:
    drawn = await easel.draw(card_json(card, names, url), "dark")     # its words, and what the renderer found wrong
    png = await easel.picture()
"""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Page, Route, async_playwright

from adapters.drawing.pictures import design_of
from adapters.drawing.typefaces import load_typefaces
from issuer.artwork.pictures.celebration import BADGE, CelebrationContent, celebration_picture, in_chat_size
from issuer.artwork.pictures.render import render
from issuer.artwork.pictures.tiles import collage, tile
from issuer.celebration import Consent, celebrating_picture
from tests.fakes.requirements import require, standards
from tests.fakes.teams.cards import ACHIEVEMENTS, ANA, HERO

CHROMIUM = Path("/usr/bin/chromium")
MODULES = Path(__file__).parents[1] / "interop" / "node_modules"
SCRIPTS = (
    MODULES / "adaptivecards" / "dist" / "adaptivecards.min.js",
    MODULES / "markdown-it" / "dist" / "markdown-it.min.js",
)
WIDTH = 460
GROUNDS = {"light": ("#ebebeb", "#ffffff"), "dark": ("#1f1f1f", "#292929")}
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 16px; background: {ground}; width: {width}px;
  font-family: "Segoe UI", system-ui, sans-serif; }}
#card {{ background: {card}; border-radius: 6px; box-shadow: 0 1px 3px #0003; }}
.ac-pushButton {{ background: transparent; color: {ink}; border: 1px solid {edge}; border-radius: 4px;
  padding: 6px 14px; font: 600 14px "Segoe UI", system-ui, sans-serif; margin-bottom: 6px; }}
.ac-pushButton.style-positive {{ background: #5b5fc7; border-color: #5b5fc7; color: #fff; }}
.ac-pushButton.style-destructive {{ background: transparent; border-color: {danger}; color: {danger}; }}
a, .ac-anchor {{ color: {link}; }}
</style><div id="card"></div>"""
DRAW = """([card, hostConfig]) => {
  const complaints = [];
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = window.markdownit().render(text.replace(/<at>(.*?)<\\/at>/g, "@$1"));
    result.didProcess = true; };
  const drawn = new AdaptiveCards.AdaptiveCard();
  drawn.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  drawn.parse(card, context);
  for (let at = 0; at < context.eventCount; at++) complaints.push(context.getEventAt(at).message);
  for (const one of drawn.validateProperties().validationEvents) complaints.push(one.message);
  document.getElementById("card").replaceChildren(drawn.render());
  const box = document.getElementById("card").getBoundingClientRect();
  for (const one of document.querySelectorAll("#card *")) {
    if (one.getBoundingClientRect().right > box.right + 1) { complaints.push("too wide: " + one.className); break; } }
  return complaints;
}"""

PICTURES_LOADED = "Promise.allSettled([...document.images].map((picture) => picture.decode()))"


@dataclass(frozen=True)
class Drawn:
    """A card as people see it. `complaints`: what the renderer, or our look at the layout, found wrong."""

    words: str
    complaints: list[str]


@dataclass
class Easel:
    """A browser page with the renderer in it; `theme` is the one it was prepared for."""

    page: Page
    theme: str = ""

    async def draw(self, card: dict[str, Any], theme: str) -> Drawn:
        """The card in Teams' light or dark theme."""
        if theme != self.theme:
            await self._prepare(theme)
        config = json.loads((standards() / "platforms" / f"microsoft-teams-{theme}.json").read_text("utf-8"))
        complaints = await self.page.evaluate(DRAW, [card, config])
        await self.page.evaluate(PICTURES_LOADED)
        return Drawn(await self.page.inner_text("#card"), complaints)

    async def picture(self) -> bytes:
        """What was drawn last, as a PNG."""
        return await self.page.locator("body").screenshot()

    async def _prepare(self, theme: str) -> None:
        ground, paper = GROUNDS[theme]
        dark = theme == "dark"
        look = {"ground": ground, "card": paper, "width": WIDTH, "ink": "#ffffff" if dark else "#242424"}
        look |= {"edge": "#666666" if dark else "#d1d1d1", "link": "#7f85f5" if dark else "#4f52b2"}
        look["danger"] = "#f1707b" if dark else "#c4314b"
        await self.page.set_content(PAGE.format(**look))
        for script in SCRIPTS:
            await self.page.add_script_tag(path=str(script))
        self.theme = theme


@asynccontextmanager
async def open_easel() -> AsyncIterator[Easel]:
    """Needs Chromium and the npm packages; whoever asks skips without them."""
    require(CHROMIUM.is_file(), "Chromium is not installed")
    require(
        all(script.is_file() for script in SCRIPTS), "npm's adaptivecards and markdown-it are not installed"
    )
    standards()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": WIDTH + 32, "height": 600}, device_scale_factor=2)
        await page.route(re.compile(r"https://badges\.example/.*\.png"), _picture)
        yield Easel(page)
        await browser.close()


async def _picture(route: Route) -> None:
    """What Laurel's own site would answer: a badge, a tile, a collage, the celebration of the gallery's earner."""
    path = urlsplit(route.request.url).path
    await route.fulfill(body=drawn_for(path), content_type="image/png")


@cache
def drawn_for(path: str) -> bytes:
    """The picture at an address of the gallery's cards; raises ValueError for one that no page of ours answers."""
    if found := re.fullmatch(r"/achievements/([a-z-]+)/[0-9]+/tile\.png", path):
        return tile(_badge(found[1], 486), ACHIEVEMENTS[found[1]].look.accent)
    if found := re.fullmatch(r"/achievements/([a-z-]+)/[0-9]+\.png", path):
        return _badge(found[1], 512)
    if found := re.fullmatch(r"/collage/([a-z0-9.+-]+)/[0-9a-f]+\.png", path):
        slugs = [part.partition(".")[0] for part in found[1].split("+")]
        return collage(tuple(_badge(slug, 208) for slug in slugs), ACHIEVEMENTS[slugs[0]].look.accent)
    if re.fullmatch(r"/celebrations/[^/]+\.png", path):
        named = celebrating_picture(ANA.name, HERO.name, Consent(in_chat=True, by_link=False))
        setting = CelebrationContent(_badge(HERO.slug, BADGE), HERO.look.accent, "New badge earned")
        return in_chat_size(celebration_picture(named, setting, load_typefaces()))
    raise ValueError(f"no page of ours answers {path}")


def _badge(slug: str, size: int) -> bytes:
    achievement = ACHIEVEMENTS[slug]
    return render(design_of(achievement.name, achievement.look), size, load_typefaces())
