"""`/nominate` and its form, as commands."""

from bot.context.context import RequestContext
from bot.dispatch.chat.asking import ask_first, show_form
from bot.dispatch.chat.doubts import doubt_private
from bot.dispatch.chat.proposals import Proposal, proposal_form, read_proposal, read_proposal_form
from bot.dispatch.chat.unclear import ask_about
from bot.domain.catalogue.names import by_slug
from bot.domain.nominations.model import IN_PRIVATE, MessageEvidence
from bot.messages.cards import Button, Moment
from bot.messages.forms import Reply
from bot.messages.questions import Question
from bot.messages.requests import FormSubmission, Mention, SourceMessage, TypedCommand
from bot.presenting import nomination_cards as cards
from bot.presenting.people import mention_of
from bot.use_cases.nominations import nominate as nominations


def nominate(ctx: RequestContext, command: TypedCommand) -> Reply | Question:
    """Nominates all people named, or none."""
    return _nominate(ctx, read_proposal(ctx, command.text, spoken=command.spoken))


def nominate_by_form(ctx: RequestContext, form: FormSubmission) -> Reply | Question:
    """Nominates as a submitted form says."""
    return _nominate(ctx, read_proposal_form(ctx, form))


def start_nomination(ctx: RequestContext, slug: str) -> Reply | Question:
    """Asks who is nominated for a badge, and why."""
    achievement = by_slug(tuple(ctx.store.catalogue.current(ctx.organisation.id)), slug)
    back = Button(ctx.say.text("form.back"), "badge", slug)
    proposal = Proposal((), achievement, "")
    return show_form(ctx, proposal_form(ctx, "nominate", proposal, "nominate.missing", back))


def start_for_message(ctx: RequestContext, message: SourceMessage) -> Reply | Question:
    """Asks for which badge the author of a message is nominated, and why."""
    author = ctx.people.get(message.author)
    is_colleague = author is not None and author.id != ctx.actor.id
    people = ((Mention(message.author, author.name), author),) if author and is_colleague else ()
    proposal = Proposal(people, None, "", source=message)
    written = Moment(message.written_at)
    if not message.found_at:
        why = ctx.say.line("nominate.for_private_message")
    elif author is None:
        why = ctx.say.line("nominate.for_message_of_bot", at=written)
    else:
        why = ctx.say.line("nominate.for_message", author=mention_of(author), at=written)
    return show_form(ctx, proposal_form(ctx, "nominate", proposal, why))


def _evidence(ctx: RequestContext, source: SourceMessage | None) -> MessageEvidence | None:
    if source is None:
        return None
    if not source.found_at:
        return IN_PRIVATE
    known = ctx.store.people.identities(ctx.workspace.id, [source.author]) if source.author else {}
    author = known.get(source.author)
    return MessageEvidence(
        author_id=author.person.id if author else None,
        written_at=source.written_at,
        digest=source.digest,
        place=source.found_at,
        link=source.link,
    )


def _nominate(ctx: RequestContext, proposal: Proposal) -> Reply | Question:
    achievement, citation = proposal.achievement, proposal.citation
    question = ask_about(ctx, "nominate", proposal)
    if question is not None or achievement is None:
        return question or show_form(ctx, proposal_form(ctx, "nominate", proposal, "nominate.missing"))
    command = nominations.Nominate(
        proposal.recipients, achievement, citation, ctx.channel, _evidence(ctx, proposal.source)
    )
    nominated = nominations.nominate(ctx, command)
    doubts = doubt_private(ctx, citation)
    ask_first(ctx, doubts, lambda: proposal_form(ctx, "nominate", proposal, "ask.form_intro"))
    return cards.nomination_card(ctx.say, nominated)
