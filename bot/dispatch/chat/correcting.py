"""`/badges revoke`, `/badges amend` and the earner's turning down, as commands."""

from collections.abc import Sequence

from bot.context.context import RequestContext
from bot.context.lookup import credential_id, find_credential
from bot.dispatch.chat.asking import ask_first
from bot.dispatch.chat.doubts import doubt_private
from bot.dispatch.chat.people_fields import MOST_PEOPLE
from bot.dispatch.chat.proposals import Proposal, read_proposal
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.messages.cards import plain
from bot.messages.forms import Form, Reply, TextField
from bot.messages.parsing import clean_citation
from bot.messages.refusals import Refusal
from bot.messages.requests import FormSubmission, Text
from bot.messages.wording import Enumeration
from bot.presenting import award_cards as cards
from bot.presenting.people import mention_of
from bot.use_cases.credentials import correct


def revoke(ctx: RequestContext, text: Text) -> Reply:
    """Asks for the reason to revoke the badge of all people named; refuses first if one may not be revoked."""
    proposal, achievement = _read(ctx, text, Refusal("revoke_usage"), MOST_PEOPLE)
    found = correct.find_revocable(ctx, proposal.recipients, achievement.slug)
    return ctx.form_or_hint(_revoke_form(ctx, found, proposal.citation))


def revoke_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Revokes all badges that the form was about, or none."""
    named = tuple(credential_id(token) for token in form.subject.split(","))
    reason = clean_citation(str(form.fields.get("reason", "")))
    revoked = correct.revoke(ctx, correct.Revoke(named, reason))
    badges = [badge.credential for badge in revoked]
    ask_first(ctx, doubt_private(ctx, reason), lambda: _revoke_form(ctx, badges, reason))
    return cards.revoke_card(ctx.say, tuple(badge.recipient for badge in revoked), revoked[0].achievement)


def amend(ctx: RequestContext, text: Text) -> Reply:
    """Asks for the new citation."""
    proposal, achievement = _read(ctx, text, Refusal("amend_usage"), 1)
    [recipient] = proposal.recipients
    credential = correct.find_amendable(ctx, recipient, achievement.slug)
    return ctx.form_or_hint(_amend_form(ctx, credential, proposal.citation or credential.citation))


def amend_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Amends the award."""
    citation = clean_citation(str(form.fields.get("citation", "")))
    before = find_credential(ctx, credential_id(form.subject))
    amended = correct.amend(ctx, correct.Amend(before.public_id, citation))
    ask_first(ctx, doubt_private(ctx, citation, before.citation), lambda: _amend_form(ctx, before, citation))
    return cards.amend_card(ctx.say, amended.recipient, amended.achievement)


def turn_down(ctx: RequestContext, token: str) -> Reply:
    """Asks for confirmation, because turning a badge down is final."""
    credential = correct.find_own_active(ctx, credential_id(token))
    return cards.confirm_turn_down(ctx.say, credential, ctx.store.catalogue.get(credential.achievement_id))


def turn_down_now(ctx: RequestContext, token: str) -> Reply:
    """Turns the badge down for its earner."""
    turned_down = correct.turn_down(ctx, correct.TurnDown(credential_id(token)))
    return cards.turn_down_card(ctx.say, turned_down.achievement)


def _read(ctx: RequestContext, text: Text, usage: Refusal, most: int) -> tuple[Proposal, Achievement]:
    """The people and the achievement named; raises `usage` without an achievement, or with too few or many people."""
    proposal = read_proposal(ctx, text)
    if proposal.achievement is None or not 0 < len(proposal.recipients) <= most:
        raise usage
    return proposal, proposal.achievement


def _amend_form(ctx: RequestContext, credential: Credential, citation: str) -> Form:
    say, achievement = ctx.say, ctx.store.catalogue.get(credential.achievement_id)
    return Form(
        action="amend",
        title=say.text("amend.form_title"),
        intro=say.text("amend.form_intro", badge=achievement.name),
        submit=say.text("amend.form_submit"),
        fields=(TextField("citation", say.text("form.citation"), citation),),
        hint=cards.needs_form(say),
        subject=credential.token,
    )


def _revoke_form(ctx: RequestContext, found: Sequence[Credential], reason: str) -> Form:
    say = ctx.say
    badge = ctx.store.catalogue.get(found[0].achievement_id).name
    people = Enumeration(
        tuple((mention_of(ctx.store.people.get(credential.recipient_id)),) for credential in found)
    )
    return Form(
        action="revoke",
        title=say.text("revoke.form_title"),
        intro=plain(say.line("revoke.form_intro", badge=badge, people=people)),
        submit=say.text("revoke.form_submit"),
        fields=(TextField("reason", say.text("revoke.reason"), reason, required=True),),
        hint=cards.needs_form(say),
        subject=",".join(credential.token for credential in found),
    )
