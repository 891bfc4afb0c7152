"""The single place where a credential is created, amended and ended."""

from bot.context.context import RequestContext, UseCaseContext
from bot.context.notify import post, refresh
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials import rules
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.outbox.model import Job, NotificationKind, ToPerson
from bot.domain.outbox.tasks import PublishStatus, SignCredential
from bot.domain.people.model import Person


def grant(
    ctx: RequestContext, recipient: Person, achievement: Achievement, grounds: rules.AwardBasis
) -> Credential:
    """Saves the award and queues its signing; the letter to the earner follows the signature."""
    ids = (ctx.ids.new_id(), ctx.ids.public_id())
    credential = rules.new_credential(ids, recipient, achievement, grounds, ctx.now)
    ctx.store.credentials.add(credential)
    _sign(ctx, credential, f"sign:{credential.id}")
    return credential


def amend(ctx: RequestContext, credential: Credential) -> None:
    """Saves an amended credential and queues its signing; the earner is notified after that."""
    ctx.store.credentials.change(credential)
    if credential.stage is CredentialStage.ISSUED:
        _sign(ctx, credential, f"sign:{credential.id}:{credential.revision + 1}")


def sign_again(ctx: RequestContext, credential: Credential, why: str) -> None:
    """Saves an earner's change to an issued credential and queues its signing; no letter follows."""
    ctx.store.credentials.change(credential)
    _sign(ctx, credential, f"sign:{credential.id}:{why}:{credential.revision + 1}", again=why)


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


def _sign(ctx: RequestContext, credential: Credential, key: str, again: str = "") -> None:
    task = SignCredential(credential.id, again)
    ctx.store.outbox.queue(Job(ctx.ids.new_id(), credential.organisation_id, task, key, ctx.now))
