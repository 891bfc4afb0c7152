"""Who may read the name of a person who gives badges: their own choice, and the question that asks for it.

    choose_audience(ctx, ChooseAudience(Audience.PUBLIC))

Colleagues may, unless the giver chose otherwise: a celebration thanks both. A public page and a file show the name only
if the giver allows it, so they are asked when the first earner would like to show it.

Decision: docs/decisions/0253.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.notify import post, refresh
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.events import AboutPerson, EventKind
from bot.domain.outbox.model import NotificationKind, ToPerson
from bot.domain.people.model import MembershipStatus
from bot.use_cases.credentials.giving import load_giving
from bot.use_cases.credentials.life_cycle import sign_again
from issuer.celebration import Audience


@dataclass(frozen=True, slots=True)
class ChooseAudience:
    """The command: who may read the caller's name as a giver."""

    audience: Audience


def choose_audience(ctx: UseCaseContext, command: ChooseAudience) -> None:
    """Stores the choice. It counts at once on cards and pages; files are signed anew, and those given away stay."""
    if ctx.caller.named_to is command.audience:
        return
    ctx.store.people.change(replace(ctx.stored_caller, named_to=command.audience))
    ctx.record(EventKind.PERSON_CHANGED, ctx.caller.id, "self", AboutPerson())
    apply_audience(ctx, ctx.caller.id)


def apply_audience(ctx: UseCaseContext, giver_id: UUID) -> None:
    """Shows a giver's present choice on the cards and in the files of every badge that they gave."""
    for credential in ctx.store.credentials.naming(giver_id):
        refresh(ctx, credential.id)
        if credential.givers_included_at and credential.stage is CredentialStage.ISSUED:
            sign_again(ctx, credential, "givers")


def ask_givers(ctx: UseCaseContext, credential: Credential) -> None:
    """Asks the givers who have not chosen yet whether everybody may read their names; once for each badge."""
    for giver in load_giving(ctx.store, credential).givers:
        person = ctx.store.people.get(giver.id)
        is_here = person.standing is MembershipStatus.MEMBER and giver.id != credential.recipient_id
        if person.named_to is None and is_here:
            kind = NotificationKind.GIVER_ASKED
            post(ctx, kind, credential.id, ToPerson(giver.id), str(giver.id), credential.workspace_id)
