"""Many awards at once, signed before anything is saved: the bulk path beside `award.py`, under the same rules.

rules = AwardRules(ctx)
draft = draft_award(rules, Award((ana,), achievement, "Patient", ground=InOwnersName(), key=key))
…                                                             # sign each draft; nothing is locked meanwhile
saved = award_many(ctx, [SignedAward(draft, document), …])    # one transaction, a few statements
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.context.context import UseCaseContext
from bot.context.facts import about_credential
from bot.domain.audit.model import AuditEntry
from bot.domain.credentials.model import Credential, CredentialStage, SignedDocument
from bot.domain.events import EventKind
from bot.domain.people.model import Person
from bot.use_cases.credentials.award import draft_credential, join
from bot.use_cases.credentials.award_command import Award
from bot.use_cases.credentials.award_rules import AwardRight, AwardRules
from bot.use_cases.credentials.issue import SIGNED, earner_letter


@dataclass(frozen=True, slots=True)
class DraftAward:
    """An award to one person that the rules allow: ready to be signed, and not saved yet."""

    command: Award
    right: AwardRight
    credential: Credential

    @property
    def recipient(self) -> Person:
        """The one recipient of the command."""
        return self.command.recipients[0]


@dataclass(frozen=True, slots=True)
class SignedAward:
    """A draft with its signed document."""

    draft: DraftAward
    document: SignedDocument


def draft_award(award_rules: AwardRules, command: Award) -> DraftAward:
    """Checks a command with one recipient by the rules of every award; raises `Refusal`."""
    [recipient] = command.recipients
    [right] = award_rules.authorise(command)
    return DraftAward(command, right, draft_credential(award_rules.ctx, command, recipient, right))


def award_many(ctx: UseCaseContext, signed: Sequence[SignedAward]) -> Sequence[SignedAward]:
    """Saves signed awards with their events and letters; returns those whose key no other run claimed meanwhile."""
    saved = _claim_keys(ctx, signed)
    if not saved:
        return saved
    for award in saved:
        join(ctx, award.draft.command, award.draft.recipient)
    ctx.store.credentials.add_all(
        [(replace(award.draft.credential, stage=CredentialStage.ISSUED), award.document) for award in saved]
    )
    ctx.store.audit.record_all([event for award in saved for event in _events(ctx, award.draft)])
    told = [award.draft.credential for award in saved if award.draft.command.notify]
    ctx.store.outbox.post_all([earner_letter(ctx, credential) for credential in told])
    return saved


def _claim_keys(ctx: UseCaseContext, signed: Sequence[SignedAward]) -> Sequence[SignedAward]:
    claims = {award.draft.command.key: award.draft.credential.id for award in signed}
    named = {key: credential_id for key, credential_id in claims.items() if key is not None}
    free = ctx.store.credentials.claim_keys(ctx.organisation.id, named, ctx.now) if named else frozenset()
    return [award for award in signed if award.draft.command.key is None or award.draft.command.key in free]


def _events(ctx: UseCaseContext, draft: DraftAward) -> Iterator[AuditEntry]:
    credential, edition = draft.credential, draft.command.achievement.edition
    about = about_credential(credential)
    yield ctx.event(EventKind.AWARDED, credential.id, draft.right.authority, about, edition)
    yield ctx.event(EventKind.ISSUED, credential.id, SIGNED, about, edition)
