"""Changes to an earlier award: revoke it for a reason, amend it, turn it down."""

from collections.abc import Sequence

from bot.context.context import RequestContext
from bot.context.facts import about_credential
from bot.context.lookup import named_credential, own_credential
from bot.domain.credentials import rules
from bot.domain.credentials.model import Credential
from bot.domain.events import EventKind
from bot.domain.outbox.model import NotificationKind
from bot.domain.people.model import Person
from bot.messages.cards import plain
from bot.messages.forms import Form, Reply, TextField
from bot.messages.parsing import CITATION_LIMIT, clean_citation
from bot.messages.refusals import Refusal
from bot.messages.requests import FormSubmission, Text
from bot.messages.wording import Enumeration
from bot.presenting import award_cards as cards
from bot.use_cases.credentials.grant import amend as amend_credential
from bot.use_cases.credentials.grant import end_credential
from bot.use_cases.proposals import MOST_PEOPLE, read_proposal

REASON_LIMIT = 1_000
"""Maximum characters of a reason for revoking."""


def revoke(ctx: RequestContext, text: Text) -> Reply:
    """Asks for the reason to revoke the badge of all people named; refuses first if one may not be revoked."""
    found, reason = _find_credentials(ctx, text, Refusal("revoke_usage"), MOST_PEOPLE)
    for credential in found:
        rules.revoked_credential(credential, ctx.actor, "-", ctx.now)
    return ctx.form_or_hint(_revoke_form(ctx, found, reason))


def revoke_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Revokes all badges that the form was about, or none; each earner is notified, with the reason."""
    reason = clean_citation(str(form.fields.get("reason", "")))
    if len(reason) > REASON_LIMIT:
        raise Refusal("citation_too_long", {"found": len(reason), "most": REASON_LIMIT})
    found = [named_credential(ctx, token) for token in form.subject.split(",")]
    people = []
    for before in found:
        after = rules.revoked_credential(before, ctx.actor, reason, ctx.now)
        ended = end_credential(ctx, before, after, NotificationKind.REVOKED)
        achievement = ctx.store.catalogue.get(ended.achievement_id)
        authority = _authority(ctx, ended)
        ctx.record(EventKind.REVOKED, ended.id, authority, about_credential(ended), achievement.edition)
        people.append(ctx.store.people.get(ended.recipient_id))
    return cards.revoke_card(ctx.say, tuple(people), ctx.store.catalogue.get(found[0].achievement_id))


def amend(ctx: RequestContext, text: Text) -> Reply:
    """Asks for the new citation."""
    [credential], typed = _find_credentials(ctx, text, Refusal("amend_usage"), 1)
    achievement = ctx.store.catalogue.get(credential.achievement_id)
    rules.amended_credential(credential, ctx.actor, credential.citation, achievement, ctx.now)
    say = ctx.say
    form = Form(
        action="amend",
        title=say.text("amend.form_title"),
        intro=say.text("amend.form_intro", badge=achievement.name),
        submit=say.text("amend.form_submit"),
        fields=(TextField("citation", say.text("form.citation"), typed or credential.citation),),
        hint=cards.needs_form(say),
        subject=credential.token,
    )
    return ctx.form_or_hint(form)


def amend_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Amends the award: the same id, the achievement's newest version, signed again, valid from now."""
    citation = clean_citation(str(form.fields.get("citation", "")))
    if len(citation) > CITATION_LIMIT:
        raise Refusal("citation_too_long", {"found": len(citation), "most": CITATION_LIMIT})
    before = named_credential(ctx, form.subject)
    achievement = ctx.store.catalogue.get(before.achievement_id)
    current = ctx.store.catalogue.current(ctx.organisation.id)
    newest = next((one for one in current if one.slug == achievement.slug), achievement)
    rules.refuse_without_evidence(newest, citation)
    after = rules.amended_credential(before, ctx.actor, citation, newest, ctx.now)
    amend_credential(ctx, after)
    ctx.record(EventKind.AMENDED, after.id, _authority(ctx, after), about_credential(after), newest.edition)
    return cards.amend_card(ctx.say, ctx.store.people.get(after.recipient_id), newest)


def turn_down(ctx: RequestContext, token: str) -> Reply:
    """Asks for confirmation, because turning a badge down is final."""
    credential = own_credential(ctx, token)
    rules.refuse_ended(credential)
    return cards.confirm_turn_down(ctx.say, credential, ctx.store.catalogue.get(credential.achievement_id))


def turn_down_now(ctx: RequestContext, token: str) -> Reply:
    """Turns the badge down for its earner: deletes the signed file and notifies no one."""
    before = own_credential(ctx, token)
    ended = end_credential(ctx, before, rules.turned_down_credential(before, ctx.now), None)
    ctx.store.credentials.forget_document(ended.id)
    achievement = ctx.store.catalogue.get(ended.achievement_id)
    ctx.record(EventKind.TURNED_DOWN, ended.id, "recipient", about_credential(ended), achievement.edition)
    return cards.turn_down_card(ctx.say, achievement)


def _find_credentials(
    ctx: RequestContext, text: Text, usage: Refusal, most: int
) -> tuple[Sequence[Credential], str]:
    """The newest active credential of each person named, of the achievement named, and the words that follow;
    raises `usage` if the text names no achievement or too few or too many people."""
    proposal = read_proposal(ctx, text)
    if proposal.achievement is None or not 0 < len(proposal.recipients) <= most:
        raise usage
    slug = proposal.achievement.slug
    return [_find_active_credential(ctx, person, slug) for person in proposal.recipients], proposal.citation


def _find_active_credential(ctx: RequestContext, person: Person, slug: str) -> Credential:
    held = ctx.store.credentials.of_achievement(ctx.organisation.id, person.id, slug)
    theirs = (credential for credential in held if ctx.actor.owner or credential.awarder_id == ctx.actor.id)
    standing = next((credential for credential in theirs if credential.stage.is_active), None)
    if standing is None:
        # one refusal for "holds none" and "not yours", so that it does not tell which badges a person holds
        raise Refusal("holds_none_of_yours", {"name": person.name})
    return standing


def _revoke_form(ctx: RequestContext, found: Sequence[Credential], reason: str) -> Form:
    say = ctx.say
    badge = ctx.store.catalogue.get(found[0].achievement_id).name
    people = Enumeration(
        tuple((ctx.store.people.get(credential.recipient_id).mention,) for credential in found)
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


def _authority(ctx: RequestContext, credential: Credential) -> str:
    return "awarder" if ctx.actor.id == credential.awarder_id else "owner"
