"""Content negotiation: the form of a resource that a client prefers (RFC 9110, section 12.5.1).

>>> preferred_form("application/json, text/html;q=0.5", ("text/html", "application/json"))
'application/json'
"""

from collections.abc import Sequence

HTML = "text/html"
JSON = "application/json"
LINKED_JSON = "application/ld+json"
CREDENTIAL = "application/vc+ld+json"
NEWER_CREDENTIAL = "application/vc"
JWS = "text/plain"
"""The media type of a JWT in Open Badges 3.0 (§6.2.3)."""

CREDENTIAL_FORMS = (HTML, CREDENTIAL, NEWER_CREDENTIAL, LINKED_JSON, JSON, JWS)
DOCUMENT_FORMS = (HTML, JSON, LINKED_JSON)

_MOST_RANGES = 32


def preferred_form(accept: str, offers: Sequence[str]) -> str:
    """The offer the client prefers; between equals the earlier offer, and the first if it accepts none.

    Sending the first to a client that accepts none is allowed, and kinder than 406.
    """
    ranges = [_range(text) for text in accept.lower().split(",")[:_MOST_RANGES] if text.strip()]
    if not ranges:
        return offers[0]
    return max(offers, key=lambda offer: _liking(offer, ranges))


def preferred_languages(accept: str) -> list[str]:
    """The language tags of Accept-Language, the preferred first (RFC 9110, section 12.5.4); `*` is left out.

    >>> preferred_languages("en;q=0.5, de-AT, fr;q=0, *;q=0.1")
    ['de-AT', 'en']
    """
    ranges = [_range(text) for text in accept.split(",")[:_MOST_RANGES]]
    wanted = [(tag, weight) for tag, weight in ranges if tag not in ("", "*") and weight > 0]
    return [tag for tag, _ in sorted(wanted, key=lambda pair: -pair[1])]


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


def _liking(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the most specific range that covers the offer."""
    weights = dict(reversed(ranges))
    for media in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        if media in weights:
            return weights[media]
    return 0.0
