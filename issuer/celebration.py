"""The one place that applies consent: nothing about a person is shown to others without it.

>>> celebration("Ana", "Customer Hero", Consent(in_chat=False, by_link=False))
Traceback (most recent call last):
issuer.celebration.WithoutConsent: Ana has not agreed to be celebrated in the channel

Consent is recorded and changed in `bot/sharing`; each value that names a recipient to others is built
here, or not at all.

A picture's address opens for anyone who has it, so a picture with a name needs the consent to the link, not only to
the channel.
"""

from dataclasses import dataclass


class WithoutConsent(Exception):
    """The recipient's consent does not cover what was to be shown."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the recipient allowed: a card in the channel, a page for every visitor with the link."""

    in_chat: bool
    by_link: bool


@dataclass(frozen=True, slots=True)
class Celebration:
    """What a celebratory card may say."""

    recipient: str
    achievement: str
    links_to_page: bool


def celebration(recipient: str, achievement: str, consent: Consent) -> Celebration:
    """Return the celebration that consent covers; raise `WithoutConsent` if it covers none."""
    if not consent.in_chat:
        raise WithoutConsent(f"{recipient} has not agreed to be celebrated in the channel")
    return Celebration(recipient, achievement, links_to_page=consent.by_link)


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What a credential's public page may name."""

    recipient: str
    achievement: str


def public_page(recipient: str, achievement: str, consent: Consent) -> PublicPage:
    """Return the page that consent covers; raise `WithoutConsent` if the badge is not shared by link."""
    if not consent.by_link:
        raise WithoutConsent(f"{recipient} has not shared this badge by link")
    return PublicPage(recipient, achievement)


@dataclass(frozen=True, slots=True)
class NamedPicture:
    """What a public picture says about a person. Only `named_picture` makes one."""

    recipient: str
    achievement: str
    citation: str | None = None


def named_picture(
    recipient: str, achievement: str, consent: Consent, citation: str | None = None
) -> NamedPicture:
    """Return the picture that consent covers; raise `WithoutConsent` if the badge is not shared by link.

    Pass a citation only if the recipient agreed to show it.
    """
    if not consent.by_link:
        raise WithoutConsent(f"{recipient} has not shared this badge by link")
    return NamedPicture(recipient, achievement, citation)
