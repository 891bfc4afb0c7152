"""The language of a visitor: chosen on the page, remembered in a cookie, else by Accept-Language."""

from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from bot.messages.languages import Languages
from bot.messages.wording import Wording

CHOICE = "lang"
"""The parameter of the page's switch, and the cookie that remembers it."""
_A_YEAR = 365 * 24 * 3600
_MOST_RANGES = 32


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


def preferred_languages(accept: str) -> list[str]:
    """The language tags of Accept-Language, the preferred first (RFC 9110, section 12.5.4); `*` is left out.

    >>> preferred_languages("en;q=0.5, de-AT, fr;q=0, *;q=0.1")
    ['de-AT', 'en']
    """
    wanted = [(tag, weight) for tag, weight in weighted_ranges(accept) if tag != "*" and weight > 0]
    return [tag for tag, _ in sorted(wanted, key=lambda pair: -pair[1])]


def weighted_ranges(header: str) -> list[tuple[str, float]]:
    """The ranges of an Accept header with their weights (RFC 9110, section 12.4.2)."""
    return [_range(text) for text in header.split(",")[:_MOST_RANGES] if text.strip()]


def _range(text: str) -> tuple[str, float]:
    media, *parameters = (part.strip() for part in text.split(";"))
    weights = [part[2:] for part in parameters if part.startswith("q=")]
    return media, _weight(weights[0]) if weights else 1.0


def _weight(text: str) -> float:
    """A weight from 0 to 1; an invalid one counts as 0, so that no form is chosen by mistake."""
    whole, _, fraction = text.partition(".")
    if not (text.isascii() and whole in ("0", "1") and (fraction.isdigit() or not fraction)):
        return 0.0
    return min(float(text), 1.0)


def language_switch(languages: Languages) -> list[tuple[str, str, str]]:
    """Each language for a page's switch: its tag, its own name, its direction."""
    wordings = [languages.best(tag) for tag in languages.available]
    return [
        (wording.language, wording.language_name(wording.language), wording.text_direction)
        for wording in wordings
    ]
