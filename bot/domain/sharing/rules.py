"""Consent, recorded and changed. Pure.

Decisions: docs/decisions/0005 and 0253.
"""

from dataclasses import replace
from datetime import datetime

from bot.domain.credentials.celebrations import CelebrationConsent
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.credentials.rules import refuse_ended
from bot.messages.refusals import Refusal
from issuer.celebration import Consent, Extras


def consent(credential: Credential, celebration: CelebrationConsent | None = None) -> Consent:
    """The earner's current consent; none unless the credential is issued.

    `celebration`: their last; one that has ended adds nothing.
    """
    alive = credential.stage is CredentialStage.ISSUED
    return Consent(
        in_chat=alive and credential.celebrated_at is not None,
        by_link=alive and credential.shared_at is not None,
        chat_extras=_chat_extras(credential, celebration),
        link_extras=Extras(
            words=credential.citation_included_at is not None,
            givers=credential.givers_included_at is not None,
        ),
    )


def _chat_extras(credential: Credential, celebration: CelebrationConsent | None) -> Extras:
    """What goes with the celebration that lasts; words that were amended later need another consent."""
    if celebration is None or celebration.at != credential.celebrated_at:
        return Extras()
    amended = credential.amended_at is not None and credential.amended_at > celebration.at
    return Extras(celebration.words and not amended, celebration.givers)


def consent_to_celebration(credential: Credential, now: datetime) -> Credential:
    """Records consent to the celebration, once."""
    _refuse_unready(credential)
    if credential.celebrated_at:
        raise Refusal("celebrated_before")
    return replace(credential, celebrated_at=now, kept_private_at=None)


def consent_to_page(credential: Credential, now: datetime) -> Credential:
    """Records consent to the page that anyone with the link can open."""
    _refuse_unready(credential)
    return replace(credential, shared_at=credential.shared_at or now, was_shared=True, kept_private_at=None)


def keep_private(credential: Credential, now: datetime) -> Credential:
    """Records that the earner wants nothing shown; raises if something is."""
    _refuse_unready(credential)
    if credential.celebrated_at or credential.shared_at:
        raise Refusal("shown_already")
    return replace(credential, kept_private_at=credential.kept_private_at or now)


def withdraw_consent(credential: Credential) -> Credential:
    """Withdraws all consent."""
    _refuse_unready(credential)
    return replace(credential, celebrated_at=None, shared_at=None)


def _refuse_unready(credential: Credential) -> None:
    if credential.stage is CredentialStage.AWARDED:
        raise Refusal("being_signed")
    refuse_ended(credential)
