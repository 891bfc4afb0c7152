"""What a misspelt name may mean: the names that are nearest by the number of slips that lead to it.

>>> nearest("hlep", {"help": "help", "hero": "customer-hero"})
('help',)

A slip is a letter left out, added, replaced, or exchanged with its neighbour (optimal string alignment, by rapidfuzz).
Measured on a list of typos, in tests/unit/messages/test_did_you_mean.py: docs/decisions/0261.
"""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA

from bot.messages.parsing import normalise_name

LIKELY = 0.72
"""The share of a name that must be right."""
_LONGEST = 80
"""Characters compared; names are shorter."""
_JOINED, _SORTED, _PART = 0.01, 0.02, 0.15
"""What a match loses without its spaces, in another order, or if it is only a part of the name."""
_SHORTEST_PART = 4


def nearest(words: str, names: Mapping[str, str], most: int = 3) -> tuple[str, ...]:
    """What the likeliest names stand for, best first; none if no name is near. `names`: folded name → its meaning."""
    return ranked(similarities([words], names), most)


def similarities(
    tries: Iterable[str], names: Mapping[str, str], *, of_parts: bool = True
) -> dict[str, float]:
    """For each meaning, the likelihood of its likeliest name among readings of what was typed; only likely ones.

    `of_parts`: whether a part of a name is enough.
    """
    scores: dict[str, float] = {}
    for typed in tries:
        wanted = normalise_name(typed)[:_LONGEST].split()
        for name, meaning in names.items():
            score = _similarity(wanted, name, of_parts) if wanted else 0.0
            if score >= LIKELY:
                scores[meaning] = max(score, scores.get(meaning, 0.0))
    return scores


def ranked(scores: Mapping[str, float], most: int = 3) -> tuple[str, ...]:
    """The meanings, the likeliest first."""
    return tuple(sorted(scores, key=lambda meaning: (-scores[meaning], meaning))[:most])


def _similarity(wanted: Sequence[str], name: str, of_parts: bool) -> float:
    words = name.split()
    typed, cutoff = " ".join(wanted), LIKELY
    return max(
        OSA.normalized_similarity(typed, name, score_cutoff=cutoff),
        OSA.normalized_similarity("".join(wanted), "".join(words), score_cutoff=cutoff) - _JOINED,
        OSA.normalized_similarity(" ".join(sorted(wanted)), " ".join(sorted(words)), score_cutoff=cutoff)
        - _SORTED,
        _part(wanted, words) - _PART if of_parts and len(wanted) < len(words) else 0.0,
    )


def _part(wanted: Sequence[str], words: Sequence[str]) -> float:
    """How surely what was typed is a part of the name: each of its words is one of the name's."""
    if any(len(word) < _SHORTEST_PART for word in wanted):
        return 0.0
    return min(max(OSA.normalized_similarity(word, other) for other in words) for word in wanted)
