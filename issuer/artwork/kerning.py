"""Which pairs of letters stand closer than their own widths say.

Pillow's basic layout applies no kerning from a modern font, and at ribbon size "Team" falls apart without it.
The pairs here are the ones that show most in headlines. The figures, thousandths of an em, are rough and not
the typeface's own.
"""

from __future__ import annotations

from collections.abc import Iterator

_ROUND = "acdegoqsàáâãäåæçèéêëòóôõöøœ"
_STEM = "mnpruzxvwyı"
_PAIRS: tuple[tuple[str, str, int], ...] = (
    ("T", _ROUND, -100),
    ("T", _STEM, -75),
    ("T", ".,:;-–", -80),
    ("T", "AÀÁÂÃÄÅJ", -75),
    ("Y", _ROUND, -85),
    ("Y", _STEM, -45),
    ("Y", ".,:;-–", -85),
    ("Y", "AÀÁÂÃÄÅJ", -75),
    ("VW", _ROUND, -45),
    ("VW", "mnpruz", -25),
    ("VW", ".,:;-–", -65),
    ("VW", "AÀÁÂÃÄÅJ", -60),
    ("AÀÁÂÃÄÅ", "TY", -75),
    ("AÀÁÂÃÄÅ", "VW", -60),
    ("AÀÁÂÃÄÅ", "vwy", -30),
    ("AÀÁÂÃÄÅ", "CGOQU", -18),
    ("LĽ", "TVWY", -80),
    ("L", "vwy", -40),
    ("P", ".,", -110),
    ("P", "AÀÁÂÃÄÅJ", -65),
    ("P", _ROUND, -15),
    ("F", ".,", -90),
    ("F", "AÀÁÂÃÄÅJ", -60),
    ("F", _ROUND, -20),
    ("R", "TVWY", -22),
    ("K", "CGOQ" + _ROUND + "vwy", -25),
    ("k", _ROUND, -18),
    ("r", ".,", -70),
    ("r", "acdegoq", -10),
    ("vwy", ".,", -60),
    ("vwy", "aceoq", -10),
    ("DOQ", "TVWYA", -22),
    ("Г", "аеоёсдля", -80),
    ("ТУ", "аеоёсдлярупнимщы", -65),
    ("Р", "АДЛаедо", -45),
    ("А", "ТУЧ", -60),
    ("Τ", "αεοσωηρ", -75),
    ("Γ", "αεοσωηρ", -70),
    ("Α", "ΤΥ", -70),
)


def _spread() -> Iterator[tuple[str, float]]:
    for lefts, rights, thousandths in _PAIRS:
        for left in lefts:
            for right in rights:
                yield left + right, thousandths / 1000


_KERNING = dict(_spread())


def kerning(left: str, right: str) -> float:
    """How much to add between two letters, in ems; 0 for most pairs."""
    return _KERNING.get(left + right, 0.0)
