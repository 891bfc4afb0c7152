"""Content negotiation: the form of a resource that a client prefers (RFC 9110, section 12.5.1).

>>> preferred_form("application/json, text/html;q=0.5", ("text/html", "application/json"))
'application/json'
"""

from collections.abc import Sequence

from adapters.visitor_language import weighted_ranges

HTML = "text/html"
JSON = "application/json"
LINKED_JSON = "application/ld+json"
CREDENTIAL = "application/vc+ld+json"
NEWER_CREDENTIAL = "application/vc"
JWS = "text/plain"
"""The media type of a JWT in Open Badges 3.0 (§6.2.3)."""

CREDENTIAL_FORMS = (HTML, CREDENTIAL, NEWER_CREDENTIAL, LINKED_JSON, JSON, JWS)
DOCUMENT_FORMS = (HTML, JSON, LINKED_JSON)
PROBLEM = "application/problem+json"
"""A refusal for programs (RFC 9457)."""
JSON_FORMS = (JSON, PROBLEM, LINKED_JSON, CREDENTIAL, NEWER_CREDENTIAL)


def preferred_form(accept: str, offers: Sequence[str]) -> str:
    """The offer the client prefers; between equals the earlier offer, and the first if it accepts none.

    Sending the first to a client that accepts none is allowed, and kinder than 406.
    """
    ranges = weighted_ranges(accept.lower())
    if not ranges:
        return offers[0]
    return max(offers, key=lambda offer: _liking(offer, ranges))


def _liking(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the most specific range that covers the offer."""
    weights = dict(reversed(ranges))
    for media in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        if media in weights:
            return weights[media]
    return 0.0
