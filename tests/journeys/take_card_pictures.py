"""Draws every card and form of every chapter as Slack and as Teams show them, side by side, into `docs/pictures/`.

    python -m tests.journeys.take_card_pictures [CHAPTER…]     (needs Node with tests/interop installed, and Chromium)

Teams' renderer is Microsoft's own (`adaptivecards` with Teams' host config). Slack's is `slack-blocks-to-jsx`, somebody
else's likeness of Slack: good for looking, no proof. Another platform belongs into `RENDERERS` beside them.
"""

import asyncio
import base64
import html
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, async_playwright

from adapters.slack.modal import modal
from adapters.slack.render import render
from adapters.teams.forms import form_json
from adapters.teams.render import card_json
from bot.messages.forms import Form, PeopleField
from tests.fakes.card_easel import WIDTH, drawn_for, open_easel
from tests.journeys.card_scenes import Scene, scenes

ROOT = Path(__file__).parents[2]
OUT = ROOT / "docs" / "pictures"
INTEROP = ROOT / "tests" / "interop"
STYLE = INTEROP / "node_modules" / "slack-blocks-to-jsx" / "dist" / "style.css"
PUBLIC = "https://badges.example"
GROUNDS = {"light": ("#ffffff", "#ebebeb"), "dark": ("#1a1d21", "#1f1f1f")}
PAGE = """<!doctype html><html data-theme="{theme}"><meta charset="utf-8"><style>{style}
body {{ margin: 0; background: {slack}; }}
main {{ columns: 2; column-gap: 32px; padding: 20px; }}
section {{ break-inside: avoid; margin-bottom: 26px; }}
section > div {{ display: flex; gap: 16px; align-items: flex-start; }}
section > div > * {{ flex: none; }} .slack {{ width: 560px; }} .teams img {{ width: {width}px; display: block; }}
h6 {{ margin: 0 0 4px; font: 13px system-ui; color: #8a8f98; }}
.modal {{ border: 1px solid #8a8f9866; border-radius: 8px; padding: 12px 16px; }}
.modal h5 {{ margin: 0 0 8px; font: 700 18px system-ui; color: {ink}; }}
.modal button {{ margin: 8px 8px 0 0; padding: 7px 14px; font: 700 15px system-ui; border-radius: 4px; }}
.slack_blocks_to_jsx {{ max-width: 550px; }}</style><main>{body}</main></html>"""
"""Scenes in two columns; in each Slack on the left, Teams on the right."""

Renderer = Callable[[Sequence[Scene], str], Awaitable[list[str]]]


async def slack(shown: Sequence[Scene], theme: str) -> list[str]:
    """Each card, or modal, as HTML."""
    logo = _as_address((ROOT / "templates" / "pages" / "mark.svg").read_bytes(), "image/svg+xml")
    asked = [{"blocks": _blocks(scene), "theme": theme, "logo": logo, "people": []} for scene in shown]
    node = shutil.which("node")
    if node is None:
        raise SystemExit("node is not here; install it, then: make test")
    done = await asyncio.to_thread(
        subprocess.run,
        [node, "slack_cards.mjs"],
        cwd=INTEROP,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: list[str] = json.loads(done.stdout)
    return [
        _in_modal(scene.shown, drawn) if isinstance(scene.shown, Form) else _with_pictures(drawn)
        for scene, drawn in zip(shown, found, strict=True)
    ]


async def teams(shown: Sequence[Scene], theme: str) -> list[str]:
    """Each card as a picture of what Microsoft's renderer draws."""
    found = []
    async with open_easel() as easel:
        for scene in shown:
            form = isinstance(scene.shown, Form)
            card = form_json(scene.shown, PUBLIC) if form else card_json(scene.shown, {}, PUBLIC)  # type: ignore[arg-type]
            drawn = await easel.draw(card, theme)
            if drawn.complaints:
                raise SystemExit(f"{scene.name}: {drawn.complaints}")
            found.append(f'<img src="{_as_address(await easel.picture(), "image/png")}">')
    return found


RENDERERS: Mapping[str, Renderer] = {"slack": slack, "teams": teams}


async def main(wanted: Sequence[str]) -> int:
    """Draws and writes."""
    everything = scenes()
    OUT.mkdir(parents=True, exist_ok=True)
    for chapter in wanted or dict.fromkeys(scene.chapter for scene in everything):
        shown = [scene for scene in everything if scene.chapter == chapter]
        for theme in GROUNDS:
            drawn = {platform: await draw(shown, theme) for platform, draw in RENDERERS.items()}
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
                await _photograph(browser, _page(shown, drawn, theme), OUT / f"cards-{chapter}-{theme}.png")
                await browser.close()
    return 0


def _blocks(scene: Scene) -> object:
    """Blocks without `verbatim`: Slack still reads markup with it and only finds no names; the renderer reads none."""
    if isinstance(scene.shown, Form):
        fields = tuple(
            replace(field, value=field.names) if isinstance(field, PeopleField) else field
            for field in scene.shown.fields
        )
        return [_as_field(block) for block in modal(replace(scene.shown, fields=fields))["blocks"]]
    return _unmarked(render(scene.shown, {}, PUBLIC)["blocks"])


def _unmarked(blocks: object) -> object:
    if isinstance(blocks, dict):
        return {name: _unmarked(value) for name, value in blocks.items() if name != "verbatim"}
    return [_unmarked(block) for block in blocks] if isinstance(blocks, list) else blocks


def _as_field(block: dict[str, object]) -> object:
    """The renderer draws messages, which hold no inputs: a label, and in a line below what the field holds."""
    if block["type"] != "input":
        return _unmarked(block)
    label, element = block["label"], block["element"]
    assert isinstance(label, dict)
    assert isinstance(element, dict)
    optional = " (optional)" if block.get("optional") else ""
    chosen = element.get("initial_option") or {}
    held = (
        element.get("initial_value")
        or chosen.get("text", {}).get("text")
        or ", ".join(element.get("initial_users", ()))
    )
    if element["type"] == "checkboxes":
        ticked = element.get("initial_options", ())
        held = " ".join(
            f"{'☑' if each in ticked else '☐'} {each['text']['text']}" for each in element["options"]
        )
    text = f"*{label['text']}*{optional}\n> {held or '…'}"
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _in_modal(form: Form, drawn: str) -> str:
    return (
        f'<div class="modal"><h5>{html.escape(form.title)}</h5>{drawn}'
        f"<button>Cancel</button><button>{html.escape(form.submit)}</button></div>"
    )


def _as_address(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _with_pictures(drawn: str) -> str:
    def address(found: re.Match[str]) -> str:
        return _as_address(drawn_for(found[1]), "image/png")

    return re.sub(re.escape(PUBLIC) + r"(/[^\"\s)]+\.png)", address, drawn)


def _page(shown: Sequence[Scene], drawn: Mapping[str, Sequence[str]], theme: str) -> str:
    parts = []
    for at, scene in enumerate(shown):
        sides = "".join(f'<div class="{platform}">{found[at]}</div>' for platform, found in drawn.items())
        parts.append(f'<section data-theme="{theme}"><h6>{scene.name}</h6><div>{sides}</div></section>')
    ink = "#ffffff" if theme == "dark" else "#1d1c1d"
    return PAGE.format(
        theme=theme,
        slack=GROUNDS[theme][0],
        ink=ink,
        width=WIDTH + 32,
        style=STYLE.read_text("utf-8"),
        body="".join(parts),
    )


async def _photograph(browser: Browser, page_html: str, file: Path) -> None:
    page = await browser.new_page(viewport={"width": 2240, "height": 1000})
    await page.set_content(page_html, wait_until="networkidle")
    taken = Image.open(io.BytesIO(await page.screenshot(full_page=True))).convert("RGB")
    taken.quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
    await page.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
