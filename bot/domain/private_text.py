"""Finds what may be private in a text: health, telephone numbers, accounts, addresses. Pure.

    find_private(citation, private_words(languages.wordings), own_domains=("example.org",))

Laurel asks about it once, and blocks nothing. A question that comes often is answered unread, so the lists are short,
and what is probably an order number, a date or a version counts for nothing.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.messages.typed_words import typed_words
from bot.messages.wording import Wording

LONGEST_SHOWN = 60
"""Characters of the text that a question repeats."""
PRIVATE_KINDS = ("health", "life", "phone", "email", "account", "address")


@dataclass(frozen=True, slots=True)
class PrivateMatter:
    """What a text may tell: its kind, and the words."""

    kind: str
    words: str


@dataclass(frozen=True)
class PrivateWords:
    """The words of some languages, as patterns."""

    health: re.Pattern[str]
    life: re.Pattern[str]
    harmless: re.Pattern[str]
    before_phone: re.Pattern[str]
    before_number: re.Pattern[str]
    addresses: re.Pattern[str]


_DATES = re.compile(
    r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{1,2}:\d{2}(?::\d{2})?\b"
)
_LINKS = re.compile(r"https?://\S+|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\bv?\d+(?:\.\d+){2,}\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,5}[a-z]{2,24})\b", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_CARD = re.compile(r"\b[3-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{1,7}\b")
_SOCIAL_SECURITY = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")
_INTERNATIONAL = re.compile(
    r"(?<![\w+/-])(?:\+|00)[1-9]\d{0,2}[\s()/.-]{0,2}(?:\d[\s()/-]{0,2}){7,12}\d?(?!\d)"
)
_NATIONAL = re.compile(
    r"(?<![\w.,/+-])(?:\(0\d{2,5}\)|0[1-9]\d{1,4})(?:[ /-]{1,3}\d{2,8}){1,4}(?![\w/])"
    r"|(?<![\w.,/+-])01[5-7]\d{8,9}(?!\d)"
    r"|(?<![\w.,/+-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?!\d)"
)
_DIGITS = re.compile(r"\d(?:[\d /-]{4,16})\d")


def find_private(
    text: str, words: PrivateWords, own_domains: Collection[str] = ()
) -> tuple[PrivateMatter, ...]:
    """What the text may tell, each kind once. `own_domains`: e-mail addresses there are known to colleagues anyway."""
    found: dict[str, PrivateMatter] = {}
    for matter in _all_matters(text, words, own_domains):
        found.setdefault(matter.kind, matter)
    return tuple(found.values())


@cache
def private_words(wordings: tuple[Wording, ...]) -> PrivateWords:
    """The patterns of all these languages together: people write in more than one."""
    health, life, harmless, phone, number, street = (
        _alternatives(wordings, key)
        for key in (
            *("private_health", "private_life", "private_harmless"),
            *("private_phone", "private_number", "private_street"),
        )
    )
    town = r"(?:,? \d{5} \w+|,? \w+,? [A-Z]{2} \d{5}|,? (?:\w+ )?[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})"
    return PrivateWords(
        _pattern(rf"(?<!\w)(?:{health})(?!\w)"),
        _pattern(rf"(?<!\w)(?:{life})(?!\w)"),
        _pattern(rf"(?<!\w)(?:{harmless})(?!\w)"),
        _pattern(rf"(?<!\w)(?:{phone})[\s:]{{0,3}}(?:is |ist |no\.? |nr\.? )?$"),
        _pattern(rf"(?<!\w)(?:{number})[\s:#.-]{{0,3}}$"),
        re.compile(
            rf"(?i:\b[\w-]{{3,40}}(?:{street}) \d{{1,4}}[a-z]?"
            rf"|\b\d{{1,5}}[a-z]? (?:[\w'-]{{2,30}} ){{1,3}}(?:{street})\.?){town}"
        ),
    )


def _alternatives(wordings: Sequence[Wording], key: str) -> str:
    phrases = {phrase for say in wordings for phrase in typed_words(say, key) if phrase}
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\~", r"\w*").replace("~", r"\w*") for phrase in longest_first)


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _all_matters(text: str, words: PrivateWords, own_domains: Collection[str]) -> Iterator[PrivateMatter]:
    text = text.replace("ß", "ss")  # as the words are compared
    plain = words.harmless.sub(_blank, text)
    for kind, pattern in (("health", words.health), ("life", words.life)):
        yield from (_matter(kind, match) for match in pattern.finditer(plain))
    numbers = _DATES.sub(_blank, _LINKS.sub(_blank, text))
    for matter in _accounts(numbers):
        yield matter
        numbers = numbers.replace(matter.words, "\n" * len(matter.words))
    yield from _phones(numbers, words)
    for match in _EMAIL.finditer(text):
        if match[1].casefold() not in own_domains:
            yield _matter("email", match)
    yield from (_matter("address", match) for match in words.addresses.finditer(text))


def _accounts(text: str) -> Iterator[PrivateMatter]:
    yield from (_matter("account", match) for match in _IBAN.finditer(text) if _is_iban(match.group()))
    yield from (_matter("account", match) for match in _CARD.finditer(text) if _has_luhn_sum(match.group()))
    yield from (_matter("account", match) for match in _SOCIAL_SECURITY.finditer(text))


def _phones(text: str, words: PrivateWords) -> Iterator[PrivateMatter]:
    """Numbers that are written as telephone numbers, or said to be; none behind “order”, “ticket” and the like."""
    for pattern in (_INTERNATIONAL, _NATIONAL):
        for match in pattern.finditer(text):
            digits = sum(char.isdigit() for char in match.group())
            before = text[max(0, match.start() - 30) : match.start()]
            if 10 <= digits <= 15 and not words.before_number.search(before):
                yield _matter("phone", match)
    for match in _DIGITS.finditer(text):
        if words.before_phone.search(text[max(0, match.start() - 30) : match.start()]):
            yield _matter("phone", match)


def _is_iban(typed: str) -> bool:
    """ISO 13616: the digits, letters as numbers from 10, leave 1 when divided by 97."""
    code = typed.replace(" ", "")
    return (
        15 <= len(code) <= 34 and int("".join(str(int(char, 36)) for char in code[4:] + code[:4])) % 97 == 1
    )


def _has_luhn_sum(typed: str) -> bool:
    """ISO/IEC 7812: the check digit of payment cards."""
    digits = [int(char) for char in typed if char.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _matter(kind: str, match: re.Match[str]) -> PrivateMatter:
    words = " ".join(match.group().split())
    return PrivateMatter(kind, words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…")


def _blank(match: re.Match[str]) -> str:
    """As long as what it stands for, so that neighbours do not meet."""
    return "\n" * len(match.group())
