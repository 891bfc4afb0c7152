"""The sandbox page: its files and headers."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import hdrs, web

from adapters.html_wording import HtmlWording, page_environment
from adapters.visitor_language import add_vary, language_switch, reader_wording
from bot.messages.languages import Languages
from bot.messages.wording import Wording

TEMPLATES = Path(__file__).parents[2] / "templates" / "sandbox"
TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
}
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file of the page, read once."""

    content: bytes
    type: str

    def response(self) -> web.Response:
        """The file with its headers."""
        return web.Response(body=self.content, content_type=self.type, charset="utf-8", headers=HEADERS)


@dataclass(frozen=True, slots=True)
class TranslatedPage:
    """The parts of the page that hold sentences, made for each language on request."""

    languages: Languages

    def response(self, request: web.Request, name: str) -> web.Response:
        """`index.html`, `words.json` or `guide.json` in the language of its reader."""
        reader = reader_wording(request, self.languages)
        answer = PageFile(self._content(name, reader).encode(), TYPES[Path(name).suffix]).response()
        answer.headers[hdrs.CONTENT_LANGUAGE] = reader.language
        add_vary(answer, hdrs.ACCEPT_LANGUAGE, hdrs.COOKIE)
        return answer

    def _content(self, name: str, reader: Wording) -> str:
        match name:
            case "index.html":
                values = {**HtmlWording(reader).as_values(), "languages": language_switch(self.languages)}
                return page_environment(TEMPLATES).get_template(name).render(values)
            case "guide.json":
                return json.dumps(_guide(reader))
            case _:
                texts = {"page": _chapter(reader, "page"), "commands": _chapter(reader, "command")}
                return json.dumps(texts)


TRANSLATED = frozenset({"index.html", "words.json", "guide.json"})


def _guide(reader: Wording) -> dict[str, object]:
    """The steps of the guide, and where it leads on, with their sentences."""
    told = _chapter(reader, "guide")
    sentences, words = told.pop("step"), told.pop("link")
    story = json.loads((TEMPLATES / "guide.json").read_text("utf-8"))
    return {
        **told,
        "steps": [{**step, **sentences[step["id"]]} for step in story["steps"]],
        "links": [{**link, "text": words[link["id"]]} for link in story["links"]],
    }


def _chapter(reader: Wording, name: str) -> dict[str, Any]:
    """The sentences of a chapter as nested objects, by the steps of their keys."""
    start, found = f"sandbox.{name}.", dict[str, Any]()
    for key, entry in reader.entries.items():
        if key.startswith(start):
            *chapters, last = key.removeprefix(start).split(".")
            place = found
            for chapter in chapters:
                place = place.setdefault(chapter, {})
            place[last] = entry
    return found


def page_files() -> dict[str, PageFile]:
    """Every file of the page that holds no sentence, by its name."""
    return {
        path.name: PageFile(path.read_bytes(), TYPES[path.suffix])
        for path in TEMPLATES.iterdir()
        if path.suffix in TYPES and path.name not in TRANSLATED
    }
