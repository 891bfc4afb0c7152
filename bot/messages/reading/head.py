"""The head of a request: the run of words that says who gets which badge, before or behind the reason.

    I would like to nominate @bob for the Team Player badge because …
    └──────────────────── head ───────────────────────────┘

It is read from the left as long as the words are known: people, a badge, verbs and what may stand between them. The
first unknown word ends it, and so does the second of people and badge.
"""

from dataclasses import dataclass, field
from enum import Enum

from bot.messages.reading.names import Found
from bot.messages.reading.sentence import Sentence
from bot.messages.reading.vocabulary import FRAME, Role
from bot.messages.requests import Mention

MOST_READ = 200
"""People read out of one request; the limit for one award or nomination is lower."""
ASKS = Role.GIVES | Role.PROPOSES
_VERBS = ASKS | Role.RECEIVES


class Ambiguity(Enum):
    """Why a request is asked about before anything is done."""

    DOUBTED = "a word such as not, maybe or or"
    DEFERRED = "a reason that begins with later, if or but"
    QUESTION = "a question"
    ANOTHER_BADGE = "several badges"
    MORE_PEOPLE = "people in two places"
    CALLED = "people are spoken to before the verb"
    STATEMENT = "no verb asks for it"
    SCATTERED = "people, badge and verb do not stand together"
    LONGER_NAME = "words between badge and reason that may belong to the name"
    ANOTHER_REQUEST = "the reason holds a request of its own"


@dataclass
class Head:
    """What was read so far."""

    start: int
    end: int
    """The first token behind it."""
    people: list[Mention] = field(default_factory=list)
    groups: list[Mention] = field(default_factory=list)
    unknown_person: str = ""
    """A name where people are expected that is no mention."""
    people_end: int = 0
    """The first token behind the people."""
    badge: Found | None = None
    other_slugs: list[str] = field(default_factory=list)
    verbs: int = Role.NONE
    ambiguities: set[Ambiguity] = field(default_factory=set)

    @property
    def has_people(self) -> bool:
        """Whether it names people: one by one, as a group, or by a name that is no mention."""
        return bool(self.people or self.groups or self.unknown_person)


def read_head(sentence: Sentence, start: int, head: Head | None = None) -> Head:
    """The head that begins at a place; or `head`, read on from there."""
    head = head or Head(start, start)
    head.end = start
    while head.end < sentence.end and not (head.has_people and head.badge):
        if len(head.people) >= MOST_READ:
            break
        role = sentence.role(head.end)
        badge = _badge_at(sentence, head, role)
        if sentence.is_mention(head.end):
            _take_people(sentence, head)
        elif badge:
            _take_badge(sentence, head, badge)
        elif sentence.is_sign(head.end) or role & FRAME:
            _take_frame(sentence, head, role)
        else:
            break
    return head


def _badge_at(sentence: Sentence, head: Head, role: int) -> Found | None:
    """A badge's name here. A verb that is the name of a badge as well is the verb where none was read yet."""
    found = sentence.badge_at(head.end)
    return None if found and found.words == 1 and role & ASKS and not head.verbs else found


def _take_people(sentence: Sentence, head: Head) -> None:
    """All people from here on, with what may stand between them; not those behind “not”."""
    at = head.end
    if head.has_people:
        head.ambiguities.add(Ambiguity.MORE_PEOPLE)
        if sentence.role(at - 1) & Role.DOUBT:
            head.end = at + 1
            return
    while at < sentence.end and len(head.people) < MOST_READ:
        mention = sentence.tokens[at].mention
        if mention is None:
            following = sentence.behind_joiners(at)
            if following == at or not sentence.is_mention(following):
                break
            at = following
            continue
        (head.people if mention.kind in ("person", "address") else head.groups).append(mention)
        at += 1
    head.end = head.people_end = at


def _take_badge(sentence: Sentence, head: Head, badge: Found) -> None:
    """A badge, and those that are joined to it."""
    head.badge = badge
    head.end = badge.end
    while other := _joined_badge(sentence, head.end):
        head.end = other.end
        if other.slug != badge.slug:
            head.other_slugs.append(other.slug)
            head.ambiguities.add(Ambiguity.ANOTHER_BADGE)


def _joined_badge(sentence: Sentence, at: int) -> Found | None:
    """Another badge behind “and”, “or” or a comma; or right behind, where it is no beginning of a reason."""
    following = sentence.behind_joiners(at)
    if sentence.word(following) in sentence.vocabulary.alternatives:
        following += 1
    if following == at:
        beside = sentence.badge_at(at)
        return beside if beside and sentence.ends_name(beside.end) else None
    while sentence.role(following) & (Role.ARTICLE | Role.NOUN):
        following += 1
    return sentence.badge_at(following)


def _take_frame(sentence: Sentence, head: Head, role: int) -> None:
    """A word or sign around people and badge."""
    is_noun = role & Role.NOUN and sentence.role(head.end - 1) & Role.ARTICLE
    verbs = Role.NONE if is_noun else role & _VERBS
    if verbs & ASKS and head.has_people and head.badge is None and not head.verbs & ASKS:
        head.ambiguities.add(Ambiguity.CALLED)
    head.verbs |= verbs
    if role & (Role.DOUBT | Role.DEFERS):
        head.ambiguities.add(Ambiguity.DOUBTED)
    if sentence.word(head.end) == "?":
        head.ambiguities.add(Ambiguity.QUESTION)
    head.end += 1
