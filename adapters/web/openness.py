"""May a credential's page be opened? Pure; the page itself is then built with `issuer.celebration.public_page`."""

from enum import Enum, auto

from adapters.web.ports import ShownCredential
from bot.awarding.model import Stage
from bot.sharing.rules import consent


class Openness(Enum):
    """What a stranger gets to know."""

    OPEN = auto()
    GONE = auto()
    """It was open once, and its earner took it back, or it was undone."""
    UNKNOWN = auto()
    """There is no such credential, or nobody ever shared it: a stranger cannot tell which."""


def openness(shown: ShownCredential | None) -> Openness:
    """What consent makes of it."""
    if shown is None:
        return Openness.UNKNOWN
    if consent(shown.credential).by_link:
        return Openness.OPEN
    return Openness.GONE if shown.credential.was_shared else Openness.UNKNOWN


def signed(shown: ShownCredential | None) -> bytes | None:
    """The signed file, if the credential has one and stands; its own earner may take that along, shared or not."""
    return shown.document if shown and shown.credential.stage is Stage.ISSUED else None
