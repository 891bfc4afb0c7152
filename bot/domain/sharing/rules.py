"""Consent, recorded and changed. Pure.

Decision: docs/decisions/0005.
"""

from dataclasses import replace
from datetime import datetime

from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.credentials.rules import refuse_ended
from bot.messages.refusals import Refusal
from issuer.celebration import Consent


def consent(credential: Credential) -> Consent:
    """The earner's current consent; none unless the credential is issued."""
    alive = credential.stage is CredentialStage.ISSUED
    return Consent(
        in_chat=alive and credential.celebrated_at is not None,
        by_link=alive and credential.shared_at is not None,
    )


def consent_to_celebration(credential: Credential, now: datetime) -> Credential:
    """Records consent to the celebration, once."""
    _refuse_unready(credential)
    if credential.celebrated_at:
        raise Refusal("celebrated_before")
    return replace(credential, celebrated_at=now)


def consent_to_page(credential: Credential, now: datetime) -> Credential:
    """Records consent to the page that anyone with the link can open."""
    _refuse_unready(credential)
    return replace(credential, shared_at=credential.shared_at or now, was_shared=True)


def withdraw_consent(credential: Credential) -> Credential:
    """Withdraws all consent."""
    _refuse_unready(credential)
    return replace(credential, celebrated_at=None, shared_at=None)


def _refuse_unready(credential: Credential) -> None:
    if credential.stage is CredentialStage.AWARDED:
        raise Refusal("being_signed")
    refuse_ended(credential)
