"""The language of a visitor: chosen on the page, remembered in a cookie, else by Accept-Language."""

from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from adapters.web.http.negotiation import preferred_languages
from bot.messages.languages import Languages
from bot.messages.wording import Wording

CHOICE = "lang"
"""The parameter of the page's switch, and the cookie that remembers it."""
_A_YEAR = 365 * 24 * 3600


def reader_wording(request: web.Request, languages: Languages, house_language: str | None = None) -> Wording:
    """The first available of: the switch, the cookie, Accept-Language in its order, the organisation's language."""
    asked = preferred_languages(request.headers.get(hdrs.ACCEPT_LANGUAGE, ""))
    return languages.best(request.query.get(CHOICE), request.cookies.get(CHOICE), *asked, house_language)


def remember_choice(
    languages: Languages, secure: bool
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """The signal receiver that sets the cookie on a page whose switch was used; no shared cache may keep that page."""

    async def remember(request: web.Request, answer: web.StreamResponse) -> None:
        chosen = languages.find(request.query.get(CHOICE, ""))
        if chosen is None or answer.headers.get(hdrs.CONTENT_LANGUAGE) != chosen.language:
            return
        cookie = f"{CHOICE}={chosen.language}; Max-Age={_A_YEAR}; Path=/; SameSite=Lax; HttpOnly"
        answer.headers.add(hdrs.SET_COOKIE, f"{cookie}; Secure" if secure else cookie)
        answer.headers[hdrs.CACHE_CONTROL] = "no-store"

    return remember


def add_vary(answer: web.StreamResponse, *names: str) -> None:
    """Adds request headers that the answer depends on to those it names already."""
    said = [name.strip() for name in answer.headers.get(hdrs.VARY, "").split(",") if name.strip()]
    answer.headers[hdrs.VARY] = ", ".join(dict.fromkeys([*said, *names]))
