"""Lints criteria: do they name an action that others can observe?

The verb list is English, so criteria in another language are checked for length only.
"""

import re
from collections.abc import Iterator

from issuer.messages import Message

SHORTEST = 12
"""Minimum words of criteria; fewer cannot name an action and its evidence."""


def _words(text: str) -> list[str]:
    return text.split()


_REGULAR = _words("""
accompany achieve act add agree analyse analyze announce answer apply approve arrange ask assess attend automate
call check clean close coach collaborate collect comment complete compare conduct confirm connect contact contribute
correct cover create cut debug define deliver demonstrate deploy describe design develop diagnose discover discuss
document donate earn edit enter escalate establish evaluate examine exceed explain facilitate finish fix follow gather
guide handle help hire hold host identify implement improve include inform inspect install interview introduce invent
investigate invite join label launch learn list listen maintain map measure mend mentor merge migrate moderate monitor
name negotiate observe offer open organise organize pass perform pilot plan post prepare present prevent process
produce propose publish raise recommend record recover recruit reduce refactor refer release remove repair repeat
replace reply report represent reproduce request research resolve respond restore review rewrite save schedule score
secure serve share ship sign simplify solve sort start stop submit suggest supply support survey teach test thank trace
track train translate triage tutor update upgrade use validate verify visit volunteer walk watch welcome write
""")
_IRREGULAR = _words("""
began brought built caught chose drew found gave got handed held kept led made met put ran read rewrote rewritten
saw sent set shown showed sold spoke spent stood taught told took won wrote written
build bring find give hand keep lead make meet run send show speak spend take tell win
""")
_ENGLISH = frozenset(
    _words(
        "the be with your you their they who and every someone people great good nice excellent awesome best"
    )
)


def _forms(verb: str) -> Iterator[str]:
    stem = verb[:-1] if verb.endswith("e") else verb
    doubled = verb + verb[-1]
    yield verb
    yield from (f"{verb}s", f"{verb}es", f"{stem}ed", f"{stem}ing", f"{doubled}ed", f"{doubled}ing")
    if verb.endswith("y"):
        yield from (f"{verb[:-1]}ies", f"{verb[:-1]}ied")


_OBSERVABLE = frozenset(form for verb in (*_REGULAR, *_IRREGULAR) for form in _forms(verb))


def weakness(criteria: str) -> tuple[Message, Message, Message] | None:
    """Why criteria cannot be checked (found, expected, fix); None if nothing obvious prevents it."""
    words = re.findall(r"[^\W\d_]+", criteria.casefold())
    fix = Message("file.fix.criteria")
    if len(words) < SHORTEST:
        found = Message("file.found.short_criteria", count=len(words))
        return found, Message("file.expected.words", least=str(SHORTEST)), fix
    if _ENGLISH.intersection(words) and not _OBSERVABLE.intersection(words):
        return Message("file.found.criteria_without_action"), Message("file.expected.action"), fix
    return None
