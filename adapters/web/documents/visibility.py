"""Public visibility of a credential. Pure; the page itself is then built with `issuer.celebration.public_page`."""

from enum import Enum, auto

from adapters.web.ports import ShownCredential
from bot.domain.credentials.model import Stage
from bot.domain.sharing.rules import consent


class Openness(Enum):
    """What a visitor may learn."""

    OPEN = auto()
    GONE = auto()
    """It was public once, and its earner un-shared it, or it was undone."""
    UNKNOWN = auto()
    """There is no such credential, or it was never shared: a visitor cannot tell which."""


def openness(shown: ShownCredential | None) -> Openness:
    """The visibility that consent allows."""
    if shown is None:
        return Openness.UNKNOWN
    if consent(shown.credential).by_link:
        return Openness.OPEN
    return Openness.GONE if shown.credential.was_shared else Openness.UNKNOWN


def signed(shown: ShownCredential | None) -> bytes | None:
    """The signed file, if the credential has one and is in force; its earner may export it, shared or not."""
    return shown.document if shown and shown.credential.stage is Stage.ISSUED else None
