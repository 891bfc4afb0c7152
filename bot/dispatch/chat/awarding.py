"""`/award` and the undo button, as commands."""

from bot.context.context import RequestContext
from bot.context.lookup import credential_id, find_credential
from bot.dispatch.chat.asking import ask_first, show_form
from bot.dispatch.chat.deciding import waiting_again
from bot.dispatch.chat.doubts import doubt_private, doubt_repeated
from bot.dispatch.chat.proposals import Proposal, proposal_form, read_proposal, read_proposal_form
from bot.dispatch.chat.unclear import ask_about
from bot.messages.forms import Reply
from bot.messages.questions import Question
from bot.messages.refusals import Refusal
from bot.messages.requests import FormSubmission, TypedCommand
from bot.presenting import award_cards as cards
from bot.presenting.decision_answers import DecidedOn
from bot.use_cases.credentials import award as awards
from bot.use_cases.credentials import correct
from bot.use_cases.credentials.award_command import Award


def award(ctx: RequestContext, command: TypedCommand) -> Reply | Question:
    """Awards a badge to all people named, or to none."""
    return _award(ctx, read_proposal(ctx, command.text, spoken=command.spoken))


def award_by_form(ctx: RequestContext, form: FormSubmission) -> Reply | Question:
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


def _award(ctx: RequestContext, proposal: Proposal) -> Reply | Question:
    question, achievement = ask_about(ctx, "award", proposal), proposal.achievement
    if question is not None or achievement is None:
        return question or show_form(ctx, proposal_form(ctx, "award", proposal, "award.missing"))
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
        return show_form(ctx, form)
    given = tuple((badge.recipient, badge.credential) for badge in awarded.badges)
    doubts = (
        *doubt_private(ctx, proposal.citation),
        *doubt_repeated(ctx, achievement, [credential for _, credential in given]),
    )
    ask_first(ctx, doubts, lambda: proposal_form(ctx, "award", proposal, "ask.form_intro"))
    return cards.award_card(ctx.say, achievement, given, proposal.citation)
