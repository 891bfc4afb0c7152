"""`/award` and the undo button, as commands."""

from bot.context.context import RequestContext
from bot.context.lookup import credential_id, find_credential
from bot.dispatch.chat.deciding import waiting_again
from bot.dispatch.chat.proposals import Proposal, proposal_form, read_proposal, read_proposal_form
from bot.messages.forms import Reply
from bot.messages.refusals import Refusal
from bot.messages.requests import FormSubmission, Text
from bot.presenting import award_cards as cards
from bot.presenting.decision_answers import DecidedOn
from bot.use_cases.credentials import award as awards
from bot.use_cases.credentials import correct
from bot.use_cases.credentials.award_command import Award


def award(ctx: RequestContext, text: Text) -> Reply:
    """Awards a badge to all people named, or to none."""
    return _award(ctx, read_proposal(ctx, text))


def award_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Awards what a submitted form says."""
    return _award(ctx, read_proposal_form(ctx, form))


def undo(ctx: RequestContext, token: str) -> Reply:
    """Undoes an award within 24 hours.

    Behind the badge, the token says where the button is: on the card of some awards, in the list of what waits, or on
    a letter.
    """
    target, _, place = token.partition(".")
    undone = correct.undo(ctx, correct.Undo(credential_id(target)))
    said = cards.undo_card(ctx.say, (undone.recipient,), undone.achievement)
    if place == DecidedOn.LIST:
        return waiting_again(ctx, said.blocks[:1])
    if not place.startswith("a"):
        return said
    given = [find_credential(ctx, credential_id(each)) for each in place[1:].split(",")]
    people = [ctx.store.people.get(credential.recipient_id) for credential in given]
    return cards.award_card(
        ctx.say, undone.achievement, tuple(zip(people, given, strict=True)), undone.credential.citation
    )


def _award(ctx: RequestContext, proposal: Proposal) -> Reply:
    achievement = proposal.achievement
    if achievement is None or not proposal.people:
        return ctx.form_or_hint(proposal_form(ctx, "award", proposal, "award.missing"))
    command = Award(proposal.recipients, achievement, proposal.citation, ctx.channel)
    try:
        awarded = awards.award(ctx, command)
    except Refusal as refusal:
        match refusal.code:
            case "not_entitled":
                form = proposal_form(ctx, "nominate", proposal, "award.not_entitled")
            case "over_budget":
                form = proposal_form(ctx, "nominate", proposal, "award.over_budget")
            case _:
                raise
        return ctx.form_or_hint(form)
    given = tuple((badge.recipient, badge.credential) for badge in awarded.badges)
    return cards.award_card(ctx.say, achievement, given, proposal.citation)
