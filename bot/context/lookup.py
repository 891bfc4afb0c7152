"""Finds what the token on a button names, within the organisation of the caller."""

from uuid import UUID

from bot.context.context import RequestContext
from bot.domain.credentials.model import Credential
from bot.domain.nominations.model import Case, Nomination
from bot.messages.refusals import Refusal


def named_credential(ctx: RequestContext, token: str) -> Credential:
    """The credential that a button names; one of another organisation is refused like an unknown one."""
    try:
        credential = ctx.store.credentials.by_public_id(UUID(hex=token))
    except ValueError:
        credential = None
    if credential is None or credential.organisation_id != ctx.organisation.id:
        raise Refusal("unknown_thing")
    return credential


def own_credential(ctx: RequestContext, token: str) -> Credential:
    """The credential that a button names, if the caller is its recipient."""
    credential = named_credential(ctx, token)
    if credential.recipient_id != ctx.actor.id:
        raise Refusal("unknown_thing", audited=True, subject=credential.id)
    return credential


def named_case(ctx: RequestContext, token: str) -> Case:
    """The case that an approver's button names."""
    case = ctx.store.nominations.case_by_token(ctx.organisation.id, token)
    if case is None:
        raise Refusal("unknown_thing")
    return case


def named_nomination(ctx: RequestContext, token: str) -> Nomination:
    """The nomination that a button names."""
    nomination = ctx.store.nominations.by_token(ctx.organisation.id, token)
    if nomination is None:
        raise Refusal("unknown_thing")
    return nomination
