"""What a badge claims about its award (Open Badges 3.0, §B.1.9; 2.0, "Evidence"), for people to read. Pure.

>>> claimed_evidence([{"type": ["Evidence"], "narrative": "She stayed.", "name": "Maya"}])
(ClaimedEvidence(text='She stayed.', name='Maya', link=''),)
"""

from collections.abc import Iterator

from issuer.strict_json import Json
from issuer.verifying.report import ClaimedEvidence

MOST_EVIDENCE = 20
"""Pieces that a report shows."""


def claimed_evidence(said: Json, narrative: Json = None) -> tuple[ClaimedEvidence, ...]:
    """The evidence of a badge: one piece or several, each an object or a link. `narrative`: of all of it."""
    pieces = [{"narrative": narrative}, *(said if isinstance(said, list) else [said])]
    found = (one for piece in pieces for one in _claimed(piece))
    return tuple(dict.fromkeys(found))[:MOST_EVIDENCE]


def _claimed(piece: Json) -> Iterator[ClaimedEvidence]:
    if isinstance(piece, str):
        piece = {"id": piece}
    if not isinstance(piece, dict):
        return
    text, about, name, link = (_text(piece.get(key)) for key in ("narrative", "description", "name", "id"))
    said = ClaimedEvidence(text or about, name, link if link.startswith("http") else "")
    if said != ClaimedEvidence():
        yield said


def _text(value: Json) -> str:
    return value.strip() if isinstance(value, str) else ""
