"""The command that a sentence stands for.

    "could you please give @ana the Mentor badge because …"   → /award, as far as it is clear
    "what waits for me?"                                       → /badges decide
    "I'm away until Friday, ask @sam"                          → /badges away …

None: it asks for nothing that is known for sure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.messages.reading.head import ASKS, read_head
from bot.messages.reading.intentions import Intention, Phrases, intentions, is_idle, is_link
from bot.messages.reading.matching import nearest
from bot.messages.reading.sentence import Sentence
from bot.messages.reading.tokens import text_from
from bot.messages.reading.vocabulary import Role
from bot.messages.requests import TypedCommand

_COURTESY = Role.POLITE | Role.GREETING
_IMPERATIVES = frozenset({"revoke", "amend", "approver"})
"""Words of `/badges` that open a request of their own, with people behind them."""


@dataclass(frozen=True, slots=True)
class CommandWords:
    """Words of a language about commands."""

    of_badges: Mapping[str, str]
    """The words behind `/badges`, each with the English one that it stands for."""
    own: frozenset[str]
    """How a person speaks of themselves."""
    past: frozenset[str]


def read_request(sentence: Sentence, known: Phrases, words: CommandWords) -> TypedCommand | None:
    """The command; its text is the sentence, or what is left of it."""
    opening = first_word(sentence)
    wanted = intentions(sentence, known)
    possible = [entry for entry in wanted if entry.is_sure and not _is_of_others(sentence, entry)]
    sure = next((entry for entry in possible if entry.is_alone), None)
    word = words.of_badges.get(sentence.word(opening), "")
    if word in _IMPERATIVES and "?" not in (token.word for token in sentence.tokens):
        return TypedCommand("badges", (f"{word} ", *text_from(sentence.text, sentence.tokens, opening + 1)), spoken=True)
    if sure and sure.name not in ("away", "verify"):
        return command_of(sentence, sure)
    said = next((entry for entry in possible if entry.words > 1 and entry.name != "verify"), None)
    has_badge = next(iter(sentence.names.all(sentence.tokens)), None) is not None
    is_back = said is not None and said.name == "back"
    if not has_badge and not is_back and _is_about_absence(sentence, wanted, words, opening):
        return TypedCommand("badges", ("away ", *sentence.text), spoken=True)
    if _asks_to_give(sentence, opening, known):
        return TypedCommand(_verb(sentence, opening), sentence.text, spoken=True)
    if misspelt := _misspelt_verb(sentence, opening):
        return TypedCommand(misspelt, text_from(sentence.text, sentence.tokens, opening + 1), spoken=True)
    has_link = any(is_link(sentence, at) for at in range(sentence.end))
    if word == "verify" or (has_link and any(entry.name == "verify" for entry in wanted)):
        return TypedCommand("badges", ("verify ", _evidence(sentence, opening)), spoken=True)
    if said or sure:
        return command_of(sentence, said or sure)
    badge = sentence.badge_at(opening)
    if badge and all(is_idle(sentence, known, at) or sentence.is_sign(at) for at in range(badge.end, sentence.end)):
        return TypedCommand("badges", (badge.slug,), spoken=True)
    return None


def _is_of_others(sentence: Sentence, intention: Intention) -> bool:
    """Whether a question, or a word about another person, speaks of being back: nothing ends by that."""
    others = any(token.mention or token.word == "?" for token in sentence.tokens[: intention.first + intention.span])
    return intention.name == "back" and others


def first_word(sentence: Sentence) -> int:
    """The first token that is no greeting, courtesy or sign."""
    at = 0
    while sentence.role(at) & _COURTESY or sentence.is_sign(at):
        at += 1
    return at


def is_greeting(sentence: Sentence) -> bool:
    """Whether it says nothing but hello, please or thanks."""
    return first_word(sentence) >= sentence.end


def command_of(sentence: Sentence, intention: Intention) -> TypedCommand:
    """The command that an intention stands for."""
    badge = next(iter(sentence.names.all(sentence.tokens)), None)
    slug = badge.slug if badge else ""
    match intention.name:
        case "mybadges":
            return TypedCommand("mybadges", (), spoken=True)
        case "badges":
            return TypedCommand("badges", (), spoken=True)
        case "show":
            return TypedCommand("badges", (slug,), spoken=True)
        case "why":
            people = [token.mention for token in sentence.tokens if token.mention]
            return TypedCommand("badges", ("why ", *people, f" {slug}"), spoken=True)
        case "away" | "help" as word:
            return TypedCommand("badges", (f"{word} ", *sentence.text), spoken=True)
        case word:
            return TypedCommand("badges", (word,), spoken=True)


def _asks_to_give(sentence: Sentence, opening: int, known: Phrases) -> bool:
    """Whether it asks for a badge for people; a question that opens with what or why does not."""
    if sentence.role(opening) & Role.ASKING and not sentence.role(opening) & Role.DOUBT:
        return False
    head = read_head(sentence, opening)
    if head.verbs & ASKS:
        return True
    is_asked = any(sentence.role(at) & ASKS for at in range(sentence.end))
    has_people = any(sentence.is_mention(at) for at in range(sentence.end))
    has_badge = next(iter(sentence.names.all(sentence.tokens)), None) is not None
    if has_people and (has_badge or is_asked):
        return True
    if has_people:
        return all(_says_nothing(sentence, known, at) for at in range(sentence.end))
    return has_badge and is_asked


def _misspelt_verb(sentence: Sentence, opening: int) -> str | None:
    """award or nominate, if the first word is nearly such a verb and a person follows: it is asked about."""
    if not any(sentence.is_mention(at) for at in range(opening + 1, min(opening + 4, sentence.end))):
        return None
    verbs = {verb: "nominate" if role & Role.PROPOSES else "award" for verb, role in sentence.vocabulary.verbs}
    return next(iter(nearest(sentence.word(opening), verbs, most=1)), None)


def _says_nothing(sentence: Sentence, known: Phrases, at: int) -> bool:
    return sentence.is_mention(at) or sentence.is_sign(at) or is_idle(sentence, known, at)


def _verb(sentence: Sentence, opening: int) -> str:
    """nominate if the first verb of the sentence proposes, else award."""
    verbs = read_head(sentence, opening).verbs & ASKS
    for at in range(sentence.end):
        verbs = verbs or sentence.role(at) & ASKS
    return "nominate" if verbs & Role.PROPOSES else "award"


def _is_about_absence(
    sentence: Sentence, wanted: Sequence[Intention], words: CommandWords, opening: int
) -> bool:
    """Whether a person says of themselves that they are away; for how long, `/badges away` reads."""
    away = next((entry for entry in wanted if entry.name == "away"), None)
    said = {token.word for token in sentence.tokens}
    if away is None or "?" in said or said & words.past:
        return False
    return away.first == opening or bool(said & words.own)


def _evidence(sentence: Sentence, opening: int) -> str:
    """The link in the sentence, or everything behind its first word: a signed badge as text."""
    for at, token in enumerate(sentence.tokens):
        part = sentence.text[token.part]
        if is_link(sentence, at) and isinstance(part, str):
            return part[token.start : token.end]
    return sentence.words_from(opening + 1)
