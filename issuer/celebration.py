"""The one place that applies consent: nothing about a person is shown to others without it.

>>> celebration("Ana", "Customer Hero", Consent(in_chat=False, by_link=False))
Traceback (most recent call last):
issuer.celebration.WithoutConsent: Ana has not agreed to be celebrated in the channel

Consent is recorded and changed in `bot/domain/sharing`; each value that names a person to others is built here, or not
at all. The recipient decides what is shown of their badge, and where. Who gave it decides who may read their name. A
giver's name needs both.

A picture's address opens for anyone who has it. So the picture of a celebration has an address that nobody can guess,
which this consent makes and which ends with it; the recipient is told that it can be passed on.

Decisions: docs/decisions/0005 and 0253.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID


class WithoutConsent(Exception):
    """The recipient's consent does not cover what was to be shown."""


class Audience(StrEnum):
    """Who may read a giver's name, as the giver allows; the value is stored."""

    EARNER = "earner"
    """The recipient alone."""
    COLLEAGUES = "colleagues"
    """And colleagues, in a celebration."""
    PUBLIC = "public"
    """And everybody, on a public page and in a file."""

    def includes(self, other: "Audience") -> bool:
        """Whether the other audience may read it too."""
        order = list(Audience)
        return order.index(self) >= order.index(other)


def narrower(one: Audience | None, other: Audience | None) -> Audience | None:
    """The more private of two choices, if both were made: of two accounts that are one person's."""
    if one is None or other is None:
        return one or other
    return other if one.includes(other) else one


class Part(StrEnum):
    """What a giver did; the value is a key of the wording."""

    AWARDED = "awarded"
    NOMINATED = "nominated"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Giver:
    """A person who gave a badge, alone or with others."""

    id: UUID
    name: str
    part: Part
    allows: Audience = Audience.COLLEAGUES
    public_name: str = ""
    """The name that they chose for public pages, if they chose one."""


@dataclass(frozen=True, slots=True)
class GivenWords:
    """Words of an award, under the name of their author; None where it is not known, or not to be shown."""

    text: str
    author: Giver | None = None


@dataclass(frozen=True, slots=True)
class Extras:
    """What the recipient agreed to show beside the badge."""

    words: bool = False
    givers: bool = False


@dataclass(frozen=True, slots=True)
class Giving:
    """Who gave a badge, and with which words. As it is, it is for the recipient alone: see `shown_to`."""

    givers: tuple[Giver, ...] = ()
    words: tuple[GivenWords, ...] = ()

    @classmethod
    def of_words(cls, *texts: str) -> "Giving":
        """Words whose authors are not known."""
        return cls(words=tuple(GivenWords(text) for text in texts if text))

    def shown_to(self, audience: Audience, extras: Extras) -> "Giving":
        """What the recipient's consent and the givers' own wishes leave for that audience."""

        def shown(giver: Giver | None) -> Giver | None:
            if giver is None or not extras.givers or not giver.allows.includes(audience):
                return None
            is_public = audience is Audience.PUBLIC and giver.public_name
            return replace(giver, name=giver.public_name) if is_public else giver

        named = tuple(giver for giver in map(shown, self.givers) if giver)
        words = tuple(replace(words, author=shown(words.author)) for words in self.words)
        return Giving(named, words if extras.words else ())


NOTHING_GIVEN = Giving()


@dataclass(frozen=True, slots=True)
class Consent:
    """What the recipient allowed: a card in the channel, a page for every visitor with the link; and with what."""

    in_chat: bool
    by_link: bool
    chat_extras: Extras = Extras()
    link_extras: Extras = Extras()


@dataclass(frozen=True, slots=True)
class Celebration:
    """What a celebratory card may say."""

    recipient: str
    achievement: str
    links_to_page: bool
    giving: Giving = NOTHING_GIVEN


def celebration(
    recipient: str, achievement: str, consent: Consent, giving: Giving = NOTHING_GIVEN
) -> Celebration:
    """Return the celebration that consent covers; raise `WithoutConsent` if it covers none."""
    if not consent.in_chat:
        raise WithoutConsent(f"{recipient} has not agreed to be celebrated in the channel")
    shown = giving.shown_to(Audience.COLLEAGUES, consent.chat_extras)
    return Celebration(recipient, achievement, consent.by_link, shown)


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What a credential's public page may name."""

    recipient: str
    achievement: str
    giving: Giving = NOTHING_GIVEN


def public_page(
    recipient: str, achievement: str, consent: Consent, giving: Giving = NOTHING_GIVEN
) -> PublicPage:
    """Return the page that consent covers; raise `WithoutConsent` if the badge is not shared by link."""
    if not consent.by_link:
        raise WithoutConsent(f"{recipient} has not shared this badge by link")
    return PublicPage(recipient, achievement, giving.shown_to(Audience.PUBLIC, consent.link_extras))


@dataclass(frozen=True, slots=True)
class NamedPicture:
    """What a picture says about people. Only `named_picture` and `celebrating_picture` make one."""

    recipient: str
    achievement: str
    citation: str | None = None
    givers: tuple[str, ...] = ()


def named_picture(
    recipient: str, achievement: str, consent: Consent, giving: Giving = NOTHING_GIVEN
) -> NamedPicture:
    """Return the picture of the public page; raise `WithoutConsent` if the badge is not shared by link.

    It has room for the words of one person.
    """
    if not consent.by_link:
        raise WithoutConsent(f"{recipient} has not shared this badge by link")
    shown = giving.shown_to(Audience.PUBLIC, consent.link_extras)
    citation = shown.words[0].text if len(shown.words) == 1 else None
    return NamedPicture(recipient, achievement, citation, _names(shown))


def celebrating_picture(
    recipient: str, achievement: str, consent: Consent, giving: Giving = NOTHING_GIVEN
) -> NamedPicture:
    """Return the picture of the celebration; raise `WithoutConsent` if the badge is not celebrated.

    The words stand in the card beside it, as text.
    """
    shown = celebration(recipient, achievement, consent, giving).giving
    return NamedPicture(recipient, achievement, givers=_names(shown))


def _names(shown: Giving) -> tuple[str, ...]:
    return tuple(dict.fromkeys(giver.name for giver in shown.givers))
