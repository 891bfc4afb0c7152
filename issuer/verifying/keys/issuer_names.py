"""Is the issuer one we know, and does its name pretend to be one? (Unicode Technical Standard 39, section 4.)"""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from issuer.messages import Message
from issuer.verifying.report import ISSUER, LOOK_ALIKE, CheckResult, ClaimedIssuer

_QUICK_EYE = str.maketrans("013457$@!|ij", "oleastsallll")
"""What a quick reader takes for the other, beyond Unicode's list: figures for letters, and single strokes."""
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_NO_LETTER = re.compile(r"[\W_]+")
_COMPANY_FORMS = re.compile(
    r"[\s,](incorporated|inc|ltd|llc|gmbh|limited|corporation|corp)\.?$", re.IGNORECASE
)
_MOST_CHARACTERS = 200
"""Of a name; people read no further."""
_LIST = files("confusable_homoglyphs") / "confusables.json"
"""Unicode's confusables.txt, as this package carries it. Its functions tell scripts apart; they make no skeletons."""
_LEFT_TO_RIGHT = "\u200e"
"""A mark that the published list writes around letters that run to the left."""


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
        return CheckResult(ISSUER, False, LOOK_ALIKE, finding)
    finding = Message("check.issuer.unknown", issuer=issuer.id, name=claimed)
    return CheckResult(ISSUER, None, "unknown-issuer", finding)


def looks_like(name: str, other: str) -> bool:
    """Tell whether two names look the same, or nearly: other alphabets, accents, spaces, a letter more or less.

    >>> looks_like("Nоrthwind  Traders Ltd", "Northwind Traders")
    True
    """
    first, second = skeleton(name), skeleton(other)
    return first == second or (min(len(first), len(second)) >= 6 and _one_letter_apart(first, second))


def skeleton(name: str) -> str:
    """A name without what a quick eye overlooks; equal for names that look alike."""
    text = unicodedata.normalize("NFKC", name[:_MOST_CHARACTERS].strip())
    text = unicodedata.normalize("NFKD", text[:_MOST_CHARACTERS])
    text = "".join(character for character in text if not unicodedata.combining(character)).rstrip()
    text = _COMPANY_FORMS.sub("", text)
    alike = _alike()  # twice: Η looks like H, and its small form η like n
    text = text.translate(alike).casefold().translate(alike).casefold()
    text = _NO_LETTER.sub("", text.translate(_QUICK_EYE))
    for pair, letter in _PAIRS:
        text = text.replace(pair, letter)
    return text


@cache
def _alike() -> dict[int, str]:
    """Each character that looks like others, with the one text that stands for all of them.

    Read when a name is first compared, so the processes that verify pay for it, and no other.
    """
    listed: dict[str, list[str]] = json.loads(_LIST.read_bytes(), object_hook=_without_names)
    stands: dict[str, str] = {}
    for text, others in listed.items():
        for other in others:
            better, worse = sorted((_end(text, stands), _end(other, stands)), key=_preference)
            stands[worse] = better
    return {ord(text): _end(text, stands) for text in stands if len(text) == 1}


def _without_names(listed: dict[str, Any]) -> Any:
    """An entry is a character (`c`) and its name (`n`); without the names the list takes a third of the memory."""
    return listed["c"] if isinstance(listed.get("n"), str) else listed


def _end(text: str, stands: Mapping[str, str]) -> str:
    text = text.strip(_LEFT_TO_RIGHT)
    while stands.get(text, text) != text:
        text = stands[text]
    return text


def _preference(text: str) -> tuple[bool, int, str]:
    """Of several that look alike, plain letters stand for the others, and “ae” for “æ”."""
    return not text.isascii(), -len(text), text


def _one_letter_apart(first: str, second: str) -> bool:
    if abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    rest, other = first[start:], second[start:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]
