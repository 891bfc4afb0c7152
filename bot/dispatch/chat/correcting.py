"""`/badges revoke` and `/badges amend`, as commands."""

from collections.abc import Sequence

from bot.context.context import RequestContext
from bot.context.lookup import credential_id, find_credential
from bot.dispatch.chat.asking import ask_first, show_form
from bot.dispatch.chat.doubts import doubt_private
from bot.dispatch.chat.people_fields import MOST_PEOPLE
from bot.dispatch.chat.proposals import Proposal, read_proposal, refuse_groups
from bot.dispatch.chat.unclear import ask_which_badge
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.messages.cards import plain
from bot.messages.forms import Form, Reply, TextField
from bot.messages.questions import Question
from bot.messages.reading.parsing import clean_citation
from bot.messages.refusals import Refusal
from bot.messages.requests import FormSubmission, Text
from bot.presenting import award_cards as cards
from bot.presenting.people import mentions_of
from bot.use_cases.credentials import correct


def revoke(ctx: RequestContext, text: Text) -> Reply | Question:
    """Asks for the reason to revoke the badge of all people named; refuses first if one may not be revoked."""
    proposal = read_proposal(ctx, text)
    if question := ask_which_badge(ctx, "revoke", proposal):
        return question
    achievement = _achievement(proposal, Refusal("revoke_usage"), MOST_PEOPLE)
    found = correct.find_revocable(ctx, proposal.recipients, achievement.slug)
    return show_form(ctx, _revoke_form(ctx, found, proposal.citation, proposal.typed))


def revoke_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Revokes all badges that the form was about, or none."""
    named = tuple(credential_id(token) for token in form.subject.split(","))
    reason = clean_citation(str(form.fields.get("reason", "")))
    revoked = correct.revoke(ctx, correct.Revoke(named, reason))
    badges = [badge.credential for badge in revoked]
    ask_first(ctx, doubt_private(ctx, reason), lambda: _revoke_form(ctx, badges, reason))
    return cards.revoke_card(ctx.say, tuple(badge.recipient for badge in revoked), revoked[0].achievement)


def amend(ctx: RequestContext, text: Text) -> Reply | Question:
    """Asks for the new citation."""
    proposal = read_proposal(ctx, text)
    if question := ask_which_badge(ctx, "amend", proposal):
        return question
    achievement = _achievement(proposal, Refusal("amend_usage"), 1)
    [recipient] = proposal.recipients
    credential = correct.find_amendable(ctx, recipient, achievement.slug)
    citation = proposal.citation or credential.citation
    return show_form(ctx, _amend_form(ctx, credential, citation, proposal.typed))


def amend_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Amends the award."""
    citation = clean_citation(str(form.fields.get("citation", "")))
    before = find_credential(ctx, credential_id(form.subject))
    amended = correct.amend(ctx, correct.Amend(before.public_id, citation))
    ask_first(ctx, doubt_private(ctx, citation, before.citation), lambda: _amend_form(ctx, before, citation))
    return cards.amend_card(ctx.say, amended.recipient, amended.achievement)


def _achievement(proposal: Proposal, usage: Refusal, most: int) -> Achievement:
    """The achievement; raises `usage` if it is not clear which, or whose: too few or too many people, two badges."""
    refuse_groups(proposal)
    if proposal.achievement is None or proposal.ambiguities or not 0 < len(proposal.recipients) <= most:
        raise usage
    return proposal.achievement


def _amend_form(ctx: RequestContext, credential: Credential, citation: str, typed: str = "") -> Form:
    say, achievement = ctx.say, ctx.store.catalogue.get(credential.achievement_id)
    return Form(
        action="amend",
        title=say.text("amend.form_title"),
        intro=say.text("amend.form_intro", badge=achievement.name),
        submit=say.text("amend.form_submit"),
        fields=(TextField("citation", say.text("form.citation"), citation),),
        hint=cards.needs_form(say, typed),
        subject=credential.token,
    )


def _revoke_form(ctx: RequestContext, found: Sequence[Credential], reason: str, typed: str = "") -> Form:
    say = ctx.say
    badge = ctx.store.catalogue.get(found[0].achievement_id).name
    people = mentions_of([ctx.store.people.get(credential.recipient_id) for credential in found])
    return Form(
        action="revoke",
        title=say.text("revoke.form_title"),
        intro=plain(say.line("revoke.form_intro", badge=badge, people=people)),
        submit=say.text("revoke.form_submit"),
        fields=(TextField("reason", say.text("revoke.reason"), reason, required=True),),
        hint=cards.needs_form(say, typed),
        subject=",".join(credential.token for credential in found),
    )
