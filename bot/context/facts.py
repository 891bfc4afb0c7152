"""The facts of events, from what a use case holds anyway."""

from bot.domain.credentials.model import Credential
from bot.domain.events import AboutCase, AboutCredential, AboutNomination
from bot.domain.nominations.model import Case, Nomination


def about_credential(credential: Credential) -> AboutCredential:
    """The facts of an event about a credential."""
    return AboutCredential(credential.recipient_id, credential.achievement_id, credential.nomination_id)


def about_nomination(nomination: Nomination) -> AboutNomination:
    """The facts of an event about one nomination."""
    return AboutNomination(nomination.nominee_id, nomination.achievement_id, nomination.case_id)


def about_case(case: Case, credential: Credential | None = None) -> AboutCase:
    """The facts of an event about a case; `credential`: what its approval awarded."""
    return AboutCase(case.nominee_id, case.achievement_id, credential.id if credential else None)
