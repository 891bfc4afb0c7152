"""The sandbox page: its files and headers."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from aiohttp import web

TEMPLATES = Path(__file__).parents[2] / "templates" / "sandbox"
TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
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
        charset = None if self.type.startswith("font/") else "utf-8"
        return web.Response(body=self.content, content_type=self.type, charset=charset, headers=HEADERS)


def page_files() -> dict[str, PageFile]:
    """Every file of the page by its name, the typeface included (Inter, from the package that ships it)."""
    found = {
        path.name: PageFile(path.read_bytes(), TYPES[path.suffix])
        for path in TEMPLATES.iterdir()
        if path.suffix in TYPES
    }
    letters = files("fontpkg_inter").joinpath("files", "Inter[opsz,wght].ttf")
    found["inter.ttf"] = PageFile(letters.read_bytes(), TYPES[".ttf"])
    return found
