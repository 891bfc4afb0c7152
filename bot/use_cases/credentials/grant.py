"""The single place where a credential is created, amended and ended."""

from bot.context.context import RequestContext, UseCaseContext
from bot.context.notify import post, refresh
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials import rules
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.outbox.model import Job, JobKind, NotificationKind, ToPerson
from bot.domain.people.model import Person


def grant(
    turn: RequestContext, recipient: Person, achievement: Achievement, grounds: rules.AwardBasis
) -> Credential:
    """Saves the award and queues its signing; the letter to the earner follows the signature."""
    ids = (turn.ids.new_id(), turn.ids.public_id())
    credential = rules.new_credential(ids, recipient, achievement, grounds, turn.now)
    turn.store.credentials.add(credential)
    _sign(turn, credential, f"sign:{credential.id}")
    return credential


def amend(turn: RequestContext, credential: Credential) -> None:
    """Saves an amended credential and queues its signing; the earner is notified after that."""
    turn.store.credentials.change(credential)
    if credential.stage is CredentialStage.ISSUED:
        _sign(turn, credential, f"sign:{credential.id}:{credential.revision + 1}")


def sign_again(turn: RequestContext, credential: Credential, why: str) -> None:
    """Saves an earner's change to an issued credential and queues its signing; no letter follows."""
    turn.store.credentials.change(credential)
    _sign(turn, credential, f"sign:{credential.id}:{why}:{credential.revision + 1}", again=why)


def end_credential(
    turn: UseCaseContext, before: Credential, after: Credential, topic: NotificationKind | None
) -> Credential:
    """Ends a credential, notifies the earner if it was issued, and updates every posted card.

    Signed files may exist outside Laurel, so the status list must revoke the credential too.
    """
    ended = turn.store.credentials.change(after)
    if topic and before.stage is CredentialStage.ISSUED:
        post(turn, topic, ended.id, ToPerson(ended.recipient_id), began_in=ended.workspace_id)
    if before.stage is CredentialStage.ISSUED:
        turn.store.outbox.queue(_revocation(turn, ended))
    refresh(turn, ended.id)
    if ended.nomination_id:
        refresh(turn, ended.nomination_id)  # the approver's card is about the case, which has this id
    return ended


def _revocation(turn: UseCaseContext, credential: Credential) -> Job:
    key = f"status:{credential.id}:revoked"
    details = {"credential": str(credential.id), "state": "revoked", "reason": str(credential.stage)}
    return Job(turn.ids.new_id(), credential.organisation_id, JobKind.STATUS, key, turn.now, details=details)


def _sign(turn: RequestContext, credential: Credential, key: str, again: str = "") -> None:
    details = {"credential": str(credential.id), **({"again": again} if again else {})}
    job = Job(turn.ids.new_id(), credential.organisation_id, JobKind.SIGN, key, turn.now, details=details)
    turn.store.outbox.queue(job)
