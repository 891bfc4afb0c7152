"""Finds what a caller names, by the token on a button or by its id, within their organisation.

Decision: docs/decisions/0006.
"""

from uuid import UUID

from bot.context.context import UseCaseContext
from bot.domain.credentials.model import Credential
from bot.domain.nominations.model import Case, Nomination
from bot.messages.refusals import Refusal


def credential_id(token: str) -> UUID:
    """The public id of the credential that a button names; raises for what is no such token."""
    try:
        return UUID(hex=token)
    except ValueError:
        raise Refusal("unknown_thing") from None


def find_credential(ctx: UseCaseContext, public_id: UUID) -> Credential:
    """The credential of that public id; one of another organisation is refused like an unknown one."""
    credential = ctx.store.credentials.by_public_id(public_id)
    if credential is None or credential.organisation_id != ctx.organisation.id:
        raise Refusal("unknown_thing")
    return credential


def find_own_credential(ctx: UseCaseContext, public_id: UUID) -> Credential:
    """The credential of that public id, if the caller is its recipient."""
    credential = find_credential(ctx, public_id)
    if credential.recipient_id != ctx.caller.id:
        raise Refusal("unknown_thing", audited=True, subject=credential.id)
    return credential


def find_case(ctx: UseCaseContext, token: str) -> Case:
    """The case of that token, which an approver's card names."""
    case = ctx.store.nominations.case_by_token(ctx.organisation.id, token)
    if case is None:
        raise Refusal("unknown_thing")
    return case


def find_nomination(ctx: UseCaseContext, token: str) -> Nomination:
    """The nomination of that token, which its nominator's card names."""
    nomination = ctx.store.nominations.by_token(ctx.organisation.id, token)
    if nomination is None:
        raise Refusal("unknown_thing")
    return nomination
