"""Saves what becomes of a credential, and queues what follows: signatures, letters, updates of posted cards."""

from bot.context.context import UseCaseContext
from bot.context.notify import post, refresh
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.outbox.model import Job, NotificationKind, ToPerson
from bot.domain.outbox.tasks import PublishStatus, SignCredential


def queue_signing(ctx: UseCaseContext, credential: Credential, *, notify: bool = True) -> None:
    """Queues the signing of a new credential; the letter to the earner, if they are notified, follows the signature."""
    _sign(ctx, credential, f"sign:{credential.id}", notify=notify)


def save_amended(ctx: UseCaseContext, credential: Credential) -> None:
    """Saves an amended credential and queues its signing; the earner is notified after that."""
    ctx.store.credentials.change(credential)
    if credential.stage is CredentialStage.ISSUED:
        _sign(ctx, credential, f"sign:{credential.id}:{credential.revision + 1}")


def sign_again(ctx: UseCaseContext, credential: Credential, why: str) -> None:
    """Saves an earner's change to an issued credential and queues its signing; no letter follows."""
    ctx.store.credentials.change(credential)
    _sign(ctx, credential, f"sign:{credential.id}:{why}:{credential.revision + 1}", why)


def end_credential(
    ctx: UseCaseContext, before: Credential, after: Credential, topic: NotificationKind | None
) -> Credential:
    """Ends a credential, notifies the earner if it was issued, and updates every posted card.

    Signed files may exist outside Laurel, so the status list must revoke the credential too.
    """
    ended = ctx.store.credentials.change(after)
    if topic and before.stage is CredentialStage.ISSUED:
        post(ctx, topic, ended.id, ToPerson(ended.recipient_id), began_in=ended.workspace_id)
    if before.stage is CredentialStage.ISSUED:
        ctx.store.outbox.queue(_revocation(ctx, ended))
    refresh(ctx, ended.id)
    if ended.nomination_id:
        refresh(ctx, ended.nomination_id)  # the approver's card is about the case, which has this id
    return ended


def _revocation(ctx: UseCaseContext, credential: Credential) -> Job:
    key = f"status:{credential.id}:revoked"
    task = PublishStatus(credential.id, "revoked", str(credential.stage))
    return Job(ctx.ids.new_id(), credential.organisation_id, task, key, ctx.now)


def _sign(
    ctx: UseCaseContext, credential: Credential, key: str, again: str = "", *, notify: bool = True
) -> None:
    task = SignCredential(credential.id, again, quiet=not notify)
    ctx.store.outbox.queue(Job(ctx.ids.new_id(), credential.organisation_id, task, key, ctx.now))
