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
from bot.messages.reading.names import Found
from bot.messages.reading.reasons import behind_connection
from bot.messages.reading.sentence import Sentence
from bot.messages.reading.tokens import text_from
from bot.messages.reading.vocabulary import Role
from bot.messages.requests import TypedCommand

_COURTESY = Role.POLITE | Role.GREETING
_IMPERATIVES = frozenset({"revoke", "amend", "approver"})
"""Words of `/badges` that open a request of their own, with people behind them."""
_NEAR_VERB = 4
"""How near to a misspelt verb a person must be mentioned, in words."""


@dataclass(frozen=True, slots=True)
class CommandWords:
    """Words of a language about commands."""

    of_badges: Mapping[str, str]
    """The words behind `/badges`, each with the English one that it stands for."""
    own: frozenset[str]
    """How a person speaks of themselves."""
    others: frozenset[str]
    """How a person speaks of others."""
    past: frozenset[str]
    future: frozenset[str]


def read_request(sentence: Sentence, known: Phrases, words: CommandWords) -> TypedCommand | None:
    """The command; its text is the sentence, or what is left of it."""
    reader = _RequestReader(sentence, known, words, first_word(sentence), intentions(sentence, known))
    for reading in (
        reader.by_its_word,
        reader.said_alone,
        reader.absence,
        reader.revocation,
        reader.award_or_nomination,
        reader.misspelt_verb,
        reader.verification,
        reader.said_in_a_clause,
        reader.badge_alone,
    ):
        command = reading()
        if command:
            return command
    return None


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
    badge = _first_badge(sentence)
    slug = badge.slug if badge else ""
    match intention.name:
        case "mybadges":
            return _spoken("mybadges")
        case "badges":
            return _spoken("badges")
        case "show":
            return _spoken("badges", slug)
        case "why":
            people = [token.mention for token in sentence.tokens if token.mention]
            return TypedCommand("badges", ("why ", *people, f" {slug}"), spoken=True)
        case "away" | "help" as word:
            return TypedCommand("badges", (f"{word} ", *sentence.text), spoken=True)
        case word:
            return _spoken("badges", word)


@dataclass(frozen=True)
class _RequestReader:
    """The ways to read a sentence, each None if it is not meant so."""

    sentence: Sentence
    known: Phrases
    words: CommandWords
    opening: int
    wanted: Sequence[Intention]

    def by_its_word(self) -> TypedCommand | None:
        """“revoke @ana mentor”: a word of `/badges` that stands first."""
        if self._opening_word not in _IMPERATIVES or self._is_question:
            return None
        behind = text_from(self.sentence.text, self.sentence.tokens, self.opening + 1)
        return TypedCommand("badges", (f"{self._opening_word} ", *behind), spoken=True)

    def said_alone(self) -> TypedCommand | None:
        """A phrase, and nothing else in the sentence."""
        alone = next((entry for entry in self._said if entry.is_alone), None)
        return command_of(self.sentence, alone) if alone and alone.name not in ("away", "verify") else None

    def absence(self) -> TypedCommand | None:
        """A person says of themselves that they are away; for how long, `/badges away` reads."""
        away = next((entry for entry in self.wanted if entry.name == "away"), None)
        is_back = any(entry.name == "back" and entry.words > 1 for entry in self._said)
        if away is None or is_back or self._is_question or _first_badge(self.sentence):
            return None
        if not self._is_own(away) or self._has(self.words.past) or self._is_doubted(away):
            return None
        return TypedCommand("badges", ("away ", *self.sentence.text), spoken=True)

    def revocation(self) -> TypedCommand | None:
        """“take the Mentor badge away from @ana, because …”: the form that revokes asks about it."""
        sentence = self.sentence
        if not self._takes_away or self._is_question:
            return None
        verb = next(at for at in range(sentence.end) if sentence.role(at) & Role.TAKES)
        before = range(self.opening, verb)
        if any(not self._says_nothing(at) or sentence.role(at) & Role.DOUBT for at in before):
            return None
        places = range(sentence.end)
        end = next((at for at in places if sentence.role(at) & (Role.BECAUSE | Role.LABEL)), sentence.end)
        people = [token.mention for token in sentence.tokens[:end] if token.mention]
        badge = _first_badge(sentence)
        is_named = badge is not None and badge.start < end
        if not people and not is_named:
            return None
        slug = f" {badge.slug}" if badge and is_named else ""
        reason = sentence.words_from(behind_connection(sentence, end))
        return TypedCommand("badges", ("revoke ", *people, f"{slug}: {reason}"), spoken=True)

    def award_or_nomination(self) -> TypedCommand | None:
        """A badge for people; a question that opens with what or why asks for none."""
        sentence, opening = self.sentence, self.opening
        if sentence.role(opening) & Role.ASKING and not sentence.role(opening) & Role.DOUBT:
            return None
        verbs = read_head(sentence, opening).verbs & ASKS
        if self._takes_away or not (verbs or self._names_people_and_more()):
            return None
        for at in range(sentence.end):
            verbs = verbs or sentence.role(at) & ASKS
        command = "nominate" if verbs & Role.PROPOSES else "award"
        return TypedCommand(command, sentence.text, spoken=True)

    def misspelt_verb(self) -> TypedCommand | None:
        """“nomiante @bob for …”: nearly a verb, with a person behind it; it is asked about."""
        sentence, near = self.sentence, range(self.opening + 1, self.opening + _NEAR_VERB)
        if not any(sentence.is_mention(at) for at in near):
            return None
        verbs = {
            verb: "nominate" if role & Role.PROPOSES else "award" for verb, role in sentence.vocabulary.verbs
        }
        for command in nearest(sentence.word(self.opening), verbs, most=1):
            behind = text_from(sentence.text, sentence.tokens, self.opening + 1)
            return TypedCommand(command, behind, spoken=True)
        return None

    def verification(self) -> TypedCommand | None:
        """A link or a signed badge to check."""
        links = [at for at in range(self.sentence.end) if is_link(self.sentence, at)]
        asks = any(entry.name == "verify" for entry in self.wanted)
        if self._opening_word != "verify" and not (links and asks):
            return None
        evidence = self.sentence.words_from(self.opening + 1)
        for at in links[:1]:
            token = self.sentence.tokens[at]
            evidence = str(self.sentence.text[token.part])[token.start : token.end]
        return TypedCommand("badges", ("verify ", evidence), spoken=True)

    def said_in_a_clause(self) -> TypedCommand | None:
        """A phrase of several words, and nothing else in its clause; what the other clauses say is beside it."""
        said = [
            entry for entry in self._said if entry.is_alone or (entry.words > 1 and entry.name != "verify")
        ]
        said = [entry for entry in said if entry.name != "away"]
        return command_of(self.sentence, said[0]) if said else None

    def badge_alone(self) -> TypedCommand | None:
        """The name of a badge, and nothing else."""
        badge = self.sentence.badge_at(self.opening)
        rest = range(badge.end, self.sentence.end) if badge else range(0)
        is_alone = all(self._says_nothing(at) and not self.sentence.is_mention(at) for at in rest)
        return _spoken("badges", badge.slug) if badge and is_alone else None

    @property
    def _opening_word(self) -> str:
        return self.words.of_badges.get(self.sentence.word(self.opening), "")

    @property
    def _is_question(self) -> bool:
        return any(token.word == "?" for token in self.sentence.tokens)

    @property
    def _takes_away(self) -> bool:
        """Whether the first verb takes something away instead of giving it."""
        roles = (self.sentence.role(at) for at in range(self.sentence.end))
        first = next((role for role in roles if role & (Role.TAKES | ASKS)), Role.NONE)
        return bool(first & Role.TAKES)

    @property
    def _said(self) -> Sequence[Intention]:
        """What is surely said."""
        return [entry for entry in self.wanted if entry.is_sure and not self._is_of_others(entry)]

    def _is_of_others(self, intention: Intention) -> bool:
        """Whether “back” is a question, still to come, or said of a person mentioned: the speaker is away still."""
        said = self.sentence.tokens[: intention.first + intention.span]
        mentions = any(token.mention for token in said)
        return intention.name == "back" and (mentions or self._is_question or self._has(self.words.future))

    def _is_own(self, away: Intention) -> bool:
        """Whether the speaker is away: they say “I”, or name no other person before."""
        before = range(away.first + away.span)
        own = [at for at in before if self.sentence.word(at) in self.words.own]
        others = [at for at in before if self.sentence.is_mention(at)]
        if own:
            return own[-1] > max(others, default=-1)
        leading = range(self.opening, away.first)
        is_idle_before = all(self._says_nothing(at) for at in leading)
        return not others and is_idle_before and not self._has(self.words.others)

    def _is_doubted(self, away: Intention) -> bool:
        """Whether a word such as maybe or not stands outside the phrase."""
        phrase = range(away.first, away.first + away.span)
        return any(self.sentence.role(at) & Role.DOUBT for at in range(self.sentence.end) if at not in phrase)

    def _has(self, words: frozenset[str]) -> bool:
        return any(token.word in words for token in self.sentence.tokens)

    def _names_people_and_more(self) -> bool:
        """Whether people are named with a badge or a verb, or alone; or a badge with a verb."""
        sentence = self.sentence
        is_asked = any(sentence.role(at) & ASKS for at in range(sentence.end))
        has_badge = _first_badge(sentence) is not None
        if not any(sentence.is_mention(at) for at in range(sentence.end)):
            return has_badge and is_asked
        return has_badge or is_asked or all(self._says_nothing(at) for at in range(sentence.end))

    def _says_nothing(self, at: int) -> bool:
        sentence = self.sentence
        return sentence.is_mention(at) or sentence.is_sign(at) or is_idle(sentence, self.known, at)


def _first_badge(sentence: Sentence) -> Found | None:
    return next(iter(sentence.names.all(sentence.tokens)), None)


def _spoken(command: str, *text: str) -> TypedCommand:
    return TypedCommand(command, text, spoken=True)
