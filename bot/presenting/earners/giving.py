"""Who gave a badge, and whose words it bears, on cards."""

import re

from bot.messages.cards import Block, Line, Note, PersonName, Quote
from bot.messages.plain_text import closed
from bot.messages.wording import Enumeration, Wording
from issuer.celebration import GivenWords, Giver, Giving, Part

MOST_QUOTED = 8
"""Words of one award in one card."""
EXCERPT = 140
"""Characters of the words in a row of a list."""
_FIRST_WORD = re.compile(r"[^\W\d_]+(?=[\s,;’'-]|$)")


def earned_line(say: Wording, giving: Giving, badge: str) -> Line:
    """How the earner came by a badge: awarded, or nominated and approved."""
    nominators, deciders = _named(giving, Part.NOMINATED), _named(giving, Part.APPROVED)
    if nominators.lines:
        return say.line("earned.nominated", badge=badge, nominators=nominators, approvers=deciders)
    return say.line("earned.line", badge=badge, awarder=_named(giving, Part.AWARDED))


def from_whom(say: Wording, giving: Giving) -> Line:
    """The same in short, as far as the names may be shown; empty if none may."""
    by_part = {part: _named(giving, part) for part in Part}
    if by_part[Part.AWARDED].lines:
        return say.line("given.awarded", awarder=by_part[Part.AWARDED])
    nominators, approvers = by_part[Part.NOMINATED], by_part[Part.APPROVED]
    if nominators.lines and approvers.lines:
        return say.line("given.both", nominators=nominators, approvers=approvers)
    if nominators.lines:
        return say.line("given.nominated", nominators=nominators)
    return say.line("given.approved", approvers=approvers) if approvers.lines else ()


def other_givers(say: Wording, giving: Giving) -> Line:
    """Who gave it, unless the signatures below the words say that already."""
    authors = {words.author.id for words in giving.words if words.author}
    if all(giver.id in authors for giver in giving.givers):
        return ()
    return from_whom(say, giving)


def signed_quotes(say: Wording, giving: Giving) -> list[Block]:
    """The words, each under the name of its author."""
    blocks: list[Block] = [_quote(words) for words in giving.words[:MOST_QUOTED]]
    if len(giving.words) > MOST_QUOTED:
        blocks.append(Note(say.line("decide.more_say", count=len(giving.words) - MOST_QUOTED)))
    return blocks


def reason(say: Wording, giving: Giving) -> Line:
    """Who gave it, and the beginning of the first words: for a row of a list."""
    whom = from_whom(say, giving)
    if not giving.words:
        return whom
    text = " ".join(as_sentence(giving.words[0].text).split())
    if len(text) > EXCERPT:
        text = closed(text[:EXCERPT].rsplit(" ", 1)[0].rstrip(",;:") + "…")
    return say.line("given.because", whom=whom, words=text)


def as_sentence(text: str) -> str:
    """Words as the beginning of a sentence: people type them behind "because".

    >>> as_sentence("she covered my late shift"), as_sentence("iPhone repaired"), as_sentence("https://example.org")
    ('She covered my late shift', 'iPhone repaired', 'https://example.org')
    """
    first = _FIRST_WORD.match(text)
    if not first or not first[0].islower():
        return text
    large = text[0].title()
    return large + text[1:] if len(large) == 1 else text


def giver_mention(giver: Giver) -> PersonName:
    """A giver's mention."""
    return PersonName(giver.id, giver.name)


def _quote(words: GivenWords) -> Quote:
    return Quote(as_sentence(words.text), giver_mention(words.author) if words.author else None)


def _named(giving: Giving, part: Part) -> Enumeration:
    return Enumeration(tuple((giver_mention(giver),) for giver in giving.givers if giver.part is part))
