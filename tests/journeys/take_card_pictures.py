"""Draws every card of every chapter as Slack's cards look, light and dark, into `docs/pictures/`.

    python -m tests.journeys.take_card_pictures        (needs Node with tests/interop installed, and Chromium)

The renderer is `slack-blocks-to-jsx`, somebody else's likeness of Slack: good for looking, no proof. Cards of another
platform belong into `RENDERERS` beside it: a function from scenes and a theme to HTML.
"""

import asyncio
import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, async_playwright

from adapters.slack.render import render
from adapters.wiring.web import application
from tests.fakes.world import World
from tests.journeys.card_scenes import Scene, scenes

ROOT = Path(__file__).parents[2]
OUT = ROOT / "docs" / "pictures"
INTEROP = ROOT / "tests" / "interop"
PUBLIC = "https://badges.larkspur.example"
GROUNDS = {"light": "#ffffff", "dark": "#1a1d21"}
PAGE = """<!doctype html><html data-theme="{theme}"><meta charset="utf-8"><style>{style}
body {{ margin: 0; background: {ground}; }} main {{ column-width: 600px; column-gap: 24px; padding: 20px; }}
section {{ break-inside: avoid; margin-bottom: 22px; }}
h6 {{ margin: 0 0 4px; font: 12px system-ui; color: #8a8f98; }}
.slack_blocks_to_jsx {{ max-width: 590px; }}</style><main>{body}</main></html>"""

Renderer = Callable[[Sequence[Scene], str, str], list[str]]


def slack(shown: Sequence[Scene], theme: str, logo: str) -> list[str]:
    """Each card as HTML."""
    asked = [
        {"blocks": _unmarked(render(card, {}, PUBLIC)["blocks"]), "theme": theme, "logo": logo, "people": []}
        for _, card in shown
    ]
    node = shutil.which("node")
    if node is None:
        raise SystemExit("node is not here; install it, then: make test")
    done = subprocess.run(  # noqa: S603 - our own script
        [node, "slack_cards.mjs"],
        cwd=INTEROP,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    html: list[str] = json.loads(done.stdout)
    return html


def _unmarked(blocks: object) -> object:
    """Blocks without `verbatim`: Slack still reads markup with it and only finds no names; the renderer reads none."""
    if isinstance(blocks, dict):
        return {name: _unmarked(value) for name, value in blocks.items() if name != "verbatim"}
    return [_unmarked(one) for one in blocks] if isinstance(blocks, list) else blocks


RENDERERS: Mapping[str, tuple[Renderer, str]] = {
    "slack": (slack, "node_modules/slack-blocks-to-jsx/dist/style.css"),
}


async def main() -> int:
    """Draws and writes."""
    with tempfile.TemporaryDirectory() as folder:
        worlds: list[World] = []
        shown: list[Scene] = []
        pictures: dict[str, str] = {}
        async for scene in scenes(Path(folder), worlds.append):
            shown.append(scene)
            await _fetch(worlds[0], scene, pictures)
    logo = _as_address((ROOT / "templates" / "sandbox" / "laurel.svg").read_bytes(), "image/svg+xml")
    OUT.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for platform, (draw, style) in RENDERERS.items():
            for theme in GROUNDS:
                bodies = [_with_pictures(html, pictures) for html in draw(shown, theme, logo)]
                page = _page(shown, bodies, theme, (INTEROP / style).read_text("utf-8"))
                await _photograph(browser, page, OUT / f"cards-{platform}-{theme}.png")
        await browser.close()
    return 0


async def _fetch(world: World, scene: Scene, pictures: dict[str, str]) -> None:
    """The pictures of a card, as they are at that moment: some are behind a door."""
    wanted = re.findall(re.escape(PUBLIC) + r"(/[^\"]+\.png)", json.dumps(render(scene[1], {}, PUBLIC)))
    async with TestClient(TestServer(application(world.house, world.organisation))) as client:
        for path in set(wanted) - set(pictures):
            answer = await client.get(path)
            if answer.status == 200:
                pictures[path] = _as_address(await answer.read(), "image/png")


def _as_address(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _with_pictures(html: str, pictures: Mapping[str, str]) -> str:
    for path, address in pictures.items():
        html = html.replace(f"{PUBLIC}{path}", address)
    return html


def _page(shown: Sequence[Scene], bodies: Sequence[str], theme: str, style: str) -> str:
    parts = [
        f'<section data-theme="{theme}"><h6>{name}</h6>{body}</section>'
        for (name, _), body in zip(shown, bodies, strict=True)
    ]
    return PAGE.format(theme=theme, ground=GROUNDS[theme], style=style, body="".join(parts))


async def _photograph(browser: Browser, html: str, file: Path) -> None:
    page = await browser.new_page(viewport={"width": 1920, "height": 1000})
    await page.set_content(html, wait_until="networkidle")
    await page.screenshot(path=file, full_page=True)
    await page.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
