"""Is the issuer a known one, or does its name imitate one? (A small part of Unicode Technical Standard 39.)"""

import re
import unicodedata
from collections.abc import Mapping

from issuer.messages import Message
from issuer.verifying.report import ISSUER, CheckResult, ClaimedIssuer

_LOOKALIKES = str.maketrans(
    {
        **dict(zip("аеорсхуіјѕԁԛԝһкмтнвгпьӏ", "aeopcxyijsdqwhkmthbrnbl", strict=True)),
        **dict(zip("αβγεικνορτυχηω", "abyeiknoptuxnw", strict=True)),
        **dict(zip("013457$@!|", "oleastsall", strict=True)),
        "ı": "i", "ɩ": "i", "ɡ": "g", "ⅼ": "l", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe",
        "i": "l", "j": "l",  # i, l, 1 and | look alike at a glance
    }
)  # fmt: skip
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_NO_LETTER = re.compile(r"[\W_]+")
_COMPANY_FORMS = re.compile(r"[\s,](incorporated|inc|ltd|llc|gmbh|limited|corporation|corp)\.?$")
_MOST_CHARACTERS = 200
"""The characters of a name that are compared."""


def check_issuer(issuer: ClaimedIssuer, known: Mapping[str, str]) -> CheckResult:
    """Compare the id with the known issuers; a name that looks like one of theirs under another id fails."""
    claimed = Message("issuer.named", name=issuer.name) if issuer.name else Message("issuer.unnamed")
    if issuer.id in known:
        trusted = known[issuer.id]
        if issuer.name not in (None, trusted):
            finding = Message("check.issuer.another_name", issuer=issuer.id, known=trusted, name=claimed)
            return CheckResult(ISSUER, True, "known-by-another-name", finding)
        return CheckResult(ISSUER, True, "ok", Message("check.issuer.ok", issuer=issuer.id, known=trusted))
    pretended = [name for name in known.values() if issuer.name and looks_like(issuer.name, name)]
    if pretended:
        finding = Message("check.issuer.alike", issuer=issuer.id, name=claimed, known=pretended[0])
        return CheckResult(ISSUER, False, "look-alike", finding)
    finding = Message("check.issuer.unknown", issuer=issuer.id, name=claimed)
    return CheckResult(ISSUER, None, "unknown-issuer", finding)


def looks_like(name: str, other: str) -> bool:
    """Tell whether two names look the same, or nearly: other alphabets, accents, spaces, a letter more or less.

    >>> looks_like("Nоrthwind  Traders Ltd", "Northwind Traders")
    True
    """
    first, second = _skeleton(name), _skeleton(other)
    return first == second or (min(len(first), len(second)) >= 6 and _one_letter_apart(first, second))


def _skeleton(name: str) -> str:
    text = unicodedata.normalize("NFKC", name[:_MOST_CHARACTERS].strip())
    text = unicodedata.normalize("NFKD", text[:_MOST_CHARACTERS]).casefold()
    text = _COMPANY_FORMS.sub("", "".join(one for one in text if not unicodedata.combining(one)).rstrip())
    text = _NO_LETTER.sub("", text.translate(_LOOKALIKES))
    for pair, one in _PAIRS:
        text = text.replace(pair, one)
    return text


def _one_letter_apart(first: str, second: str) -> bool:
    if abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    rest, other = first[start:], second[start:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]
