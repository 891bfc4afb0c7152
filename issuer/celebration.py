"""The one home of a promise: nothing about a person is shown unless they said so.

>>> celebration("Ana", "Customer Hero", Consent(in_chat=False, by_link=False))
Traceback (most recent call last):
issuer.celebration.WithoutConsent: Ana has not agreed to be celebrated in the channel

Consent is recorded and changed in `bot/sharing`; whatever names a recipient to others is built here or not at all.
"""

from dataclasses import dataclass


class WithoutConsent(Exception):
    """Somebody asked to show what its earner keeps private."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the earner allowed: a card in the channel, a page for anyone with the link."""

    in_chat: bool
    by_link: bool


@dataclass(frozen=True, slots=True)
class Celebration:
    """What a celebratory card may say."""

    recipient: str
    achievement: str
    links_to_page: bool


def celebration(recipient: str, achievement: str, consent: Consent) -> Celebration:
    """The celebration that consent covers; raises `WithoutConsent` if it covers none."""
    if not consent.in_chat:
        raise WithoutConsent(f"{recipient} has not agreed to be celebrated in the channel")
    return Celebration(recipient, achievement, links_to_page=consent.by_link)


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What a credential's public page may name."""

    recipient: str
    achievement: str


def public_page(recipient: str, achievement: str, consent: Consent) -> PublicPage:
    """The page that consent covers; raises `WithoutConsent` if the badge is not shared by link."""
    if not consent.by_link:
        raise WithoutConsent(f"{recipient} has not shared this badge by link")
    return PublicPage(recipient, achievement)


@dataclass(frozen=True, slots=True)
class NamedPicture:
    """What a picture that anybody may see says about a person. Only `named_picture` makes one."""

    recipient: str
    achievement: str
    citation: str | None = None


def named_picture(
    recipient: str, achievement: str, consent: Consent, citation: str | None = None
) -> NamedPicture:
    """The picture that consent covers; raises `WithoutConsent` if the badge is not shared by link.

    Hand in a citation only where the earner agreed that its words are shown.
    """
    if not consent.by_link:
        raise WithoutConsent(f"{recipient} has not shared this badge by link")
    return NamedPicture(recipient, achievement, citation)
