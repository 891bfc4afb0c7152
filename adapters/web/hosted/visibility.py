"""Public visibility of a credential. Pure; the page itself is then built with `issuer.celebration.public_page`."""

from enum import Enum, auto

from adapters.web.ports import ShownCredential
from bot.domain.credentials.model import CredentialStage
from bot.domain.sharing.rules import consent


class PublicVisibility(Enum):
    """What a visitor may learn."""

    OPEN = auto()
    GONE = auto()
    """It was public once, and its earner un-shared it, or it was undone."""
    UNKNOWN = auto()
    """There is no such credential, or it was never shared: a visitor cannot tell which."""


def public_visibility(shown: ShownCredential | None) -> PublicVisibility:
    """The visibility that consent allows."""
    if shown is None:
        return PublicVisibility.UNKNOWN
    if consent(shown.credential).by_link:
        return PublicVisibility.OPEN
    return PublicVisibility.GONE if shown.credential.was_shared else PublicVisibility.UNKNOWN


def signed_file(shown: ShownCredential | None) -> bytes | None:
    """The signed file, if the credential has one and is in force; its earner may export it, shared or not."""
    return shown.document if shown and shown.credential.stage is CredentialStage.ISSUED else None
