"""`/award`, and undoing an award."""

from bot.context.context import RequestContext
from bot.context.facts import about_credential
from bot.context.lookup import named_credential
from bot.dispatch.chat.proposals import Proposal, proposal_form, read_proposal, read_proposal_form
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials import rules
from bot.domain.credentials.model import Credential
from bot.domain.events import EventKind
from bot.domain.outbox.model import NotificationKind
from bot.domain.people.model import Person
from bot.messages.forms import Reply
from bot.messages.requests import FormSubmission, Text
from bot.presenting import award_cards as cards
from bot.use_cases.credentials.grant import end_credential, grant
from bot.use_cases.credentials.limits import is_budget_spent, may_review, refuse_over_limits


def award(ctx: RequestContext, text: Text) -> Reply:
    """Awards a badge to all people named, or to none."""
    return _award(ctx, read_proposal(ctx, text))


def award_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Awards what a submitted form says."""
    return _award(ctx, read_proposal_form(ctx, form))


def undo(ctx: RequestContext, token: str) -> Reply:
    """Undoes an award within 24 hours; the recipient is notified if it was already issued."""
    credential = named_credential(ctx, token)
    undone = end_credential(
        ctx, credential, rules.undone_credential(credential, ctx.actor, ctx.now), NotificationKind.UNDONE
    )
    achievement = ctx.store.catalogue.get(undone.achievement_id)
    authority = "awarder" if ctx.actor.id == undone.awarder_id else "owner"
    ctx.record(EventKind.UNDONE, undone.id, authority, about_credential(undone), achievement.edition)
    return cards.undo_card(ctx.say, ctx.store.people.get(undone.recipient_id), achievement)


def _award(ctx: RequestContext, proposal: Proposal) -> Reply:
    achievement = proposal.achievement
    if achievement is None or not proposal.people:
        return ctx.form_or_hint(proposal_form(ctx, "award", proposal, "award.missing"))
    authorities = [_authority(ctx, person, achievement) for person in proposal.recipients]
    if None in authorities:
        return ctx.form_or_hint(proposal_form(ctx, "nominate", proposal, "award.not_entitled"))
    if is_budget_spent(ctx, len(authorities)) and not ctx.actor.owner:
        return ctx.form_or_hint(proposal_form(ctx, "nominate", proposal, "award.over_budget"))
    rules.refuse_without_evidence(achievement, proposal.citation)
    grounds = rules.AwardBasis(ctx.actor.id, ctx.workspace.id, proposal.citation, ctx.channel)
    given: list[tuple[Person, Credential]] = []
    for person, authority in zip(proposal.recipients, authorities, strict=True):
        refuse_over_limits(ctx, ctx.actor, person, achievement)
        given.append((person, grant(ctx, person, achievement, grounds)))
        awarded = given[-1][1]
        ctx.record(
            EventKind.AWARDED, awarded.id, str(authority), about_credential(awarded), achievement.edition
        )
    return cards.award_card(ctx.say, achievement, tuple(given), proposal.citation)


def _authority(ctx: RequestContext, recipient: Person, achievement: Achievement) -> str | None:
    rules.refuse_unfit(ctx.actor, recipient, "self_award")
    rules.refuse_not_in_pilot(recipient, achievement)
    found = rules.authority(ctx.actor, recipient, achievement)
    return found if found and may_review(ctx, ctx.actor.id, achievement) else None
