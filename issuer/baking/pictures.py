"""Baking for either kind of picture: a credential goes where its own standard puts it.

baked = bake_credential(picture, credential, kind)  # kind: the class of the credential, as `Assertion`
extract_credential(baked) == credential
"""

import re
from dataclasses import dataclass

from issuer.baking import png, svg
from issuer.strict_json import StrictJsonError, parse_document

_XML = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*<")


@dataclass(frozen=True)
class BakingPlace:
    """Where one standard puts a credential: the keyword in PNG pictures, the element in SVG pictures."""

    keyword: bytes
    element: svg.CredentialElement


_PLACES = {
    "Assertion": BakingPlace(png.OB2_KEYWORD, svg.ASSERTION),
    "ClrCredential": BakingPlace(png.CLR_KEYWORD, svg.RECORD),
}
_OPEN_BADGES_3 = BakingPlace(png.KEYWORD, svg.CREDENTIAL)


def bake_credential(picture: bytes, credential: bytes, kind: str) -> bytes:
    """Return the picture with the credential of that class in it, replacing every earlier one.

    Raises `BakingError` for a picture or a credential that cannot be used.
    """
    place = _PLACES.get(kind, _OPEN_BADGES_3)
    if not is_svg(picture):
        return png.bake(picture, credential, place.keyword)
    address = _hosted_at(credential) if place.element == svg.ASSERTION else None
    return svg.bake_svg(picture, credential, place.element, address)


def extract_credential(picture: bytes) -> bytes:
    """Return the one credential in a picture, of whichever standard; raise `BakingError` if there is not just one."""
    return svg.extract_any_svg(picture) if is_svg(picture) else png.extract_any(picture)[0]


def count_credentials(picture: bytes) -> int:
    """Return how many credentials a picture holds, of whichever standard."""
    return svg.count_credentials(picture) if is_svg(picture) else png.count_credentials(picture)


def is_svg(content: bytes) -> bool:
    """Tell whether a file is XML rather than PNG, JSON or a token: `<`, perhaps after a byte order mark or spaces."""
    return _XML.match(content) is not None


def _hosted_at(credential: bytes) -> str | None:
    """Return the address of a hosted assertion, which is its id; None for a signed one, a token."""
    try:
        return str(parse_document(credential)["id"])
    except (StrictJsonError, KeyError):
        return None
